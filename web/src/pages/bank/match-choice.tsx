import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BankLineRow, BankMatchRow } from '../../../../src/api/bank.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { capital } from '../document/words.ts';
import { AccountName } from './account-name.tsx';
import { doubtText, restText, unsigned } from './line-words.ts';

interface ReasonsProps {
  readonly choice: BankMatchRow;
  readonly currency: string;
  readonly others: readonly BankLineRow[];
  readonly onChoose: (line: string) => void;
}

interface MatchChoiceProps extends ReasonsProps {
  readonly isFirst: boolean;
  readonly isBusy: boolean;
  /** Null: this person only looks. */
  readonly answer: ((says: 'confirm' | 'refuse') => void) | null;
}

/** One explanation of a line, with what speaks for it and why the next best one lost. */
export function MatchChoice({ isFirst, isBusy, answer, ...reasons }: MatchChoiceProps): ReactNode {
  const { choice } = reasons;
  const doubt = doubtText(choice);
  return (
    <article className={`rounded-lg border p-4 ${isFirst ? 'border-line-strong/60' : 'border-line'}`}>
      <p className="mb-3">
        <Badge tone={doubt.tone}>{doubt.words}</Badge>
      </p>
      <MatchReasons {...reasons} />
      {choice.whyNot !== null && (
        <p className="mt-3 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">It cannot be booked by a click: {choice.whyNot}.</p>
      )}
      {answer !== null && (
        <div className="mt-4 flex flex-wrap gap-2">
          {choice.whyNot === null && (
            <Button look={isFirst ? 'primary' : 'secondary'} disabled={isBusy} onClick={() => answer('confirm')}>
              <Check aria-hidden /> Confirm
            </Button>
          )}
          <Button disabled={isBusy} onClick={() => answer('refuse')}>
            <X aria-hidden /> Decline
          </Button>
        </div>
      )}
    </article>
  );
}

export function MatchReasons({ choice, currency, others, onChoose }: ReasonsProps): ReactNode {
  const rest = restText(choice);
  return (
    <>
      <ul className="flex flex-col gap-1 text-sm">
        {choice.parts.map(({ item, what, amount, currency: own }) => (
          <li key={item} className="flex flex-wrap items-baseline justify-between gap-x-4 font-medium">
            <bdi className="min-w-0 break-words">{capital(what)}</bdi>
            <Money amount={amount} currency={own} />
          </li>
        ))}
        {others.map((other) => (
          <li key={other.line} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <button
              type="button"
              className="min-w-0 truncate text-left text-accent-ink hover:underline"
              onClick={() => onChoose(other.line)}
            >
              With the line of <Day day={other.bookedOn} /> on <AccountName account={other.account} />
            </button>
            <Money amount={other.amount} currency={other.currency} />
          </li>
        ))}
        {rest !== null && (
          <li className="flex flex-wrap items-baseline justify-between gap-x-4 text-soft">
            <span>{capital(rest)}</span>
            <Money amount={unsigned(choice.difference.amount)} currency={currency} />
          </li>
        )}
      </ul>
      <dl className="mt-3 grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[max-content_1fr]">
        <dt className="text-soft">What speaks for it</dt>
        <dd dir="auto">{choice.evidence.join(' · ') || 'nothing but the amount'}</dd>
        <dt className="text-soft">Next best</dt>
        <dd>{choice.runnerUp}</dd>
      </dl>
    </>
  );
}
