import { absolute, add, amount, decimal, divide, multiply, subtract, sum } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import { placesOf } from '../core/money.ts';
import type { LineTax } from '../core/records.ts';

/**
 * What goes back of a part when some of the whole goes back (law F26): the rounded share of all that went back so far, less what
 * went back of it before. So the shares never add up to more than the part, and the last takes exactly the rest.
 */
export function shareOf(
  part: Amount,
  back: { readonly whole: Amount; readonly before: Amount; readonly now: Decimal },
  currency: string,
): Decimal {
  const places = placesOf(currency);
  const soFar = (returned: Decimal): Decimal => divide(multiply(decimal(part), returned), decimal(back.whole), places);
  return subtract(soFar(add(decimal(back.before), back.now)), soFar(decimal(back.before)));
}

/** The same for each tax of a charge. */
export const taxesBack = (
  original: { readonly amount: Amount; readonly taxes: readonly LineTax[]; readonly before: Amount },
  now: Decimal,
  currency: string,
): readonly LineTax[] =>
  original.taxes.map(({ rate, amount: tax }) => ({
    rate,
    amount: amount(shareOf(tax, { whole: original.amount, before: original.before, now: absolute(now) }, currency)),
  }));

/** The tax that stands in a gross amount. */
export const taxWithin = (gross: Decimal, percent: Amount, currency: string): Decimal =>
  divide(multiply(gross, decimal(percent)), add(decimal('100'), decimal(percent)), placesOf(currency));

export const sumOfTaxes = (taxes: readonly LineTax[]): Decimal => sum(taxes.map((tax) => decimal(tax.amount)));
