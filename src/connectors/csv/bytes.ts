import { problemAt } from './table.ts';
import type { Encoding, TableProblem } from './table.ts';

export interface ByteWatch {
  see(chunk: Uint8Array): void;
  /** After the last byte: the encoding that all bytes fit, or why there is none. */
  decide(said: 'auto' | Encoding): { readonly encoding: Encoding } | { readonly problem: TableProblem };
  /** The first bytes of the text, for finding the delimiter. */
  head(): Uint8Array;
}

const headBytes = 65_536;

/** Watches all bytes of a text file, because a file of a million plain lines may end with one é. */
export function watchBytes(): ByteWatch {
  const head = Buffer.alloc(headBytes);
  let kept = 0;
  const utf8 = watchUtf8();
  return {
    see: (chunk) => {
      if (kept < headBytes) {
        head.set(chunk.subarray(0, headBytes - kept), kept);
        kept = Math.min(headBytes, kept + chunk.length);
      }
      utf8.see(chunk);
    },
    decide: (said) => {
      const start = head.subarray(0, kept);
      const byMark = markOf(start) ?? wideZeros(start);
      const encoding = said === 'auto' ? byMark : said;
      if (encoding === 'utf-16le' || encoding === 'utf-16be') return { encoding };
      const strange = strangeFormat(start);
      if (strange !== null) return { problem: strange };
      return encoding === 'windows-1252' ? { encoding } : byValidity(utf8.result(), encoding);
    },
    head: () => head.subarray(0, kept),
  };
}

function byValidity(seen: Utf8Result, said: Encoding | null): ReturnType<ByteWatch['decide']> {
  if (seen.badLine === null) return { encoding: 'utf-8' };
  const byte = `the byte ${seen.badByte.toString(16).toUpperCase().padStart(2, '0')}`;
  const save = 'save the file as UTF-8';
  if (said === 'utf-8')
    return { problem: problemAt(seen.badLine, { seen: byte, expected: 'UTF-8', fix: `${save}, or name its encoding` }) };
  // Real Windows text hardly ever happens to hold whole UTF-8 letters: this is a UTF-8 file with something broken in it.
  if (seen.letters > 0) {
    return {
      problem: problemAt(seen.badLine, {
        seen: `${byte}, which is not UTF-8, in a file that is UTF-8 elsewhere`,
        expected: 'one encoding in the whole file',
        fix: `${save}, or say 'file: { encoding: windows-1252 }' in the import profile`,
      }),
    };
  }
  if (seen.unusedLine === null) return { encoding: 'windows-1252' };
  return { problem: problemAt(seen.unusedLine, { seen: 'a byte that is neither UTF-8 nor Windows-1252', expected: 'text', fix: save }) };
}

const markOf = (start: Uint8Array): Encoding | null =>
  start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf
    ? 'utf-8'
    : start[0] === 0xff && start[1] === 0xfe
      ? 'utf-16le'
      : start[0] === 0xfe && start[1] === 0xff
        ? 'utf-16be'
        : null;

/** UTF-16 without a mark: every second byte of European text is zero. */
function wideZeros(start: Uint8Array): Encoding | null {
  const pairs = Math.floor(Math.min(start.length, 4096) / 2);
  let [even, odd] = [0, 0];
  for (let index = 0; index < pairs; index += 1) {
    if (start[index * 2] === 0) even += 1;
    if (start[index * 2 + 1] === 0) odd += 1;
  }
  if (pairs < 2) return null;
  if (odd > pairs * 0.7 && even < pairs * 0.05) return 'utf-16le';
  return even > pairs * 0.7 && odd < pairs * 0.05 ? 'utf-16be' : null;
}

const formats: readonly (readonly [string, string, string])[] = [
  ['d0cf11e0', 'an Excel file of before 2007 (.xls)', 'save it as .xlsx or CSV'],
  ['25504446', 'a PDF', 'export the same list as CSV'],
  ['504b0304', 'a ZIP archive', 'unpack it first'],
  ['89504e47', 'a picture', 'choose the CSV file'],
  ['ffd8ff', 'a picture', 'choose the CSV file'],
];

function strangeFormat(start: Uint8Array): TableProblem | null {
  const hex = Buffer.from(start.subarray(0, 4)).toString('hex');
  const known = formats.find(([magic]) => hex.startsWith(magic));
  if (known) return problemAt(null, { seen: known[1], expected: 'a CSV file or an .xlsx workbook', fix: known[2] });
  let control = 0;
  for (const byte of start) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) control += 1;
  // A stray NUL in a description is text; one byte in twenty is not.
  if (control * 20 <= start.length) return null;
  return problemAt(null, { seen: 'a binary file', expected: 'a CSV file or an .xlsx workbook', fix: 'choose another file' });
}

interface Utf8Result {
  /** Whole letters of two bytes and more. */
  readonly letters: number;
  readonly badLine: number | null;
  readonly badByte: number;
  /** The first line with a byte that Windows-1252 does not use. */
  readonly unusedLine: number | null;
}

/** Follows UTF-8 byte by byte, over the seams of chunks. */
function watchUtf8(): { see(chunk: Uint8Array): void; result(): Utf8Result } {
  let [line, letters, badByte] = [1, 0, 0];
  let [badLine, unusedLine]: [number | null, number | null] = [null, null];
  // How many bytes of a letter are still to come, and between what the next one must lie.
  let [missing, low, high] = [0, 0x80, 0xbf];
  // A letter that breaks off is reported where it began.
  let [lead, leadLine] = [0, 1];
  const bad = (): void => {
    if (badLine === null) [badLine, badByte] = [leadLine, lead];
    missing = 0;
  };
  return {
    see: (chunk) => {
      for (const byte of chunk) {
        if (byte < 0x80) {
          if (missing > 0) bad();
          if (byte === 0x0a) line += 1;
          continue;
        }
        if (unused.has(byte)) unusedLine ??= line;
        if (missing > 0) {
          if (byte < low || byte > high) bad();
          else if ((missing -= 1) === 0) letters += 1;
          [low, high] = [0x80, 0xbf];
          continue;
        }
        [lead, leadLine] = [byte, line];
        missing = byte >= 0xc2 && byte <= 0xdf ? 1 : byte >= 0xe0 && byte <= 0xef ? 2 : byte >= 0xf0 && byte <= 0xf4 ? 3 : 0;
        if (missing === 0) bad();
        // Longer forms than needed, halves of surrogate pairs and what lies beyond Unicode are not letters.
        low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
        high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
      }
    },
    result: () => {
      if (missing > 0) bad();
      return { letters, badLine, badByte, unusedLine };
    },
  };
}

const unused = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
