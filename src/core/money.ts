import { amount, decimal, fits, unitsAt } from './decimal.ts';
import type { Amount, Decimal } from './decimal.ts';

/** An exact amount: a whole number of the currency's smallest unit (cents for EUR, yen for JPY, fils for KWD). */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

/** ISO 4217 currencies whose smallest unit is not a hundredth. Everything else has two places. */
export const unusualPlaces: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** How many decimal places the currency's smallest unit has. */
export const placesOf = (currency: string): number => unusualPlaces[currency] ?? 2;

/** Money from a figure as seen, or null when the figure is finer than the currency (118.9881 EUR). Never rounds. */
export function readMoney(value: Decimal | Amount, currency: string): Money | null {
  const exact = typeof value === 'string' ? decimal(value) : value;
  const places = placesOf(currency);
  return fits(exact, places) ? { minor: unitsAt(exact, places), currency } : null;
}

/** As `readMoney`, where the caller has proven that the figure is whole. Throws otherwise. */
export function money(value: Decimal | Amount, currency: string): Money {
  const read = readMoney(value, currency);
  if (read === null) throw new Error(`${typeof value === 'string' ? value : amount(value)} is finer than ${currency} allows`);
  return read;
}

const decimalOf = ({ minor, currency }: Money): Decimal => ({ units: minor, scale: placesOf(currency) });

/** Canonical text without trailing zeros, as records hold it. */
export const amountOf = (value: Money): Amount => amount(decimalOf(value));

/** Text with all of the currency's places, as people read it: '120.00'. */
export function formatMoney({ minor, currency }: Money): string {
  const places = placesOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** An amount as people read it, with all of its currency's places, and with every digit that it has: '63.20 GBP'. */
export function sayAmount(value: Decimal | Amount, currency: string): string {
  const [whole = '', digits = ''] = amount(value).split('.');
  const places = digits.padEnd(placesOf(currency), '0');
  return `${whole}${places === '' ? '' : `.${places}`} ${currency}`;
}

/**
 * Splits an amount by weights so that the parts always sum to the whole: largest remainder first, earlier part wins a tie.
 * Weights are not negative and not all zero.
 */
export function allocate(whole: Money, weights: readonly bigint[]): readonly Money[] {
  const total = weights.reduce((a, b) => a + b, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n)) throw new Error('weights must not be negative and not all zero');
  const size = whole.minor < 0n ? -whole.minor : whole.minor;
  const shares = weights.map((weight, index) => ({ index, floor: (size * weight) / total, rest: (size * weight) % total }));
  const left = size - shares.reduce((a, share) => a + share.floor, 0n);
  const byRest = shares.toSorted((a, b) => (b.rest > a.rest ? 1 : b.rest < a.rest ? -1 : a.index - b.index));
  const lifted = new Set(byRest.slice(0, Number(left)).map((share) => share.index));
  return shares.map(({ index, floor }) => {
    const minor = lifted.has(index) ? floor + 1n : floor;
    return { minor: whole.minor < 0n ? -minor : minor, currency: whole.currency };
  });
}

/** How far a rounding may go (law F27): one smallest unit a line, never more than five. */
export const roundingBound = (lines: number, currency: string): Decimal => ({
  units: BigInt(Math.min(Math.max(lines, 1), 5)),
  scale: placesOf(currency),
});
