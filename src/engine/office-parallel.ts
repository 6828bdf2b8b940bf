import { addDays, daysBetween, utcMidnight } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { sumAmounts } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { Cause } from '../proof/causes.ts';
import type { Difference } from '../proof/proof.ts';

/** One day of what we would have written against what people booked. */
export interface ParallelDay {
  readonly day: Day;
  readonly alike: number;
  readonly different: number;
  readonly onlyOurs: number;
  readonly onlyTheirs: number;
  readonly unexplained: readonly { readonly currency: string; readonly amount: Amount }[];
}

/**
 * Causes that explain nothing here. While a flow writes nothing, "not sent yet" says that people have not booked it, and what others
 * posted is what we would not have: somebody should know why, before we take over.
 */
const unexplained: ReadonlySet<Cause> = new Set<Cause>([
  'unexplained',
  'not sent yet',
  'being settled',
  'held',
  'refused',
  'undone',
  'only in the ledger',
  'posted in the ledger by others',
  'duplicate',
]);

/** Days on which either side has something, oldest first. */
export function parallelDays(
  differences: readonly Difference[],
  inSync: ReadonlyMap<Day, number>,
  { from, through }: { readonly from: Day; readonly through: Day },
): readonly ParallelDay[] {
  const byDay = Map.groupBy(
    differences.filter(({ day }) => day !== null),
    ({ day }) => day ?? from,
  );
  return Array.from({ length: Math.max(daysBetween(from, through) + 1, 0) }, (_, index) => addDays(from, index)).flatMap((day) => {
    const some = byDay.get(day) ?? [];
    const matched = inSync.get(day) ?? 0;
    return some.length === 0 && matched === 0 ? [] : [dayOf(day, some, matched)];
  });
}

function dayOf(day: Day, differences: readonly Difference[], inSync: number): ParallelDay {
  const named = (some: readonly Difference[], name: (difference: Difference) => string): number => new Set(some.map(name)).size;
  const keyOf = ({ key }: Difference): string => `${key?.kind} ${key?.id}`;
  const both = differences.filter(({ key, target }) => key !== null && target !== null);
  const open = differences.filter(({ cause }) => unexplained.has(cause));
  const byCurrency = Map.groupBy(open, ({ currency }) => currency);
  const different = named(both, keyOf);
  return {
    day,
    alike: Math.max(
      inSync -
        named(
          both.filter(({ isHeld }) => !isHeld),
          keyOf,
        ),
      0,
    ),
    different,
    onlyOurs: named(
      differences.filter(({ key, target }) => key !== null && target === null),
      keyOf,
    ),
    onlyTheirs: named(
      differences.filter(({ key }) => key === null),
      ({ target }) => `${target?.kind} ${target?.id}`,
    ),
    unexplained: [...byCurrency.keys()].toSorted().map((currency) => ({
      currency,
      amount: sumAmounts((byCurrency.get(currency) ?? []).map(({ size }) => size)),
    })),
  };
}

/**
 * How many business days in a row had nothing unexplained, up to the last one that is over. They begin with the first day on which
 * there was anything to compare.
 */
export function businessDaysMet(days: readonly ParallelDay[], today: Day): number {
  const [first] = days;
  if (first === undefined) return 0;
  const open = new Set(days.filter((each) => each.unexplained.length > 0).map(({ day }) => day));
  let met = 0;
  for (let day = addDays(today, -1); day >= first.day; day = addDays(day, -1)) {
    if (open.has(day)) break;
    if (isBusinessDay(day)) met += 1;
  }
  return met;
}

const isBusinessDay = (day: Day): boolean => {
  // 1970-01-01 was a Thursday.
  const weekday = (Math.round(utcMidnight(day) / 86_400_000) + 4) % 7;
  return weekday !== 0 && weekday !== 6;
};
