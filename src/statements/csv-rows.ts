import { parse } from 'csv-parse/sync';
import { problem } from './statement.ts';
import type { Found } from './statement.ts';
import { textLines } from './text-lines.ts';
import type { TextLine } from './text-lines.ts';

export interface CsvRow {
  readonly cells: readonly string[];
  readonly at: number;
}

interface Rows {
  readonly rows: readonly CsvRow[];
  readonly found: readonly Found[];
}

/** No row of a bank's table is longer; a quote that is never closed would else swallow the file. */
const longest = { lines: 100, letters: 100_000 };

/** Rows of delimited text that comes by the piece. A row goes on over lines for as long as a quote is open. */
export function csvRows(delimiter: string): { push(text: string): Rows; end(): Rows } {
  const lines = textLines();
  let open: TextLine[] = [];
  let [quotes, letters] = [0, 0];
  const take = (all: readonly TextLine[], isLast: boolean): Rows => {
    const records: TextLine[] = [];
    const found: Found[] = [];
    const giveUp = (): void => {
      found.push(problem(open[0]?.at ?? 1, 'a quote that is never closed', 'a second quote; its lines were read without it'));
      for (const { text, at } of open) records.push({ text: text.replaceAll('"', ''), at });
      [open, quotes, letters] = [[], 0, 0];
    };
    for (const line of all) {
      open.push(line);
      quotes += countQuotes(line.text);
      letters += line.text.length;
      if (quotes % 2 === 0) {
        records.push({ text: open.length === 1 ? line.text : open.map(({ text }) => text).join('\n'), at: open[0]?.at ?? line.at });
        [open, quotes, letters] = [[], 0, 0];
      } else if (open.length > longest.lines || letters > longest.letters) giveUp();
    }
    if (isLast && open.length > 0) giveUp();
    return { rows: cellsOf(records, delimiter), found };
  };
  return {
    push: (text) => take(lines.push(text), false),
    end: () => take(lines.end(), true),
  };
}

function countQuotes(text: string): number {
  let count = 0;
  for (let index = text.indexOf('"'); index >= 0; index = text.indexOf('"', index + 1)) count += 1;
  return count;
}

function cellsOf(records: readonly TextLine[], delimiter: string): readonly CsvRow[] {
  const filled = records.filter(({ text }) => text.trim() !== '');
  if (!filled.some(({ text }) => text.includes('"'))) return filled.map(({ text, at }) => ({ cells: text.split(delimiter), at }));
  const together = rowsOf(filled.map(({ text }) => text).join('\n'), delimiter);
  // Together is ten times as fast; a quote in an odd place may glue or cut rows, and then each is read on its own.
  const all = together.length === filled.length ? together : filled.map(({ text }) => rowsOf(text, delimiter)[0] ?? text.split(delimiter));
  return filled.map(({ at }, index) => ({ cells: all[index] ?? [], at }));
}

function rowsOf(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true, relax_quotes: true, skip_empty_lines: false });
  } catch {
    // Quotes that the library cannot place: the caller reads row by row, and in the end without quotes.
    return [];
  }
}
