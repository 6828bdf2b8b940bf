import { readDay } from '../../core/day.ts';
import type { Day, Instant } from '../../core/day.ts';
import { amount, readDecimal } from '../../core/decimal.ts';
import type { Amount } from '../../core/decimal.ts';
import { exactNumber } from '../../core/json.ts';

/** One object as Tryton answered it: numbers are still the text that was sent. */
export type Wire = Readonly<Record<string, unknown>>;

export const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tryton numbers its records; as JSON they are whole numbers, in our records text. */
export const isId = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text);

export const textOf = (wire: Wire, name: string): string | null => {
  const value = wire[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** Throws: an answer that we cannot read is never guessed at. */
export function needText(wire: Wire, name: string): string {
  const text = textOf(wire, name);
  if (text === null) throw new Error(`Tryton answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return text;
}

/** On SQLite, Tryton answers stored flags as 1 and 0. */
export const isSet = (wire: Wire, name: string): boolean => wire[name] === true || wire[name] === '1';

export const childOf = (wire: Wire, name: string): Wire => {
  const value = wire[name];
  return isWire(value) ? value : {};
};

function listOf(wire: Wire, name: string): readonly unknown[] {
  const value = wire[name];
  return Array.isArray(value) ? value : [];
}

export const idsOf = (wire: Wire, name: string): readonly string[] =>
  listOf(wire, name).filter((value): value is string => typeof value === 'string');

/** A figure in canonical form: a Decimal of Tryton's, or a plain number (quantities). Null when absent. */
function figureOf(wire: Wire, name: string): Amount | null {
  const value = wire[name];
  const text = isWire(value) && value['__class__'] === 'Decimal' ? value['decimal'] : value;
  if (typeof text !== 'string') return null;
  const read = readDecimal(text);
  if (read === null) throw new Error(`Tryton answered ${name} '${text}' where a number was expected`);
  return amount(read);
}

export const figureOrZero = (wire: Wire, name: string): Amount => figureOf(wire, name) ?? '0';

export function dayOf(wire: Wire, name: string): Day | null {
  const value = wire[name];
  if (!isWire(value)) return null;
  const [year, month, day] = ['year', 'month', 'day'].map((part) => String(value[part]));
  return readDay(`${year?.padStart(4, '0')}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`);
}

export function needDay(wire: Wire, name: string): Day {
  const day = dayOf(wire, name);
  if (day === null) throw new Error(`Tryton answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return day;
}

/** As Tryton takes them in a request. */
export const idOut = (id: string) => {
  if (!isId(id)) throw new Error(`'${id}' is not an id of Tryton`);
  return exactNumber(id);
};
export const figureOut = (figure: Amount) => ({ __class__: 'Decimal', decimal: figure });

export function dayOut(day: Day) {
  const [year = '', month = '', date = ''] = day.split('-');
  return { __class__: 'date', year: Number(year), month: Number(month), day: Number(date) };
}

export function instantOut(at: Instant) {
  const moment = new Date(at);
  return {
    __class__: 'datetime',
    year: moment.getUTCFullYear(),
    month: moment.getUTCMonth() + 1,
    day: moment.getUTCDate(),
    hour: moment.getUTCHours(),
    minute: moment.getUTCMinutes(),
    second: moment.getUTCSeconds(),
    microsecond: 0,
  };
}
