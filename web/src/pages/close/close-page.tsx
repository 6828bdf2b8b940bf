import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { CalendarCheck2, ChevronLeft, ChevronRight, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CloseLedgers } from '../../../../src/api/close.ts';
import { useLocale } from '../../locale.tsx';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Select } from '../../parts/select.tsx';
import { EmptyState, ErrorState, Shown, Skeleton } from '../../parts/states.tsx';
import { CloseChecks } from './checks.tsx';
import { CloseState } from './close-state.tsx';
import { Said } from './said.tsx';
import { ledgersQuery, monthBy, monthQuery } from './queries.ts';

/** A month's close: what is left to do, each with its records; the lock; and what was said of it. */
export function ClosePage(): ReactNode {
  const query = useQuery(ledgersQuery);
  return (
    <Shown query={query} waiting={<PageHeader title="Close" />}>
      {(known) => (known.ledgers.length === 0 ? <NoLedger /> : <MonthOf known={known} />)}
    </Shown>
  );
}

type Ledgers = CloseLedgers['ledgers'];

function MonthOf({ known: { ledgers, month: last } }: { readonly known: CloseLedgers }): ReactNode {
  const { month: named, ledger: wanted } = useSearch({ from: '/app/close' });
  const navigate = useNavigate();
  const month = named !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(named) ? named : last;
  const ledger = ledgers.find((each) => each.ledger === wanted) ?? ledgers[0];
  const query = useQuery({ ...monthQuery(month, ledger?.ledger ?? ''), enabled: ledger !== undefined });
  if (ledger === undefined) return null;
  const go = (next: { readonly month?: string; readonly ledger?: string }): void =>
    void navigate({
      to: '/close',
      search: { month: next.month ?? month, ...(ledgers.length > 1 ? { ledger: next.ledger ?? ledger.ledger } : {}) },
      replace: true,
    });
  return (
    <>
      <Heading ledgers={ledgers} ledger={ledger.ledger} month={month} last={last} onGo={go}>
        <Button isBusy={query.isFetching} onClick={() => void query.refetch()}>
          <RefreshCw aria-hidden /> Look again
        </Button>
      </Heading>
      {query.data !== undefined ? (
        <div className="flex flex-col gap-5">
          <CloseState answer={query.data} ledger={ledger} isOver={month <= last} />
          <CloseChecks answer={query.data} />
        </div>
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Looking />
      )}
      <Said said={ledger.said} />
    </>
  );
}

interface HeadingProps {
  readonly ledgers: Ledgers;
  readonly ledger: string;
  readonly month: string;
  readonly last: string;
  readonly onGo: (next: { readonly month?: string; readonly ledger?: string }) => void;
  readonly children: ReactNode;
}

function Heading({ ledgers, ledger, month, last, onGo, children }: HeadingProps): ReactNode {
  const locale = useLocale();
  // Two years back is as far as anybody closes; the month that runs is looked at and not closed.
  const months = Array.from({ length: 25 }, (_, at) => monthBy(last, 1 - at));
  const options = (months.includes(month) ? months : [month, ...months]).map((value) => ({ value, label: locale.month(value) }));
  return (
    <PageHeader
      title={`Close ${locale.month(month)}`}
      detail="What is left to do before the month is closed. Each opens to its records."
      actions={
        <>
          {ledgers.length > 1 && (
            <div className="w-48 max-w-full">
              <Select
                label="Ledger"
                value={ledger}
                onChange={(chosen) => onGo({ ledger: chosen })}
                options={ledgers.map((each) => ({ value: each.ledger, label: each.label }))}
              />
            </div>
          )}
          <div className="flex items-center gap-1">
            <Button size="icon" look="quiet" aria-label="The month before" onClick={() => onGo({ month: monthBy(month, -1) })}>
              <ChevronLeft aria-hidden />
            </Button>
            <div className="w-44">
              <Select label="Month" value={month} onChange={(chosen) => onGo({ month: chosen })} options={options} />
            </div>
            <Button size="icon" look="quiet" aria-label="The month after" onClick={() => onGo({ month: monthBy(month, 1) })}>
              <ChevronRight aria-hidden />
            </Button>
          </div>
          {children}
        </>
      }
    />
  );
}

const Looking = (): ReactNode => (
  <div className="flex flex-col gap-5" role="status" aria-label="Loading">
    <Skeleton className="h-28 w-full rounded-xl" />
    <Skeleton className="h-96 w-full rounded-xl" />
  </div>
);

const NoLedger = (): ReactNode => (
  <>
    <PageHeader title="Close" detail="What is left to do before a month is closed." />
    <Card>
      <EmptyState
        icon={<CalendarCheck2 />}
        title="There is no ledger to close"
        action={
          <Link to="/integrations" className={buttonClass({ look: 'primary' })}>
            Connect a ledger
          </Link>
        }
      >
        As soon as a ledger is connected, this page says what is left to do before each of its months is closed.
      </EmptyState>
    </Card>
  </>
);
