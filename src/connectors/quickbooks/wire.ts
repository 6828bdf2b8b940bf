import { amount, readDecimal } from '../../core/decimal.ts';
import type { Amount } from '../../core/decimal.ts';
import { readDay } from '../../core/day.ts';
import type { Day, Instant } from '../../core/day.ts';
import { exactNumber } from '../../core/json.ts';

/** One JSON object as QuickBooks answered it: numbers are still the text that was sent. */
export type Wire = Readonly<Record<string, unknown>>;

/** One JSON object on its way to QuickBooks. Members that are `undefined` are not sent. */
export type Outgoing = Readonly<Record<string, unknown>>;

export const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a member; null when it is absent, null or empty. */
export function textOf(wire: Wire, name: string): string | null {
  const value = wire[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** As `textOf`, for members that are always there. Throws: an answer that we cannot read is never guessed at. */
export function needText(wire: Wire, name: string): string {
  const text = textOf(wire, name);
  if (text === null) throw new Error(`QuickBooks answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return text;
}

export const isSet = (wire: Wire, name: string): boolean => wire[name] === true || wire[name] === 'true';

/** A figure in canonical form; null when absent. Throws on text that is not a number. */
export function figureOf(wire: Wire, name: string): Amount | null {
  const text = textOf(wire, name);
  if (text === null) return null;
  const value = readDecimal(text);
  if (value === null) throw new Error(`QuickBooks answered ${name} '${text}' where a number was expected`);
  return amount(value);
}

export const figureOrZero = (wire: Wire, name: string): Amount => figureOf(wire, name) ?? '0';

export function needFigure(wire: Wire, name: string): Amount {
  const figure = figureOf(wire, name);
  if (figure === null) throw new Error(`QuickBooks answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
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

/** What a reference points at: `refOf(invoice, 'CustomerRef')` is the customer's id. */
export const refOf = (wire: Wire, name: string): string | null => {
  const inner = childOf(wire, name);
  return inner === null ? null : textOf(inner, 'value');
};

export const ref = (value: string): Outgoing => ({ value });

/** Empties a member in a change of some members. Intuit does not say how that is done: it is said here alone. */
export const emptied = null;

/** A calendar day; QuickBooks writes days plainly and stamps with the company's offset, whose day is the company's own. */
export function dayOf(wire: Wire, name: string): Day | null {
  const text = textOf(wire, name);
  if (text === null) return null;
  const day = readDay(text.slice(0, 10));
  if (day === null) throw new Error(`QuickBooks answered ${name} '${text}' where a date was expected`);
  return day;
}

export function needDay(wire: Wire, name: string): Day {
  const day = dayOf(wire, name);
  if (day === null) throw new Error(`QuickBooks answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return day;
}

/** The instant of a stamp with an offset; null when absent. */
export function instantOf(wire: Wire, name: string): Instant | null {
  const text = textOf(wire, name);
  if (text === null) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`QuickBooks answered ${name} '${text}' where a time was expected`);
  return at;
}

export const changedAt = (wire: Wire): Instant | null => instantOf(childOf(wire, 'MetaData') ?? {}, 'LastUpdatedTime');

/** The SyncToken: every change counts it up, and every change must name it. */
export const versionOf = (wire: Wire): string => needText(wire, 'SyncToken');

/** A figure as an exact JSON number. */
export const number = (text: Amount): unknown => exactNumber(text);

/** Ids are digits today, and Intuit says that they will not always be numbers in order. What cannot be an id is not asked for. */
export const isId = (text: string): boolean => /^[\w-]{1,40}$/.test(text);
