import { bai2Reader } from './bai2.ts';
import { balanceWatch } from './balances.ts';
import { camtReader } from './camt.ts';
import type { CsvDialect } from './csv-dialect.ts';
import { csvReader } from './csv.ts';
import { decoder } from './decode.ts';
import type { Decoded } from './decode.ts';
import { formatOf, strangeFile } from './formats.ts';
import type { StatementFormat } from './formats.ts';
import { mt940Reader } from './mt940.ts';
import { ofxReader } from './ofx.ts';
import { qifReader } from './qif.ts';
import { problem } from './statement.ts';
import type { Found, StatementReader } from './statement.ts';

/** What somebody has said of a file; all of it may stay open, and then the file's bytes decide. */
export interface ReaderOptions {
  readonly format?: StatementFormat;
  /** Where the bytes decide wrongly, such as between two Windows code pages. */
  readonly encoding?: string;
  /** The dialect that was confirmed for this table. */
  readonly csv?: CsvDialect;
  /** For QIF, whose dates do not say it. */
  readonly dayFirst?: boolean;
}

export interface FileReader {
  push(chunk: Uint8Array): readonly Found[];
  end(): readonly Found[];
}

const headLetters = 8192;
/** Readers look for the end of what they read within one piece: pieces of this size keep that short. */
const pieceLetters = 65_536;

/** Reads a bank file of any kind by the piece. Nothing of it is kept but what is not yet told. */
export function openReader(options: ReaderOptions = {}): FileReader {
  const text = decoder(options.encoding ?? null);
  let reader: StatementReader | null = null;
  let head = '';
  let isFirst = true;
  const begin = (): readonly Found[] => {
    const format = options.format ?? formatOf(head);
    const held = head;
    head = '';
    if (format === null) {
      reader = deaf;
      return [problem(1, held.trim() === '' ? 'an empty file' : 'a file of no known kind', 'OFX, QIF, CAMT, MT940, BAI2 or a table', true)];
    }
    reader = readerOf(format, options);
    return pushed(reader, held);
  };
  const take = ({ text: more, found }: Decoded, isLast: boolean): readonly Found[] => {
    if (reader !== null) return [...found, ...pushed(reader, more)];
    head += more;
    return head.length >= headLetters || isLast ? [...found, ...begin()] : found;
  };
  const balances = balanceWatch();
  const watched = (all: readonly Found[]): readonly Found[] =>
    all.flatMap((found) => {
      const seen = balances.see(found);
      return seen.length === 0 ? found : [...seen, found];
    });
  return {
    push: (chunk) => {
      const strange = isFirst ? strangeFile(chunk) : null;
      isFirst = false;
      if (strange === null) return watched(take(text.push(chunk), false));
      reader = deaf;
      return [problem(1, strange, 'a bank file as text; unpack or export it first', true)];
    },
    end: () => {
      const last = take(text.end(), true);
      return [...watched([...last, ...(reader?.end() ?? [])]), ...balances.end()];
    },
  };
}

const deaf: StatementReader = { push: () => [], end: () => [] };

function readerOf(format: StatementFormat, { csv, dayFirst }: ReaderOptions): StatementReader {
  switch (format) {
    case 'ofx':
      return ofxReader();
    case 'qif':
      return qifReader({ dayFirst: dayFirst ?? null });
    case 'camt':
      return camtReader();
    case 'mt940':
      return mt940Reader();
    case 'bai2':
      return bai2Reader();
    case 'csv':
      return csvReader(csv ?? null);
  }
}

function pushed(reader: StatementReader, text: string): readonly Found[] {
  if (text.length <= pieceLetters) return reader.push(text);
  const found: Found[] = [];
  for (let at = 0; at < text.length; at += pieceLetters)
    for (const each of reader.push(text.slice(at, at + pieceLetters))) found.push(each);
  return found;
}

/** All that a file holds, for files that fit into memory. */
export function readStatements(bytes: Uint8Array, options: ReaderOptions = {}): readonly Found[] {
  const reader = openReader(options);
  const first = reader.push(bytes);
  return [...first, ...reader.end()];
}
