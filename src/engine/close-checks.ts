import type { CloseCheck, CloseCheckName, CloseRecord } from '../core/close.ts';
import type { Day } from '../core/day.ts';
import { add, amount, decimal } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
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
