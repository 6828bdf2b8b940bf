import { amount, decimal } from '../../core/decimal.ts';
import type { Amount, Decimal } from '../../core/decimal.ts';

/**
 * How Stripe counts the smallest unit of a currency ("Supported currencies: zero-decimal and three-decimal currencies"). It is not
 * always that of the currency: ISK and UGX have no places and are sent as if they had two.
 */
const places: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  MGA: 0,
  PYG: 0,
  RWF: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  JOD: 3,
  KWD: 3,
  OMR: 3,
  TND: 3,
};

export const stripePlaces = (currency: string): number => places[currency] ?? 2;

/** The amount that so many smallest units are: 1050 of USD is '10.5', and of JPY '1050'. */
export const figure = (units: bigint, currency: string): Amount => amount({ units, scale: stripePlaces(currency) });

/** As `figure`, for prices that may be finer than the smallest unit: '12.5' of USD is '0.125'. */
export function fineFigure(text: string, currency: string): Decimal {
  const { units, scale } = decimal(text);
  return { units, scale: scale + stripePlaces(currency) };
}

export const sumOf = (parts: readonly bigint[]): bigint => parts.reduce((total, part) => total + part, 0n);

export const sizeOf = (units: bigint): bigint => (units < 0n ? -units : units);

export const lesserOf = (a: bigint, b: bigint): bigint => (a < b ? a : b);
