import type { Day } from '../../../core/day.ts';
import type { Credit, Invoice } from './model.ts';
import type { State } from './state.ts';
import { wireCents } from './wire.ts';

/** What is still to be paid of an invoice, or still to be used of a credit. */
export const dueOf = (document: Invoice | Credit): bigint =>
  document.status === 'VOIDED' || document.status === 'DELETED' ? 0n : document.total - document.paid - document.credited;

export const isSalesCredit = (credit: Credit): boolean => credit.type === 'ACCRECCREDIT' || credit.type.startsWith('RECEIVE');

/** Drafts are not in the books. */
export const isBooked = (document: Invoice | Credit): boolean => document.status === 'AUTHORISED' || document.status === 'PAID';

/** What a contact owes and is owed, each document in its own currency, as Xero adds them up. Null when nothing is open. */
export function balancesOf(state: State, contactId: string): object | null {
  const today = state.today();
  const sides = { receivable: { outstanding: 0n, overdue: 0n }, payable: { outstanding: 0n, overdue: 0n } };
  for (const invoice of state.tables.invoices.by('contact', contactId)) {
    if (!isBooked(invoice)) continue;
    const side = invoice.type === 'ACCREC' ? sides.receivable : sides.payable;
    side.outstanding += dueOf(invoice);
    if (isOverdue(invoice, today)) side.overdue += dueOf(invoice);
  }
  for (const credit of state.tables.credits.by('contact', contactId)) {
    if (isBooked(credit) && credit.kind !== 'prepayment')
      (isSalesCredit(credit) ? sides.receivable : sides.payable).outstanding -= dueOf(credit);
  }
  if (Object.values(sides).every((side) => side.outstanding === 0n && side.overdue === 0n)) return null;
  return {
    AccountsReceivable: { Outstanding: wireCents(sides.receivable.outstanding), Overdue: wireCents(sides.receivable.overdue) },
    AccountsPayable: { Outstanding: wireCents(sides.payable.outstanding), Overdue: wireCents(sides.payable.overdue) },
  };
}

const isOverdue = (invoice: Invoice, today: Day): boolean => invoice.dueDate !== null && invoice.dueDate < today;
