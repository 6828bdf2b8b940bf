import { add, amount, compare, decimal, readDecimal, subtract, zero } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import { placesOf, readMoney } from '../core/money.ts';
import { Refusal } from './refusal.ts';

/** The canonical text of an amount that can be booked: greater than zero, and whole in the currency's smallest unit. */
export function bookable(text: string, currency: string): Amount {
  const value = readDecimal(text);
  if (value === null || compare(value, zero) <= 0 || readMoney(value, currency) === null) {
    throw new Refusal('bad-amount', `${text} ${currency}`, `a figure greater than zero with at most ${placesOf(currency)} decimal places`);
  }
  return amount(value);
}

export const plus = (a: Amount, b: Amount): Amount => amount(add(decimal(a), decimal(b)));
export const minus = (a: Amount, b: Amount): Amount => amount(subtract(decimal(a), decimal(b)));
export const exceeds = (a: Amount, b: Amount): boolean => compare(decimal(a), decimal(b)) > 0;
export const smaller = (a: Amount, b: Amount): Amount => (exceeds(a, b) ? b : a);
