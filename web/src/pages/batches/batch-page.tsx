import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { BatchShown, BatchWriteRow } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Day, Moment } from '../../parts/day.tsx';
import { Money, Sums } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { useFlowName } from '../document/flow-names.ts';
import { capital, counted } from '../document/words.ts';
import { BatchDecision } from './batch-decision.tsx';
import { BatchUndo } from './batch-undo.tsx';
import { batchState, countsText, deedText, documentsIn, purposeText, writeTone } from './batch-words.ts';
import { WriteDialog } from './write-dialog.tsx';

const batchQuery = (batch: string) =>
  queryOptions({
    queryKey: ['batches', 'one', batch],
    queryFn: ({ signal }) => ask<BatchShown>(`/v1/batches/${encodeURIComponent(batch)}`, { signal }),
  });

/** One batch: every write of it, before it leaves and after; and what people decide about it. */
export function BatchPage(): ReactNode {
  const { batch } = useParams({ from: '/app/batches/$batch' });
  const query = useQuery(batchQuery(batch));
  if (query.data !== undefined) return <Batch key={batch} batch={query.data} />;
  return (
    <>
      <PageHeader title="Batch" back={<Link to="/batches">Batches</Link>} />
      <Shown query={query}>{() => null}</Shown>
    </>
  );
}

function Batch({ batch }: { readonly batch: BatchShown }): ReactNode {
  const locale = useLocale();
  const nameOf = useFlowName();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<string | null>(null);
  const { writes, state, mayApprove } = batch;
  const at = writes.findIndex(({ write }) => write === opened);
  const decides = mayApprove && state === 'review';
  const chosen = useMemo(() => writes.filter(({ write }) => ticked.has(write)), [writes, ticked]);
  return (
    <>
      <PageHeader
        title={`${nameOf(batch.flow)}, ${locale.moment(batch.madeAt)}`}
        beside={<Badge tone={batchState(state).tone}>{batchState(state).label}</Badge>}
        back={<Link to="/batches">Batches</Link>}
        detail={<BatchWords batch={batch} />}
        actions={
          decides ? <BatchDecision batch={batch} chosen={chosen} onDecided={() => setTicked(new Set())} /> : <BatchUndo batch={batch} />
        }
      />
      <Summary batch={batch} />
      <Card isFlush>
        <Table
          label="What this batch writes"
          columns={writeColumns}
          rows={writes}
          keyOf={({ write }) => write}
          onOpen={({ write }) => setOpened(write)}
          openKey={opened}
          {...(decides ? { selection: { keys: ticked, onChange: setTicked } } : {})}
          empty={<p className="px-5 py-8 text-center text-sm text-soft">Nothing of it is left to write.</p>}
        />
      </Card>
      <WriteDialog
        write={writes[at] ?? null}
        flow={batch.flow}
        onClose={() => setOpened(null)}
        onStep={(step) => setOpened(writes[at + step]?.write ?? opened)}
        hasBefore={at > 0}
        hasNext={at < writes.length - 1}
      />
    </>
  );
}

function BatchWords({ batch }: { readonly batch: BatchShown }): ReactNode {
  const locale = useLocale();
  const { writes, decidedAt, decidedBy, undoes, state } = batch;
  return (
    <>
      {purposeText(batch)} of {counted(documentsIn(writes), 'document', locale.count)}
      {decidedAt !== null && (
        <>
          ; {state === 'declined' ? 'declined' : 'approved'} {decidedBy !== null && <>by {decidedBy} </>}
          <Moment at={decidedAt} />
        </>
      )}
      {undoes !== null && (
        <>
          . It is the exact inverse of{' '}
          <Link to="/batches/$batch" params={{ batch: undoes }} className="font-medium text-accent-ink underline-offset-2 hover:underline">
            another batch
          </Link>
        </>
      )}
      .
    </>
  );
}

function Summary({ batch: { counts, sums } }: { readonly batch: BatchShown }): ReactNode {
  const locale = useLocale();
  return (
    <p className="mb-4 flex flex-wrap gap-x-6 gap-y-1 text-sm">
      <span>{capital(countsText(counts, locale.count)) || 'No documents'}</span>
      {sums.length > 0 && (
        <span className="font-medium">
          <Sums sums={sums} />
        </span>
      )}
    </p>
  );
}

const writeColumns: readonly Column<BatchWriteRow>[] = [
  {
    key: 'does',
    title: 'What',
    cell: (row) => <span className="whitespace-nowrap">{deedText(row)}</span>,
    sortBy: { text: deedText },
    beneath: ({ number, party }) => <bdi>{number ?? party ?? '–'}</bdi>,
  },
  {
    key: 'number',
    title: 'Number',
    cell: ({ number }) => <span className="block max-w-[22vw] truncate sm:max-w-48">{number ?? '–'}</span>,
    sortBy: { text: ({ number }) => number },
    isMinor: true,
  },
  {
    key: 'party',
    title: 'Customer',
    cell: ({ party }) => <bdi className="line-clamp-1 min-w-36 text-left">{party ?? '–'}</bdi>,
    sortBy: { text: ({ party }) => party },
    isMinor: true,
  },
  { key: 'day', title: 'Date', cell: ({ day }) => <Day day={day} />, sortBy: { text: ({ day }) => day }, isMinor: true },
  {
    key: 'gross',
    title: 'Amount',
    align: 'end',
    cell: ({ gross, currency }) =>
      gross === null || currency === null ? <span className="text-faint">–</span> : <Money amount={gross} currency={currency} />,
    sortBy: { amount: ({ gross }) => gross },
  },
  {
    key: 'why',
    title: 'Why',
    cell: ({ why, message }) => (
      <span className="line-clamp-1 text-soft" dir="auto">
        {message ?? why}
      </span>
    ),
    isMinor: true,
    width: '24%',
  },
  {
    key: 'state',
    title: 'State',
    cell: ({ state }) => <Badge tone={writeTone(state)}>{capital(state)}</Badge>,
    sortBy: { text: ({ state }) => state },
  },
];
