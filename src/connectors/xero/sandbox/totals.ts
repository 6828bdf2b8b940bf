import { add, decimal, divide, isZero, multiply, round, subtract, unitsAt } from '../../../core/decimal.ts';
import type { Decimal } from '../../../core/decimal.ts';
import { messages } from './messages.ts';
import { Invalid } from './refusals.ts';
import { plainCents } from './wire.ts';

export type LineAmountTypes = 'Exclusive' | 'Inclusive' | 'NoTax';

/** The figures of a line as they were sent, before the other ones are worked out. */
export interface LineFigures {
  readonly quantity: Decimal | undefined;
  readonly unitAmount: Decimal | undefined;
  readonly lineAmount: bigint | undefined;
  readonly discountRate: Decimal | undefined;
  readonly discountAmount: bigint | undefined;
}

const hundred = decimal('100');
const one = decimal('1');

/** Hundredths of a decimal, rounded half away from zero. */
export const centsOf = (value: Decimal): bigint => unitsAt(round(value, 2), 2);

export const decimalOfCents = (cents: bigint): Decimal => ({ units: cents, scale: 2 });

/** Quantity has four places; the unit amount has two, or four when the request says unitdp=4. */
export function workOutLine(
  sent: LineFigures,
  unitPlaces: number,
): { readonly quantity: Decimal | null; readonly unitAmount: Decimal | null; readonly lineAmount: bigint } {
  let quantity = sent.quantity === undefined ? undefined : round(sent.quantity, 4);
  let unitAmount = sent.unitAmount === undefined ? undefined : round(sent.unitAmount, unitPlaces);
  if (unitAmount === undefined && sent.lineAmount === undefined) return { quantity: quantity ?? null, unitAmount: null, lineAmount: 0n };
  if (unitAmount === undefined) {
    quantity ??= one;
    unitAmount = isZero(quantity) ? decimalOfCents(0n) : divide(decimalOfCents(sent.lineAmount ?? 0n), quantity, unitPlaces);
    return { quantity, unitAmount, lineAmount: sent.lineAmount ?? 0n };
  }
  if (quantity === undefined && sent.lineAmount !== undefined && !isZero(unitAmount)) {
    return { quantity: divide(decimalOfCents(sent.lineAmount), unitAmount, 4), unitAmount, lineAmount: sent.lineAmount };
  }
  quantity ??= one;
  const expected = discounted(multiply(quantity, unitAmount), sent);
  if (sent.lineAmount !== undefined && sent.lineAmount !== expected) {
    throw new Invalid(messages.lineTotalDiffers(plainCents(sent.lineAmount), plainCents(expected)));
  }
  return { quantity, unitAmount, lineAmount: expected };
}

function discounted(full: Decimal, { discountRate, discountAmount }: LineFigures): bigint {
  if (discountAmount !== undefined && discountAmount !== 0n) return centsOf(subtract(full, decimalOfCents(discountAmount)));
  if (discountRate === undefined || isZero(discountRate)) return centsOf(full);
  return centsOf(divide(multiply(full, subtract(hundred, discountRate)), hundred, 2));
}

/** The tax of one line, rounded half away from zero by itself: documents sum rounded lines, never the other way round. */
export function taxOf(lineAmount: bigint, percent: Decimal, types: LineAmountTypes): bigint {
  if (types === 'NoTax' || isZero(percent) || lineAmount === 0n) return 0n;
  const amount = decimalOfCents(lineAmount);
  const base = types === 'Exclusive' ? hundred : add(hundred, percent);
  return divide(multiply(amount, percent), base, 2).units;
}

export interface Totals {
  readonly subTotal: bigint;
  readonly totalTax: bigint;
  readonly total: bigint;
}

export function totalsOf(lines: readonly { readonly lineAmount: bigint; readonly taxAmount: bigint }[], types: LineAmountTypes): Totals {
  let amounts = 0n;
  let totalTax = 0n;
  for (const line of lines) {
    amounts += line.lineAmount;
    totalTax += line.taxAmount;
  }
  if (types === 'NoTax') return { subTotal: amounts, totalTax: 0n, total: amounts };
  return types === 'Inclusive'
    ? { subTotal: amounts - totalTax, totalTax, total: amounts }
    : { subTotal: amounts, totalTax, total: amounts + totalTax };
}

/** Simple components add up; a compound one is charged on top of them. */
export function effectiveRate(components: readonly { readonly rate: Decimal; readonly isCompound: boolean }[]): Decimal {
  let simple: Decimal = { units: 0n, scale: 0 };
  for (const component of components) if (!component.isCompound) simple = add(simple, component.rate);
  let total = simple;
  for (const component of components) {
    if (component.isCompound) total = add(total, divide(multiply(add(hundred, simple), component.rate), hundred, 6));
  }
  return total;
}

/** CurrencyRate is quoted as foreign units for one base unit, so base = foreign / rate. The one place that knows the direction. */
export const toBase = (cents: bigint, rate: Decimal): bigint =>
  rate.units === 1n && rate.scale === 0 ? cents : divide(decimalOfCents(cents), rate, 2).units;

export const fromBase = (cents: bigint, rate: Decimal): bigint => centsOf(multiply(decimalOfCents(cents), rate));

/**
 * The share of a whole that belongs to a part of the amount, when some was already given out.
 * The part that closes the amount takes what is left, so that shares always sum to the whole.
 */
export function shareOf(of: {
  readonly whole: bigint;
  readonly given: bigint;
  readonly total: bigint;
  readonly taken: bigint;
  readonly part: bigint;
}): bigint {
  if (of.taken + of.part === of.total) return of.whole - of.given;
  if (of.total === 0n) return 0n;
  return divide({ units: of.whole * of.part, scale: 0 }, { units: of.total, scale: 0 }, 0).units;
}
