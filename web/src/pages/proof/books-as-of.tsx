import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BooksAsOf } from '../../../../src/api/books.ts';
import type { FlowCard } from '../../../../src/api/office.ts';
import { ask, pathWith } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Card } from '../../parts/card.tsx';
import { DayField } from '../../parts/day-field.tsx';
import { Field } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { Select } from '../../parts/select.tsx';
import { Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { counted } from '../document/words.ts';

const booksQuery = (connection: string, asOf: string) =>
  queryOptions({
    queryKey: ['proof', 'books', connection, asOf],
    queryFn: ({ signal }) => ask<BooksAsOf>(pathWith(`/v1/books/${encodeURIComponent(connection)}`, { asOf }), { signal }),
    placeholderData: keepPreviousData,
  });

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The books of one side as that side showed them on a day: what was changed later is not in them. */
export function BooksAsOfDay({ flow }: { readonly flow: FlowCard }): ReactNode {
  const { asOf: named = '' } = useSearch({ from: '/app/proof' });
  const navigate = useNavigate();
  const [connection, setConnection] = useState(flow.target.connection);
  // The browser's day: it is only where one begins to look.
  const [today] = useState(() => new Date().toLocaleDateString('sv-SE'));
  const asOf = isDay(named) ? named : today;
  const query = useQuery(booksQuery(connection, asOf));
  const locale = useLocale();
  return (
    <>
      <div className="mb-5 flex flex-wrap gap-4" data-print="hidden">
        <DayField
          label="At the end of"
          className="w-48"
          max={today}
          value={asOf}
          onChange={(day) =>
            isDay(day) && void navigate({ to: '/proof', search: { flow: flow.flow, view: 'books', asOf: day }, replace: true })
          }
        />
        <Field label="Books of" className="w-64 max-w-full">
          {(ties) => (
            <Select
              {...ties}
              value={connection}
              onChange={setConnection}
              options={[flow.target, flow.source].map((side) => ({ value: side.connection, label: side.label, hint: side.role }))}
            />
          )}
        </Field>
      </div>
      <Shown query={query}>
        {(books) => (
          <Card
            isFlush
            title={locale.day(books.asOf)}
            detail={`${counted(books.documents, 'document', locale.count)}, as they were shown then.`}
          >
            <Table
              label="Balances"
              columns={columns}
              rows={books.balances}
              keyOf={({ account, currency }) => `${account} ${currency}`}
              empty={<p className="px-5 py-8 text-center text-sm text-soft">No account had moved by then.</p>}
            />
          </Card>
        )}
      </Shown>
    </>
  );
}

const columns: readonly Column<BooksAsOf['balances'][number]>[] = [
  { key: 'account', title: 'Account', cell: ({ account }) => account, sortBy: { text: ({ account }) => account } },
  {
    key: 'name',
    title: 'Name',
    cell: ({ accountName }) => <bdi>{accountName}</bdi>,
    sortBy: { text: ({ accountName }) => accountName },
    isMinor: true,
  },
  {
    key: 'balance',
    title: 'Balance',
    align: 'end',
    cell: ({ balance, currency }) => <Money amount={balance} currency={currency} />,
    sortBy: { amount: ({ balance }) => balance },
  },
];
