import type { Amount } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';
import type { Kind } from '../core/records.ts';

/**
 * What one record moves in the books, in document currency. Debits positive. `account` is the ledger's account code, or
 * `wholeDocument`, which stands for the document's own gross total and is never added to the accounts.
 */
export interface Posting {
  readonly kind: Kind;
  readonly account: string;
  readonly currency: string;
  readonly day: Day;
  readonly amount: Amount;
}

export const wholeDocument = '*';
