import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck, UserMinus } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { Member, Role } from '../../../../src/api/people.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Ago } from '../../parts/day.tsx';
import { Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Tooltip } from '../../parts/tooltip.tsx';
import type { Column } from '../../parts/table.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay, useMe } from '../../session.tsx';
import { roleLabel } from '../../words.ts';
import { NewPassword } from './new-password.tsx';
import { RoleSelect } from './role-select.tsx';

export function Members(): ReactNode {
  const query = useQuery({ queryKey: ['members'], queryFn: ({ signal }) => ask<readonly Member[]>('/v1/members', { signal }) });
  const isOwner = useMay('own');
  const columns = useMemo((): readonly Column<Member>[] => (isOwner ? [...about, role, deeds] : [...about, roleAsText]), [isOwner]);
  return (
    <Shown query={query}>
      {(members) => (
        <Card isFlush>
          <Table label="Members" columns={columns} rows={members} keyOf={({ id }) => id} />
        </Card>
      )}
    </Shown>
  );
}

function RoleOf({ member }: { readonly member: Member }): ReactNode {
  const queries = useQueryClient();
  const { say, complain } = useToast();
  const change = useMutation({
    mutationFn: (chosen: Role) => ask(`/v1/members/${member.id}`, { method: 'PATCH', body: { role: chosen } }),
    onSuccess: (_answer, chosen) => say({ title: `${member.name} is now ${roleLabel[chosen].toLowerCase()}` }),
    onError: complain,
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['members'] }), queries.invalidateQueries({ queryKey: ['me'] })]),
  });
  return (
    <RoleSelect
      isSmall
      label={`Role of ${member.name}`}
      value={change.isPending ? change.variables : member.role}
      isDisabled={change.isPending}
      onChange={(chosen) => chosen !== member.role && change.mutate(chosen)}
    />
  );
}

/** For oneself there is the profile. */
function Deeds({ member }: { readonly member: Member }): ReactNode {
  const { person } = useMe();
  if (member.id === person.id) return null;
  return (
    <span className="flex justify-end">
      <NewPassword member={member} />
      <Removal member={member} />
    </span>
  );
}

function Removal({ member }: { readonly member: Member }): ReactNode {
  const queries = useQueryClient();
  const remove = async (): Promise<void> => {
    await ask(`/v1/members/${member.id}`, { method: 'DELETE' });
    await queries.invalidateQueries({ queryKey: ['members'] });
  };
  return (
    <ConfirmDialog
      trigger={(open) => (
        <Tooltip text="Remove">
          <Button look="quiet" size="icon" aria-label={`Remove ${member.name}`} onClick={open}>
            <UserMinus aria-hidden />
          </Button>
        </Tooltip>
      )}
      title={
        <>
          Remove <bdi>{member.name}</bdi>?
        </>
      }
      confirm="Remove"
      isDangerous
      onConfirm={remove}
    >
      <p>They are signed out and see nothing of this organisation any more. What they did stays in the audit trail under their name.</p>
    </ConfirmDialog>
  );
}

const about: readonly Column<Member>[] = [
  {
    key: 'name',
    title: 'Name',
    cell: ({ name, email }) => (
      <span className="block">
        <span className="block w-fit font-medium" dir="auto">
          {name}
        </span>
        <span className="wrap-anywhere text-soft max-sm:text-xs">{email}</span>
      </span>
    ),
    sortBy: { text: ({ name }) => name },
  },
  {
    key: 'twoFactor',
    title: 'Two-factor',
    isMinor: true,
    cell: ({ hasTwoFactor }) =>
      hasTwoFactor ? (
        <span className="inline-flex items-center gap-1.5 text-good">
          <ShieldCheck aria-hidden className="size-4" />
          on
        </span>
      ) : (
        <span className="text-soft">off</span>
      ),
  },
  {
    key: 'seen',
    title: 'Last here',
    isMinor: true,
    cell: ({ lastSeenAt }) => (lastSeenAt === null ? <span className="text-soft">never</span> : <Ago at={lastSeenAt} />),
  },
];
const role: Column<Member> = {
  key: 'role',
  title: 'Role',
  cell: (member) => <RoleOf member={member} />,
  sortBy: { text: (member) => member.role },
};
const roleAsText: Column<Member> = {
  key: 'role',
  title: 'Role',
  cell: (member) => roleLabel[member.role],
  sortBy: { text: (member) => member.role },
};
const deeds: Column<Member> = { key: 'deeds', title: '', align: 'end', cell: (member) => <Deeds member={member} /> };
