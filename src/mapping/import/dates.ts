import { dayIn, readDay } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';

/** How a file orders 03/04/2026. Dates that begin with the year, or name the month, are the same in both. */
export type DateOrder = 'dayFirst' | 'monthFirst';

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const numbers = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(.*)$/;
const dayAndName = /^(\d{1,2})[ .-]*(?:of )?([A-Za-z]{3,9})[ .,-]*(\d{4}|\d{2})(.*)$/;
const nameAndDay = /^([A-Za-z]{3,9})[ .]*(\d{1,2})(?:st|nd|rd|th)?[ ,]+(\d{4})(.*)$/;
const clock = /^[T ,]*(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)? ?([AaPp]\.?[Mm]\.?)?$/;
const moment = /^[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})$/;
const months: readonly string[] = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads a date in any usual writing, with or without a time of day. A moment with an offset from UTC is the day it falls on in
 * `timeZone`; without one it is the day that is written. Returns null for anything else, the 30th of February included.
 */
export function readDate(text: string, order: DateOrder, timeZone: string): Day | null {
  const read = partsOf(text, order);
  if (read === null) return null;
  const day = readDay(`${read.year}-${read.month.padStart(2, '0')}-${read.day.padStart(2, '0')}`);
  if (day === null || read.rest === '' || clock.test(read.rest)) return day;
  const at = moment.exec(read.rest);
  if (!at) return null;
  const [, time = '', seconds = ':00', offset = 'Z'] = at;
  const instant = Date.parse(`${day}T${time}${seconds}${offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(instant) ? null : dayIn(timeZone, instant);
}

/** What one date says about the file's order: the only one it can have, or that it would be another day in the other. */
export function dateSays(text: string): DateOrder | 'either' | 'differs' | 'neither' {
  const match = numbers.exec(text);
  if (!match) return partsOf(text, 'dayFirst') === null ? 'neither' : 'either';
  const [first, second] = [Number(match[1]), Number(match[2])];
  if (first > 12) return second > 12 ? 'neither' : 'dayFirst';
  if (second > 12) return 'monthFirst';
  return first === second ? 'either' : 'differs';
}

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly rest: string;
}

function partsOf(text: string, order: DateOrder): Parts | null {
  const [, year, month, day, rest = ''] = yearFirst.exec(text) ?? compact.exec(text) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) return { year, month, day, rest };
  const inNumbers = numbers.exec(text);
  if (inNumbers) {
    const [, first = '', second = '', short = '', after = ''] = inNumbers;
    return { year: longYear(short), month: order === 'dayFirst' ? second : first, day: order === 'dayFirst' ? first : second, rest: after };
  }
  const dayName = dayAndName.exec(text);
  if (dayName) return withNamedMonth(dayName[2], { day: dayName[1], year: dayName[3], rest: dayName[4] });
  const nameDay = nameAndDay.exec(text);
  return nameDay && withNamedMonth(nameDay[1], { day: nameDay[2], year: nameDay[3], rest: nameDay[4] });
}

function withNamedMonth(
  name = '',
  {
    day = '',
    year = '',
    rest = '',
  }: { readonly day: string | undefined; readonly year: string | undefined; readonly rest: string | undefined },
): Parts | null {
  const index = months.indexOf(name.slice(0, 3).toLowerCase());
  return index < 0 ? null : { year: longYear(year), month: String(index + 1), day, rest };
}

// Books hold no document of the twentieth century any more.
const longYear = (year: string): string => (year.length === 2 ? `20${year}` : year);
