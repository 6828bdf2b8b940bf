import type { CreditNote, Invoice, Line as DocumentLine } from '../../core/records.ts';
import { add, amount, compare, decimal, divide, isZero, multiply, negate, round, subtract, sum, zero } from '../../core/decimal.ts';
import type { Decimal } from '../../core/decimal.ts';
import { placesOf } from '../../core/money.ts';
import type { Seen } from '../../contract/connector.ts';
import { versionOf } from './reading.ts';
import type { Resource } from './reading.ts';
import { ours } from './references.ts';
import { rowsOf } from './rpc.ts';
import type { Line } from './rpc.ts';
import type { Facts } from './settings.ts';
import { dayOf, figureOrZero, idOut, idsOf, needDay, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

export const invoiceFields = [
  'number',
  'reference',
  'description',
  'comment',
  'state',
  'party',
  'invoice_date',
  'payment_term_date',
  'currency',
  'untaxed_amount',
  'tax_amount',
  'total_amount',
  'amount_to_pay',
  'lines',
] as const;

const lineFields = ['invoice', 'type', 'description', 'quantity', 'unit_price', 'amount', 'account', 'taxes'] as const;

/** Tryton keeps both in one model: a credit note is an invoice over less than nothing. */
const isCredit = (row: Wire): boolean => decimal(figureOrZero(row, 'total_amount')).units < 0n;

/** Drafts are not in the books, and a person may make anything of them yet: they are not shown. A draft that was cancelled is none. */
const ownDomain = (line: Line): readonly unknown[] => [
  ['company', '=', idOut(line.company)],
  ['type', '=', 'out'],
  ['state', 'in', ['posted', 'paid', 'cancelled']],
  ['move', '!=', null],
];

export const invoices = (line: Line, facts: Facts): Resource<Invoice> => ({
  model: 'account.invoice',
  domain: ownDomain(line),
  fields: invoiceFields,
  translate: async (rows) => {
    const own = rows.filter((row) => !isCredit(row));
    const lines = await linesOf(line, facts, own);
    return Promise.all(
      own.map(async (row): Promise<Seen<Invoice>> =>
        seenOf(row, { ...(await documentOf(row, facts, lines, 1)), kind: 'invoice', dueOn: dayOf(row, 'payment_term_date') }),
      ),
    );
  },
});

export const creditNotes = (line: Line, facts: Facts): Resource<CreditNote> => ({
  model: 'account.invoice',
  domain: ownDomain(line),
  fields: invoiceFields,
  translate: async (rows) => {
    const own = rows.filter(isCredit);
    const lines = await linesOf(line, facts, own);
    return Promise.all(
      own.map(async (row): Promise<Seen<CreditNote>> =>
        seenOf(row, { ...(await documentOf(row, facts, lines, -1)), kind: 'creditNote', invoice: null }),
      ),
    );
  },
});

const seenOf = <R extends Invoice | CreditNote>(row: Wire, record: R): Seen<R> => ({
  record,
  version: versionOf(row),
  reference: ours(textOf(row, 'description')),
});

export function stateOf(row: Wire): Invoice['state'] {
  const state = textOf(row, 'state');
  if (state === 'posted' || state === 'paid') return 'open';
  return state === 'cancelled' ? 'void' : 'draft';
}

/** A credit note's figures are turned: with us the kind says the sign. */
const turned = (figure: string, sign: 1 | -1): string => (sign === 1 ? figure : amount(negate(decimal(figure))));

export function figuresOf(row: Wire, sign: 1 | -1) {
  const [net, tax, gross] = ['untaxed_amount', 'tax_amount', 'total_amount'].map((name) => turned(figureOrZero(row, name), sign));
  const isOver = textOf(row, 'state') === 'cancelled';
  const left = decimal(turned(figureOrZero(row, 'amount_to_pay'), sign));
  return {
    totals: { net: net ?? '0', tax: tax ?? '0', gross: gross ?? '0' },
    // Tryton does not tell money from credits here: what is settled counts as paid.
    paid: isOver ? '0' : amount(subtract(decimal(gross ?? '0'), left)),
    credited: '0',
  };
}

async function documentOf(row: Wire, facts: Facts, lines: ReadonlyMap<string, readonly LineRead[]>, sign: 1 | -1) {
  const currency = await facts.currencyOf(needText(row, 'currency'));
  const figures = figuresOf(row, sign);
  return {
    id: needText(row, 'id'),
    number: textOf(row, 'number'),
    contact: textOf(row, 'party'),
    issuedOn: needDay(row, 'invoice_date'),
    currency,
    exchangeRate: null,
    amountsAre: 'exclusive' as const,
    lines: withTaxes(lines.get(needText(row, 'id')) ?? [], { tax: figures.totals.tax, sign, places: placesOf(currency) }),
    discount: null,
    reference: textOf(row, 'reference'),
    notes: textOf(row, 'comment'),
    state: stateOf(row),
    ...figures,
  };
}

interface LineRead {
  readonly line: DocumentLine;
  readonly percents: readonly { readonly rate: string; readonly percent: string }[];
}

async function linesOf(line: Line, facts: Facts, rows: readonly Wire[]): Promise<ReadonlyMap<string, readonly LineRead[]>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map((row) => idOut(needText(row, 'id')));
  const found = await rowsOf(line, {
    model: 'account.invoice.line',
    domain: [
      ['invoice', 'in', ids],
      ['type', '=', 'line'],
    ],
    fields: lineFields,
  });
  const byId = new Map<string, LineRead>();
  for (const each of found) {
    const percents = [];
    for (const rate of idsOf(each, 'taxes')) percents.push({ rate, percent: await facts.percentOf(rate) });
    byId.set(needText(each, 'id'), {
      percents,
      line: {
        id: needText(each, 'id'),
        description: textOf(each, 'description') ?? '',
        quantity: figureOrZero(each, 'quantity'),
        unitPrice: figureOrZero(each, 'unit_price'),
        discount: null,
        amount: figureOrZero(each, 'amount'),
        taxes: [],
        account: await facts.codeOf(needText(each, 'account')),
        item: null,
      },
    });
  }
  // The invoice has its lines in their order.
  return new Map(rows.map((row) => [needText(row, 'id'), idsOf(row, 'lines').flatMap((id) => byId.get(id) ?? [])]));
}

/**
 * Tryton keeps the tax of a document by rate, not by line: each line shows what its rate comes to, and the first taxed line what
 * is then missing to the document's own tax.
 */
function withTaxes(
  read: readonly LineRead[],
  { tax, sign, places }: { readonly tax: string; readonly sign: 1 | -1; readonly places: number },
): readonly DocumentLine[] {
  const shares = read.map(({ line, percents }) =>
    percents.map(({ percent }) =>
      round(divide(multiply(decimal(turned(line.amount, sign)), decimal(percent)), decimal('100'), places + 8), places),
    ),
  );
  let missing = subtract(decimal(tax), sum(shares.flat()));
  return read.map(({ line, percents }, index) => {
    const taxes = percents.map(({ rate, percent }, place) => {
      const share: Decimal = shares[index]?.[place] ?? zero;
      const takes = !isZero(missing) && compare(decimal(percent), zero) !== 0;
      const own = takes ? add(share, missing) : share;
      if (takes) missing = zero;
      return { rate, amount: amount(own) };
    });
    return { ...line, quantity: turned(line.quantity, sign), amount: turned(line.amount, sign), taxes };
  });
}
