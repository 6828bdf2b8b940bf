import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { FileStack, Search } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { StandingPage, StandingRow } from '../../../../src/api/office.ts';
import { ask, pathWith } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Input } from '../../parts/field.tsx';
import { Count, Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Select } from '../../parts/select.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { overviewQuery } from '../../queries.ts';
import { kindLabel, stateTone } from '../../words.ts';

/** The records behind the numbers of the overview: every document of every flow, and where it stands. */
export function DocumentsPage(): ReactNode {
  const search = useSearch({ from: '/app/documents' });
  const navigate = useNavigate();
  const query = useStandings(search);
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const more = useMemo(
    () => (query.hasNextPage ? { isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : null),
    [query],
  );
  const total = query.data?.pages[0]?.total;
  return (
    <>
      <PageHeader title="Documents" detail="Everything at the source, and where it stands in the ledger." />
      <Filters />
      {query.isError && rows.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Card
          isFlush
          title={
            total === undefined ? (
              'Documents'
            ) : (
              <>
                <Count count={total} /> {total === 1 ? 'document' : 'documents'}
              </>
            )
          }
        >
          {query.isPending ? (
            <SkeletonRows />
          ) : (
            <Table
              label="Documents"
              columns={columns}
              rows={rows}
              keyOf={keyOf}
              onOpen={({ flow, kind, id }) => void navigate({ to: '/documents/$flow/$kind/$id', params: { flow, kind, id } })}
              more={more}
              empty={
                <EmptyState icon={<FileStack />} title="Nothing here">
                  {Object.keys(search).length === 0
                    ? 'Documents appear when the source was read.'
                    : 'No document is like that. Take a filter away to see more.'}
                </EmptyState>
              }
            />
          )}
        </Card>
      )}
    </>
  );
}

const useStandings = (filter: { readonly flow?: string; readonly state?: string; readonly kind?: string; readonly search?: string }) =>
  useInfiniteQuery({
    queryKey: ['standings', filter],
    queryFn: ({ pageParam, signal }) =>
      ask<StandingPage>(pathWith('/v1/standings', { ...filter, after: pageParam, limit: 200 }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.after,
    placeholderData: keepPreviousData,
  });

function Filters(): ReactNode {
  const search = useSearch({ from: '/app/documents' });
  const navigate = useNavigate({ from: '/documents' });
  const { data: overview } = useQuery(overviewQuery);
  const change = (changed: { readonly flow?: string; readonly state?: string; readonly search?: string }): void => {
    const next = Object.fromEntries(Object.entries({ ...search, ...changed }).filter(([, value]) => value !== ''));
    void navigate({ search: next, replace: true });
  };
  const flows = overview?.flows ?? [];
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <SearchInput value={search.search ?? ''} onChange={(text) => change({ search: text })} />
      <div className="w-44 max-sm:flex-1">
        <Select label="State" value={search.state ?? ''} onChange={(state) => change({ state })} options={states} />
      </div>
      {flows.length > 1 && (
        <div className="w-64 max-sm:flex-1">
          <Select
            label="Flow"
            value={search.flow ?? ''}
            onChange={(flow) => change({ flow })}
            options={[
              { value: '', label: 'All flows' },
              ...flows.map(({ flow, source, target }) => ({ value: flow, label: `${source.label} to ${target.label}` })),
            ]}
          />
        </div>
      )}
    </div>
  );
}

const states = [
  { value: '', label: 'Every state' },
  { value: 'in sync', label: 'In sync' },
  { value: 'pending', label: 'Pending' },
  { value: 'held', label: 'Held' },
  { value: 'excluded', label: 'Excluded' },
];

function SearchInput({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }): ReactNode {
  const [typed, setTyped] = useState(value);
  const wanted = useDeferredValue(typed.trim());
  useEffect(() => {
    // The address follows a moment after the last key, so that each letter is not a request of its own.
    const timer = setTimeout(() => wanted !== value && onChange(wanted), 250);
    return () => clearTimeout(timer);
  }, [wanted, value, onChange]);
  return (
    <div className="relative min-w-56 flex-1">
      <Search aria-hidden className="absolute top-3 left-3 size-4 text-faint" />
      <Input
        type="search"
        aria-label="Search documents"
        placeholder="Number or customer"
        className="pl-9"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}

const keyOf = ({ flow, kind, id }: StandingRow): string => `${flow} ${kind} ${id}`;

const columns: readonly Column<StandingRow>[] = [
  {
    key: 'number',
    title: 'Number',
    cell: ({ number, id }) => <span dir="auto">{number ?? id}</span>,
    sortBy: { text: ({ number, id }) => number ?? id },
  },
  { key: 'kind', title: 'Kind', cell: ({ kind }) => kindLabel(kind), isMinor: true, sortBy: { text: ({ kind }) => kind } },
  { key: 'day', title: 'Day', cell: ({ day }) => <Day day={day} />, isMinor: true, sortBy: { text: ({ day }) => day } },
  {
    key: 'party',
    title: 'Who',
    cell: ({ party }) => <span dir="auto">{party ?? '–'}</span>,
    isMinor: true,
    sortBy: { text: ({ party }) => party },
  },
  {
    key: 'gross',
    title: 'Amount',
    align: 'end',
    cell: ({ gross, currency }) => (gross === null || currency === null ? '–' : <Money amount={gross} currency={currency} />),
    sortBy: { amount: ({ gross }) => gross },
  },
  {
    key: 'state',
    title: 'State',
    cell: ({ state, cause }) => (
      <span className="inline-flex flex-wrap items-center gap-2">
        <Badge tone={stateTone[state]}>{state}</Badge>
        {cause !== null && <span className="text-soft max-lg:hidden">{cause}</span>}
      </span>
    ),
    sortBy: { text: ({ state }) => state },
  },
];
