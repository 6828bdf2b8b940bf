import type { CurrencySum } from '../../../../src/api/office.ts';

/** Exact sums per currency: amounts are decimal text, and never become floating-point numbers. */
export function sumsOf(amounts: readonly { readonly amount: string | null; readonly currency: string | null }[]): readonly CurrencySum[] {
  const found = new Map<string, string>();
  for (const { amount, currency } of amounts)
    if (amount !== null && currency !== null) found.set(currency, plus(found.get(currency) ?? '0', amount));
  return [...found].map(([currency, amount]) => ({ currency, amount })).toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
}

/** '1.5' and '-0.25': '1.25' */
export function plus(one: string, other: string): string {
  const places = Math.max(placesOf(one), placesOf(other));
  const units = unitsAt(one, places) + unitsAt(other, places);
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - places)}${fraction === '' ? '' : `.${fraction}`}`;
}

export const isNone = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount);

const placesOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;

function unitsAt(amount: string, places: number): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const units = BigInt(whole + fraction.padEnd(places, '0'));
  return sign === '-' ? -units : units;
}
