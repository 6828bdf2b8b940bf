import type { CreditNote, Invoice, Line as DocumentLine } from '../../core/records.ts';
import { add, amount, decimal, divide, equal, fits, multiply, negate, subtract, sum } from '../../core/decimal.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { exactNumber } from '../../core/json.ts';
import { take } from './chain.ts';
import type { Chain, Path } from './chain.ts';
import { creditNotes, figuresOf, invoiceFields, invoices, stateOf } from './invoice-reading.ts';
import type { Known, Knowing } from './known.ts';
import { matching, readerOf, versionOf } from './reading.ts';
import { ours } from './references.ts';
import { searchRead } from './rpc.ts';
import type { Line } from './rpc.ts';
import type { Facts } from './settings.ts';
import { dayOut, figureOut, idOut, idsOf, isId, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';
import { accountIn, basedOn, currencyIn, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

type Document = Invoice | CreditNote;
type Creation = Extract<Step<Document>, { do: 'create' }>;

const signOf = ({ kind }: Document): 1 | -1 => (kind === 'invoice' ? 1 : -1);
const signed = (figure: string, sign: 1 | -1): string => (sign === 1 ? amount(figure) : amount(negate(decimal(figure))));

function chainOf(step: Step<Document>, chain: Chain, known: Known): void {
  if (step.do === 'update') throw new Error('Tryton cannot change a posted invoice: it is cancelled and made anew');
  const id = step.do === 'create' ? take(create(step, chain, known)) : idOut(step.id);
  if (step.do === 'remove') chain.add({ method: 'model.account.invoice.cancel', params: [[id], basedOn(chain, 'account.invoice', step)] });
  chain.add(searchRead(chain.company, { model: 'account.invoice', domain: [['id', '=', id]], fields: [...invoiceFields, '_timestamp'] }));
}

/** Finds what it needs, makes a draft and posts it: only posting moves the books, and a draft that was left is cleared first. */
function create({ record, reference }: Creation, chain: Chain, known: Known): Path {
  const company = Number(chain.company);
  const left = chain.find('account.invoice', [
    ['company', '=', company],
    ['description', '=', reference],
    ['state', '=', 'draft'],
  ]);
  discard(chain, left);
  const names = namesIn(record, chain, known);
  const sign = signOf(record);
  const lines = linesOut(record);
  const values = {
    company,
    type: 'out',
    party: names.party,
    invoice_address: names.address,
    account: names.receivable,
    journal: names.journal,
    currency: names.currency,
    invoice_date: dayOut(record.issuedOn),
    payment_term_date: record.kind === 'invoice' && record.dueOn !== null ? dayOut(record.dueOn) : null,
    number: record.number,
    reference: record.reference,
    description: reference,
    comment: record.notes,
    lines: [
      [
        'create',
        lines.map((line) => ({
          ...lineOut(line, sign),
          account: names.accounts.get(line.account ?? ''),
          company,
          currency: names.currency,
        })),
      ],
    ],
    taxes: [['create', taxesOut(lines, sign, (rate) => taxIn(rate, chain, known))]],
  };
  const made = chain.add(
    { method: 'model.account.invoice.create', params: [[values], chain.context()] },
    { about: 'account, currency, journal, tax or address of the customer for this document in Tryton' },
  ).first;
  const clear = clearing(made);
  for (const rpc of clear(chain)) chain.clear(rpc, made);
  if (record.kind === 'invoice' && record.dueOn !== null) forewarn(chain, made);
  chain.add({ method: 'model.account.invoice.post', params: [[take(made)], chain.context()] });
  return made;
}

/** What the document names, by Tryton's ids: those that are known, or links that look for the others. */
function namesIn(record: Document, chain: Chain, known: Known) {
  const named = (id: string | null | undefined, find: () => Path) => (id === null || id === undefined ? take(find()) : idOut(id));
  const contact = record.contact ?? '';
  const party = isId(contact) ? idOut(contact) : -1;
  const receivable = known.receivables.get(contact);
  const codes = [...new Set(record.lines.map((line) => line.account ?? ''))];
  return {
    party,
    receivable: receivable === undefined ? receivableOf(chain, party) : idOut(receivable),
    address: named(known.addresses.get(contact), () => chain.find('party.address', [['party', '=', party]])),
    journal: named(known.journal, () => chain.find('account.journal', [['type', '=', 'revenue']])),
    currency: named(known.currencies.get(record.currency), () => currencyIn(chain, record.currency)),
    accounts: new Map(codes.map((code) => [code, named(known.accounts.get(code), () => accountIn(chain, code))])),
  };
}

function taxIn(rate: string, chain: Chain, { taxes }: Known) {
  const tax = taxes.get(rate);
  if (tax !== undefined)
    return { description: tax.description, invoiceAccount: idOut(tax.invoiceAccount), creditNoteAccount: idOut(tax.creditNoteAccount) };
  const row = chain.add({
    method: 'model.account.tax.read',
    params: [[idOut(rate)], ['invoice_account', 'credit_note_account', 'description'], chain.context()],
  }).first;
  return {
    description: take([...row, 'description']),
    invoiceAccount: take([...row, 'invoice_account']),
    creditNoteAccount: take([...row, 'credit_note_account']),
  };
}

/** The customer's own receivable account, or the company's. */
function receivableOf(chain: Chain, party: unknown) {
  const own = chain.add({ method: 'model.party.party.read', params: [[party], ['account_receivable'], chain.context()] });
  const usual = chain.add({ method: 'model.account.configuration.read', params: [[1], ['default_account_receivable'], chain.context()] });
  return take([...own.first, 'account_receivable'], [...usual.first, 'default_account_receivable']);
}

/** A numbered draft cannot be deleted, so it loses its number first. */
const clearing = (made: Path) => (chain: Chain) => [
  { method: 'model.account.invoice.write', params: [[take(made)], { number: null }, chain.context()] },
  { method: 'model.account.invoice.delete', params: [[take(made)], chain.context()] },
];

function discard(chain: Chain, left: Path): void {
  for (const rpc of clearing(left)(chain)) chain.add(rpc, { only: left });
}

/** Tryton warns of a due date that is over, once for each document, and goes on when the warning is known. */
function forewarn(chain: Chain, made: Path): void {
  const name = { ...take(made), before: 'invoice_payment_term_' };
  const we = chain.add({ method: 'model.account.invoice.read', params: [[take(made)], ['create_uid'], chain.context()] });
  const user = take([...we.first, 'create_uid']);
  chain.add({ method: 'model.res.user.warning.create', params: [[{ user, name, always: false }], chain.context()] });
}

/** Tryton's lines are without tax: an amount with tax in it goes out as what it is without. */
function linesOut(record: Document): readonly DocumentLine[] {
  if (record.amountsAre !== 'inclusive') return record.lines;
  return record.lines.map((line) => {
    const net = subtract(decimal(line.amount), sum(line.taxes.map((tax) => decimal(tax.amount))));
    const quantity = decimal(line.quantity);
    const price = quantity.units === 0n ? null : divide(net, quantity, 4);
    const isExact = price !== null && fits(price, 4) && equal(multiply(price, quantity), net);
    return {
      ...line,
      quantity: isExact ? line.quantity : '1',
      unitPrice: amount(isExact ? price : net),
      amount: amount(net),
    };
  });
}

const lineOut = (line: DocumentLine, sign: 1 | -1) => ({
  type: 'line',
  description: line.description,
  quantity: exactNumber(signed(line.quantity, sign)),
  unit_price: figureOut(amount(line.unitPrice)),
  taxes: [['add', line.taxes.map(({ rate }) => idOut(rate))]],
});

/**
 * The tax by rate, as it was given: Tryton keeps it where the base is what it works out itself. It keeps a base of less than
 * nothing apart, on the account for credit notes.
 */
function taxesOut(lines: readonly DocumentLine[], sign: 1 | -1, taxOf: (rate: string) => ReturnType<typeof taxIn>): readonly unknown[] {
  const sums = new Map<string, { rate: string; isCredit: boolean; base: string; tax: string }>();
  for (const line of lines) {
    const base = signed(line.amount, sign);
    const isCredit = decimal(base).units < 0n;
    for (const { rate, amount: tax } of line.taxes) {
      const sofar = sums.get(`${rate} ${isCredit}`) ?? { rate, isCredit, base: '0', tax: '0' };
      sums.set(`${rate} ${isCredit}`, {
        ...sofar,
        base: amount(add(decimal(sofar.base), decimal(base))),
        tax: amount(add(decimal(sofar.tax), decimal(signed(tax, sign)))),
      });
    }
  }
  const taxes = new Map([...new Set([...sums.values()].map(({ rate }) => rate))].map((rate) => [rate, taxOf(rate)]));
  return [...sums.values()].map(({ rate, isCredit, base, tax }) => {
    const found = taxes.get(rate);
    return {
      tax: idOut(rate),
      description: found?.description,
      account: isCredit ? found?.creditNoteAccount : found?.invoiceAccount,
      base: figureOut(base),
      amount: figureOut(tax),
      manual: false,
    };
  });
}

function landedAs<R extends Document>(row: Wire, record: R): Seen<R> {
  const ids = idsOf(row, 'lines');
  const sign = signOf(record);
  return {
    record: {
      ...record,
      id: needText(row, 'id'),
      number: textOf(row, 'number'),
      exchangeRate: null,
      amountsAre: record.amountsAre === 'inclusive' ? 'exclusive' : record.amountsAre,
      lines: linesOut(record).map((line, index) => ({ ...line, id: ids[index] ?? null, discount: null })),
      discount: null,
      state: stateOf(row),
      ...figuresOf(row, sign),
    },
    version: versionOf(row),
    reference: ours(textOf(row, 'description')),
  };
}

const writing = <R extends Document>(known: Knowing): Writing<R> => ({
  chain: (step, chain) => chainOf(step, chain, known.now()),
  landed: (row, step) => landedAs(row, step.do === 'remove' ? step.before : step.record),
});

export function invoicesOf(line: Line, facts: Facts, known: Knowing) {
  const resource = invoices(line, facts);
  const reader = readerOf(line, resource);
  const writer = writerOf<Invoice>(line, writing(known), {
    reader,
    byReference: (references) => matching(line, resource, [['description', 'in', references]]),
    seek: (wants) => matching(line, resource, [['number', 'in', numbersOf(wants)]]),
  });
  return { reader, writer };
}

export function creditNotesOf(line: Line, facts: Facts, known: Knowing) {
  const resource = creditNotes(line, facts);
  const reader = readerOf(line, resource);
  const writer = writerOf<CreditNote>(line, writing(known), {
    reader,
    byReference: (references) => matching(line, resource, [['description', 'in', references]]),
    seek: (wants) => matching(line, resource, [['number', 'in', numbersOf(wants)]]),
  });
  return { reader, writer };
}

const numbersOf = (wants: readonly Document[]): readonly string[] => wants.flatMap(({ number }) => number ?? []);
