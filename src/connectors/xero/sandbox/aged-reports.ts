import type { Day } from '../../../core/day.ts';
import type { Ask } from './asking.ts';
import { isBooked, isSalesCredit } from './balances.ts';
import { messages } from './messages.ts';
import type { Credit, Invoice } from './model.ts';
import { Invalid } from './refusals.ts';
import { cell, dayParameter, headerRow, longDay, plainRow, section, summaryRow } from './report-shapes.ts';
import type { Cell, Report } from './report-shapes.ts';
import type { State } from './state.ts';
import { plainCents } from './wire.ts';

/** What one contact owes, or is owed, document by document, as of a day. */
export function agedReport(ask: Ask, type: Invoice['type']): Report {
  const { state } = ask;
  const contactId = (ask.query.get('contactId') ?? ask.query.get('contactID'))?.toLowerCase();
  if (!contactId) throw new Invalid(messages.contactIdNeeded);
  const contact = state.tables.contacts.get(contactId);
  if (!contact) throw new Invalid(messages.contactUnknown);
  const asOf = dayParameter(ask, 'date') ?? state.today();
  const [from, to] = [dayParameter(ask, 'fromDate'), dayParameter(ask, 'toDate')];
  const isInside = (day: Day): boolean => (from === null || day >= from) && (to === null || day <= to) && day <= asOf;
  const invoices = state.tables.invoices
    .by('contact', contactId)
    .filter((invoice) => invoice.type === type && isBooked(invoice) && isInside(invoice.date));
  const credits = state.tables.credits
    .by('contact', contactId)
    .filter(
      (credit) =>
        credit.kind !== 'prepayment' && isSalesCredit(credit) === (type === 'ACCREC') && isBooked(credit) && isInside(credit.date),
    );
  const open = [...invoices.map((invoice) => standingOf(state, invoice, asOf)), ...credits.map((credit) => standingOf(state, credit, asOf))]
    .filter(({ due }) => due !== 0n)
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const totals = [
    open.reduce((sum, row) => sum + row.total, 0n),
    open.reduce((sum, row) => sum + row.paid, 0n),
    open.reduce((sum, row) => sum + row.credited, 0n),
    open.reduce((sum, row) => sum + row.due, 0n),
  ];
  const name = type === 'ACCREC' ? 'Aged Receivables By Contact' : 'Aged Payables By Contact';
  return {
    type: type === 'ACCREC' ? 'AgedReceivablesByContact' : 'AgedPayablesByContact',
    name,
    period: `${contact.name}, as at ${longDay(asOf)}`,
    rows: [
      headerRow('Date', 'Number', 'Due Date', '', 'Total', 'Paid', 'Credited', 'Due'),
      section('', [...open.map(({ cells }) => plainRow(cells)), summaryRow('Total', '', '', '', ...totals.map(plainCents))]),
      section('', [summaryRow('Total', '', '', '', ...totals.map(plainCents))]),
    ],
  };
}

interface Standing {
  readonly date: Day;
  readonly total: bigint;
  readonly paid: bigint;
  readonly credited: bigint;
  readonly due: bigint;
  readonly cells: readonly Cell[];
}

// Payments and credits after the day do not count yet.
function standingOf(state: State, document: Invoice | Credit, asOf: Day): Standing {
  const isCredit = 'kind' in document;
  const sign = isCredit ? -1n : 1n;
  const payments = state.tables.payments
    .by('target', document.id)
    .filter((payment) => payment.status === 'AUTHORISED' && payment.date <= asOf);
  const allocations = (
    isCredit ? state.tables.allocations.by('credit', document.id) : state.tables.allocations.by('invoice', document.id)
  ).filter((allocation) => !allocation.isDeleted && allocation.date <= asOf);
  const paid = sign * payments.reduce((sum, payment) => sum + payment.amount, 0n);
  const credited = sign * allocations.reduce((sum, allocation) => sum + allocation.amount, 0n);
  const total = sign * document.total;
  const due = total - paid - credited;
  const id = { name: 'invoiceID', value: document.id };
  const texts = [
    `${document.date}T00:00:00`,
    document.number ?? '',
    isCredit || document.dueDate === null ? '' : `${document.dueDate}T00:00:00`,
    '',
  ];
  return {
    date: document.date,
    total,
    paid,
    credited,
    due,
    cells: [...texts, ...[total, paid, credited, due].map(plainCents)].map((value) => cell(value, id)),
  };
}
