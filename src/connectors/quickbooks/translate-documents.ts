import { amount, decimal, subtract } from '../../core/decimal.ts';
import type { CreditNote, Document, Invoice } from '../../core/records.ts';
import type { Seen } from '../../contract/connector.ts';
import type { Books } from './books.ts';
import { linesOf, sameLines, toSalesLine, totalsOf } from './lines.ts';
import { readNote, writeNote } from './references.ts';
import type { Change } from '../../contract/settling.ts';
import { amountsAreOf, toCalculation, toTaxDetail } from './taxes.ts';
import { childOf, dayOf, emptied, figureOf, figureOrZero, needDay, needText, number, ref, refOf, textOf, versionOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

/** `credited` is what credit memos settled of it; QuickBooks itself only says what is left. */
export function fromInvoice(wire: Wire, books: Books, credited: string): Seen<Invoice> {
  const { document, reference } = documentOf(wire, books);
  const used = usedOf(wire, 'Balance', document);
  const record: Invoice = {
    kind: 'invoice',
    ...document,
    dueOn: dayOf(wire, 'DueDate'),
    paid: amount(subtract(used, decimal(credited))),
    credited,
  };
  keep(books, `Invoice/${record.id}`, { wire, reference });
  return { record, version: versionOf(wire), reference };
}

/** What a credit memo has been used for counts as credited: that some of it was paid out, QuickBooks does not say. */
export function fromCreditNote(wire: Wire, books: Books): Seen<CreditNote> {
  const { document, reference } = documentOf(wire, books);
  const record: CreditNote = {
    kind: 'creditNote',
    ...document,
    invoice: null,
    paid: '0',
    credited: amount(usedOf(wire, 'RemainingCredit' in wire ? 'RemainingCredit' : 'Balance', document)),
  };
  keep(books, `CreditMemo/${record.id}`, { wire, reference });
  return { record, version: versionOf(wire), reference };
}

function keep(books: Books, document: string, { wire, reference }: { readonly wire: Wire; readonly reference: string | null }): void {
  const customer = refOf(wire, 'CustomerRef');
  if (customer !== null) books.keepCustomer(document, customer);
  if (reference !== null) books.keepReference(document, reference);
}

const usedOf = (wire: Wire, left: string, { state, totals }: Pick<Document, 'state' | 'totals'>) =>
  state === 'void' ? decimal('0') : subtract(decimal(totals.gross), decimal(figureOrZero(wire, left)));

/** QuickBooks empties what is void, and says so in the note. */
export const isVoid = (wire: Wire): boolean => readNote(textOf(wire, 'PrivateNote')).isVoided && figureOrZero(wire, 'TotalAmt') === '0';

function documentOf(wire: Wire, books: Books) {
  const issuedOn = needDay(wire, 'TxnDate');
  const note = readNote(textOf(wire, 'PrivateNote'));
  const currency = refOf(wire, 'CurrencyRef') ?? books.homeCurrency;
  const rate = figureOf(wire, 'ExchangeRate');
  const document = {
    id: needText(wire, 'Id'),
    number: textOf(wire, 'DocNumber'),
    contact: refOf(wire, 'CustomerRef'),
    issuedOn,
    currency,
    // Units of the home currency for one of the document's (Intuit, Accounting API: ExchangeRate).
    exchangeRate: rate === null || currency === books.homeCurrency ? null : { value: rate, on: issuedOn, source: 'quickbooks' },
    amountsAre: amountsAreOf(wire),
    lines: linesOf(wire, books),
    discount: null,
    totals: totalsOf(wire),
    reference: note.text,
    notes: refOf(wire, 'CustomerMemo'),
    state: isVoid(wire) ? ('void' as const) : ('open' as const),
  };
  return { document, reference: note.reference };
}

export const toInvoice = (invoice: Invoice, reference: string, books: Books): Outgoing => ({
  ...toDocument(invoice, reference, books),
  // Without one QuickBooks takes the customer's usual terms; without one at the source the money is due at once.
  DueDate: invoice.dueOn ?? invoice.issuedOn,
});

export function toDocument(document: Invoice | CreditNote, reference: string, books: Books): Outgoing {
  if (document.discount !== null) throw new Error('a discount on the whole document must be spread over the lines first');
  if (document.contact === null) throw new Error('a QuickBooks document needs a customer');
  if (document.state !== 'open') throw new Error(`a QuickBooks document is open when it is made, and this one is ${document.state}`);
  return {
    CustomerRef: ref(document.contact),
    ...toCurrency(document.currency, document.exchangeRate?.value ?? null, books),
    ...(document.number === null ? {} : { DocNumber: document.number }),
    TxnDate: document.issuedOn,
    PrivateNote: writeNote(document.reference, reference),
    ...(document.notes === null ? {} : { CustomerMemo: ref(document.notes) }),
    ...toAmounts(document, books),
  };
}

/** Companies without foreign currencies take no word about them. */
export const toCurrency = (currency: string, rate: string | null, books: Books): Outgoing =>
  books.hasCurrencies
    ? { CurrencyRef: ref(currency), ...(rate === null || currency === books.homeCurrency ? {} : { ExchangeRate: number(rate) }) }
    : {};

const toAmounts = (document: Pick<Document, 'lines' | 'amountsAre'>, books: Books): Outgoing => ({
  ...toCalculation(document.amountsAre, books),
  Line: document.lines.map((line) => toSalesLine(line, document.amountsAre, books)),
  ...toTaxDetail(document.lines, document.amountsAre, books),
});

/** Only what differs from the image before: what people changed meanwhile in other fields stays theirs. */
export function changeDocument<R extends Invoice | CreditNote>(step: Change<R>, books: Books): Outgoing {
  const { record, before, version } = step;
  const linesDiffer = record.amountsAre !== before.amountsAre || !sameLines(record.lines, before.lines);
  const rate = record.exchangeRate?.value ?? null;
  // The note is written whole: the reference that stands there stays.
  const standing = books.referenceOf(`${record.kind === 'invoice' ? 'Invoice' : 'CreditMemo'}/${step.id}`) ?? step.reference;
  return {
    Id: step.id,
    SyncToken: version,
    sparse: true,
    ...(record.contact === before.contact || record.contact === null ? {} : { CustomerRef: ref(record.contact) }),
    ...(record.number === before.number || record.number === null ? {} : { DocNumber: record.number }),
    ...(record.issuedOn === before.issuedOn ? {} : { TxnDate: record.issuedOn }),
    ...(record.reference === before.reference ? {} : { PrivateNote: writeNote(record.reference, standing) }),
    ...(record.notes === before.notes ? {} : { CustomerMemo: record.notes === null ? emptied : ref(record.notes) }),
    ...(rate === null || rate === before.exchangeRate?.value || !books.hasCurrencies ? {} : { ExchangeRate: number(rate) }),
    ...dueChange(record, before),
    // Lines go all together or not at all: QuickBooks removes the ones that are not sent.
    ...(linesDiffer ? toAmounts(record, books) : {}),
  };
}

const dueChange = (record: Invoice | CreditNote, before: Invoice | CreditNote): Outgoing =>
  record.kind !== 'invoice' || before.kind !== 'invoice' || record.dueOn === before.dueOn
    ? {}
    : { DueDate: record.dueOn ?? record.issuedOn };

/** The invoices of a payment, by what they are linked to: `linkedOf(invoice, 'Payment')`. */
export const linkedOf = (wire: Wire, type: string): readonly string[] => {
  const links = wire['LinkedTxn'];
  if (!Array.isArray(links)) return [];
  return links.flatMap((link: unknown) => {
    const inner = childOf({ link }, 'link');
    return inner !== null && textOf(inner, 'TxnType') === type ? [needText(inner, 'TxnId')] : [];
  });
};
