import { decimal, fits } from '../core/decimal.ts';
import { sayAmount } from '../core/money.ts';
import type { Kind } from '../core/records.ts';
import type { BookingContext } from './context.ts';
import type { Action, Fix, Question, QuestionCode } from './desire.ts';

/** Builds a question with its usual way out: every hold can at least be looked at again, or excluded with a reason. */
export const ask = (
  code: QuestionCode,
  text: string,
  evidence: Readonly<Record<string, string>>,
  fixes: readonly Fix[] = [],
): Question => ({
  code,
  text,
  evidence,
  fixes: [...fixes, fix('exclude', 'Leave this record out, with a reason', { do: 'exclude', because: '' })],
});

export const fix = (id: string, label: string, action: Action): Fix => ({ id, label, action });

/** For what a person changes elsewhere (at the source, in the ledger, in the mapping), and then has looked at again. */
export const lookAgain = (label: string): Fix => fix('retry', label, { do: 'retry' });

/** For what is booked and asked about all the same: it may stay as it is. */
export const leaveSo = (part: string): Fix => fix('leave', 'Leave it booked as it is', { do: 'acceptTarget', part });

/** Some ledgers keep two places of every amount: there 1.234 dinars would be booked as 1.23. That is asked about, never cut. */
export function finerQuestion(
  figure: string,
  { kind, currency }: { readonly kind: Kind; readonly currency: string },
  context: Pick<BookingContext, 'abilities'>,
): Question | null {
  const most = context.abilities[kind]?.places['amount'];
  if (most === undefined || fits(decimal(figure), most)) return null;
  return ask(
    'not whole',
    `An amount is ${sayAmount(figure, currency)}, and the ledger keeps ${most} decimal places of it.`,
    { amount: figure },
    [lookAgain('It was corrected at the source: look again')],
  );
}
