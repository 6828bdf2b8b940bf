import { amount } from '../../../core/decimal.ts';
import type { Decimal } from '../../../core/decimal.ts';
import { exactNumber } from '../../../core/json.ts';
import { utcMidnight } from '../../../core/day.ts';
import type { Day, Instant } from '../../../core/day.ts';

export type WireNumber = ReturnType<typeof exactNumber>;

/** Hundredths as a JSON number: 108.25, not 108.250. */
export const wireCents = (cents: bigint): WireNumber => exactNumber(amount({ units: cents, scale: 2 }));

export const wireDecimal = (value: Decimal): WireNumber => exactNumber(amount(value));

/** Hundredths as reports and messages write them: '-1850.00'. */
export function plainCents(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A day as Xero writes dates: UTC midnight in .NET form. */
export const wireDay = (day: Day): string => `/Date(${utcMidnight(day)}+0000)/`;

export const wireDayString = (day: Day): string => `${day}T00:00:00`;

export const wireInstant = (at: Instant): string => `/Date(${at}+0000)/`;

/** The form without a zone, of the envelope's DateTimeUTC and some created objects. */
export const wireBareInstant = (at: Instant): string => `/Date(${at})/`;

export const zeroId = '00000000-0000-0000-0000-000000000000';
