import { xero } from '../../src/connectors/xero/connector.ts';
import { add, amount, decimal, divide, multiply, round, subtract, sum, zero } from '../../src/core/decimal.ts';
import type { Decimal, Rounding } from '../../src/core/decimal.ts';
import { parseJson } from '../../src/core/json.ts';
import type { Totals } from '../../src/core/records.ts';
import { fieldsOf, figureIn, listIn } from './bodies.ts';
import type { Body } from './bodies.ts';
import { silent } from './theorem.ts';
import type { LedgerModel } from './theorem.ts';

/**
 * Xero's arithmetic, from its developer documentation ("Rounding in Xero", Invoices): prices of four places with `unitdp=4`, a
 * line is quantity × price less its discount in two places, a `LineAmount` that is not that is refused, a `TaxAmount` that is
 * given is kept, totals are sums of lines. Which way half a cent goes is not said: both are tried.
 */
export const xeroModel: LedgerModel = {
  name: 'Xero',
  connector: xero,
  session: () => Promise.resolve(xero.open({ http: silent, account: '6f1d9f52-58a4-4c0e-9d4b-2f0f3f8b7a01' })),
  mapping: `
accounts: { sales: "200", payments: "090", rounding: "860" }
taxes:
  - { source: VAT20, target: OUTPUT2 }
  - { source: VAT19, target: OUTPUT3 }
  - { source: VAT7, target: RROUTPUT }
  - { source: VAT0, target: ZERORATEDOUTPUT }
  - { source: null, target: NONE }
`,
  taxRates: [],
  totalsOf: (body) => {
    const ways: readonly Rounding[] = ['halfUp', 'halfEven'];
    const all = ways.map((rounding) => booked(body, rounding));
    const refused = all.find((each) => 'refuses' in each);
    if (refused !== undefined && 'refuses' in refused) return refused;
    return all.flatMap((each) => ('refuses' in each ? [] : [each]));
  },
};

function booked(body: string, rounding: Rounding): Totals | { readonly refuses: string } {
  const invoice = fieldsOf(listIn(fieldsOf(parseJson(body)), 'Invoices')[0]);
  let [amounts, tax] = [zero, zero];
  for (const line of listIn(invoice, 'LineItems').map(fieldsOf)) {
    const shown = figureIn(line, 'LineAmount');
    const worth = worthOf(line, rounding);
    if (worth !== null && subtract(worth, shown).units !== 0n)
      return { refuses: `a line of ${amount(shown)} that comes to ${amount(worth)} (${rounding})` };
    amounts = add(amounts, shown);
    tax = add(tax, figureIn(line, 'TaxAmount'));
  }
  const isInclusive = invoice['LineAmountTypes'] === 'Inclusive';
  const [net, gross] = isInclusive ? [subtract(amounts, tax), amounts] : [amounts, sum([amounts, tax])];
  return { net: amount(net), tax: amount(tax), gross: amount(gross) };
}

/** Null where there is no price: then Xero works the price out. */
function worthOf(line: Body, rounding: Rounding): Decimal | null {
  if (line['UnitAmount'] === undefined) return null;
  const full = multiply(round(figureIn(line, 'Quantity'), 4, rounding), round(figureIn(line, 'UnitAmount'), 4, rounding));
  const less = line['DiscountAmount'] === undefined ? null : figureIn(line, 'DiscountAmount');
  const rate = line['DiscountRate'] === undefined ? null : figureIn(line, 'DiscountRate');
  const after =
    less !== null ? subtract(full, less) : rate === null ? full : subtract(full, divide(multiply(full, rate), decimal('100'), 12));
  return round(after, 2, rounding);
}
