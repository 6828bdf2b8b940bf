import type { Day, Instant } from '../core/day.ts';
import { add, amount, decimal } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import type { BankDesk } from './bank-desk.ts';
import type { DecisionStore } from './batch-ports.ts';
import type { ClosingStore } from './edge-ports.ts';
import type { Flow } from './ports.ts';
import type { ProofStore } from './proof-port.ts';
import type { Reading } from './reading-port.ts';

/** What a month is closed with. */
export interface ClosePorts extends BankDesk {
  readonly decisions: DecisionStore;
  readonly proofs: ProofStore;
  readonly reading: Reading;
  readonly closings: ClosingStore;
}

export interface CloseAsked {
  readonly organisation: string;
  /** The connection of the ledger whose month it is. */
  readonly ledger: string;
  /** All flows that are not off. */
  readonly flows: readonly Flow[];
  /** '2026-10' */
  readonly month: string;
}

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
  /** At most `mostShown`, the oldest first. */
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

type CloseAbout =
  | { readonly is: 'line'; readonly line: string }
  | { readonly is: 'bankAccount'; readonly account: string }
  | { readonly is: 'hold'; readonly hold: string }
  | { readonly is: 'flow'; readonly flow: string }
  | { readonly is: 'proof'; readonly flow: string }
  | { readonly is: 'record'; readonly kind: Kind; readonly id: string };

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

/** A list is for reading: the command behind it shows all. */
const mostShown = 50;

export interface CloseScope extends CloseAsked {
  readonly from: Day;
  readonly through: Day;
}

/** A check of these records: done when there are none. */
export const checkOf = (
  check: CloseCheckName,
  records: readonly CloseRecord[],
  told: { readonly blocks: boolean; readonly says: (count: number) => string; readonly none: string; readonly opens: string },
): CloseCheck => ({
  check,
  blocks: told.blocks,
  isDone: records.length === 0,
  count: records.length,
  sums: sumsOf(records),
  says: records.length === 0 ? told.none : told.says(records.length),
  records: records.toSorted((a, b) => ((a.on ?? '') < (b.on ?? '') ? -1 : 1)).slice(0, mostShown),
  opens: told.opens,
});

function sumsOf(records: readonly CloseRecord[]): CloseCheck['sums'] {
  const found = new Map<string, Amount>();
  for (const { amount: of, currency } of records)
    if (of !== null && currency !== null) found.set(currency, amount(add(decimal(found.get(currency) ?? '0'), decimal(of))));
  return [...found].map(([currency, sum]) => ({ currency, amount: sum })).toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
