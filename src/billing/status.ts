import { add, amount, compare, decimal, isZero, subtract, zero } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';
import type { CreditNote, Invoice } from '../core/records.ts';

/** `settled`: nothing is open, and not all of it was cash (a credit, a write-off, or nothing to pay). */
export type Status = 'draft' | 'open' | 'partlyPaid' | 'overdue' | 'paid' | 'settled' | 'void';

/** What is still to be paid of an invoice, or to be used of a credit note. */
export function openOf(document: Pick<Invoice, 'state' | 'totals' | 'paid' | 'credited'>): Amount {
  if (document.state !== 'open') return '0';
  return amount(subtract(decimal(document.totals.gross), add(decimal(document.paid), decimal(document.credited))));
}

/**
 * The status at the end of a day. An invoice is overdue from the day after it was due. Only cash makes it paid: with any credit
 * in it, or nothing to pay at all, it is settled (law F43).
 */
export function statusOf(document: Invoice | CreditNote, asOf: Day): Status {
  if (document.state !== 'open') return document.state;
  const nothingOpen = openOf(document) === '0';
  if (document.kind === 'creditNote') return nothingOpen ? 'settled' : 'open';
  if (nothingOpen) return isZero(decimal(document.credited)) && document.totals.gross !== '0' ? 'paid' : 'settled';
  if (document.dueOn !== null && document.dueOn < asOf) return 'overdue';
  return compare(decimal(document.paid), zero) > 0 ? 'partlyPaid' : 'open';
}
