import { amount, readDecimal } from '../../core/decimal.ts';
import type { Amount } from '../../core/decimal.ts';
import { readDay } from '../../core/day.ts';
import type { Day, Instant } from '../../core/day.ts';
import { exactNumber } from '../../core/json.ts';

/** One JSON object as Xero answered it: numbers are still the text that was sent. */
export type Wire = Readonly<Record<string, unknown>>;

/** One JSON object on its way to Xero. Members that are `undefined` are not sent. */
export type Outgoing = Readonly<Record<string, unknown>>;

export const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a member; null when it is absent, null or empty, which are one and the same at Xero. */
export function textOf(wire: Wire, name: string): string | null {
  const value = wire[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** As `textOf`, for members that are always there. Throws: an answer that we cannot read is never guessed at. */
export function needText(wire: Wire, name: string): string {
  const text = textOf(wire, name);
  if (text === null) throw new Error(`Xero answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return text;
}

export const isSet = (wire: Wire, name: string): boolean => wire[name] === true || wire[name] === 'true';

/** Null when the member is absent: some lists leave flags out. */
export const flagOf = (wire: Wire, name: string): boolean | null =>
  wire[name] === undefined || wire[name] === null ? null : isSet(wire, name);

// Nearly all figures are canonical already; a backfill reads and writes millions of them, and this is a third of the work.
const canonical = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/;

/** A figure in canonical form; null when absent. Throws on text that is not a number. */
export function figureOf(wire: Wire, name: string): Amount | null {
  const text = textOf(wire, name);
  if (text === null || canonical.test(text)) return text;
  const value = readDecimal(text);
  if (value === null) throw new Error(`Xero answered ${name} '${text}' where a number was expected`);
  return amount(value);
}

export const figureOrZero = (wire: Wire, name: string): Amount => figureOf(wire, name) ?? '0';

export function needFigure(wire: Wire, name: string): Amount {
  const figure = figureOf(wire, name);
  if (figure === null) throw new Error(`Xero answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return figure;
}

export const childOf = (wire: Wire, name: string): Wire | null => {
  const value = wire[name];
  return isWire(value) ? value : null;
};

export const listOf = (wire: Wire, name: string): readonly Wire[] => {
  const value = wire[name];
  return Array.isArray(value) ? value.filter(isWire) : [];
};

// Dates come as /Date(1776988800000+0000)/, with or without the zone, which is always +0000.
const dotNetDate = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;

/** The instant of a UTC stamp; null when absent. */
export function instantOf(wire: Wire, name: string): Instant | null {
  const text = textOf(wire, name);
  if (text === null) return null;
  const milliseconds = dotNetDate.exec(text)?.[1];
  // Stamps in ISO form carry no zone and are UTC.
  const at = milliseconds === undefined ? Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`) : Number(milliseconds);
  if (Number.isNaN(at)) throw new Error(`Xero answered ${name} '${text}' where a date was expected`);
  return at;
}

/** The calendar day of a date; Xero writes days as UTC midnight, so it is read in UTC whatever the organisation's zone. */
export function dayOf(wire: Wire, name: string): Day | null {
  const text = textOf(wire, name);
  if (text === null) return null;
  const plain = dotNetDate.test(text) ? null : readDay(text.slice(0, 10));
  if (plain !== null) return plain;
  const at = instantOf(wire, name);
  return at === null ? null : new Date(at).toISOString().slice(0, 10);
}

export function needDay(wire: Wire, name: string): Day {
  const read = dayOf(wire, name);
  if (read === null) throw new Error(`Xero answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return read;
}

/** The id of a child object: `idIn(invoice, 'Contact', 'ContactID')`. */
export const idIn = (wire: Wire, child: string, name: string): string | null => {
  const inner = childOf(wire, child);
  return inner === null ? null : textOf(inner, name);
};

/** UpdatedDateUTC as milliseconds in text: the only version that Xero has. */
export const versionOf = (wire: Wire): string => String(instantOf(wire, 'UpdatedDateUTC') ?? 0);

/** A figure as an exact JSON number. */
export const number = (text: Amount): unknown => (canonical.test(text) ? JSON.rawJSON(text) : exactNumber(text));

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isId = (text: string): boolean => uuid.test(text);
export const isNoId = (text: string): boolean => /^[0-]+$/.test(text);
