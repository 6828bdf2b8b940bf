import type { CreditNote, Invoice } from '../core/records.ts';
import { add, amount, compare, decimal, isZero, negate, subtract, sumAmounts, zero } from '../core/decimal.ts';
import { clean } from './figures.ts';
import type { Reading } from './line-table.ts';
import { edge } from './sheet.ts';
import type { Place, Sheet } from './sheet.ts';

interface Row {
  readonly name: string;
  readonly value: string;
  readonly isBold: boolean;
  /** What the rows above come to: it stands under a rule. */
  readonly isTotal: boolean;
}

/** What the lines come to, at the right and on one page. */
export function writeTotals(sheet: Sheet, document: Invoice | CreditNote, reading: Reading): void {
  const rows = rowsOf(document, reading);
  const values = Math.min(260, Math.max(100, ...rows.map(({ value, isBold }) => sheet.widthOf(value, { isBold })))) + 0.01;
  const names: Pick<Place, 'x' | 'width'> = { x: left, width: edge.right - left - values - 10 };
  const figures: Pick<Place, 'x' | 'width' | 'align'> = { x: edge.right - values, width: values, align: 'right' };
  const heights = rows.map(({ name, value, isBold }) =>
    Math.max(sheet.heightOf(clean(name), { ...names, isBold }), sheet.heightOf(value, { ...figures, isBold })),
  );
  sheet.need(heights.reduce((sum, height) => sum + height, 20));
  for (const { name, value, isBold, isTotal } of rows) {
    if (isTotal) {
      sheet.y += 3;
      sheet.rule(left);
    }
    sheet.beside(
      () => sheet.paragraph(clean(name), { ...names, isBold }),
      () => sheet.paragraph(value, { ...figures, isBold }),
    );
  }
}

const left = 280;

function rowsOf(document: Invoice | CreditNote, { writing, taxRates }: Reading): readonly Row[] {
  const { currency, totals, amountsAre, paid, credited, kind, lines } = document;
  const money = (text: string): string => `${writing.money(text, currency)} ${currency}`;
  const row = (name: string, text: string, isBold = false): Row => ({ name, value: money(text), isBold, isTotal: false });
  const byRate = Map.groupBy(
    lines.flatMap(({ taxes }) => taxes),
    ({ rate }) => rate,
  );
  const taxed = [...byRate].map(([rate, taxes]) => {
    const found = taxRates.find(({ id }) => id === rate);
    return row(
      found === undefined ? rate : nameOf(found.name, `${writing.figure(found.percent)} %`),
      sumAmounts(taxes.map((tax) => tax.amount)),
    );
  });
  const settled = [
    ...(isZero(decimal(paid)) ? [] : [row(kind === 'invoice' ? 'Paid' : 'Paid back', paid)]),
    ...(isZero(decimal(credited)) ? [] : [row(kind === 'invoice' ? 'Credited' : 'Set against invoices', credited)]),
  ];
  const open = subtract(decimal(totals.gross), add(decimal(paid), decimal(credited)));
  return [
    ...discountRows(document, { row, percent: (text) => `${writing.figure(text)} %` }),
    row('Net', totals.net),
    ...taxed,
    { ...row(amountsAre === 'inclusive' ? 'Total, tax included' : 'Total', totals.gross, true), isTotal: true },
    ...settled,
    ...(settled.length === 0 ? [] : [row('Still open', amount(open), true)]),
  ];
}

/** 'VAT (20 %)'; a rate that is called by its percentage does not say it twice. */
const nameOf = (name: string, percent: string): string => (/\d\s*%/.test(name) ? name : `${name} (${percent})`);

interface Telling {
  readonly row: (name: string, amount: string) => Row;
  readonly percent: (text: string) => string;
}

/** The discount on the whole document, in money: what the lines come to beyond what is asked for. */
function discountRows({ discount, lines, totals, amountsAre }: Invoice | CreditNote, { row, percent }: Telling): readonly Row[] {
  if (discount === null) return [];
  const together = sumAmounts(lines.map((line) => line.amount));
  const taken = subtract(decimal(together), decimal(amountsAre === 'inclusive' ? totals.gross : totals.net));
  const name = 'percent' in discount ? `Discount (${percent(discount.percent)})` : 'Discount';
  // Where a system's lines have the discount in them already, they come to what is asked for, and there is nothing more to take off.
  return compare(taken, zero) > 0 ? [row('Lines together', together), row(name, amount(negate(taken)))] : [];
}
