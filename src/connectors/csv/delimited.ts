import type { Readable } from 'node:stream';
import { Transform, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { problemAt, rowsTogether } from './table.ts';
import type { Encoding, TablePart, TableProblem, TableRow } from './table.ts';

/** No row of a ledger's file is longer; an unclosed quote would otherwise swallow the rest of the file into memory. */
const longestRow = 1_048_576;

export interface Delimited {
  readonly source: Readable;
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly bytesRead: () => number;
  readonly signal?: AbortSignal;
}

/** Streams the rows of a delimited file, strictly: a quote that is open, closed or placed wrongly ends it with its line. */
export async function* delimitedRows({ source, encoding, delimiter, bytesRead, signal }: Delimited): AsyncGenerator<TablePart> {
  const lines = countLines();
  let line = 1;
  const parser = parse({
    bom: true,
    delimiter,
    // All three, or a file that mixes them glues two rows together.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: longestRow,
    // Called in step with the parser, so that at an error the line is that of the row that failed. It travels as the first cell.
    on_record: (cells: readonly string[], { bytes }): string[] => {
      const numbered = [String(line), ...cells];
      line = lines.at(bytes);
      return numbered;
    },
  });
  const failed = new Promise<Error | null>((settle) => {
    const done = (error: Error | null | undefined): void => settle(error ?? null);
    if (encoding === 'utf-8') pipeline(source, lines.watch, parser, done);
    else pipeline(source, decoder(encoding), lines.watch, parser, done);
  });
  let rows: TableRow[] = [];
  try {
    for await (const parsed of parser) {
      signal?.throwIfAborted();
      const row = rowOf(parsed);
      // Empty lines, and the empty rows at the end of every spreadsheet, hold nothing.
      if (row.cells.every((cell) => cell.trim() === '')) continue;
      rows.push(row);
      if (rows.length < rowsTogether) continue;
      yield { rows, bytesRead: bytesRead() };
      rows = [];
    }
  } catch (error) {
    signal?.throwIfAborted();
    const problem = problemOf((await failed) ?? error, line);
    if (problem === null) throw error;
    yield { problem };
    return;
  }
  yield { rows, bytesRead: bytesRead() };
}

function rowOf(numbered: readonly string[]): TableRow {
  const [line, ...cells] = numbered;
  return { line: Number(line), cells };
}

/** Knows the line of every byte that went by; the parser counts those of quoted cells and blank rows otherwise. */
function countLines(): { readonly watch: Transform; at(bytes: number): number } {
  // Where lines begin, as far as they have not been asked for, and how many bytes and lines went by.
  let [starts, next, bytes, line]: [number[], number, number, number] = [[], 0, 0, 1];
  let endsInReturn = false;
  const watch = new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      if (endsInReturn && chunk[0] !== 0x0a) starts.push(bytes);
      chunk.forEach((byte, index) => {
        if (byte === 0x0a || (byte === 0x0d && index + 1 < chunk.length && chunk[index + 1] !== 0x0a)) starts.push(bytes + index + 1);
      });
      endsInReturn = chunk.at(-1) === 0x0d;
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const at = (position: number): number => {
    while ((starts[next] ?? Infinity) <= position) [next, line] = [next + 1, line + 1];
    if (next > 10_000) [starts, next] = [starts.slice(next), 0];
    return line;
  };
  return { watch, at };
}

function decoder(encoding: Encoding): Transform {
  const text = new TextDecoder(encoding, { fatal: true });
  return new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => decoded(() => text.decode(chunk, { stream: true }), done),
    flush: (done) => decoded(() => text.decode(), done),
  });
}

function decoded(read: () => string, done: (error: Error | null, text?: string) => void): void {
  try {
    done(null, read());
  } catch (error) {
    done(new Error('undecodable', { cause: error }));
  }
}

function problemOf(error: unknown, line: number): TableProblem | null {
  if (error instanceof CsvError) return problemAt(line, wordsOf(error));
  if (!(error instanceof Error)) return null;
  if (error.message === 'undecodable') {
    return problemAt(line, {
      seen: 'bytes that are not in its encoding',
      expected: 'one encoding in the whole file',
      fix: 'save the file as UTF-8',
    });
  }
  // zlib says Z_BUF_ERROR where the file ends too early, Z_DATA_ERROR where it was damaged.
  if ('code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')) {
    return problemAt(null, { seen: 'a compressed file that is cut off or damaged', expected: 'a whole gzip file', fix: 'fetch it again' });
  }
  return null;
}

const double = 'write each quote within a quoted cell twice, and quote the cell';
const words: Readonly<Record<string, Pick<TableProblem, 'seen' | 'expected' | 'fix'>>> = {
  CSV_QUOTE_NOT_CLOSED: { seen: 'a quote that opens and is never closed', expected: 'a closing quote', fix: double },
  CSV_MAX_RECORD_SIZE: {
    seen: 'a row of more than a million characters',
    expected: 'a shorter one',
    fix: `look for a quote that is not closed; ${double}`,
  },
  CSV_INVALID_CLOSING_QUOTE: { seen: 'text after a closing quote', expected: 'a delimiter or the end of the line', fix: double },
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: {
    seen: 'text after a closing quote',
    expected: 'a delimiter or the end of the line',
    fix: double,
  },
  INVALID_OPENING_QUOTE: { seen: 'a quote in the middle of a cell', expected: 'a quoted cell', fix: double },
};

const wordsOf = (error: CsvError): Pick<TableProblem, 'seen' | 'expected' | 'fix'> =>
  words[error.code] ?? {
    seen: `a row that cannot be read (${error.message})`,
    expected: 'rows of delimited cells',
    fix: 'correct the row',
  };

const delimiters = [',', ';', '\t', '|'] as const;

/** The delimiter that cuts the first rows into the same number of cells most often. Excel's own 'sep=;' line is believed. */
export function findDelimiter(head: string, isWhole: boolean): string {
  const said = /^\uFEFF?sep=(.)\r?\n/.exec(head)?.[1];
  if (said !== undefined) return said;
  const ranked = delimiters
    .map((delimiter) => ({ delimiter, ...regularity(countsOf(head, delimiter, isWhole)) }))
    .toSorted((a, b) => b.share - a.share || b.cells - a.cells);
  return ranked[0]?.delimiter ?? ',';
}

/** How many delimiters stand outside quotes in each of the first rows. */
function countsOf(head: string, delimiter: string, isWhole: boolean): readonly number[] {
  const counts: number[] = [];
  let [count, isQuoted, length] = [0, false, 0];
  for (const character of head) {
    length += 1;
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === delimiter) count += 1;
    else if (!isQuoted && (character === '\n' || character === '\r')) {
      if (length > 1) counts.push(count);
      [count, length] = [0, 0];
      if (counts.length === 50) return counts;
    }
  }
  if (isWhole && length > 0) counts.push(count);
  return counts;
}

function regularity(counts: readonly number[]): { readonly share: number; readonly cells: number } {
  const found = new Map<number, number>();
  for (const count of counts) if (count > 0) found.set(count, (found.get(count) ?? 0) + 1);
  const [cells, rows] = [...found].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return { share: counts.length === 0 ? 0 : rows / counts.length, cells };
}
