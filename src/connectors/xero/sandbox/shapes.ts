import type { Ask } from './asking.ts';
import { dueOf, isSalesCredit } from './balances.ts';
import { contactInBrief, contactInFull } from './contact-shapes.ts';
import { dayShape, lineShapes, rateShape, totalsShape } from './line-shapes.ts';
import { totalDiscount } from './lines.ts';
import type { Allocation, Credit, Invoice, Payment } from './model.ts';
import type { State } from './state.ts';
import { wireCents, wireDay, wireDayString, wireDecimal, wireInstant } from './wire.ts';

/**
 * How much of a document an answer shows. written: after PUT or POST · single: GET of one · page: a list with `page` ·
 * list: a list without `page`, whose LineItems are empty · summary: summaryOnly=true, without payments and credits.
 */
export type Detail = 'written' | 'single' | 'page' | 'list' | 'summary';

export function invoiceShape(ask: Ask, invoice: Invoice, detail: Detail): object {
  const { state } = ask;
  const isWritten = detail === 'written';
  const isFull = isWritten || detail === 'single';
  const discount = totalDiscount(invoice.lines);
  const contact = state.tables.contacts.get(invoice.contactId);
  return {
    Type: invoice.type,
    InvoiceID: invoice.id,
    InvoiceNumber: invoice.number,
    ...(invoice.type === 'ACCREC' ? { Reference: invoice.reference ?? '' } : {}),
    ...(invoice.url === null ? {} : { Url: invoice.url }),
    ...(detail === 'summary' ? {} : appliedShape(state, invoice, detail)),
    AmountDue: wireCents(dueOf(invoice)),
    AmountPaid: wireCents(invoice.paid),
    AmountCredited: wireCents(invoice.credited),
    SentToContact: invoice.sentToContact,
    ...rateShape(state, invoice, isFull),
    ...(discount === 0n ? {} : { TotalDiscount: wireCents(discount) }),
    IsDiscounted: discount !== 0n,
    ...(isWritten ? {} : { HasAttachments: false }),
    HasErrors: false,
    InvoicePaymentServices: [],
    Contact: isFull && contact ? contactInFull(contact) : contactInBrief(contact),
    ...dayShape('Date', invoice.date),
    ...dayShape('DueDate', invoice.dueDate),
    ...(invoice.expectedOn === null ? {} : { ExpectedPaymentDate: wireDay(invoice.expectedOn) }),
    ...(invoice.plannedOn === null ? {} : { PlannedPaymentDate: wireDay(invoice.plannedOn) }),
    ...(invoice.brandingThemeId === null ? {} : { BrandingThemeID: invoice.brandingThemeId }),
    Status: invoice.status,
    LineAmountTypes: invoice.lineAmountTypes,
    LineItems: isFull || detail === 'page' ? lineShapes(ask, invoice.lines, isWritten) : [],
    ...totalsShape(invoice),
    UpdatedDateUTC: wireInstant(invoice.updatedAt),
    CurrencyCode: invoice.currency,
    ...(invoice.status === 'PAID' && invoice.settledOn !== null ? { FullyPaidOnDate: wireDay(invoice.settledOn) } : {}),
    ...(detail === 'single' ? { Attachments: [] } : {}),
  };
}

function appliedShape(state: State, invoice: Invoice, detail: Detail): object {
  if (detail === 'written' && invoice.paid === 0n && invoice.credited === 0n) return { Prepayments: [], Overpayments: [] };
  const allocations =
    invoice.credited === 0n ? [] : state.tables.allocations.by('invoice', invoice.id).filter((allocation) => !allocation.isDeleted);
  return {
    Payments: invoice.paid === 0n ? [] : paymentsInDocument(state, invoice.id, detail),
    CreditNotes: allocations.filter(({ credit }) => credit.kind === 'creditNote').map((allocation) => creditInInvoice(state, allocation)),
    Prepayments: allocations.filter(({ credit }) => credit.kind === 'prepayment').map((allocation) => creditInInvoice(state, allocation)),
    Overpayments: allocations.filter(({ credit }) => credit.kind === 'overpayment').map((allocation) => creditInInvoice(state, allocation)),
  };
}

const creditIdNames = { creditNote: 'CreditNoteID', prepayment: 'PrepaymentID', overpayment: 'OverpaymentID' } as const;

function creditInInvoice(state: State, allocation: Allocation): object {
  const credit = state.tables.credits.get(allocation.credit.id);
  return {
    [creditIdNames[allocation.credit.kind]]: allocation.credit.id,
    ...(credit?.number && allocation.credit.kind === 'creditNote' ? { CreditNoteNumber: credit.number } : {}),
    ID: allocation.credit.id,
    AppliedAmount: wireCents(allocation.amount),
    DateString: wireDayString(allocation.date),
    Date: wireDay(allocation.date),
    LineItems: [],
    Total: wireCents(credit?.total ?? 0n),
  };
}

const paymentsInDocument = (state: State, documentId: string, detail: Detail): readonly object[] =>
  state.tables.payments
    .by('target', documentId)
    .filter((payment) => payment.status === 'AUTHORISED')
    .map((payment) => paymentInDocument(payment, detail));

const paymentInDocument = (payment: Payment, detail: Detail): object => ({
  PaymentID: payment.id,
  ...(payment.batchId === null ? {} : { BatchPaymentID: payment.batchId }),
  Date: wireDay(payment.date),
  Amount: wireCents(payment.amount),
  ...(payment.reference === null ? {} : { Reference: payment.reference }),
  ...(detail === 'list' ? {} : { CurrencyRate: wireDecimal(payment.rate) }),
  HasAccount: false,
  HasValidationErrors: false,
});

/** A credit note, an overpayment or a prepayment. */
export function creditShape(ask: Ask, credit: Credit, detail: Detail): object {
  const { state } = ask;
  const isWritten = detail === 'written';
  const isFull = isWritten || detail === 'single';
  const contact = state.tables.contacts.get(credit.contactId);
  const allocations = state.tables.allocations.by('credit', credit.id).filter((allocation) => !allocation.isDeleted);
  return {
    ...(credit.kind === 'creditNote'
      ? { CreditNoteID: credit.id, CreditNoteNumber: credit.number ?? '', ID: credit.id }
      : { [creditIdNames[credit.kind]]: credit.id, ID: credit.id }),
    Payments: credit.paid === 0n ? [] : paymentsInDocument(state, credit.id, detail),
    ...(credit.url === null ? {} : { Url: credit.url }),
    HasErrors: false,
    ...rateShape(state, credit, isFull),
    Type: credit.type,
    ...(credit.kind !== 'creditNote' || isSalesCredit(credit) ? { Reference: credit.reference ?? '' } : {}),
    RemainingCredit: wireCents(dueOf(credit)),
    AppliedAmount: wireCents(credit.credited),
    Allocations: detail === 'summary' ? [] : allocations.map((allocation) => allocationShape(state, allocation)),
    HasAttachments: false,
    Contact: isFull && contact ? contactInFull(contact) : contactInBrief(contact),
    ...dayShape('Date', credit.date),
    Status: credit.status,
    LineAmountTypes: credit.lineAmountTypes,
    LineItems: isFull || detail === 'page' ? lineShapes(ask, credit.lines, isWritten) : [],
    ...totalsShape(credit),
    UpdatedDateUTC: wireInstant(credit.updatedAt),
    CurrencyCode: credit.currency,
    ...(credit.status === 'PAID' && credit.settledOn !== null ? { FullyPaidOnDate: wireDay(credit.settledOn) } : {}),
  };
}

export function allocationShape(state: State, allocation: Allocation): object {
  const invoice = state.tables.invoices.get(allocation.invoiceId);
  return {
    AllocationID: allocation.id,
    Amount: wireCents(allocation.amount),
    Date: wireDay(allocation.date),
    Invoice: { InvoiceID: allocation.invoiceId, InvoiceNumber: invoice?.number ?? '' },
    IsDeleted: allocation.isDeleted,
  };
}
