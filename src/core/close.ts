import type { Day, Instant } from './day.ts';
import type { Amount } from './decimal.ts';
import type { Kind } from './records.ts';

export type CloseCheckName =
  | 'bank lines'
  | 'bank balances'
  | 'ledger money without a bank line'
  | 'clearing accounts'
  | 'questions'
  | 'work under way'
  | 'drafts'
  | 'unpaid invoices'
  | 'money on account'
  | 'differences';

/** One thing to look at before a month is closed, with the records that it is about. */
export interface CloseCheck {
  readonly check: CloseCheckName;
  /** False: it is shown, and closing does not wait for it (an invoice may well be unpaid). */
  readonly blocks: boolean;
  readonly isDone: boolean;
  readonly count: number;
  /** What all of its records come to, by currency. */
  readonly sums: readonly { readonly currency: string; readonly amount: Amount }[];
  /** One plain sentence. */
  readonly says: string;
  /** Some of them, the oldest first: `opens` shows all. */
  readonly records: readonly CloseRecord[];
  /** The command that opens them. */
  readonly opens: string;
}

export interface CloseRecord {
  readonly what: string;
  readonly id: string;
  readonly on: Day | null;
  readonly amount: string | null;
  readonly currency: string | null;
  /** Where it is looked at; null: nowhere but in the ledger. */
  readonly about: CloseAbout | null;
  readonly opens: string;
}

/** Where a record of a check is looked at. */
type CloseAbout =
  | { readonly is: 'line'; readonly line: string }
  | { readonly is: 'bankAccount'; readonly account: string }
  | { readonly is: 'hold'; readonly hold: string }
  | { readonly is: 'flow'; readonly flow: string }
  | { readonly is: 'proof'; readonly flow: string }
  | { readonly is: 'record'; readonly kind: Kind; readonly id: string };

/** How far a month of a ledger is from being closed. */
export interface CloseReport {
  readonly ledger: string;
  readonly month: string;
  readonly from: Day;
  readonly through: Day;
  readonly madeAt: Instant;
  /** How long the checks took. */
  readonly tookMilliseconds: number;
  readonly checks: readonly CloseCheck[];
  /** How the month's bank lines found what they are about. */
  readonly lines: {
    readonly booked: number;
    readonly byMatch: number;
    readonly byRule: number;
    readonly byPerson: number;
    readonly open: number;
  };
  readonly isDone: boolean;
  readonly closedThrough: Day | null;
}
