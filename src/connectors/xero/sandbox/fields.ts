import { readDecimal, round, unitsAt } from '../../../core/decimal.ts';
import type { Decimal } from '../../../core/decimal.ts';
import { readDay } from '../../../core/day.ts';
import type { Day } from '../../../core/day.ts';
import { Malformed } from './refusals.ts';

/** What a caller sent for one object, parsed. Figures are read as the texts that stood there; `null` counts as left out, as at Xero. */
export type Fields = Readonly<Record<string, unknown>>;

export const noFields: Fields = {};

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined;
}

export function decimalIn(fields: Fields, name: string): Decimal | undefined {
  const text = textIn(fields, name);
  if (text === undefined || text === '') return undefined;
  const value = readDecimal(text);
  if (value === null) throw new Malformed(`'${text}' is not a number, as ${name} must be`);
  return value;
}

/** Money in hundredths; finer figures are rounded, as Xero does. */
export function centsIn(fields: Fields, name: string): bigint | undefined {
  const value = decimalIn(fields, name);
  return value === undefined ? undefined : unitsAt(round(value, 2), 2);
}

export function flagIn(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return undefined;
}

const dotNetDate = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;

/** A day written as 2026-04-24, as an ISO date and time, or as /Date(ms)/. */
export function dayIn(fields: Fields, name: string): Day | undefined {
  const text = textIn(fields, name);
  if (text === undefined || text === '') return undefined;
  const known = seenDays.get(text);
  if (known !== undefined) return known;
  const milliseconds = dotNetDate.exec(text)?.[1];
  const written = milliseconds === undefined ? text.slice(0, 10) : new Date(Number(milliseconds)).toISOString().slice(0, 10);
  const read = readDay(written);
  if (read === null) throw new Malformed(`'${text}' is not a date, as ${name} must be`);
  if (seenDays.size < 10_000) seenDays.set(text, read);
  return read;
}

// The same few days come on thousands of documents, and reading one costs more than looking it up.
const seenDays = new Map<string, Day>();

export function childIn(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  return isFields(value) ? value : undefined;
}

export function listIn(fields: Fields, name: string): readonly Fields[] | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new Malformed(`${name} must be a list`);
  return value.filter(isFields);
}

/** One of the words that the field may hold. Throws as Xero does for an unknown word of a closed list. */
export function wordIn<W extends string>(fields: Fields, name: string, words: readonly W[]): W | undefined {
  const text = textIn(fields, name);
  if (text === undefined || text === '') return undefined;
  const known = words.find((word) => word === text);
  if (known === undefined) throw new Malformed(`Error converting value "${text}" of ${name}`);
  return known;
}
