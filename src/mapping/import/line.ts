import { placesOf } from '../../core/money.ts';
import { add, amount, compare, decimal, divide, equal, isZero, multiply, round, subtract, zero } from '../../core/decimal.ts';
import type { Decimal } from '../../core/decimal.ts';
import type { Columns, Source } from './columns.ts';
import type { Dialect } from './dialect.ts';
import { readFigure } from './figures.ts';
import { quotedCell } from './row.ts';
import type { Row, RowProblem } from './row.ts';

/** A line in exact decimals, with the signs of the file. */
export interface ReadLine {
  readonly description: string;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly discountPercent: Decimal;
  readonly amount: Decimal;
  readonly tax: { readonly rate: string; readonly amount: Decimal } | null;
  readonly category: string | null;
  readonly item: string | null;
}

interface RowContext {
  readonly columns: Columns;
  readonly dialect: Dialect;
  readonly currency: string;
  readonly row: Row;
}

type Report = (problem: Omit<RowProblem, 'document'>) => void;

const one = decimal('1');
const hundred = decimal('100');
const hundredth = decimal('0.01');

/** Reads one row's figures and words; reports each figure that is none, and returns null then. */
export function readLine(context: RowContext, report: Report): ReadLine | null {
  const { columns, row } = context;
  const { line, tax } = columns;
  const figures = {
    quantity: line.quantity ? figure(line.quantity, context, report) : one,
    unitPrice: line.unitPrice ? figure(line.unitPrice, context, report) : null,
    amount: line.amount ? figure(line.amount, context, report) : null,
    discount: line.discountPercent ? figure(line.discountPercent, context, report, zero) : zero,
  };
  const { quantity, discount: discountPercent } = figures;
  if (quantity === null || discountPercent === null) return null;
  if ((line.unitPrice && figures.unitPrice === null) || (line.amount && figures.amount === null)) return null;
  const priced = priceOf({ quantity, unitPrice: figures.unitPrice, amount: figures.amount, discountPercent });
  if (priced === null) {
    const product = amount(discounted(multiply(quantity, figures.unitPrice ?? zero), discountPercent));
    const seen = figures.amount === null ? 'nothing' : quotedCell(amount(figures.amount));
    report({
      line: row.line,
      column: line.amount?.column ?? null,
      seen,
      expected: `${product}, which is quantity times price`,
      fix: 'correct the row',
    });
    return null;
  }
  const taxed = tax && taxOf(tax, { ...context, lineAmount: priced.amount }, report);
  if (taxed === undefined) return null;
  return {
    description: line.description?.read(row.cells) ?? '',
    ...priced,
    discountPercent,
    tax: taxed,
    category: textOrNull(line.category, row),
    item: textOrNull(line.item, row),
  };
}

const textOrNull = (source: Source | null, row: Row): string | null => source?.read(row.cells) || null;

function figure(source: Source, { dialect, row }: RowContext, report: Report, whenEmpty: Decimal | null = null): Decimal | null {
  const text = source.read(row.cells);
  if (text === '' && whenEmpty !== null) return whenEmpty;
  const value = readFigure(text, dialect.decimals);
  if (value !== null && value.scale <= finest) return value;
  const expected =
    value === null
      ? `a number ${dialect.decimals === 'point' ? 'such as 1234.56' : 'such as 1234,56'}`
      : `at most ${finest} decimal places`;
  report({ line: row.line, column: source.column, seen: quotedCell(text), expected, fix: 'correct the row' });
  return null;
}

// Floats that were written out whole (188.98000000000002) are figures as seen; booking holds what is not in whole cents.
const finest = 20;

interface Figures {
  readonly quantity: Decimal;
  readonly unitPrice: Decimal | null;
  readonly amount: Decimal | null;
  readonly discountPercent: Decimal;
}

/** Price and amount from whichever the file has; null when it has both and they disagree by more than their rounding. */
function priceOf({
  quantity,
  unitPrice,
  amount: seen,
  discountPercent,
}: Figures): Pick<ReadLine, 'quantity' | 'unitPrice' | 'amount'> | null {
  if (unitPrice !== null) {
    const product = discounted(multiply(quantity, unitPrice), discountPercent);
    if (seen === null) return { quantity, unitPrice, amount: product };
    const agrees =
      equal(round(product, seen.scale), seen) || equal(round(product, seen.scale, 'halfEven'), seen) || roundsTo(product, seen);
    return agrees ? { quantity, unitPrice, amount: seen } : null;
  }
  if (seen === null) return null;
  // A price that comes out even is what was charged for one; otherwise the line is one of what it says.
  const each = isZero(quantity) || !isZero(discountPercent) ? null : divide(seen, quantity, 4);
  return each !== null && equal(multiply(each, quantity), seen)
    ? { quantity, unitPrice: each, amount: seen }
    : { quantity: one, unitPrice: seen, amount: seen };
}

/** 12.00 is written as 12: an amount may be rounded to cents even when fewer places stand there. */
const roundsTo = (product: Decimal, seen: Decimal): boolean => equal(round(product, 2), seen);

const discounted = (value: Decimal, percent: Decimal): Decimal =>
  isZero(percent) ? value : multiply(value, multiply(subtract(hundred, percent), hundredth));

function taxOf(
  tax: NonNullable<Columns['tax']>,
  context: RowContext & { readonly lineAmount: Decimal },
  report: Report,
): ReadLine['tax'] | undefined {
  const rate = tax.rate.read(context.row.cells);
  if (rate === '') return null;
  const seen = tax.amount && figure(tax.amount, context, report, zero);
  if (tax.amount) return seen === null ? undefined : { rate, amount: seen };
  const percent = tax.percent && figurePercent(tax.percent, context, report);
  if (percent === null) return undefined;
  const { columns, currency, lineAmount } = context;
  const base = columns.profile.amountsAre === 'inclusive' ? add(hundred, percent) : hundred;
  return { rate, amount: divide(multiply(lineAmount, percent), base, placesOf(currency)) };
}

function figurePercent(source: Source, context: RowContext, report: Report): Decimal | null {
  const percent = figure({ ...source, read: (cells) => source.read(cells).replace(/\s*%$/, '') }, context, report, zero);
  if (percent === null || compare(percent, zero) >= 0) return percent;
  report({
    line: context.row.line,
    column: source.column,
    seen: quotedCell(amount(percent)),
    expected: 'a percentage of 0 or more',
    fix: 'correct the row',
  });
  return null;
}
