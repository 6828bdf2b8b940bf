import { utcMidnight } from '../../../core/day.ts';
import { collection } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { dueOf } from './balances.ts';
import { commaList, flagOf, listed } from './listing.ts';
import type { Contact, Invoice } from './model.ts';
import { invoiceShape } from './shapes.ts';
import type { Detail } from './shapes.ts';
import type { State } from './state.ts';
import { decimalOfCents } from './totals.ts';
import type { Columns } from './where.ts';

/** GET /Invoices: full lines only with `page`, as at Xero. */
export function listInvoices(ask: Ask): Payload {
  const { tables } = ask.state;
  const { rows, paging } = listed(ask, {
    table: tables.invoices,
    columns: columnsOf(ask.state),
    lookups: {
      InvoiceNumber: (text) => tables.invoices.by('number', text),
      InvoiceID: (text) => [tables.invoices.get(text.toLowerCase())].filter((invoice) => invoice !== undefined),
      'Contact.ContactID': (text) => tables.invoices.by('contact', text.toLowerCase()),
    },
    named: namedInvoices(ask),
    condition: conditionOf(ask),
  });
  const detail: Detail = flagOf(ask, 'summaryOnly') ? 'summary' : paging ? 'page' : 'list';
  const elements = rows.map((invoice) => invoiceShape(ask, invoice, detail));
  return paging ? { kind: 'collection', name: 'Invoices', elements, paging } : collection('Invoices', elements);
}

function namedInvoices(ask: Ask): readonly Invoice[] | null {
  const { invoices } = ask.state.tables;
  if (commaList(ask, 'IDs') !== null) return null;
  const numbers = commaList(ask, 'InvoiceNumbers');
  if (numbers !== null) return numbers.flatMap((number) => invoices.by('number', number));
  return commaList(ask, 'ContactIDs')?.flatMap((id) => invoices.by('contact', id.toLowerCase())) ?? null;
}

function conditionOf(ask: Ask): ((invoice: Invoice) => boolean) | null {
  const statuses = commaList(ask, 'Statuses');
  const contacts = commaList(ask, 'ContactIDs')?.map((id) => id.toLowerCase());
  const numbers = commaList(ask, 'InvoiceNumbers');
  const term = ask.query.get('searchTerm')?.toLowerCase();
  if (statuses === null && contacts === undefined && numbers === null && !term) return null;
  return (invoice) =>
    (statuses === null || statuses.includes(invoice.status)) &&
    (contacts === undefined || contacts.includes(invoice.contactId)) &&
    (numbers === null || numbers.includes(invoice.number)) &&
    (!term || invoice.number.toLowerCase().includes(term) || (invoice.reference ?? '').toLowerCase().includes(term));
}

const columnsOf = (state: State): Columns<Invoice> => ({
  ...columns,
  'Contact.Name': (invoice) => contactOf(state, invoice)?.name ?? null,
  'Contact.ContactNumber': (invoice) => contactOf(state, invoice)?.number ?? null,
});

const contactOf = (state: State, invoice: Invoice): Contact | undefined => state.tables.contacts.get(invoice.contactId);

const columns: Columns<Invoice> = {
  InvoiceID: (invoice) => invoice.id,
  InvoiceNumber: (invoice) => invoice.number,
  Type: (invoice) => invoice.type,
  Status: (invoice) => invoice.status,
  Reference: (invoice) => invoice.reference ?? '',
  Url: (invoice) => invoice.url,
  Date: (invoice) => utcMidnight(invoice.date),
  DueDate: (invoice) => (invoice.dueDate === null ? null : utcMidnight(invoice.dueDate)),
  FullyPaidOnDate: (invoice) => (invoice.settledOn === null ? null : utcMidnight(invoice.settledOn)),
  CurrencyCode: (invoice) => invoice.currency,
  LineAmountTypes: (invoice) => invoice.lineAmountTypes,
  SubTotal: (invoice) => decimalOfCents(invoice.subTotal),
  TotalTax: (invoice) => decimalOfCents(invoice.totalTax),
  Total: (invoice) => decimalOfCents(invoice.total),
  AmountDue: (invoice) => decimalOfCents(dueOf(invoice)),
  AmountPaid: (invoice) => decimalOfCents(invoice.paid),
  AmountCredited: (invoice) => decimalOfCents(invoice.credited),
  SentToContact: (invoice) => invoice.sentToContact,
  UpdatedDateUTC: (invoice) => invoice.updatedAt,
  'Contact.ContactID': (invoice) => invoice.contactId,
};
