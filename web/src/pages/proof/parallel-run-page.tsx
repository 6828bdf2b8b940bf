import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheck, GitCompareArrows } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { ParallelRun } from '../../../../src/api/books.ts';
import type { FlowCard } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Badge } from '../../parts/badge.tsx';
import { buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Count, Sums } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Progress } from '../../parts/progress.tsx';
import { Select } from '../../parts/select.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { modeLabel, modeTone } from '../../words.ts';
import { flowsQuery, useFlowName } from '../document/flow-names.ts';
import { counted } from '../document/words.ts';

const parallelQuery = (flow: string) =>
  queryOptions({
    queryKey: ['proof', 'parallel', flow],
    queryFn: ({ signal }) => ask<ParallelRun>(`/v1/parallel/${encodeURIComponent(flow)}`, { signal }),
    placeholderData: keepPreviousData,
  });

type RunDay = ParallelRun['days'][number];

/** What we would have written against what people booked, day by day, until nothing is left to explain. */
export function ParallelRunPage(): ReactNode {
  const { flow: named } = useSearch({ from: '/app/parallel' });
  const navigate = useNavigate();
  const flows = useQuery(flowsQuery);
  const nameOf = useFlowName();
  const chosen = flows.data?.find(({ flow }) => flow === named) ?? flows.data?.find(({ mode }) => mode === 'shadow') ?? flows.data?.[0];
  return (
    <>
      <PageHeader
        title="Parallel run"
        detail="Your people book as before, and this page says what would have been written instead. Nothing is."
        actions={
          (flows.data?.length ?? 0) > 1 &&
          chosen && (
            <div className="w-60 max-w-full">
              <Select
                isSmall
                label="Flow"
                value={chosen.flow}
                onChange={(flow) => void navigate({ to: '/parallel', search: { flow }, replace: true })}
                options={(flows.data ?? []).map(({ flow, mode }) => ({ value: flow, label: nameOf(flow), hint: modeLabel[mode] }))}
              />
            </div>
          )
        }
      />
      <Shown query={flows}>{() => (chosen ? <Run flow={chosen} /> : <NoRun />)}</Shown>
    </>
  );
}

function Run({ flow }: { readonly flow: FlowCard }): ReactNode {
  const query = useQuery(parallelQuery(flow.flow));
  return (
    <Shown query={query}>
      {(run) => (
        <div className="flex flex-col gap-5">
          <GoLiveRule run={run} flow={flow} />
          <Days run={run} />
        </div>
      )}
    </Shown>
  );
}

/** How many business days in a row had nothing unexplained, of those that are asked for. */
function GoLiveRule({ run: { rule, mode }, flow }: { readonly run: ParallelRun; readonly flow: FlowCard }): ReactNode {
  const locale = useLocale();
  const left = rule.businessDays - rule.met;
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-5">
        <div className="min-w-0 flex-1 basis-80">
          <div className="mb-4 flex flex-wrap items-center gap-3">
            <h2 className="text-lg font-semibold">
              {rule.isMet ? 'The go-live rule is met' : `${counted(left, 'business day', locale.count)} to go`}
            </h2>
            <Badge tone={modeTone[mode]}>{modeLabel[mode]}</Badge>
          </div>
          <Progress
            done={rule.met}
            of={rule.businessDays}
            label={`${locale.count(rule.met)} of ${counted(rule.businessDays, 'business day', locale.count)} in a row with nothing unexplained`}
          />
          <p className="mt-4 max-w-2xl text-sm text-soft">
            {mode === 'live' && 'This flow is active and writes by itself. The comparison is kept to look back at.'}
            {mode === 'shadow' &&
              (rule.isMet
                ? 'Everything that people booked is what would have been written. The flow can be made active.'
                : goLiveText(left, locale.day))}
            {(mode === 'off' || mode === 'test') && 'The comparison runs while the flow is set to parallel run.'}
          </p>
        </div>
        {mode !== 'live' && (
          <Link to="/setup/$flow" params={{ flow: flow.flow }} className={buttonClass(rule.isMet ? { look: 'primary' } : {})}>
            {rule.isMet ? 'Go live' : 'Set-up'}
          </Link>
        )}
      </div>
    </Card>
  );
}

/** The first day on which it can be met, when nothing comes in between. */
function goLiveText(left: number, day: (day: string) => string): string {
  const at = new Date();
  for (let more = left; more > 0;) {
    at.setDate(at.getDate() + 1);
    if (at.getDay() !== 0 && at.getDay() !== 6) more -= 1;
  }
  return `If nothing unexplained comes up, the rule is met on ${day(at.toLocaleDateString('sv-SE'))}. A day with something unexplained starts the count again.`;
}

function Days({ run }: { readonly run: ParallelRun }): ReactNode {
  const days = useMemo(() => run.days.toSorted((one, other) => (one.day < other.day ? 1 : -1)), [run]);
  return (
    <Card title="Day by day" detail="Documents on which both sides agree, and those on which they do not." isFlush>
      <Table
        label="Parallel run, day by day"
        columns={columns}
        rows={days}
        keyOf={({ day }) => day}
        empty={
          <EmptyState icon={<GitCompareArrows />} title="No day is compared yet">
            The first one stands here when its documents have been read on both sides.
          </EmptyState>
        }
      />
    </Card>
  );
}

const isQuiet = ({ different, onlyOurs, onlyTheirs, unexplained }: RunDay): boolean =>
  different + onlyOurs + onlyTheirs === 0 && unexplained.length === 0;

const some = (count: number): ReactNode =>
  count === 0 ? (
    <span className="text-faint">0</span>
  ) : (
    <span className="font-medium text-warn">
      <Count count={count} />
    </span>
  );

const columns: readonly Column<RunDay>[] = [
  { key: 'day', title: 'Day', cell: ({ day }) => <Day day={day} /> },
  { key: 'alike', title: 'Alike', align: 'end', cell: ({ alike }) => <Count count={alike} /> },
  { key: 'different', title: 'Different', align: 'end', cell: ({ different }) => some(different), isMinor: true },
  { key: 'onlyOurs', title: 'Only ours', align: 'end', cell: ({ onlyOurs }) => some(onlyOurs), isMinor: true },
  { key: 'onlyTheirs', title: 'Only theirs', align: 'end', cell: ({ onlyTheirs }) => some(onlyTheirs), isMinor: true },
  {
    key: 'unexplained',
    title: 'Unexplained',
    align: 'end',
    cell: (row) =>
      row.unexplained.length > 0 ? (
        <span className="font-medium text-bad">
          <Sums sums={row.unexplained} />
        </span>
      ) : isQuiet(row) ? (
        <span className="inline-flex items-center gap-1.5 text-good">
          <CircleCheck aria-hidden className="size-4" /> nothing
        </span>
      ) : (
        <span className="text-soft">explained</span>
      ),
  },
];

const NoRun = (): ReactNode => (
  <Card>
    <EmptyState
      icon={<GitCompareArrows />}
      title="There is no flow to run in parallel"
      action={
        <Link to="/integrations" className={buttonClass({ look: 'primary' })}>
          Connect two systems
        </Link>
      }
    >
      A flow in parallel run writes nothing and compares everything, so that you go live when it has been right for long enough.
    </EmptyState>
  </Card>
);
