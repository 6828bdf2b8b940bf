import type { Document, Line, TaxRate } from '../core/records.ts';
import { clean } from './figures.ts';
import type { Writing } from './figures.ts';
import { edge } from './sheet.ts';
import type { Place, Sheet } from './sheet.ts';

export interface Reading {
  readonly writing: Writing;
  /** The rates that the lines name. */
  readonly taxRates: readonly TaxRate[];
}

interface Column {
  readonly name: string;
  readonly cells: readonly string[];
}

interface Laid {
  readonly place: Place;
  readonly column: Column;
}

/** The lines of a document as a table, on as many pages as it takes, each with the heads of its columns. */
export function writeLines(sheet: Sheet, document: Document, reading: Reading): void {
  const laid = layOut(sheet, columnsOf(document, reading));
  const row = (cells: (column: Column) => string, look: Pick<Place, 'size' | 'colour'>): void =>
    sheet.beside(
      ...laid.map(
        ({ place, column }) =>
          () =>
            sheet.paragraph(cells(column), { ...place, ...look }),
      ),
    );
  const head = (): void => {
    row(({ name }) => name, { size: 8, colour: '#5c6b7a' });
    sheet.rule();
  };
  sheet.need(40);
  head();
  sheet.atTop = head;
  for (const index of document.lines.keys()) {
    const cells = ({ cells: all }: Column): string => all[index] ?? '';
    const height = Math.max(...laid.map(({ place, column }) => sheet.heightOf(cells(column), place)));
    if (height <= keptTogether) sheet.need(height);
    row(cells, {});
    sheet.y += 4;
  }
  sheet.atTop = null;
  sheet.rule();
}

/** A line of this height stands on one page; a higher one begins where it is, and goes on over as many as it takes. */
const keptTogether = 200;

/** From left to right. A discount and a tax have a column where a line has one. */
function columnsOf({ lines, currency }: Document, { writing, taxRates }: Reading): readonly Column[] {
  const { money, figure } = writing;
  const discountOf = ({ discount }: Line): string =>
    discount === null ? '' : 'percent' in discount ? `${figure(discount.percent)} %` : money(discount.amount, currency);
  const columns: readonly (readonly [string, (line: Line) => string])[] = [
    ['Description', ({ description }) => clean(description)],
    ['Quantity', ({ quantity }) => figure(quantity)],
    ['Price', ({ unitPrice }) => money(unitPrice, currency)],
    ['Discount', discountOf],
    ['Tax', ({ taxes }) => taxes.map(({ rate }) => percentOf(rate, taxRates, writing)).join(' +\n')],
    ['Amount', ({ amount }) => money(amount, currency)],
  ];
  return columns
    .map(([name, cell]) => ({ name, cells: lines.map(cell) }))
    .filter(({ name, cells }) => !(name === 'Discount' || name === 'Tax') || cells.some((cell) => cell !== ''));
}

function percentOf(rate: string, taxRates: readonly TaxRate[], { figure }: Writing): string {
  const found = taxRates.find(({ id }) => id === rate);
  return found === undefined ? clean(rate) : `${figure(found.percent)} %`;
}

const between = 14;
const leastForWords = 150;
const width = edge.right - edge.left;

/**
 * Figures get the width that they need, because nobody reads one that goes on in the next line; the description gets the rest. Where
 * that is too little to read, all letters are smaller; and what is too wide even then is wrapped.
 */
function layOut(sheet: Sheet, columns: readonly Column[]): readonly Laid[] {
  const [words, ...figures] = columns;
  if (words === undefined) return [];
  const widthsAt = (size: number): readonly number[] =>
    figures.map(({ name, cells }) => Math.max(sheet.widthOf(name, { size: 8 }), ...cells.map((cell) => sheet.widthOf(cell, { size })), 44));
  const rest = (widths: readonly number[]): number => width - widths.reduce((sum, one) => sum + one + between, 0);
  const size = [9, 8, 7].find((one) => rest(widthsAt(one)) >= leastForWords) ?? 7;
  const widths =
    rest(widthsAt(size)) >= leastForWords ? widthsAt(size) : widthsAt(size).map((one) => Math.min(one, widestAtAll(figures.length)));
  let x = edge.left + rest(widths);
  const laid = figures.map((column, index): Laid => {
    const own = widths[index] ?? 0;
    const place = { x: x + between, width: own + 0.01, align: 'right', size } as const;
    x += between + own;
    return { column, place };
  });
  return [{ column: words, place: { x: edge.left, width: rest(widths), size } }, ...laid];
}

/** So that a column of everything there is still leaves room for the words. */
const widestAtAll = (count: number): number => (width - leastForWords) / count - between;
