import { useNavigate, useSearch } from '@tanstack/react-router';
import { FileMinus2 } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { ReactNode } from 'react';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { BookNeeded } from './book-needed.tsx';
import { ContactName } from './contact-name.tsx';
import { Listed, SearchBox } from './list-tools.tsx';
import { useContacts, useList } from './queries.ts';
import type { ShownContact, ShownCreditNote } from './records.ts';
import { StatusBadge } from './status-badge.tsx';

export function CreditNotesPage(): ReactNode {
  return <BookNeeded>{() => <CreditNotes />}</BookNeeded>;
}

function CreditNotes(): ReactNode {
  const { search } = useSearch({ from: '/app/credit-notes' });
  const navigate = useNavigate({ from: '/credit-notes' });
  const list = useList('credit-notes', { search });
  const ids = useMemo(() => (list.rows ?? []).map(({ contact }) => contact), [list.rows]);
  const contacts = useContacts(ids);
  const columns = useMemo(() => columnsWith(contacts), [contacts]);
  const onSearch = useCallback((text: string) => void navigate({ search: text === '' ? {} : { search: text }, replace: true }), [navigate]);
  return (
    <>
      <PageHeader title="Credit notes" detail="What was given back of an invoice, or is owed to a customer." />
      <div className="mb-4">
        <SearchBox label="Search number, customer, reference" value={search ?? ''} onChange={onSearch} />
      </div>
      <Card isFlush>
        <Listed list={list}>
          {(rows) => (
            <Table
              label="Credit notes"
              columns={columns}
              rows={rows}
              keyOf={idOf}
              more={list.more}
              onOpen={({ id }) => void navigate({ to: '/credit-notes/$creditNote', params: { creditNote: id } })}
              empty={
                <EmptyState icon={<FileMinus2 aria-hidden />} title={search === undefined ? 'No credit notes' : 'No credit note like that'}>
                  Open an invoice and choose “Credit” to give back all or part of it.
                </EmptyState>
              }
            />
          )}
        </Listed>
      </Card>
    </>
  );
}

const idOf = ({ id }: ShownCreditNote): string => id;

const columnsWith = (contacts: ReadonlyMap<string, ShownContact>): readonly Column<ShownCreditNote>[] => [
  {
    key: 'number',
    title: 'Number',
    cell: ({ number }) => number ?? <span className="text-faint">draft</span>,
    beneath: ({ contact }) => <ContactName contact={contact} contacts={contacts} />,
  },
  {
    key: 'contact',
    title: 'Customer',
    cell: ({ contact }) => <ContactName contact={contact} contacts={contacts} />,
    share: '100%',
    isMinor: true,
  },
  { key: 'issued', title: 'Issued', cell: ({ issuedOn }) => <Day day={issuedOn} />, isMinor: true },
  { key: 'status', title: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  {
    key: 'open',
    title: 'Not used yet',
    align: 'end',
    isMinor: true,
    cell: ({ open, currency }) => (open === '0' ? <span className="text-faint">–</span> : <Money amount={open} currency={currency} />),
  },
  { key: 'total', title: 'Total', align: 'end', cell: ({ totals, currency }) => <Money amount={totals.gross} currency={currency} /> },
];
