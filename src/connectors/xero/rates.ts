import { amount, decimal, divide, equal, isZero, round } from '../../core/decimal.ts';
import type { Amount, Decimal } from '../../core/decimal.ts';

const one = decimal('1');
const places = 6;
/** Records hold figures of at most eight places. */
const finest = 8;
/** Enough to tell two cents of a hundred million apart at a rate of a thousandth, with some to spare. */
const finestBetween = 20;

/**
 * The one place that knows the direction. Xero quotes foreign units for one unit of the base currency, with six decimals;
 * we say units of the base currency for one foreign unit. (The direction is not stated in Xero's specification.)
 */
export function toCurrencyRate(value: Amount): Amount {
  const rate = decimal(value);
  if (isZero(rate)) throw new Error('an exchange rate cannot be 0');
  return amount(divide(one, rate, places));
}

/**
 * Our rate from Xero's: of all rates that Xero would have rounded to this one, the one with the fewest digits, so that a rate
 * of ours with up to six digits comes back as it was sent. Null for 1 and 0, which Xero shows on documents in the base currency.
 */
export function fromCurrencyRate(text: Amount | null): Amount | null {
  if (text === null) return null;
  const rate = decimal(text);
  if (isZero(rate) || equal(rate, one)) return null;
  for (let scale = 0; scale < finest; scale += 1) {
    const value = divide(one, rate, scale);
    if (!isZero(value) && equal(divide(one, value, places), round(rate, places))) return amount(value);
  }
  return amount(divide(one, rate, finest));
}

/**
 * The rate at which an amount of the document became an amount of the account: derived from the two, never the other way
 * round (law F53). Six places, and more only where six would lead Xero to another cent: for a payment no limit is documented.
 */
export function rateBetween(documentAmount: Decimal, accountAmount: Decimal): Amount {
  for (let scale = places; scale < finestBetween; scale += 1) {
    const rate = divide(documentAmount, accountAmount, scale);
    if (!isZero(rate) && equal(divide(documentAmount, rate, 2), accountAmount)) return amount(rate);
  }
  return amount(divide(documentAmount, accountAmount, finestBetween));
}
