import { amount, readDecimal } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';

export type DecimalMark = '.' | ',';

/** A figure with a known decimal mark; the other marks group thousands. Null: it is none. The sign may stand before or behind it. */
export function readFigure(text: string, mark: DecimalMark): Amount | null {
  const bare = text.trim().replaceAll(/[\s'’_]/g, '');
  const signed = /^\(?([+-]?)([\d.,]*\d[\d.,]*)([+-]?)\)?$/.exec(bare);
  if (signed === null) return null;
  const [, before = '', digits = '', behind = ''] = signed;
  const group = mark === '.' ? ',' : '.';
  const parts = digits.split(mark);
  if (parts.length > 2) return null;
  const [whole = '', fraction = ''] = parts;
  if (fraction.includes(group) || (whole.includes(group) && !isGrouped(whole, group))) return null;
  const value = readDecimal(`${whole.replaceAll(group, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`);
  if (value === null) return null;
  const isNegative = before === '-' || behind === '-' || (bare.startsWith('(') && bare.endsWith(')'));
  return amount(isNegative ? { units: -value.units, scale: value.scale } : value);
}

const isGrouped = (whole: string, group: string): boolean => {
  const [first = '', ...rest] = whole.split(group);
  // Two digits between marks are how India writes a lakh.
  return (
    first.length > 0 &&
    first.length <= 3 &&
    rest.every((part, index) => part.length === 3 || (part.length === 2 && index < rest.length - 1))
  );
};

/** The decimal mark of a figure that stands alone: the last mark, unless it must be one of thousands. Null: it has none, or may be either. */
export function markOf(text: string): DecimalMark | null {
  const marks = [...text.matchAll(/[.,]/g)];
  const last = marks.at(-1);
  if (last === undefined) return null;
  const behind = text.length - last.index - 1;
  const kinds = new Set(marks.map(([mark]) => mark));
  const mark: DecimalMark = last[0] === ',' ? ',' : '.';
  if (kinds.size === 2) return mark;
  if (marks.length > 1) return mark === '.' ? ',' : '.';
  return /^\d{3}\D*$/.test(text.slice(last.index + 1)) && behind >= 3 ? null : mark;
}

/**
 * A day from its parts, which are digits; one that no calendar has (30 February) becomes the last of its month, and says so.
 * By arithmetic: a file has one or two days a line, and the platform's own dates took a third of the time of reading.
 */
export function dayFrom(year: string, month: string, day: string): { readonly day: Day; readonly isClamped: boolean } | null {
  const [years, months, days] = [Number(year), Number(month), Number(day)];
  if (year.length !== 4 || years === 0 || !(months >= 1 && months <= 12) || !(days >= 1 && days <= 31)) return null;
  const isLeap = years % 4 === 0 && (years % 100 !== 0 || years % 400 === 0);
  const last = months === 2 && isLeap ? 29 : (monthLengths[months - 1] ?? 31);
  const at = String(Math.min(days, last)).padStart(2, '0');
  return { day: `${year}-${month.padStart(2, '0')}-${at}`, isClamped: days > last };
}

const monthLengths: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two digits of a year: 70 to 99 are of the last century. */
export const fullYear = (two: string): string => (two >= '70' ? `19${two}` : `20${two}`);

/** One line of text: no line ends, no double blanks. */
export const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export const orNull = (text: string | undefined): string | null => (text === undefined || text.trim() === '' ? null : text.trim());

/** An IBAN by its shape and check digits (ISO 13616); null if it is none. */
export function ibanOf(text: string): string | null {
  const bare = text.replaceAll(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(bare)) return null;
  let rest = 0;
  for (const letter of `${bare.slice(4)}${bare.slice(0, 4)}`) {
    const value = letter >= 'A' ? String(letter.charCodeAt(0) - 55) : letter;
    for (const digit of value) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1 ? bare : null;
}
