/** One row of a file, its cells as they stand there, with the number of the line on which it begins. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Why a file cannot be read, in words: what was seen, what was expected, what to do. */
export interface TableProblem {
  readonly line: number | null;
  readonly document: null;
  readonly column: null;
  readonly seen: string;
  readonly expected: string;
  readonly fix: string;
}

/** Some more rows, and how far into the file they reach; or the reason why there are no more. The problem is the last part. */
export type TablePart = { readonly rows: readonly TableRow[]; readonly bytesRead: number } | { readonly problem: TableProblem };

/** What may be said about a file; null and 'auto' find out by its bytes. */
export interface TableOptions {
  readonly encoding: 'auto' | Encoding;
  readonly delimiter: string | null;
  readonly sheet: string | null;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A file that was looked at once and can be read. */
export interface TableFile {
  readonly name: string;
  /** SHA-256 of its bytes. */
  readonly print: string;
  readonly bytes: number;
  rows(signal?: AbortSignal): AsyncIterable<TablePart>;
}

export const problemAt = (line: number | null, says: Pick<TableProblem, 'seen' | 'expected' | 'fix'>): TableProblem => ({
  line,
  document: null,
  column: null,
  ...says,
});

/** How many rows travel together. */
export const rowsTogether = 250;

/** A workbook is unpacked whole; above this size that would take more memory than a worker should. */
export const largestWorkbook = 20_000_000;
