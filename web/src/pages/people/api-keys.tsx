import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, X } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { ApiKey, Role } from '../../../../src/api/people.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Copied } from '../../parts/copied.tsx';
import { Ago, Moment } from '../../parts/day.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { EmptyState, FormError, Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Tooltip } from '../../parts/tooltip.tsx';
import type { Column } from '../../parts/table.tsx';
import { roleLabel } from '../../words.ts';
import { RoleSelect } from './role-select.tsx';

const path = '/v1/api-keys';

export function ApiKeys(): ReactNode {
  const query = useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => ask<readonly ApiKey[]>(path, { signal }) });
  return (
    <Shown query={query}>
      {(keys) => (
        <Card isFlush title="API keys" detail="For programs. A key may what its role may, but never manages people." actions={<MakeKey />}>
          <Table
            label="API keys"
            columns={columns}
            rows={keys}
            keyOf={({ id }) => id}
            empty={
              <EmptyState icon={<KeyRound />} title="No program has a key">
                Everything on these pages can be done by a program too; the description of the API is at /v1/openapi.json.
              </EmptyState>
            }
          />
        </Card>
      )}
    </Shown>
  );
}

function MakeKey(): ReactNode {
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [label, setLabel] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const make = useMutation({
    mutationFn: () => ask<ApiKey>(path, { method: 'POST', body: { label, role } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const open = (): void => {
    make.reset();
    setLabel('');
    setOpen(true);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  const key = make.data?.key;
  return (
    <>
      <Button look="primary" onClick={open}>
        <KeyRound aria-hidden />
        New key
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={key === undefined ? 'New API key' : 'The new key'}
        {...(key === undefined ? {} : { detail: 'Copy it now: only its fingerprint is kept here, and it is not shown again.' })}
      >
        {key === undefined ? (
          <form onSubmit={submit} className="flex flex-col gap-5">
            <Field label="Label" hint="What uses it, such as the name of a program.">
              {(ties) => (
                <Input {...ties} required autoFocus maxLength={100} value={label} onChange={(event) => setLabel(event.target.value)} />
              )}
            </Field>
            <Field label="Role">{(ties) => <RoleSelect {...ties} value={role} onChange={setRole} />}</Field>
            <FormError error={make.error} />
            <div className="flex justify-end">
              <Button type="submit" look="primary" isBusy={make.isPending}>
                Make the key
              </Button>
            </div>
          </form>
        ) : (
          <div className="flex flex-col gap-5">
            <Copied text={key} label="API key" />
            <div className="flex justify-end">
              <Button onClick={() => setOpen(false)}>Done</Button>
            </div>
          </div>
        )}
      </Dialog>
    </>
  );
}

function Revoke({ apiKey: { id, label } }: { readonly apiKey: ApiKey }): ReactNode {
  const queries = useQueryClient();
  const revoke = async (): Promise<void> => {
    await ask(`${path}/${id}`, { method: 'DELETE' });
    await queries.invalidateQueries({ queryKey: ['api-keys'] });
  };
  return (
    <ConfirmDialog
      trigger={(open) => (
        <Tooltip text="Revoke">
          <Button look="quiet" size="icon" aria-label={`Revoke ${label}`} onClick={open}>
            <X aria-hidden />
          </Button>
        </Tooltip>
      )}
      title={`Revoke ${label}?`}
      confirm="Revoke"
      isDangerous
      onConfirm={revoke}
    >
      <p>Programs that use this key are turned away from now on.</p>
    </ConfirmDialog>
  );
}

const columns: readonly Column<ApiKey>[] = [
  {
    key: 'label',
    title: 'Label',
    cell: ({ label }) => <span className="font-medium">{label}</span>,
    sortBy: { text: ({ label }) => label },
  },
  { key: 'role', title: 'Role', cell: ({ role }) => roleLabel[role], sortBy: { text: ({ role }) => role } },
  { key: 'made', title: 'Made', isMinor: true, cell: ({ madeAt }) => <Moment at={madeAt} /> },
  {
    key: 'used',
    title: 'Last used',
    isMinor: true,
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? <span className="text-soft">never</span> : <Ago at={lastUsedAt} />),
  },
  { key: 'revoke', title: '', align: 'end', cell: (apiKey) => <Revoke apiKey={apiKey} /> },
];
