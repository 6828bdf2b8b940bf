import type { Day } from './day.ts';
import type { Amount } from './decimal.ts';

/** A line of a bank account, as its bank shows it. It says what moved; what it is about is found out by matching. */
export interface StatementLine {
  readonly kind: 'statementLine';
  readonly id: string;
  /** The bank account on which it stands, as its source names it: each is mapped to an account of the ledger. */
  readonly account: string;
  /** The bank's day; of a line that is pending the day on which it happened. */
  readonly bookedOn: Day;
  readonly valueOn: Day | null;
  /** Negative: money out of the account. */
  readonly amount: Amount;
  readonly currency: string;
  readonly counterparty: { readonly name: string | null; readonly account: string | null };
  /** What the payer or payee wrote, or the bank for them, in one line of text. */
  readonly text: string;
  /** A creditor reference, or the payer's own end-to-end id. */
  readonly reference: string | null;
  readonly chequeNumber: string | null;
  /** The source's word for what kind of line it is; a hint for people, never a proof. */
  readonly code: string | null;
  /** The pending line that this one was before it was booked, where the source says so. */
  readonly wasPending: string | null;
  /** Only booked lines count: what is pending may change, come again under another id, or never be booked. */
  readonly state: 'booked' | 'pending';
}
