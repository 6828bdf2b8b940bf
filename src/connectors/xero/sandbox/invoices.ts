import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { isBooked } from './balances.ts';
import { writeBatch } from './batch.ts';
import { markRole } from './contacts.ts';
import { dayIn, flagIn, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerHistory } from './history.ts';
import { listInvoices } from './invoice-list.ts';
import { requireEditable, requireMove } from './invoice-rules.ts';
import { requireOpen } from './locks.ts';
import { messages } from './messages.ts';
import type { DocumentStatus, Invoice } from './model.ts';
import { freeNumber, nextNumber } from './numbers.ts';
import { baseTotalOf, partsOf, postInvoice } from './postings.ts';
import { Invalid, Malformed, Missing, WrongMethod } from './refusals.ts';
import { settledStatus } from './settlement.ts';
import { invoiceShape } from './shapes.ts';
import type { State } from './state.ts';
import { composeVoucher } from './vouchers.ts';

export function answerInvoices(ask: Ask): Payload {
  const [key, part] = ask.steps;
  if (key !== undefined && part === 'History') return answerHistory(ask, 'Invoices', requireInvoice(ask.state, key).id);
  if (key !== undefined && part === 'Email') return emailInvoice(ask, requireInvoice(ask.state, key));
  if (key !== undefined && part === 'OnlineInvoice') return onlineInvoice(requireInvoice(ask.state, key));
  if (part !== undefined) throw new Missing(messages.notFound);
  if (ask.method === 'GET')
    return key === undefined ? listInvoices(ask) : collection('Invoices', [invoiceShape(ask, requireInvoice(ask.state, key), 'single')]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  const named = key === undefined ? null : requireInvoice(ask.state, key);
  return writeBatch(ask, {
    name: 'Invoices',
    idName: 'InvoiceID',
    elements: elementsOf(ask, 'Invoices'),
    write: (fields) => ({ shape: invoiceShape(ask, writeInvoice(ask, fields, named), 'written') }),
  });
}

/** By InvoiceID or InvoiceNumber, as the path allows. */
function requireInvoice(state: State, key: string): Invoice {
  const invoice = state.tables.invoices.get(key.toLowerCase()) ?? state.tables.invoices.one('number', key);
  if (!invoice) throw new Missing(messages.notFound);
  return invoice;
}

/** The invoice that a payment or an allocation names. */
export function invoiceIn(state: State, fields: Fields): Invoice {
  const [id, number] = [textIn(fields, 'InvoiceID'), textIn(fields, 'InvoiceNumber')];
  const found = id
    ? state.tables.invoices.get(id.toLowerCase())
    : number
      ? state.tables.invoices.by('number', number).find((invoice) => invoice.status !== 'DELETED')
      : undefined;
  if (!found) throw new Invalid(messages.invoiceUnknown);
  return found;
}

/** PUT creates. POST changes the invoice that it names by id or number, and creates otherwise. */
function writeInvoice(ask: Ask, fields: Fields, named: Invoice | null): Invoice {
  const existing = named ?? (ask.method === 'POST' ? matching(ask.state, fields) : null);
  return existing === null ? createInvoice(ask, fields) : changeInvoice(ask, fields, existing);
}

function matching(state: State, fields: Fields): Invoice | null {
  const id = textIn(fields, 'InvoiceID');
  if (id) {
    const found = state.tables.invoices.get(id.toLowerCase());
    if (!found) throw new Invalid(messages.invoiceUnknown);
    return found;
  }
  const number = textIn(fields, 'InvoiceNumber');
  const type = textIn(fields, 'Type');
  if (!number) return null;
  return (
    state.tables.invoices
      .by('number', number)
      .find((invoice) => invoice.status !== 'DELETED' && (type === undefined || invoice.type === type)) ?? null
  );
}

const statuses = ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED'] as const;

function createInvoice(ask: Ask, fields: Fields): Invoice {
  const { state } = ask;
  const type = wordIn(fields, 'Type', ['ACCREC', 'ACCPAY']);
  if (type === undefined) throw new Invalid(messages.typeNeeded);
  const status = wordIn(fields, 'Status', statuses) ?? 'DRAFT';
  if (status !== 'DRAFT' && status !== 'SUBMITTED' && status !== 'AUTHORISED') throw new Invalid(messages.statusOnCreate(status));
  const voucher = composeVoucher(ask, fields, null, rulesOf(type, status));
  const number = textIn(fields, 'InvoiceNumber');
  const invoice: Invoice = {
    id: state.newId(),
    updatedAt: 0,
    ...voucher,
    ...ownFields(fields, null),
    type,
    status,
    number: type === 'ACCPAY' ? (number ?? '') : number ? freeNumber(state, number, null) : nextNumber(state, 'invoice'),
    brandingThemeId: textIn(fields, 'BrandingThemeID') ?? null,
    paid: 0n,
    credited: 0n,
    baseTotal: 0n,
    baseTaken: 0n,
    settledOn: null,
  };
  return keepInvoice(state, invoice, null);
}

const rulesOf = (type: Invoice['type'], status: DocumentStatus) =>
  ({
    isSale: type === 'ACCREC',
    mayDiscount: type === 'ACCREC',
    isApproved: status === 'AUTHORISED' || status === 'PAID',
    isOnControl: false,
    usualTypes: 'Exclusive',
    hasReference: type === 'ACCREC',
  }) as const;

function ownFields(fields: Fields, before: Invoice | null): Pick<Invoice, 'dueDate' | 'expectedOn' | 'plannedOn' | 'sentToContact'> {
  return {
    dueDate: dayIn(fields, 'DueDate') ?? before?.dueDate ?? null,
    expectedOn: dayIn(fields, 'ExpectedPaymentDate') ?? before?.expectedOn ?? null,
    plannedOn: dayIn(fields, 'PlannedPaymentDate') ?? before?.plannedOn ?? null,
    sentToContact: flagIn(fields, 'SentToContact') ?? before?.sentToContact ?? false,
  };
}

function changeInvoice(ask: Ask, fields: Fields, before: Invoice): Invoice {
  const type = textIn(fields, 'Type');
  if (type !== undefined && type !== before.type) throw new Invalid(messages.typeFixed);
  const status = wordIn(fields, 'Status', statuses) ?? before.status;
  requireMove(before, status);
  if (status === 'VOIDED' || status === 'DELETED') return removeInvoice(ask.state, before, status);
  const voucher = composeVoucher(ask, fields, before, rulesOf(before.type, status));
  const number = textIn(fields, 'InvoiceNumber');
  const changed: Invoice = {
    ...before,
    ...voucher,
    ...ownFields(fields, before),
    status,
    number:
      number === undefined || number === before.number
        ? before.number
        : before.type === 'ACCREC'
          ? freeNumber(ask.state, number, before.id)
          : number,
    brandingThemeId: textIn(fields, 'BrandingThemeID') ?? before.brandingThemeId,
  };
  requireEditable(before, changed, ask.by);
  return keepInvoice(ask.state, changed, before);
}

/** Voids an approved invoice, or deletes a draft. It takes effect on the invoice's own day, which must be open. */
function removeInvoice(state: State, before: Invoice, status: 'VOIDED' | 'DELETED'): Invoice {
  requireOpen(state, before.date);
  if (before.paid !== 0n || before.credited !== 0n) throw new Invalid(messages.removeHasPayments);
  const kept = state.tables.invoices.put({ ...before, status, baseTotal: 0n, settledOn: null });
  postInvoice(state, kept);
  return kept;
}

function keepInvoice(state: State, invoice: Invoice, before: Invoice | null): Invoice {
  requireOpen(state, invoice.date, ...(before === null ? [] : [before.date]));
  if (invoice.total < 0n) throw new Invalid(messages.totalNegative);
  if (isBooked(invoice) && invoice.dueDate === null) throw new Invalid(messages.dueDateNeeded);
  markRole(state, invoice.contactId, invoice.type === 'ACCREC');
  // Xero does not move UpdatedDateUTC for these edits of a part-paid invoice: only a full pass sees them.
  if (before !== null && isQuietEdit(before, invoice)) return state.tables.invoices.putQuietly(invoice);
  const parts = partsOf(state, invoice);
  const baseTotal = isBooked(invoice) ? baseTotalOf(parts) : invoice.baseTotal;
  const kept = state.tables.invoices.put({ ...invoice, baseTotal, ...settledStatus(invoice, invoice.date) });
  postInvoice(state, kept, parts);
  return kept;
}

function isQuietEdit(before: Invoice, after: Invoice): boolean {
  const isPartPaid = before.status === 'AUTHORISED' && (before.paid !== 0n || before.credited !== 0n);
  const isOnlyQuiet =
    after.reference === before.reference &&
    after.url === before.url &&
    after.expectedOn === before.expectedOn &&
    after.plannedOn === before.plannedOn;
  return (
    isPartPaid &&
    isOnlyQuiet &&
    after.lines === before.lines &&
    (after.dueDate !== before.dueDate || after.sentToContact !== before.sentToContact)
  );
}

function emailInvoice(ask: Ask, invoice: Invoice): Payload {
  if (ask.method !== 'POST') throw new WrongMethod();
  if (invoice.type !== 'ACCREC' || !isBooked(invoice)) throw new Invalid(messages.statusFixed);
  if (!invoice.sentToContact) ask.state.tables.invoices.put({ ...invoice, sentToContact: true });
  return { kind: 'nothing' };
}

function onlineInvoice(invoice: Invoice): Payload {
  if (invoice.type !== 'ACCREC') throw new Malformed('Only sales invoices are shown online');
  return collection('OnlineInvoices', [{ OnlineInvoiceUrl: `https://in.xero.com/${invoice.id.replaceAll('-', '')}` }]);
}
