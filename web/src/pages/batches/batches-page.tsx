import { useInfiniteQuery, infiniteQueryOptions } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Layers } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { BatchRow } from '../../../../src/api/office.ts';
import { ask, pathWith } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Ago } from '../../parts/day.tsx';
import { Sums } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useFlowName } from '../document/flow-names.ts';
import { FlowSelect } from '../document/flow-select.tsx';
import { batchState, countsText, purposeText } from './batch-words.ts';

const pageOf = 50;

const batchesQuery = (flow: string | null, state: string | null) =>
  infiniteQueryOptions({
    queryKey: ['batches', 'list', flow, state],
    queryFn: ({ signal, pageParam }) =>
      ask<readonly BatchRow[]>(pathWith('/v1/batches', { flow, state, before: pageParam, limit: pageOf }), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < pageOf ? null : page.at(-1)?.batch),
  });

const states = ['all', 'review', 'approved', 'sent', 'declined', 'undone'] as const;
type Shown = (typeof states)[number];
const labels: Readonly<Record<Shown, string>> = {
  all: 'All',
  review: 'To approve',
  approved: 'Approved',
  sent: 'Sent',
  declined: 'Declined',
  undone: 'Undone',
};

/** What is to be written, and what was: batch by batch. */
export function BatchesPage(): ReactNode {
  const { flow = null, state: named } = useSearch({ from: '/app/batches' });
  const navigate = useNavigate();
  const state = states.find((each) => each === named) ?? 'all';
  const go = (search: { readonly flow: string | null; readonly state: Shown }): void =>
    void navigate({
      to: '/batches',
      search: { ...(search.flow === null ? {} : { flow: search.flow }), ...(search.state === 'all' ? {} : { state: search.state }) },
      replace: true,
    });
  return (
    <>
      <PageHeader
        title="Batches"
        detail="What will be written, before it is; and what was written, which can be undone."
        actions={<FlowSelect flow={flow} onChange={(chosen) => go({ flow: chosen, state })} />}
      />
      <Tabs
        label="Which batches"
        value={state}
        onChange={(chosen) => go({ flow, state: chosen })}
        tabs={states.map((value) => ({ value, label: labels[value] }))}
      >
        <BatchList flow={flow} state={state === 'all' ? null : state} />
      </Tabs>
    </>
  );
}

function BatchList({ flow, state }: { readonly flow: string | null; readonly state: string | null }): ReactNode {
  const query = useInfiniteQuery(batchesQuery(flow, state));
  const navigate = useNavigate();
  const columns = useColumns();
  const rows = useMemo(() => query.data?.pages.flat() ?? [], [query.data]);
  if (query.isError && rows.length === 0) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Card isFlush>
      {query.isPending ? (
        <SkeletonRows />
      ) : (
        <Table
          label="Batches"
          columns={columns}
          rows={rows}
          keyOf={({ batch }) => batch}
          onOpen={({ batch }) => void navigate({ to: '/batches/$batch', params: { batch } })}
          more={query.hasNextPage ? { isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : null}
          empty={<NoBatches state={state} />}
        />
      )}
    </Card>
  );
}

const NoBatches = ({ state }: { readonly state: string | null }): ReactNode =>
  state === 'review' ? (
    <EmptyState icon={<Layers />} title="Nothing waits for approval">
      Flows that ask for approval put what they would write here first.
    </EmptyState>
  ) : (
    <EmptyState icon={<Layers />} title="No batches">
      As soon as something is to be written, it stands here with every field of it.
    </EmptyState>
  );

function useColumns(): readonly Column<BatchRow>[] {
  const locale = useLocale();
  const nameOf = useFlowName();
  return useMemo(
    () => [
      {
        key: 'batch',
        title: 'Batch',
        cell: (row) => (
          // Its id is for commands, and is shown to whoever rests on it.
          <span className="whitespace-nowrap" title={row.batch}>
            {purposeText(row)} <span className="font-normal text-soft max-lg:hidden">{locale.moment(row.madeAt)}</span>
          </span>
        ),
        beneath: ({ madeAt, counts }) => (
          <>
            <Ago at={madeAt} />: {countsText(counts, locale.count)}
          </>
        ),
      },
      { key: 'state', title: 'State', cell: ({ state }) => <Badge tone={batchState(state).tone}>{batchState(state).label}</Badge> },
      { key: 'flow', title: 'Flow', cell: ({ flow }) => <span className="block max-w-52 truncate">{nameOf(flow)}</span>, isMinor: true },
      {
        key: 'counts',
        title: 'Documents',
        cell: ({ counts }) => <span className="block max-w-[30vw] truncate">{countsText(counts, locale.count)}</span>,
        isMinor: true,
      },
      { key: 'sums', title: 'Amount', align: 'end', cell: ({ sums }) => <Sums sums={sums} none="–" />, isMinor: true },
      { key: 'madeAt', title: 'Made', cell: ({ madeAt }) => <Ago at={madeAt} />, isMinor: true },
      { key: 'decidedBy', title: 'Decided by', cell: ({ decidedBy }) => decidedBy ?? <span className="text-faint">–</span>, isMinor: true },
    ],
    [locale, nameOf],
  );
}
