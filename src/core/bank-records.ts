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
  /** What it was found to be. Null: nobody knows yet; left out by sources that only show lines. */
  readonly booked?: LineBooking | null;
}

/** What a line was found to be about, and with it what the ledger is to hold because of it. Ids and accounts are the ledger's own. */
export type LineBooking =
  /** The ledger has its money already, or gets it from elsewhere: nothing is written. */
  | { readonly does: 'stand'; readonly why: string; readonly has: readonly { readonly kind: string; readonly id: string }[] }
  /** Customers' money, or money back to them: it settles documents, the rest is on account, and what was kept of it is a fee. */
  | { readonly does: 'settle'; readonly pays: readonly SettledDocument[]; readonly onAccount: Amount; readonly fee: Amount }
  /** Money from one own account to another; the line's sign says which way. */
  | { readonly does: 'transfer'; readonly account: string }
  /** Spent or received, and coded straight to an account. The contact is the ledger's, or `name:…`, a record of the line's own source. */
  | {
      readonly does: 'code';
      readonly account: string;
      readonly contact: string;
      readonly tax: string | null;
      readonly description: string;
    }
  /** It was taken back: what was written for it goes. */
  | { readonly does: 'nothing'; readonly why: string };

export interface SettledDocument {
  readonly kind: 'invoice' | 'creditNote';
  readonly id: string;
  readonly number: string | null;
  readonly contact: string | null;
  /** Of what is open, without sign. */
  readonly amount: Amount;
}
