import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CloseAnswer } from '../../../../src/api/close.ts';
import { Badge } from '../../parts/badge.tsx';
import { Day } from '../../parts/day.tsx';
import { Count, Money, Sums } from '../../parts/money.tsx';
import { capital } from '../document/words.ts';
import { AboutLink, CheckLink } from './about-link.tsx';

type Check = CloseAnswer['checks'][number];

/** What holds up the close first, then what may stand, then what is done. */
export function CloseChecks({ answer }: { readonly answer: CloseAnswer }): ReactNode {
  const rank = ({ isDone, blocks }: Check): number => (isDone ? 2 : blocks ? 0 : 1);
  const sorted = answer.checks.toSorted((one, other) => rank(one) - rank(other));
  return (
    <ul aria-label="Checks" className="overflow-hidden rounded-xl border border-line bg-surface shadow-lift">
      {sorted.map((check) => (
        <li key={check.check} className="border-b border-line px-5 py-4 last:border-b-0">
          <OneCheck check={check} answer={answer} />
        </li>
      ))}
    </ul>
  );
}

function OneCheck({ check, answer }: { readonly check: Check; readonly answer: CloseAnswer }): ReactNode {
  const { isDone, blocks, says, records, sums } = check;
  const Icon = isDone ? CircleCheck : blocks ? CircleAlert : Info;
  return (
    <div className="flex gap-3">
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${isDone ? 'text-good' : blocks ? 'text-warn' : 'text-faint'}`} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
          <h2 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
            {capital(check.check)}
            {!isDone && <Badge tone={blocks ? 'warn' : 'neutral'}>{blocks ? 'To do' : 'May stand'}</Badge>}
          </h2>
          {!isDone && sums.length > 0 && (
            <span className="text-sm font-medium">
              <Sums sums={sums} />
            </span>
          )}
        </div>
        <p className="text-sm text-soft">{says}</p>
        {records.length > 0 && <Records check={check} answer={answer} />}
      </div>
    </div>
  );
}

function Records({ check: { check, blocks, records, count }, answer }: { readonly check: Check; readonly answer: CloseAnswer }): ReactNode {
  return (
    <details className="mt-2" open={blocks && records.length <= 8}>
      <summary className="w-fit cursor-pointer text-sm font-medium text-accent-ink">
        {count === 1 ? (
          'Which one'
        ) : (
          <>
            Which <Count count={count} />
          </>
        )}
      </summary>
      <ul className="mt-2 overflow-hidden rounded-lg border border-line text-sm">
        {records.map((record) => (
          <li
            key={`${record.id} ${record.what}`}
            className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-line px-3 py-2 last:border-b-0"
          >
            {record.on !== null && (
              <span className="text-soft">
                <Day day={record.on} />
              </span>
            )}
            <span className="min-w-0 flex-1 basis-56 break-words" dir="auto">
              <AboutLink record={record} answer={answer} />
            </span>
            {record.amount !== null && record.currency !== null && <Money amount={record.amount} currency={record.currency} />}
          </li>
        ))}
        {records.length < count && (
          <li className="px-3 py-2 text-soft">
            These are the oldest {records.length} of {count}.
          </li>
        )}
      </ul>
      <p className="mt-2 text-sm">
        <CheckLink check={check} answer={answer} />
      </p>
    </details>
  );
}
