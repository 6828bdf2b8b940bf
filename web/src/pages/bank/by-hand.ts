import type { BankItemRow } from '../../../../src/api/bank.ts';
import { isNone, plus } from '../document/sums.ts';

/** Something that a person has chosen for a line, and how much of it the line settles. */
export interface Chosen {
  readonly item: BankItemRow;
  /** Null: what was typed is no figure. */
  readonly amount: string | null;
}

export type Remainder = { readonly is: 'none' } | { readonly is: 'unread' } | { readonly is: 'left' | 'over'; readonly amount: string };

/** What is left of a line of that size when these are settled, or how much more they are. */
export function remainderOf(size: string, chosen: readonly Chosen[]): Remainder {
  let left = size;
  for (const { amount } of chosen) {
    if (amount === null || amount.startsWith('-') || isNone(amount)) return { is: 'unread' };
    left = plus(left, `-${amount}`);
  }
  if (isNone(left)) return { is: 'none' };
  return left.startsWith('-') ? { is: 'over', amount: left.slice(1) } : { is: 'left', amount: left };
}

/** As much as the line still brings, and never more than is open; money that the ledger has stands for a line as a whole. */
export function suggestedShare(remainder: Remainder, { open, is }: Pick<BankItemRow, 'open' | 'is'>): string {
  if (remainder.is !== 'left' || is === 'money') return open;
  return plus(remainder.amount, `-${open}`).startsWith('-') ? remainder.amount : open;
}

/** Documents are settled by a line; money that the ledger has only stands beside it. The two are not mixed. */
export function kindsChosen(chosen: readonly Chosen[]): 'document' | 'money' | 'both' {
  const kinds = new Set(chosen.map(({ item }) => item.is));
  if (kinds.size > 1) return 'both';
  return kinds.has('money') ? 'money' : 'document';
}
