import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useMay } from '../../session.tsx';
import { ApiKeys } from './api-keys.tsx';
import { Invitations } from './invitations.tsx';
import { Members } from './members.tsx';

type Tab = 'members' | 'invitations' | 'keys';

export function PeoplePage(): ReactNode {
  const { tab } = useSearch({ from: '/app/people' });
  const navigate = useNavigate({ from: '/people' });
  const isOwner = useMay('own');
  const chosen: Tab = isOwner && (tab === 'invitations' || tab === 'keys') ? tab : 'members';
  return (
    <>
      <PageHeader title="People" detail="Who belongs to this organisation, and what each may do." />
      {isOwner ? (
        <Tabs
          label="People"
          value={chosen}
          onChange={(value) => void navigate({ search: value === 'members' ? {} : { tab: value }, replace: true })}
          tabs={[
            { value: 'members', label: 'Members' },
            { value: 'invitations', label: 'Invitations' },
            { value: 'keys', label: 'API keys' },
          ]}
        >
          {{ members: <Members />, invitations: <Invitations />, keys: <ApiKeys /> }[chosen]}
        </Tabs>
      ) : (
        <Members />
      )}
    </>
  );
}
