import { addDays, dayIn } from '../core/day.ts';
import type { Day, Instant } from '../core/day.ts';
import { sumAmounts } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { ProofFigures } from './overview-port.ts';

export interface Summary {
  readonly word: ProofFigures['word'];
  readonly madeAt: Instant;
  readonly differences: number;
  readonly headline: readonly { readonly currency: string; readonly amount: Amount }[];
}

const worstFirst: readonly ProofFigures['word'][] = ['unexplained', 'open', 'explained', 'ties out'];

/**
 * The last proofs of all flows as one: as good as the worst, as old as the oldest, and all their differences. Null without any, and
 * where those that there are find nothing wrong while a flow that is live has none: the books do not tie out before it is proven.
 */
export function summaryOf(proofs: readonly ProofFigures[], live: readonly string[]): Summary | null {
  const word = worstFirst.find((each) => proofs.some((proof) => proof.word === each));
  const isWhole = live.every((flow) => proofs.some((proof) => proof.flow === flow));
  if (word === undefined || (!isWhole && word === 'ties out')) return null;
  const byCurrency = Map.groupBy(
    proofs.flatMap(({ headline }) => headline),
    ({ currency }) => currency,
  );
  return {
    word,
    madeAt: Math.min(...proofs.map(({ madeAt }) => madeAt)),
    differences: proofs.reduce((all, { differences }) => all + differences, 0),
    headline: [...byCurrency.keys()].toSorted().map((currency) => ({
      currency,
      amount: sumAmounts((byCurrency.get(currency) ?? []).map((each) => each.amount)),
    })),
  };
}

/** The last days, oldest first, each with what happened on it; days without anything are there too. */
export function daysUpTo(
  today: Day,
  many: number,
  happened: readonly { readonly day: Day; readonly written: number; readonly held: number }[],
): readonly { readonly day: Day; readonly written: number; readonly held: number }[] {
  const known = new Map(happened.map((each) => [each.day, each]));
  return Array.from({ length: many }, (_, index) => {
    const day = addDays(today, index - many + 1);
    const { written = 0, held = 0 } = known.get(day) ?? {};
    return { day, written, held };
  });
}

/** The instant at which a day began in a zone, to the quarter of an hour: no zone is set otherwise. */
export function beginOf(day: Day, timeZone: string): Instant {
  const quarter = 900_000;
  // No zone is more than fourteen hours ahead, so the search begins before the day does anywhere.
  let at = Date.parse(`${addDays(day, -1)}T09:00:00Z`);
  while (dayIn(timeZone, at) < day) at += quarter;
  return at;
}
