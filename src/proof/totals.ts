import { add, amount, decimal, isZero, negate, zero } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import { monthOf } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Posting } from './posting.ts';

/** One running sum of a side: what documents of a kind moved on an account, in a currency, in a month. */
export interface Total {
  readonly kind: Kind;
  /** An account's name in the chart, or `wholeDocument` for the documents' own totals. */
  readonly account: string;
  readonly currency: string;
  /** 'YYYY-MM' */
  readonly month: string;
  readonly amount: Amount;
  readonly documents: number;
}

/** What to add to the running sums when a record's postings change from `before` to `after`; nothing that stays the same. */
export function totalsDelta(before: readonly Posting[], after: readonly Posting[]): readonly Total[] {
  const sums = createSums();
  for (const posting of before) sums.addPosting(posting, -1);
  for (const posting of after) sums.addPosting(posting, 1);
  return sums.totals();
}

export interface Cell {
  readonly kind: Kind;
  readonly account: string;
  readonly currency: string;
  readonly month: string;
}

export const cellOf = ({ kind, account, currency, month }: Cell): string => JSON.stringify([kind, account, currency, month]);

/** Sums by cell, exact, filled from several loops and read at the end. */
export interface Sums {
  add(cell: Cell, by: Decimal, documents: number): void;
  addPosting(posting: Posting, times: 1 | -1): void;
  addTotal(total: Total, times: 1 | -1): void;
  of(cell: Cell): Decimal;
  documentsOf(cell: Cell): number;
  cells(): readonly Cell[];
  /** All cells that are not empty, in a fixed order. */
  totals(): readonly Total[];
}

export function createSums(): Sums {
  const found = new Map<string, { readonly cell: Cell; by: Decimal; documents: number }>();
  const enter = ({ kind, account, currency, month }: Cell, by: Decimal, documents: number): void => {
    const cell = { kind, account, currency, month };
    const there = found.get(cellOf(cell));
    if (!there) {
      found.set(cellOf(cell), { cell, by, documents });
      return;
    }
    there.by = add(there.by, by);
    there.documents += documents;
  };
  return {
    add: enter,
    addPosting: (posting, times) => enter({ ...posting, month: monthOf(posting.day) }, turned(posting.amount, times), times),
    addTotal: (total, times) => enter(total, turned(total.amount, times), times * total.documents),
    of: (cell) => found.get(cellOf(cell))?.by ?? zero,
    documentsOf: (cell) => found.get(cellOf(cell))?.documents ?? 0,
    cells: () => [...found.values()].map(({ cell }) => cell),
    totals: () =>
      [...found.values()]
        .filter(({ by, documents }) => !isZero(by) || documents !== 0)
        .map(({ cell, by, documents }) => ({ ...cell, amount: amount(by), documents }))
        .toSorted(inOrder),
  };
}

const turned = (text: Amount, times: 1 | -1): Decimal => (times === 1 ? decimal(text) : negate(decimal(text)));

/** By month, kind, currency and account: the order in which a proof is read. */
export function inOrder(a: Cell, b: Cell): number {
  const [left, right] = [orderOf(a), orderOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const orderOf = ({ month, kind, currency, account }: Cell): string => [month, kind, currency, account].join('\u0000');
