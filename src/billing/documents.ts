import { amount, compare, decimal, multiply, zero } from '../core/decimal.ts';
import { placesOf } from '../core/money.ts';
import type { CreditNote, Discount, Document, Invoice, Line } from '../core/records.ts';
import { totalDocument } from '../core/totals.ts';
import type { TaxOnLine, Totalled } from '../core/totals.ts';
import { replaced } from './book.ts';
import type { BillingKind, CreditNoteDraft, InvoiceDraft, Kept, LineDraft, New, NumberedKind } from './book.ts';
import { makeAllocation } from './allocations.ts';
import { originOf } from './desk.ts';
import type { Desk, Rules } from './desk.ts';
import { exceeds, smaller } from './figures.ts';
import { Refusal } from './refusal.ts';
import { openOf } from './status.ts';

type AnyDraft = InvoiceDraft | CreditNoteDraft;

export const invoiceRules: Rules<'invoice'> = {
  making: async (desk, drafts) => {
    const numbers = await prepare(desk, 'invoice', drafts);
    return (draft) => {
      checkDue(draft);
      const record: Invoice = { kind: 'invoice', ...issue(desk, 'invoice', draft, numbers), dueOn: draft.dueOn };
      return desk.lay('invoice', { record, ...originOf(draft), open: openOf(record) });
    };
  },
  change: async (desk, kept, fields) => {
    const draft = replaced<InvoiceDraft>(draftOf(kept.record), fields);
    const numbers = await prepare(desk, 'invoice', [draft]);
    checkDue(draft);
    const record: Invoice = { kind: 'invoice', ...reissue(desk, kept.record, draft, numbers), dueOn: draft.dueOn };
    return desk.lay('invoice', { ...kept, record, open: openOf(record) });
  },
  remove: async (desk, kept) => {
    if (kept.record.state === 'void') return kept;
    checkUntouched(kept.record);
    return desk.lay('invoice', { ...kept, record: { ...kept.record, state: 'void' }, open: '0' });
  },
};

export const creditNoteRules: Rules<'creditNote'> = {
  making: async (desk, drafts) => {
    const numbers = await prepare(desk, 'creditNote', drafts);
    await desk.load(
      'invoice',
      drafts.map((draft) => draft.invoice),
    );
    return (draft) => {
      checkCorrected(desk, draft);
      const record: CreditNote = { kind: 'creditNote', ...issue(desk, 'creditNote', draft, numbers), invoice: draft.invoice };
      const kept = desk.lay('creditNote', { record, ...originOf(draft), open: openOf(record) });
      return draft.allocate ? allocateAtOnce(desk, kept) : kept;
    };
  },
  change: async (desk, kept, fields) => {
    const draft = replaced<CreditNoteDraft>({ ...draftOf(kept.record), invoice: kept.record.invoice, allocate: false }, fields);
    const numbers = await prepare(desk, 'creditNote', [draft]);
    await desk.load('invoice', [draft.invoice]);
    checkCorrected(desk, draft);
    const record: CreditNote = { kind: 'creditNote', ...reissue(desk, kept.record, draft, numbers), invoice: draft.invoice };
    return desk.lay('creditNote', { ...kept, record, open: openOf(record) });
  },
  remove: async (desk, kept) => {
    if (kept.record.state === 'void') return kept;
    checkUntouched(kept.record);
    return desk.lay('creditNote', { ...kept, record: { ...kept.record, state: 'void' }, open: '0' });
  },
};

/** Loads what the drafts name, and tells which of their own numbers are taken. */
async function prepare(desk: Desk, kind: NumberedKind, drafts: readonly New<NumberedKind>[]): Promise<Set<string>> {
  await desk.load(
    'contact',
    drafts.map((draft) => draft.contact),
  );
  await desk.load(
    'taxRate',
    drafts.flatMap((draft) => draft.lines.flatMap((line) => line.taxes)),
  );
  const own = drafts.map((draft) => draft.number).filter((number) => number !== null);
  return own.length === 0 ? new Set() : new Set(await desk.book.numbersInUse(kind, own));
}

function issue(desk: Desk, kind: NumberedKind, draft: AnyDraft, numbers: Set<string>): Document {
  if (draft.contact !== null) checkContact(desk, draft.contact);
  const content = contentOf(desk, draft);
  const id = desk.newId(kind satisfies BillingKind);
  return { id, number: numberOf(desk, kind, draft, numbers), ...content, state: draft.state, paid: '0', credited: '0' };
}

function reissue(desk: Desk, before: Invoice | CreditNote, draft: AnyDraft, numbers: Set<string>): Document {
  if (before.state === 'void') throw new Refusal('is-void', before.id);
  checkUntouched(before);
  if (before.state === 'open' && draft.state === 'draft')
    throw new Refusal('not-open', 'an issued document', 'a document stays issued; void it instead');
  if (draft.contact !== null && draft.contact !== before.contact) checkContact(desk, draft.contact);
  const isSameNumber = draft.number !== null && draft.number === before.number;
  const number = isSameNumber ? before.number : numberOf(desk, before.kind, draft, numbers);
  return { id: before.id, number, ...contentOf(desk, draft), state: draft.state, paid: '0', credited: '0' };
}

function numberOf(desk: Desk, kind: NumberedKind, { number, state }: AnyDraft, numbers: Set<string>): string | null {
  if (number === null) return state === 'draft' ? null : desk.book.takeNumber(kind);
  const { prefix } = desk.book.settings.series[kind];
  if (number.startsWith(prefix) && /^\d+$/.test(number.slice(prefix.length)))
    throw new Refusal('number-of-series', number, `a number that is not ${prefix} and digits`);
  if (numbers.has(number)) throw new Refusal('number-taken', number);
  numbers.add(number);
  return number;
}

function contentOf(desk: Desk, draft: AnyDraft): Omit<Document, 'id' | 'number' | 'state' | 'paid' | 'credited'> {
  const { baseCurrency } = desk.book.settings;
  if (draft.currency === baseCurrency && draft.exchangeRate !== null) throw new Refusal('base-currency-rate', draft.currency);
  const { lines, totals } = totalled(desk, draft);
  if (compare(decimal(totals.gross), zero) < 0) throw new Refusal('negative-total', `${totals.gross} ${draft.currency}`);
  const { contact, issuedOn, currency, exchangeRate, amountsAre, reference, notes } = draft;
  return {
    contact,
    issuedOn,
    currency,
    amountsAre,
    reference,
    notes,
    totals,
    exchangeRate: exchangeRate === null ? null : { ...exchangeRate, value: amount(exchangeRate.value) },
    discount: canonicalDiscount(draft.discount),
    lines: draft.lines.map((line, index) => canonicalLine(line, index, lines[index])),
  };
}

function totalled(desk: Desk, { lines, discount, amountsAre, currency }: AnyDraft): Totalled {
  if (amountsAre === 'noTax' && lines.some((line) => line.taxes.length > 0)) throw new Refusal('no-tax-document');
  const model = {
    roundsTax: desk.book.settings.roundsTax,
    amountsAre,
    unitPricePlaces: 8,
    places: placesOf(currency),
    rounding: 'halfUp',
  } as const;
  for (const line of lines) checkDiscount(line.discount, amount(multiply(decimal(line.quantity), decimal(line.unitPrice))));
  const drafted = lines.map((line) => ({ ...line, taxes: line.taxes.map((code) => taxOnLine(desk, code)) }));
  const without = totalDocument({ lines: drafted, discount: null }, model);
  if (discount === null) return without;
  checkDiscount(discount, amountsAre === 'inclusive' ? without.totals.gross : without.totals.net);
  return totalDocument({ lines: drafted, discount }, model);
}

/** On a line a rate is one tax, even if it has components; one that consists of a compound component builds on those before it. */
function taxOnLine(desk: Desk, code: string): TaxOnLine {
  const { record } = desk.need('taxRate', code);
  return { rate: record.id, percent: record.percent, compound: record.components.length === 1 && record.components[0]?.compound === true };
}

function canonicalLine(line: LineDraft, index: number, done: Totalled['lines'][number] | undefined): Line {
  const { description, quantity, unitPrice, discount, account, item } = line;
  if (done === undefined) throw new Error(`line ${index + 1} was not totalled`);
  return {
    id: `${index + 1}`,
    description,
    quantity: amount(quantity),
    unitPrice: amount(unitPrice),
    discount: canonicalDiscount(discount),
    amount: done.amount,
    taxes: done.taxes,
    account,
    item,
  };
}

const canonicalDiscount = (discount: Discount | null): Discount | null =>
  discount === null ? null : 'percent' in discount ? { percent: amount(discount.percent) } : { amount: amount(discount.amount) };

function checkDiscount(discount: Discount | null, whole: string): void {
  if (discount === null) return;
  const [seen, limit] = 'percent' in discount ? [discount.percent, '100'] : [discount.amount, whole];
  if (exceeds('0', seen) || exceeds(seen, limit)) throw new Refusal('bad-discount', seen, `0 to ${limit}`);
}

function checkContact(desk: Desk, id: string): void {
  const { record } = desk.need('contact', id);
  if (record.state === 'archived')
    throw new Refusal('contact-archived', record.name, record.mergedInto === null ? 'an active contact' : `contact ${record.mergedInto}`);
}

function checkDue({ dueOn, issuedOn }: InvoiceDraft): void {
  if (dueOn !== null && dueOn < issuedOn) throw new Refusal('due-before-issue', dueOn, `${issuedOn} or later`);
}

function checkUntouched({ paid, credited }: Document): void {
  if (paid !== '0' || credited !== '0')
    throw new Refusal('has-settlements', `${paid} paid and ${credited} credited`, 'nothing paid or credited');
}

function checkCorrected(desk: Desk, draft: CreditNoteDraft): void {
  if (draft.invoice === null) {
    if (draft.allocate) throw new Refusal('invalid-request', 'allocate without an invoice', 'the invoice that the credit note corrects');
    return;
  }
  const { record } = desk.need('invoice', draft.invoice);
  if (record.state !== 'open') throw new Refusal('not-open', `invoice ${record.number ?? record.id} is ${record.state}`);
  if (record.currency !== draft.currency) throw new Refusal('other-currency', draft.currency, record.currency);
  if (record.contact !== draft.contact) throw new Refusal('other-contact', draft.contact ?? 'none', record.contact ?? 'none');
}

function allocateAtOnce(desk: Desk, kept: Kept<'creditNote'>): Kept<'creditNote'> {
  const { id, invoice, issuedOn } = kept.record;
  const open = invoice === null ? '0' : smaller(kept.open, desk.need('invoice', invoice).open);
  if (invoice !== null && open !== '0')
    makeAllocation(desk, { from: { kind: 'creditNote', id }, invoice, amount: open, allocatedOn: issuedOn });
  return desk.need('creditNote', id);
}

/** The draft that a document could have been made from. */
function draftOf(record: Invoice | CreditNote): InvoiceDraft {
  const { number, contact, issuedOn, currency, exchangeRate, amountsAre, discount, reference, notes } = record;
  const lines = record.lines.map(({ taxes, ...line }) => ({ ...line, taxes: taxes.map((tax) => tax.rate) }));
  const state = record.state === 'draft' ? 'draft' : 'open';
  return {
    number,
    contact,
    issuedOn,
    currency,
    exchangeRate,
    amountsAre,
    lines,
    discount,
    reference,
    notes,
    state,
    dueOn: record.kind === 'invoice' ? record.dueOn : null,
  };
}
