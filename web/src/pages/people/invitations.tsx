import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MailPlus, X } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { Invitation, Role } from '../../../../src/api/people.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Copied } from '../../parts/copied.tsx';
import { Moment } from '../../parts/day.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { EmptyState, FormError, Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Tooltip } from '../../parts/tooltip.tsx';
import type { Column } from '../../parts/table.tsx';
import { roleLabel } from '../../words.ts';
import { RoleSelect } from './role-select.tsx';

const path = '/v1/invitations';

export function Invitations(): ReactNode {
  const query = useQuery({ queryKey: ['invitations'], queryFn: ({ signal }) => ask<readonly Invitation[]>(path, { signal }) });
  return (
    <Shown query={query}>
      {(invitations) => (
        <Card isFlush title="Open invitations" detail="Each link works once, for a week." actions={<Invite />}>
          <Table
            label="Open invitations"
            columns={columns}
            rows={invitations}
            keyOf={({ id }) => id}
            empty={
              <EmptyState icon={<MailPlus />} title="No invitation is open">
                An invitation is a link that you hand over yourself: nothing is sent from here.
              </EmptyState>
            }
          />
        </Card>
      )}
    </Shown>
  );
}

function Invite(): ReactNode {
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('bookkeeper');
  const invite = useMutation({
    mutationFn: () => ask<Invitation>(path, { method: 'POST', body: { email, role } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['invitations'] }),
  });
  const open = (): void => {
    invite.reset();
    setEmail('');
    setOpen(true);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    invite.mutate();
  };
  const link = invite.data?.link;
  return (
    <>
      <Button look="primary" onClick={open}>
        <MailPlus aria-hidden />
        Invite
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={link === undefined ? 'Invite somebody' : 'Hand this link over'}
        {...(link === undefined ? {} : { detail: `It is for ${email}, works once, and is shown only now.` })}
      >
        {link === undefined ? (
          <form onSubmit={submit} className="flex flex-col gap-5">
            <Field label="E-mail address" hint="With which they will sign in.">
              {(ties) => (
                <Input {...ties} type="email" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />
              )}
            </Field>
            <Field label="Role">{(ties) => <RoleSelect {...ties} value={role} onChange={setRole} />}</Field>
            <FormError error={invite.error} />
            <div className="flex justify-end">
              <Button type="submit" look="primary" isBusy={invite.isPending}>
                Make the link
              </Button>
            </div>
          </form>
        ) : (
          <div className="flex flex-col gap-5">
            <Copied text={link} label="Invitation link" />
            <div className="flex justify-end">
              <Button onClick={() => setOpen(false)}>Done</Button>
            </div>
          </div>
        )}
      </Dialog>
    </>
  );
}

function Revoke({ invitation: { id, email } }: { readonly invitation: Invitation }): ReactNode {
  const queries = useQueryClient();
  const revoke = async (): Promise<void> => {
    await ask(`${path}/${id}`, { method: 'DELETE' });
    await queries.invalidateQueries({ queryKey: ['invitations'] });
  };
  return (
    <ConfirmDialog
      trigger={(open) => (
        <Tooltip text="Take back">
          <Button look="quiet" size="icon" aria-label={`Take back the invitation of ${email}`} onClick={open}>
            <X aria-hidden />
          </Button>
        </Tooltip>
      )}
      title="Take this invitation back?"
      confirm="Take it back"
      isDangerous
      onConfirm={revoke}
    >
      <p>The link that {email} has will not work any more.</p>
    </ConfirmDialog>
  );
}

const columns: readonly Column<Invitation>[] = [
  {
    key: 'email',
    title: 'For',
    cell: ({ email }) => (
      <span className="font-medium" title={email}>
        {email}
      </span>
    ),
    sortBy: { text: ({ email }) => email },
    share: '100%',
  },
  { key: 'role', title: 'Role', cell: ({ role }) => roleLabel[role], sortBy: { text: ({ role }) => role } },
  {
    key: 'by',
    title: 'Invited by',
    isMinor: true,
    cell: ({ invitedBy }) => (
      <span dir="auto" className="whitespace-nowrap">
        {invitedBy}
      </span>
    ),
  },
  { key: 'expires', title: 'Works until', isMinor: true, cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
  { key: 'revoke', title: '', align: 'end', cell: (invitation) => <Revoke invitation={invitation} /> },
];
