import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { FileStack, Search } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { StandingPage, StandingRow } from '../../../../src/api/office.ts';
import { ask, pathWith } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Ago, Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Select } from '../../parts/select.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { recordName } from '../../record-name.ts';
import type { Column } from '../../parts/table.tsx';
import { kindLabel, stateTone } from '../../words.ts';
import { FlowSelect } from '../document/flow-select.tsx';
import { capital, counted } from '../document/words.ts';
import { SearchBox } from './search-box.tsx';

interface Filter {
  readonly flow?: string;
  readonly state?: string;
  readonly kind?: string;
  readonly search?: string;
}

const standingsQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['standings', filter],
    queryFn: ({ signal, pageParam }) =>
      ask<StandingPage>(pathWith('/v1/standings', { ...filter, after: pageParam, limit: 500 }), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.after,
    placeholderData: keepPreviousData,
    // A page that was loaded stays the same object by itself; to compare all of a long list anew would hold up the scrolling.
    structuralSharing: false,
  });

/** Every record of the flows and where it stands; each opens to why it is like this. */
export function DocumentsPage(): ReactNode {
  const filter: Filter = useSearch({ from: '/app/documents' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(standingsQuery(filter));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const total = query.data?.pages[0]?.total ?? null;
  const locale = useLocale();
  const change = (changed: Filter): void => void navigate({ to: '/documents', search: without({ ...filter, ...changed }), replace: true });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title="Documents" detail="Every record of your flows, and where it stands." />
      <Filters filter={filter} onChange={change} />
      {query.isError && rows.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Card isFlush title={<span aria-live="polite">{total === null ? 'Documents' : counted(total, 'document', locale.count)}</span>}>
          {query.isPending ? (
            <SkeletonRows rows={12} />
          ) : (
            <Table
              label="Documents"
              columns={columns}
              rows={rows}
              keyOf={keyOf}
              onOpen={({ flow, kind, id }) => void navigate({ to: '/documents/$flow/$kind/$id', params: { flow, kind, id } })}
              more={query.hasNextPage ? { isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : null}
              empty={<NothingFound isFiltered={isFiltered} onClear={() => void navigate({ to: '/documents', search: {} })} />}
            />
          )}
        </Card>
      )}
    </>
  );
}

const keyOf = ({ flow, kind, id }: StandingRow): string => `${flow} ${kind} ${id}`;

/** A filter that is taken away leaves the address. */
const without = (filter: Filter): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));

const states = ['in sync', 'pending', 'held', 'excluded'] as const;
const filterKinds = [
  'contact',
  'item',
  'invoice',
  'creditNote',
  'payment',
  'refund',
  'allocation',
  'bankTransaction',
  'transfer',
  'journal',
  'balanceTransaction',
  'settlement',
  'payout',
  'dispute',
] as const;

function Filters({ filter, onChange }: { readonly filter: Filter; readonly onChange: (changed: Filter) => void }): ReactNode {
  return (
    <div role="search" className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox text={filter.search ?? ''} onChange={(search) => onChange({ search })} />
      <div className="w-40 max-sm:flex-1">
        <Select
          isSmall
          label="State"
          value={filter.state ?? ''}
          options={[{ value: '', label: 'Any state' }, ...states.map((value) => ({ value, label: capital(value) }))]}
          onChange={(state) => onChange({ state })}
        />
      </div>
      <div className="w-48 max-sm:flex-1">
        <Select
          isSmall
          label="Kind"
          value={filter.kind ?? ''}
          options={[{ value: '', label: 'Any kind' }, ...filterKinds.map((value) => ({ value, label: kindLabel(value) }))]}
          onChange={(kind) => onChange({ kind })}
        />
      </div>
      <FlowSelect flow={filter.flow ?? null} onChange={(flow) => onChange({ flow: flow ?? '' })} />
    </div>
  );
}

const NothingFound = ({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }): ReactNode =>
  isFiltered ? (
    <EmptyState icon={<Search />} title="Nothing fits these filters" action={<Button onClick={onClear}>Show everything</Button>} />
  ) : (
    <EmptyState icon={<FileStack />} title="No documents yet">
      When two systems are connected, everything that goes between them stands here.
    </EmptyState>
  );

/** The amount has a column of its own, also where there is little room. */
function Name(row: Pick<StandingRow, 'number' | 'id' | 'day' | 'party'>): ReactNode {
  const locale = useLocale();
  return <bdi className={clsx(row.number === null && 'font-normal')}>{recordName(row, locale)}</bdi>;
}

/** Where there is little room the word stands alone. */
const StateWord = ({ state }: Pick<StandingRow, 'state'>): ReactNode => (
  <>
    <span className="max-sm:hidden">
      <Badge tone={stateTone[state]}>{capital(state)}</Badge>
    </span>
    <span className="text-xs whitespace-nowrap sm:hidden">{capital(state)}</span>
  </>
);

const none = <span className="text-faint">–</span>;

const columns: readonly Column<StandingRow>[] = [
  {
    key: 'number',
    title: 'Document',
    cell: ({ kind, number, party, id, day }) => (
      <>
        <span className="font-normal text-soft max-sm:sr-only">{kindLabel(kind)}</span>{' '}
        <Name number={number} id={id} day={day} party={kind === 'contact' ? party : null} />
      </>
    ),
    beneath: ({ kind, party }) => (kind === 'contact' ? kindLabel(kind) : <bdi>{party ?? kindLabel(kind)}</bdi>),
  },
  {
    key: 'party',
    title: 'Customer',
    cell: ({ party }) => (party === null ? none : <span title={party}>{party}</span>),
    share: '50%',
    isMinor: true,
  },
  { key: 'day', title: 'Date', cell: ({ day }) => <Day day={day} />, isMinor: true },
  {
    key: 'gross',
    title: 'Amount',
    align: 'end',
    cell: ({ gross, currency }) => (gross === null || currency === null ? none : <Money amount={gross} currency={currency} />),
  },
  { key: 'state', title: 'State', cell: ({ state }) => <StateWord state={state} /> },
  {
    key: 'cause',
    title: 'Why',
    cell: ({ cause, detail }) => (
      <bdi className="text-soft" title={detail ?? cause ?? ''}>
        {detail ?? cause ?? ''}
      </bdi>
    ),
    isMinor: true,
    share: '50%',
  },
  { key: 'changedAt', title: 'Changed', cell: ({ changedAt }) => <Ago at={changedAt} />, isMinor: true },
];
