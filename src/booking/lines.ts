import { add, amount, compare, decimal, divide, equal, isZero, multiply, round, subtract, sum } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import { placesOf } from '../core/money.ts';
import type { Discount, Document, Line } from '../core/records.ts';
import { roundTogether } from '../core/totals.ts';
import type { WriteAbility } from '../core/ability.ts';
import type { Loss } from './desire.ts';

/** Lines in whole minor units whose sum differs from the document's total by `rest`; the caller settles the rest or holds. */
export interface WholeLines {
  readonly lines: readonly Line[];
  readonly losses: readonly Loss[];
  /** Document total (in the document's own terms) minus the sum of the lines. Zero almost always. */
  readonly rest: Decimal;
}

/**
 * Brings a platform's lines into what a ledger takes: line amounts and tax in whole minor units, the document's discount
 * spread over the lines by largest remainder, and discounts in a form the ledger has.
 */
export function wholeLines(document: Document, ability: WriteAbility): WholeLines {
  const places = Math.min(placesOf(document.currency), ability.places['amount'] ?? Infinity);
  const spread = ability.documentDiscount ? document.lines.map(() => decimal('0')) : spreadDiscount(document);
  const losses: Loss[] = [];
  const lines = document.lines.map((line, index) => {
    const amountWhole = round(subtract(decimal(line.amount), spread[index] ?? decimal('0')), places);
    const taxes = line.taxes.map((tax) => ({ rate: tax.rate, amount: amount(round(decimal(tax.amount), places)) }));
    const whole: Line = { ...line, amount: amount(amountWhole), taxes };
    return expressDiscount(whole, spread[index] ?? decimal('0'), ability, losses, index);
  });
  const target = document.amountsAre === 'inclusive' ? document.totals.gross : document.totals.net;
  return { lines, losses, rest: subtract(decimal(target), sum(lines.map((line) => decimal(line.amount)))) };
}

/** The document's discount per line; its parts sum to the whole. */
function spreadDiscount(document: Document): readonly Decimal[] {
  const subtotal = sum(document.lines.map((line) => decimal(line.amount)));
  const none = document.lines.map(() => decimal('0'));
  if (document.discount === null || isZero(subtotal)) return none;
  const places = placesOf(document.currency);
  const whole = round(discountOn(subtotal, document.discount), places).units;
  // A line that takes something off is itself reduced: with each line at its own sign, net and tax of every line stay a pair.
  const weights = document.lines.map((line) => round(decimal(line.amount), places).units);
  const total = weights.reduce((before, weight) => before + weight, 0n);
  if (total === 0n) return none;
  const [sign, size] = total < 0n ? [-1n, -total] : [1n, total];
  const parts = roundTogether(
    weights.map((weight) => sign * weight * whole),
    size,
    'halfUp',
  );
  return parts.map((units) => ({ units, scale: places }));
}

const discountOn = (base: Decimal, discount: Discount): Decimal =>
  'percent' in discount ? divide(multiply(base, decimal(discount.percent)), decimal('100'), 8) : decimal(discount.amount);

/** Discounts stay discounts: as they are where the ledger can, as an amount where it must, in the price as a recorded loss. */
function expressDiscount(line: Line, spread: Decimal, ability: WriteAbility, losses: Loss[], index: number): Line {
  if (line.discount === null && isZero(spread)) return fitPrice(line, ability, losses, index);
  const full = multiply(decimal(line.quantity), decimal(line.unitPrice));
  const total = subtract(full, decimal(line.amount));
  if (ability.lineDiscount === 'none') return priceWithout(line, losses, index);
  const isPlain = isZero(spread) && line.discount !== null && ('amount' in line.discount || ability.lineDiscount !== 'amount');
  if (isPlain && fitsPlaces(line.unitPrice, ability.places['unitPrice'])) return line;
  if (ability.lineDiscount === 'percent') return priceWithout(line, losses, index);
  // A negative discount would be a surcharge in disguise: then the price says it.
  if (compare(total, decimal('0')) < 0 || compare(full, decimal('0')) < 0) return priceWithout(line, losses, index);
  return fitPrice({ ...line, discount: { amount: amount(total) } }, ability, losses, index);
}

/** No discount field there: one unit at the discounted amount, and the discount named in the losses. */
function priceWithout(line: Line, losses: Loss[], index: number): Line {
  losses.push({
    field: `line ${index + 1} discount`,
    before: `${line.quantity} x ${line.unitPrice} less a discount`,
    after: `1 x ${line.amount}`,
    why: 'the ledger has no discount on this kind of line, so the price carries it',
  });
  return { ...line, discount: null, quantity: '1', unitPrice: line.amount };
}

/** A price that the ledger cannot hold exactly would change the line's amount: then one unit at the line's amount. */
function fitPrice(line: Line, ability: WriteAbility, losses: Loss[], index: number): Line {
  const product = subtract(multiply(decimal(line.quantity), decimal(line.unitPrice)), discountAmount(line));
  const fits = fitsPlaces(line.unitPrice, ability.places['unitPrice']) && fitsPlaces(line.quantity, ability.places['quantity']);
  if (fits && equal(product, decimal(line.amount))) return line;
  losses.push({
    field: `line ${index + 1} price`,
    before: `${line.quantity} x ${line.unitPrice}`,
    after: `1 x ${line.amount}`,
    why: 'quantity times price does not give the line’s amount in whole units of the currency, or is finer than the ledger keeps',
  });
  return { ...line, discount: null, quantity: '1', unitPrice: line.amount };
}

const fitsPlaces = (text: Amount, places: number | undefined): boolean => places === undefined || decimal(text).scale <= places;

const discountAmount = (line: Line): Decimal => {
  if (line.discount === null) return decimal('0');
  if ('amount' in line.discount) return decimal(line.discount.amount);
  return divide(multiply(multiply(decimal(line.quantity), decimal(line.unitPrice)), decimal(line.discount.percent)), decimal('100'), 12);
};

/** The line that names what is left when whole lines do not reach the total. */
export const roundingLine = (rest: Decimal, account: string): Line => ({
  id: null,
  description: 'Rounding',
  quantity: '1',
  unitPrice: amount(rest),
  discount: null,
  amount: amount(rest),
  taxes: [],
  account,
  item: null,
});

export const taxOf = (lines: readonly Line[]): Decimal =>
  lines.reduce((total, line) => add(total, sum(line.taxes.map((tax) => decimal(tax.amount)))), decimal('0'));
