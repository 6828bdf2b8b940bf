import { amount, decimal, subtract, sumAmounts } from '../../core/decimal.ts';
import type { CreditNote, Document, Invoice } from '../../core/records.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { amountsAreOf, linesOf, sameLines, toLineAmountTypes, toLines, totalsOf } from './lines.ts';
import { fromCurrencyRate, toCurrencyRate } from './rates.ts';
import { appended, parted } from '../../core/reference-text.ts';
import { linkTo, referenceInLink } from './references.ts';
import { dayOf, figureOf, figureOrZero, idIn, isSet, listOf, needDay, needFigure, needText, number, textOf, versionOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

export const isSale = (wire: Wire): boolean => textOf(wire, 'Type') === 'ACCREC';
export const isSalesCredit = (wire: Wire): boolean => textOf(wire, 'Type') === 'ACCRECCREDIT';

/** A sales invoice. Bills never come here: the readers ask for ACCREC alone. */
export function fromInvoice(wire: Wire): Seen<Invoice> {
  const record: Invoice = {
    kind: 'invoice',
    id: needText(wire, 'InvoiceID'),
    number: textOf(wire, 'InvoiceNumber'),
    ...documentOf(wire),
    dueOn: dayOf(wire, 'DueDate'),
    reference: textOf(wire, 'Reference'),
    paid: figureOrZero(wire, 'AmountPaid'),
    credited: figureOrZero(wire, 'AmountCredited'),
  };
  return { record, version: versionOf(wire), reference: referenceInLink(textOf(wire, 'Url')) };
}

/** What a credit note has been set against invoices counts as credited, what was paid back as paid. */
export function fromCreditNote(wire: Wire): Seen<CreditNote> {
  const { text, reference } = parted(textOf(wire, 'Reference'));
  const record: CreditNote = {
    kind: 'creditNote',
    id: needText(wire, 'CreditNoteID'),
    number: textOf(wire, 'CreditNoteNumber'),
    ...documentOf(wire),
    invoice: null,
    reference: text,
    ...settledOf(wire),
  };
  return { record, version: versionOf(wire), reference };
}

/** Lists leave a credit note's refunds out, but always say what is left of it: what was not set against invoices was paid back. */
function settledOf(wire: Wire): Pick<CreditNote, 'paid' | 'credited'> {
  const remaining = figureOf(wire, 'RemainingCredit');
  if (remaining === null || stateOf(needText(wire, 'Status')) !== 'open') return { paid: '0', credited: '0' };
  const applied = listOf(wire, 'Allocations').filter((allocation) => !isSet(allocation, 'IsDeleted'));
  const credited = sumAmounts(applied.map((allocation) => figureOrZero(allocation, 'Amount')));
  const used = subtract(decimal(needFigure(wire, 'Total')), decimal(remaining));
  return { paid: amount(subtract(used, decimal(credited))), credited };
}

function documentOf(wire: Wire) {
  const issuedOn = needDay(wire, 'Date');
  const rate = fromCurrencyRate(figureOf(wire, 'CurrencyRate'));
  return {
    contact: idIn(wire, 'Contact', 'ContactID'),
    issuedOn,
    currency: needText(wire, 'CurrencyCode'),
    exchangeRate: rate === null ? null : { value: rate, on: issuedOn, source: 'xero' },
    amountsAre: amountsAreOf(wire),
    lines: linesOf(wire),
    discount: null,
    totals: totalsOf(wire),
    notes: null,
    state: stateOf(needText(wire, 'Status')),
  };
}

function stateOf(status: string): Document['state'] {
  switch (status) {
    case 'DRAFT':
    case 'SUBMITTED':
      return 'draft';
    case 'VOIDED':
    case 'DELETED':
      return 'void';
    default:
      return 'open';
  }
}

export const toInvoice = (invoice: Invoice, reference: string, linkBase: string): Outgoing => ({
  Type: 'ACCREC',
  ...toDocument(invoice, true),
  // Xero wants a due date on every approved invoice; without one the money is due at once.
  DueDate: invoice.dueOn ?? invoice.issuedOn,
  ...(invoice.number === null ? {} : { InvoiceNumber: invoice.number }),
  ...(invoice.reference === null ? {} : { Reference: invoice.reference }),
  Url: linkTo(linkBase, reference),
});

export const toCreditNote = (credit: CreditNote, reference: string): Outgoing => ({
  Type: 'ACCRECCREDIT',
  ...toDocument(credit, false),
  ...(credit.number === null ? {} : { CreditNoteNumber: credit.number }),
  Reference: appended(credit.reference, reference),
});

function toDocument(document: Document, canDiscount: boolean): Outgoing {
  if (document.discount !== null) throw new Error('Xero has no discount on a whole document: it must be spread over the lines first');
  if (document.contact === null) throw new Error('a Xero document needs a contact');
  if (document.state === 'void') throw new Error('a document cannot be created void');
  return {
    // Nothing but the id: other members would change the contact itself.
    Contact: { ContactID: document.contact },
    Date: document.issuedOn,
    LineAmountTypes: toLineAmountTypes(document.amountsAre),
    CurrencyCode: document.currency,
    ...(document.exchangeRate === null ? {} : { CurrencyRate: number(toCurrencyRate(document.exchangeRate.value)) }),
    Status: document.state === 'draft' ? 'DRAFT' : 'AUTHORISED',
    LineItems: toLines(document.lines, document.amountsAre, canDiscount),
  };
}

type Update<R extends Invoice | CreditNote> = Extract<Step<R>, { readonly do: 'update' }>;

/** Only what differs from the image before: what people changed meanwhile in other fields stays theirs. */
export function changeInvoice({ id, record, before }: Update<Invoice>): Outgoing {
  return {
    InvoiceID: id,
    ...changedDocument(record, before, true),
    ...(record.dueOn === before.dueOn ? {} : { DueDate: record.dueOn ?? record.issuedOn }),
    ...(record.number === before.number || record.number === null ? {} : { InvoiceNumber: record.number }),
    ...(record.reference === before.reference ? {} : { Reference: record.reference ?? '' }),
  };
}

export function changeCreditNote({ id, record, before, reference }: Update<CreditNote>): Outgoing {
  return {
    CreditNoteID: id,
    ...changedDocument(record, before, false),
    ...(record.number === before.number || record.number === null ? {} : { CreditNoteNumber: record.number }),
    ...(record.reference === before.reference ? {} : { Reference: appended(record.reference, reference) }),
  };
}

/** Lines go all together or not at all: Xero deletes the ones that are not sent. */
function changedDocument(record: Document, before: Document, canDiscount: boolean): Outgoing {
  const linesDiffer = record.amountsAre !== before.amountsAre || !sameLines(record.lines, before.lines);
  return {
    ...(record.contact === before.contact || record.contact === null ? {} : { Contact: { ContactID: record.contact } }),
    ...(record.issuedOn === before.issuedOn ? {} : { Date: record.issuedOn }),
    ...(record.exchangeRate === null || record.exchangeRate.value === before.exchangeRate?.value
      ? {}
      : { CurrencyRate: number(toCurrencyRate(record.exchangeRate.value)) }),
    ...(record.state === 'open' && before.state === 'draft' ? { Status: 'AUTHORISED' } : {}),
    ...(linesDiffer
      ? { LineAmountTypes: toLineAmountTypes(record.amountsAre), LineItems: toLines(record.lines, record.amountsAre, canDiscount) }
      : {}),
  };
}

/** A draft is deleted, an approved document voided; Xero keeps both, findable. */
export const removeDocument = (idField: string, { id, before }: { readonly id: string; readonly before: Document }): Outgoing => ({
  [idField]: id,
  Status: before.state === 'draft' ? 'DELETED' : 'VOIDED',
});
