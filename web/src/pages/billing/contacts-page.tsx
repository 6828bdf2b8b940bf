import { useNavigate, useSearch } from '@tanstack/react-router';
import { ContactRound, Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { SplitView } from '../../parts/split-view.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { useMay } from '../../session.tsx';
import { BookNeeded } from './book-needed.tsx';
import { ContactDetail } from './contact-detail.tsx';
import { ContactDialog } from './contact-dialog.tsx';
import { Duplicates } from './duplicates.tsx';
import { Listed, SearchBox } from './list-tools.tsx';
import { useList } from './queries.ts';
import type { ShownContact } from './records.ts';

export function ContactsPage(): ReactNode {
  return <BookNeeded>{() => <Contacts />}</BookNeeded>;
}

function Contacts(): ReactNode {
  const { search, contact } = useSearch({ from: '/app/contacts' });
  const navigate = useNavigate({ from: '/contacts' });
  const mayCreate = useMay('create');
  const [isAdding, setAdding] = useState(false);
  const list = useList('contacts', { search });
  const onSearch = useCallback((text: string) => void navigate({ search: text === '' ? {} : { search: text }, replace: true }), [navigate]);
  const open = (id: string | null): void =>
    void navigate({ search: { ...(search === undefined ? {} : { search }), ...(id === null ? {} : { contact: id }) } });
  return (
    <>
      <PageHeader
        title="Contacts"
        actions={
          mayCreate && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden />
              New contact
            </Button>
          )
        }
      />
      <Duplicates />
      <div className="mb-4">
        <SearchBox label="Search name, e-mail, tax number" value={search ?? ''} onChange={onSearch} />
      </div>
      <SplitView
        backLabel="Contacts"
        onBack={() => open(null)}
        detail={contact === undefined ? null : <ContactDetail key={contact} id={contact} />}
        list={
          <Card isFlush>
            <Listed list={list}>
              {(rows) => (
                <Table
                  label="Contacts"
                  columns={contact === undefined ? columns : fewColumns}
                  rows={rows}
                  keyOf={idOf}
                  more={list.more}
                  openKey={contact ?? null}
                  onOpen={({ id }) => open(id)}
                  empty={
                    <EmptyState icon={<ContactRound aria-hidden />} title={search === undefined ? 'No contacts yet' : 'Nobody like that'}>
                      Customers come here from your ledger too, once a flow is active.
                    </EmptyState>
                  }
                />
              )}
            </Listed>
          </Card>
        }
      />
      {isAdding && <ContactDialog contact={null} onClose={() => setAdding(false)} onSaved={({ id }) => open(id)} />}
    </>
  );
}

const idOf = ({ id }: ShownContact): string => id;

const fewColumns: readonly Column<ShownContact>[] = [
  {
    key: 'name',
    title: 'Name',
    share: '50%',
    cell: ({ name, state }) => (
      <span className="flex items-center gap-2">
        <bdi className="truncate" title={name}>
          {name}
        </bdi>
        {state === 'archived' && <Badge>Archived</Badge>}
      </span>
    ),
  },
];
const columns: readonly Column<ShownContact>[] = [
  ...fewColumns,
  {
    key: 'email',
    title: 'E-mail',
    cell: ({ email }) => (email === null ? <span className="text-faint">–</span> : <span title={email}>{email}</span>),
    share: '50%',
    isMinor: true,
  },
  {
    key: 'tax',
    title: 'Tax number',
    cell: ({ taxNumber }) =>
      taxNumber === null ? <span className="text-faint">–</span> : <span className="whitespace-nowrap">{taxNumber}</span>,
    isMinor: true,
  },
  {
    key: 'place',
    title: 'Place',
    cell: ({ address }) => (
      <span className="whitespace-nowrap">{[address?.city, address?.country].filter((part) => typeof part === 'string').join(', ')}</span>
    ),
    isMinor: true,
  },
];
