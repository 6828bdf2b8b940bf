import { tryton } from '../../src/connectors/tryton/connector.ts';
import { absolute, add, amount, compare, decimal, divide, equal, multiply, round, subtract, sum, zero } from '../../src/core/decimal.ts';
import type { Decimal } from '../../src/core/decimal.ts';
import { parseJson } from '../../src/core/json.ts';
import type { Totals } from '../../src/core/records.ts';
import { fieldsIn, fieldsOf, listIn } from './bodies.ts';
import type { Body } from './bodies.ts';
import { percents } from './sources.ts';
import { silent } from './theorem.ts';
import type { LedgerModel } from './theorem.ts';

const codes = { VAT20: '1', VAT19: '2', VAT7: '3', VAT0: '4' } as const;
const cent = decimal('0.01');

/**
 * Tryton's arithmetic, as its modules `currency`, `account` and `account_invoice` (6.0) have it: prices of four places, quantities
 * of two, a line is quantity × price in two places, half a cent to the even one; bases are summed per tax and sign, rounded line by
 * line, and a tax that is given is kept where its base is that one. Other taxes are worked out, and rounded for each line or once
 * for the document, as the company is set: both are tried.
 */
export const trytonModel: LedgerModel = {
  name: 'Tryton',
  connector: tryton,
  session: () => Promise.resolve(tryton.open({ http: silent, account: '1' })),
  mapping: `
accounts: { sales: "4000", payments: "1000", rounding: "4900" }
taxes:
${Object.entries(codes)
  .map(([source, target]) => `  - { source: ${source}, target: "${target}" }`)
  .join('\n')}
`,
  taxRates: [],
  totalsOf: (body) => {
    const invoice = invoiceIn(body);
    const lines = createdIn(invoice, 'lines').map(lineOf);
    const fine = lines.find(({ price, quantity }) => !equal(price, round(price, 4)) || !equal(quantity, round(quantity, 2)));
    if (fine !== undefined) return { refuses: `a price of ${amount(fine.price)} for ${amount(fine.quantity)}` };
    return [totalled(invoice, lines, 'line'), totalled(invoice, lines, 'document')];
  },
};

/** The values of the invoice among the calls that are sent in a row. */
function invoiceIn(body: string): Body {
  const calls = listIn(fieldsOf(parseJson(body)), 'chain').map((link) => fieldsIn(fieldsOf(link), 'send'));
  const made = calls.find((call) => call['method'] === 'model.account.invoice.create');
  if (made === undefined) throw new Error('the connector makes no invoice');
  const [values] = listIn(made, 'params');
  return fieldsOf(Array.isArray(values) ? values[0] : null);
}

/** [['create', […]]] */
function createdIn(invoice: Body, name: string): readonly Body[] {
  return listIn(invoice, name).flatMap((deed) => (Array.isArray(deed) && deed[0] === 'create' ? deed[1].map(fieldsOf) : []));
}

interface InvoiceLine {
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly worth: Decimal;
  readonly tax: string | null;
}

function lineOf(line: Body): InvoiceLine {
  const [price, quantity] = [figureOf(line['unit_price']), figureOf(line['quantity'])];
  const [added] = listIn(line, 'taxes');
  const ids: unknown = Array.isArray(added) ? added[1] : [];
  const tax: unknown = Array.isArray(ids) ? ids[0] : null;
  return { price, quantity, worth: round(multiply(quantity, price), 2, 'halfEven'), tax: typeof tax === 'string' ? tax : null };
}

/** A Decimal of Tryton's, or a plain number. */
function figureOf(value: unknown): Decimal {
  if (typeof value === 'string') return decimal(value);
  const text = fieldsOf(value)['decimal'];
  return decimal(typeof text === 'string' ? text : '');
}

interface Sum {
  readonly tax: string;
  readonly base: Decimal;
  /** Worked out by Tryton. */
  readonly own: Decimal;
}

/** Negative bases stand apart, on the account for credit notes. */
const keyOf = (tax: string, base: Decimal): string => `${tax} ${compare(base, zero) < 0}`;

function totalled(invoice: Body, lines: readonly InvoiceLine[], rounding: 'line' | 'document'): Totals {
  const sums = new Map<string, Sum>();
  for (const { tax, price, quantity, worth } of lines) {
    if (tax === null) continue;
    const exact = divide(multiply(multiply(quantity, price), decimal(percentOf(tax))), decimal('100'), 12);
    const part = rounding === 'line' ? round(exact, 2, 'halfEven') : exact;
    const before = sums.get(keyOf(tax, worth)) ?? { tax, base: zero, own: zero };
    sums.set(keyOf(tax, worth), { tax, base: add(before.base, worth), own: add(before.own, part) });
  }
  const given = new Map(createdIn(invoice, 'taxes').map((line) => [keyOf(String(line['tax']), figureOf(line['base'])), line]));
  const taxes = [...sums].map(([key, { base, own }]) => {
    const line = given.get(key);
    const isKept = line !== undefined && compare(absolute(subtract(figureOf(line['base']), base)), cent) < 0;
    return isKept ? figureOf(line['amount']) : round(own, 2, 'halfEven');
  });
  const [net, tax] = [sum(lines.map(({ worth }) => worth)), sum(taxes)];
  return { net: amount(net), tax: amount(tax), gross: amount(add(net, tax)) };
}

function percentOf(tax: string): string {
  const found = Object.entries(codes).find(([, id]) => id === tax)?.[0];
  const percent = Object.entries(percents).find(([name]) => name === found)?.[1];
  if (percent === undefined) throw new Error(`no line was expected to have the tax ${tax}`);
  return percent;
}
