import { amount } from '../../../core/decimal.ts';
import type { Decimal } from '../../../core/decimal.ts';
import { exactNumber } from '../../../core/json.ts';
import { utcMidnight } from '../../../core/day.ts';
import type { Day, Instant } from '../../../core/day.ts';

export type WireNumber = ReturnType<typeof exactNumber>;

/** Hundredths as a JSON number: 108.25, not 108.250. */
export const wireCents = (cents: bigint): WireNumber => wireFigure(cents, 2);

export const wireDecimal = (value: Decimal): WireNumber => wireFigure(value.units, value.scale);

// The same figures come again and again, and to write one exactly costs more than to look it up.
const figures = new Map<number, Map<bigint, WireNumber>>();
const mostFigures = 100_000;

function wireFigure(units: bigint, scale: number): WireNumber {
  let known = figures.get(scale);
  if (!known || known.size > mostFigures) figures.set(scale, (known = new Map()));
  let figure = known.get(units);
  if (!figure) known.set(units, (figure = exactNumber(amount({ units, scale }))));
  return figure;
}

/** Hundredths as reports and messages write them: '-1850.00'. */
export function plainCents(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A day as Xero writes dates: UTC midnight in .NET form. */
export function wireDay(day: Day): string {
  let text = days.get(day);
  if (text === undefined) days.set(day, (text = `/Date(${utcMidnight(day)}+0000)/`));
  return text;
}

const days = new Map<Day, string>();

export const wireDayString = (day: Day): string => `${day}T00:00:00`;

export const wireInstant = (at: Instant): string => `/Date(${at}+0000)/`;

/** The form without a zone, of the envelope's DateTimeUTC and some created objects. */
export const wireBareInstant = (at: Instant): string => `/Date(${at})/`;

export const zeroId = '00000000-0000-0000-0000-000000000000';
