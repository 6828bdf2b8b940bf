import { addDays } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import { dayFrom, fullYear, markOf, readFigure } from './figures.ts';
import type { DecimalMark } from './figures.ts';
import { plainWord } from './csv-words.ts';

export type DayOrder = 'yearFirst' | 'dayFirst' | 'monthFirst' | 'serial';

const months: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'jan january januar janvier enero gennaio januari ene genn gen janv',
    'feb february februar fevrier febrero febbraio februari fev fevr febb',
    'mar march marz mars marzo maart mrz mrt maerz',
    'apr april avril abril aprile avr abr',
    'may mai mayo maggio mei mag maj',
    'jun june juni juin junio giugno giu',
    'jul july juli juillet julio luglio lug juil',
    'aug august aout agosto augustus ago aou',
    'sep september septembre septiembre settembre sept set',
    'oct october oktober octobre octubre ottobre okt ott',
    'nov november novembre noviembre',
    'dec december dezember decembre diciembre dicembre dez dic des',
  ].flatMap((names, index) => names.split(' ').map((name) => [name, String(index + 1)])),
);

const numbers = /^(\d{1,4})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{1,4})(?:[T ,].*)?$/;
const named = /^(\d{1,2})[-./ ]+(\p{L}+)\.?[-./ ]+(\d{2,4})(?:[T ,].*)?$/u;
const namedFirst = /^(\p{L}+)\.?\s+(\d{1,2}),?\s+(\d{4})(?:[T ,].*)?$/u;
const packed = /^(\d{4})(\d{2})(\d{2})(?:\D.*)?$/;

const yearOf = (text: string): string => (text.length === 4 ? text : fullYear(text.padStart(2, '0')));

/** The day in a cell, written in the order of its file. Null: it is none. */
export function cellDay(cell: string, order: DayOrder): { readonly day: Day; readonly isClamped: boolean } | null {
  const text = cell.trim();
  const pack = packed.exec(text);
  if (pack !== null) return dayFrom(pack[1] ?? '', pack[2] ?? '', pack[3] ?? '');
  const parts = numbers.exec(text);
  if (parts !== null) {
    const [, first = '', second = '', third = ''] = parts;
    if (first.length >= 3) return first.length === 4 && third.length <= 2 ? dayFrom(first, second, third) : null;
    if (third.length === 3) return null;
    return order === 'monthFirst' ? dayFrom(yearOf(third), first, second) : dayFrom(yearOf(third), second, first);
  }
  const word = named.exec(text) ?? null;
  if (word !== null) return dayOfMonthName(word[3] ?? '', word[2] ?? '', word[1] ?? '');
  const american = namedFirst.exec(text);
  if (american !== null) return dayOfMonthName(american[3] ?? '', american[1] ?? '', american[2] ?? '');
  // A spreadsheet's own number of a day counts from the end of 1899.
  return order === 'serial' && /^\d{5}(?:[.,]\d+)?$/.test(text)
    ? { day: addDays('1899-12-30', Number(text.slice(0, 5))), isClamped: false }
    : null;
}

function dayOfMonthName(year: string, name: string, day: string): ReturnType<typeof dayFrom> {
  const month = months[plainWord(name)];
  return month === undefined || year.length === 3 ? null : dayFrom(yearOf(year), month, day);
}

/** What the days of a file say of their order; `null`: some may be read in two ways, and none decides. */
export function dayOrderOf(cells: readonly string[]): DayOrder | null {
  let isOpen = false;
  let [dayFirst, monthFirst, serials, dots] = [0, 0, 0, 0];
  for (const cell of cells) {
    const text = cell.trim();
    if (/^\d{5}(?:[.,]\d+)?$/.test(text)) serials += 1;
    const [, first = '', second = ''] = numbers.exec(text) ?? [];
    if (first === '' || first.length >= 3) continue;
    // Where dots stand between the numbers of a date, the day comes first, in every country.
    if (/^\d+\s*\./.test(text)) dots += 1;
    if (Number(first) > 12) dayFirst += 1;
    else if (Number(second) > 12) monthFirst += 1;
    else if (first !== second) isOpen = true;
  }
  if (dayFirst > 0 && monthFirst > 0) return null;
  if (dayFirst > 0) return 'dayFirst';
  if (monthFirst > 0) return 'monthFirst';
  if (dots > 0) return 'dayFirst';
  if (isOpen) return null;
  return serials > 0 && serials === cells.filter((cell) => cell.trim() !== '').length ? 'serial' : 'yearFirst';
}

/** A figure without its currency, in the signs that `readFigure` knows. */
const bareFigure = (cell: string): string =>
  cell
    .replaceAll(/[\u2212\u2013]/g, '-')
    .replaceAll(/[\p{Sc}\u00A0\u202F\s]|\b[A-Z]{3}\b/gu, '')
    .replace(/^'/, '');

export const cellFigure = (cell: string, mark: DecimalMark): Amount | null => readFigure(bareFigure(cell), mark);

/** The decimal mark of a file by all its figures; `null`: they differ, or each may be read in two ways. */
export function decimalMarkOf(cells: readonly string[]): DecimalMark | null {
  const figures = cells.map(bareFigure).filter((cell) => /[.,]/.test(cell) && /\d/.test(cell));
  const marks = new Set(figures.flatMap((cell) => markOf(cell.replaceAll(/[()+-]/g, '')) ?? []));
  if (marks.size === 0) return figures.length === 0 ? '.' : null;
  return marks.size === 1 ? ([...marks][0] ?? null) : null;
}
