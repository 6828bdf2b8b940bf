import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { watchBytes } from './bytes.ts';
import { delimitedRows, findDelimiter } from './delimited.ts';
import { largestWorkbook, problemAt } from './table.ts';
import type { Encoding, TableFile, TableOptions, TablePart, TableProblem } from './table.ts';

/**
 * Looks at a file once from end to end, so that its encoding and delimiter are known before the first row is read, and streams
 * its rows afterwards. Never holds more than some rows of it, except of a workbook.
 */
export async function openTable(
  path: string,
  options: TableOptions,
  signal?: AbortSignal,
): Promise<{ readonly file: TableFile } | { readonly problem: TableProblem }> {
  const start = await readStart(path);
  if ('problem' in start) return start;
  const { first, bytes } = start;
  const name = basename(path);
  if (bytes === 0)
    return { problem: problemAt(null, { seen: 'an empty file', expected: 'a header and rows', fix: 'choose another file' }) };
  const isGzip = first.startsWith('1f8b');
  const isWorkbook = first.startsWith('504b0304') && /\.xls[xm]$/i.test(name);
  if (isWorkbook && bytes > largestWorkbook) {
    return {
      problem: problemAt(null, {
        seen: `a workbook of ${Math.round(bytes / 1_000_000)} MB`,
        expected: `at most ${largestWorkbook / 1_000_000} MB`,
        fix: 'save it as CSV, which may be of any size',
      }),
    };
  }
  const looked = await look({ path, isGzip, isWorkbook }, options, signal);
  if ('problem' in looked) return looked;
  const { print, encoding, delimiter } = looked;
  const rows = (until?: AbortSignal): AsyncIterable<TablePart> =>
    isWorkbook ? workbookRows(path, { sheet: options.sheet, bytes }) : textRows({ path, isGzip, print, encoding, delimiter }, until);
  return { file: { name, print, bytes, rows } };
}

/** The library for workbooks takes 15 MB of memory, so it is loaded for workbooks only. */
async function* workbookRows(path: string, of: { readonly sheet: string | null; readonly bytes: number }): AsyncGenerator<TablePart> {
  const { sheetRows } = await import('./spreadsheet.ts');
  yield* sheetRows(path, of);
}

async function readStart(path: string): Promise<{ readonly first: string; readonly bytes: number } | { readonly problem: TableProblem }> {
  try {
    const handle = await open(path);
    try {
      const stat = await handle.stat();
      if (!stat.isFile())
        return { problem: problemAt(null, { seen: `${path}, which is not a file`, expected: 'a file', fix: 'name the file itself' }) };
      const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
      return { first: buffer.toString('hex'), bytes: stat.size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT')
      return { problem: problemAt(null, { seen: `no file ${path}`, expected: 'a file', fix: 'check its name and folder' }) };
    if (code === 'EACCES')
      return {
        problem: problemAt(null, { seen: `${path}, which may not be read`, expected: 'a readable file', fix: 'change its permissions' }),
      };
    throw error;
  }
}

interface Place {
  readonly path: string;
  readonly isGzip: boolean;
}

interface Looked {
  readonly print: string;
  readonly encoding: Encoding;
  readonly delimiter: string;
}

async function look(
  { path, isGzip, isWorkbook }: Place & { readonly isWorkbook: boolean },
  options: TableOptions,
  signal?: AbortSignal,
): Promise<Looked | { readonly problem: TableProblem }> {
  const watch = watchBytes();
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const chunk of textOf({ path, isGzip }).text) {
      signal?.throwIfAborted();
      hash.update(chunk);
      length += chunk.length;
      if (!isWorkbook) watch.see(chunk);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    return {
      problem: problemAt(null, {
        seen: 'a compressed file that is cut off or damaged',
        expected: 'a whole gzip file',
        fix: 'fetch it again',
      }),
    };
  }
  const print = hash.digest('hex');
  if (isWorkbook) return { print, encoding: 'utf-8', delimiter: ',' };
  const decided = watch.decide(options.encoding);
  if ('problem' in decided) return decided;
  const head = new TextDecoder(decided.encoding).decode(watch.head());
  if (head.trim() === '')
    return { problem: problemAt(null, { seen: 'an empty file', expected: 'a header and rows', fix: 'choose another file' }) };
  return { print, encoding: decided.encoding, delimiter: options.delimiter ?? findDelimiter(head, length <= watch.head().length) };
}

async function* textRows({ path, isGzip, print, encoding, delimiter }: Place & Looked, signal?: AbortSignal): AsyncGenerator<TablePart> {
  const { raw, text } = textOf({ path, isGzip });
  const hash = createHash('sha256');
  text.on('data', (chunk: Uint8Array) => void hash.update(chunk));
  // The listener above would start the stream before anybody reads it.
  text.pause();
  for await (const part of delimitedRows({
    source: text,
    encoding,
    delimiter,
    bytesRead: () => raw.bytesRead,
    ...(signal ? { signal } : {}),
  })) {
    yield part;
    if ('problem' in part) return;
  }
  if (hash.digest('hex') === print) return;
  yield {
    problem: problemAt(null, { seen: 'a file that changed while it was read', expected: 'a finished file', fix: 'import it again' }),
  };
}

function textOf({ path, isGzip }: Place): { readonly raw: ReadStream; readonly text: Readable } {
  const raw = createReadStream(path, { highWaterMark: 65536 });
  if (!isGzip) return { raw, text: raw };
  const unzipped = createGunzip();
  // An error of the file reaches whoever reads the text.
  pipeline(raw, unzipped, () => undefined);
  return { raw, text: unzipped };
}
