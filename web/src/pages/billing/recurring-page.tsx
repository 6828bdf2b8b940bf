import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, Repeat } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { RecurringShown } from '../../../../src/api/billing-recurring.ts';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { useMay } from '../../session.tsx';
import { BookNeeded } from './book-needed.tsx';
import { ContactName } from './contact-name.tsx';
import { useContacts } from './queries.ts';
import type { ShownContact } from './records.ts';
import { rhythmWords } from './rhythm.ts';

export const recurringQuery = queryOptions({
  queryKey: ['billing', 'recurring'],
  queryFn: async ({ signal }) => (await ask<{ readonly records: readonly RecurringShown[] }>('/v1/recurring-invoices', { signal })).records,
});

export function RecurringPage(): ReactNode {
  return <BookNeeded>{() => <Recurring />}</BookNeeded>;
}

function Recurring(): ReactNode {
  const query = useQuery(recurringQuery);
  const mayCreate = useMay('create');
  return (
    <>
      <PageHeader
        title="Recurring invoices"
        detail="Retainers and subscriptions: made on their day, also when nobody is here."
        actions={mayCreate && <New />}
      />
      <Card isFlush>
        <Shown query={query}>{(all) => <Schedules all={all} />}</Shown>
      </Card>
    </>
  );
}

const New = (): ReactNode => (
  <Link to="/recurring/$recurring" params={{ recurring: 'new' }} className={buttonClass({ look: 'primary' })}>
    <Plus aria-hidden />
    New schedule
  </Link>
);

function Schedules({ all }: { readonly all: readonly RecurringShown[] }): ReactNode {
  const navigate = useNavigate();
  const mayCreate = useMay('create');
  const ids = useMemo(() => all.map(({ invoice }) => invoice.contact), [all]);
  const contacts = useContacts(ids);
  const columns = useMemo(() => columnsWith(contacts), [contacts]);
  return (
    <Table
      label="Recurring invoices"
      columns={columns}
      rows={all}
      keyOf={idOf}
      onOpen={({ id }) => void navigate({ to: '/recurring/$recurring', params: { recurring: id } })}
      empty={
        <EmptyState icon={<Repeat aria-hidden />} title="Nothing recurs yet" action={mayCreate && <New />}>
          Write an invoice once, say how often, and it is made on each of its days.
        </EmptyState>
      }
    />
  );
}

const idOf = ({ id }: RecurringShown): string => id;

const columnsWith = (contacts: ReadonlyMap<string, ShownContact>): readonly Column<RecurringShown>[] => [
  {
    key: 'name',
    title: 'Schedule',
    cell: ({ name }) => <bdi>{name}</bdi>,
    beneath: ({ invoice }) => <ContactName contact={invoice.contact} contacts={contacts} />,
  },
  {
    key: 'contact',
    title: 'Customer',
    cell: ({ invoice }) => <ContactName contact={invoice.contact} contacts={contacts} />,
    share: '100%',
    isMinor: true,
  },
  {
    key: 'rhythm',
    title: 'How often',
    cell: ({ rhythm }) => <span className="whitespace-nowrap">{rhythmWords(rhythm)}</span>,
    isMinor: true,
  },
  { key: 'next', title: 'Next', cell: ({ nextDays }) => <Day day={nextDays[0] ?? null} /> },
  { key: 'state', title: 'State', cell: (each) => <RecurringState recurring={each} /> },
  {
    key: 'amount',
    title: 'Each',
    align: 'end',
    isMinor: true,
    cell: ({ totals, invoice }) => (totals === null ? '–' : <Money amount={totals.gross} currency={invoice.currency} />),
  },
];

export function RecurringState({ recurring: { state, problem } }: { readonly recurring: RecurringShown }): ReactNode {
  if (problem !== null) return <Badge tone="bad">Stopped</Badge>;
  if (state === 'active') return <Badge tone="good">Active</Badge>;
  return <Badge>{state === 'paused' ? 'Paused' : 'Ended'}</Badge>;
}
