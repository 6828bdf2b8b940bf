import { absolute, add, compare, decimal, isZero, negate, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import { monthOf } from '../core/day.ts';
import type { Posting } from './posting.ts';
import { wholeDocument } from './posting.ts';
import { createSums } from './totals.ts';
import type { Cell } from './totals.ts';

/** By how much one side exceeds the other in one cell. Never zero. */
export interface Gap extends Cell {
  readonly by: Decimal;
}

/** One side less the other, cell by cell; empty when they agree. */
export function gapsBetween(one: readonly Posting[], other: readonly Posting[]): readonly Gap[] {
  const sums = createSums();
  for (const posting of one) sums.addPosting(posting, 1);
  for (const posting of other) sums.addPosting(posting, -1);
  return sums
    .totals()
    .map((total) => ({ ...total, by: decimal(total.amount) }))
    .filter((gap) => !isZero(gap.by));
}

export const isWhole = (gap: Gap): boolean => gap.account === wholeDocument;

/** The gaps of each currency apart: amounts of two currencies are never added. */
export function byCurrency(gaps: readonly Gap[]): ReadonlyMap<string, readonly Gap[]> {
  const groups = new Map<string, Gap[]>();
  for (const gap of gaps) {
    const group = groups.get(gap.currency);
    if (group) group.push(gap);
    else groups.set(gap.currency, [gap]);
  }
  return groups;
}

/**
 * How large a difference is, in one currency: what is too much or too little of the document as a whole, or what went to other
 * accounts, whichever is more. A recoding of 100 is 100, though its gaps are 100 and -100; a document of 120 that is missing is 120.
 */
export function sizeOf(gaps: readonly Gap[]): Decimal {
  const whole = larger(sumsBy(gaps.filter(isWhole), ({ kind, month }) => `${kind} ${month}`));
  const moved = larger(
    sumsBy(
      gaps.filter((gap) => !isWhole(gap)),
      ({ account }) => account,
    ),
  );
  // Of money that stands in another month only its accounts may be in scope, and each of them comes to nothing.
  const shifted = [...Map.groupBy(gaps, ({ account }) => account).values()].map((some) => larger(sumsBy(some, ({ month }) => month)));
  return [moved, ...shifted].reduce((most, size) => (compare(size, most) > 0 ? size : most), whole);
}

export const sumOf = (gaps: readonly Gap[]): Decimal => gaps.reduce((total, gap) => add(total, gap.by), zero);

/** Sums that remain when cells are told apart by less: without the month, a document in another month leaves none. */
export const sumsBy = (gaps: readonly Gap[], keyOf: (gap: Gap) => string): ReadonlyMap<string, Decimal> => {
  const sums = new Map<string, Decimal>();
  for (const gap of gaps) sums.set(keyOf(gap), add(sums.get(keyOf(gap)) ?? zero, gap.by));
  return sums;
};

export const areNothing = (sums: ReadonlyMap<string, Decimal>): boolean => [...sums.values()].every(isZero);

/** What is too much or what is too little, whichever is more. */
function larger(sums: ReadonlyMap<string, Decimal>): Decimal {
  let [over, under] = [zero, zero];
  for (const by of sums.values()) {
    if (by.units > 0n) over = add(over, by);
    else under = add(under, negate(by));
  }
  return compare(over, under) >= 0 ? over : under;
}

/** Which cells a proof speaks of: its months, all that its kinds move, and whatever else moves on a controlled account. */
export interface Scope {
  readonly fromMonth: string;
  readonly throughMonth: string;
  readonly kinds: ReadonlySet<Kind>;
  readonly controlled: ReadonlySet<string>;
}

export const isIn = (cell: Cell, scope: Scope): boolean =>
  cell.month >= scope.fromMonth && cell.month <= scope.throughMonth && (scope.kinds.has(cell.kind) || scope.controlled.has(cell.account));

/** The gap that says most: the largest, the document's own total first. */
export function foremost(gaps: readonly Gap[]): Gap | null {
  const wholes = gaps.filter(isWhole);
  let best: Gap | null = null;
  for (const gap of wholes.length > 0 ? wholes : gaps) {
    if (best === null || compare(absolute(gap.by), absolute(best.by)) > 0) best = gap;
  }
  return best;
}

export const monthsOf = (postings: readonly Posting[]): readonly string[] =>
  [...new Set(postings.map((posting) => monthOf(posting.day)))].toSorted();
