import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { openTable } from './file.ts';
import type { TableOptions, TablePart } from './table.ts';
import { dateCell, numberCell, textCell, workbook } from './testing.ts';

const asItComes: TableOptions = { encoding: 'auto', delimiter: null, sheet: null };
let folder = '';
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'tieout-files-'))));
after(() => rm(folder, { recursive: true }));

/** The rows of a file as `line: cell|cell`, or the problem as one sentence. */
async function read(
  content: string | Uint8Array,
  { name = 'sales.csv', options = asItComes }: { readonly name?: string; readonly options?: TableOptions } = {},
): Promise<readonly string[]> {
  const path = join(folder, name);
  await writeFile(path, content);
  const opened = await openTable(path, options);
  if ('problem' in opened) return shown(opened);
  const parts: string[] = [];
  for await (const part of opened.file.rows()) parts.push(...shown(part));
  return parts;
}

const shown = (part: TablePart): readonly string[] =>
  'problem' in part
    ? [`line ${part.problem.line}: ${part.problem.seen}; ${part.problem.expected}; ${part.problem.fix}`]
    : part.rows.map(({ line, cells }) => `${line}: ${cells.join('|')}`);

test('rows keep the line on which they begin, also after quoted line breaks and blank rows', async () => {
  assert.deepEqual(await read('a,b\n1,"x\ny"\n\n,\n3,4\n'), ['1: a|b', '2: 1|x\ny', '6: 3|4']);
});

test('line ends of all three kinds may be mixed', async () => {
  assert.deepEqual(await read('a,b\r\n1,2\n3,4\r5,6'), ['1: a|b', '2: 1|2', '3: 3|4', '4: 5|6']);
});

test('quotes, delimiters and NULs within quoted cells are text', async () => {
  assert.deepEqual(await read('a,b\n"7"" disc, black",de\u0000f and some more text\n'), [
    '1: a|b',
    '2: 7" disc, black|de\u0000f and some more text',
  ]);
});

test('the delimiter is found, and a decimal comma is not taken for one', async () => {
  assert.deepEqual(await read('a;b\n1,5;2,5\n2,5;3,5\n'), ['1: a|b', '2: 1,5|2,5', '3: 2,5|3,5']);
  assert.deepEqual(await read('a\tb\n1\t2\n'), ['1: a|b', '2: 1|2']);
  assert.deepEqual(await read('a|b\n1|2\n'), ['1: a|b', '2: 1|2']);
  assert.deepEqual(await read('sep=;\r\na;b\r\n'), ['1: sep=|', '2: a|b']);
  assert.deepEqual(await read('a,b\n1,2\n', { options: { ...asItComes, delimiter: ';' } }), ['1: a,b', '2: 1,2']);
});

test('the encoding is found by the bytes: UTF-8, UTF-16 either way, Windows-1252', async () => {
  const text = 'a,b\n1,Müller\n2,Łódź\n';
  const wide = Buffer.from(text, 'utf16le');
  const expected = ['1: a|b', '2: 1|Müller', '3: 2|Łódź'];
  assert.deepEqual(await read(text), expected);
  assert.deepEqual(await read(`\uFEFF${text}`), expected);
  assert.deepEqual(await read(wide), expected);
  assert.deepEqual(await read(Buffer.concat([Buffer.from([0xff, 0xfe]), wide])), expected);
  assert.deepEqual(await read(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()])), expected);
  assert.deepEqual(await read(Buffer.from('a,b\n1,M\u00fcller \u0080\n', 'latin1')), ['1: a|b', '2: 1|Müller €']);
});

test('one letter at the end of a long plain file decides its encoding too', async () => {
  const rows = await read(Buffer.from(`a,b\n${'1,2\n'.repeat(50_000)}3,caf\u00e9\n`, 'latin1'));
  assert.equal(rows.at(-1), '50002: 3|café');
});

test('a file in two encodings is refused with the line where it changes, unless one is said', async () => {
  const mixed = Buffer.concat([Buffer.from('a,b\n1,café\n'), Buffer.from('2,caf\u00e9\n', 'latin1')]);
  assert.deepEqual(await read(mixed), [
    "line 3: the byte E9, which is not UTF-8, in a file that is UTF-8 elsewhere; one encoding in the whole file; save the file as UTF-8, or say 'file: { encoding: windows-1252 }' in the import profile",
  ]);
  assert.deepEqual(await read(mixed, { options: { ...asItComes, encoding: 'windows-1252' } }), ['1: a|b', '2: 1|cafÃ©', '3: 2|café']);
  assert.match((await read(mixed, { options: { ...asItComes, encoding: 'utf-8' } }))[0] ?? '', /^line 3: the byte E9; UTF-8/);
});

test('bytes that are neither UTF-8 nor Windows-1252 are refused with their line', async () => {
  assert.match((await read(Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x81, 0x2c, 0x31, 0x0a])))[0] ?? '', /^line 2: a byte that is neither/);
});

test('a quote that is never closed is named with the line where its row begins', async () => {
  assert.match((await read('a,b\n1,2\n3,"4\n5,6\n')).join(), /line 3: a quote that opens and is never closed; a closing quote/);
  assert.match((await read(`a,b\n1,"${'x\n'.repeat(600_000)}`)).join(), /line 2: a row of more than a million characters/);
});

test('a quote in the wrong place is named with its line', async () => {
  assert.match((await read('a,b\n1,7" disc\n')).join(), /line 2: a quote in the middle of a cell/);
  assert.match((await read('a,b\n1,"7" disc\n')).join(), /line 2: text after a closing quote/);
});

test('files that are no tables are called what they are', async () => {
  const said = async (content: string | Uint8Array): Promise<string> => (await read(content))[0] ?? '';
  assert.match(await said(''), /an empty file/);
  assert.match(await said(' \r\n\r\n'), /an empty file/);
  assert.match(await said('%PDF-1.7\n'), /a PDF/);
  assert.match(await said(Buffer.from('d0cf11e0a1b11ae1', 'hex')), /before 2007/);
  assert.match(await said(Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251))), /a binary file/);
  assert.match(await said(workbook([[textCell('a')]])), /a ZIP archive/);
});

test('a file that is not there, and a folder, are said in words', async () => {
  assert.match(JSON.stringify(await openTable(join(folder, 'none.csv'), asItComes)), /no file .*none\.csv/);
  assert.match(JSON.stringify(await openTable(folder, asItComes)), /which is not a file/);
});

test('gzip is unpacked on the way; a cut one is refused before the first row', async () => {
  const packed = gzipSync(`a,b\n${Array.from({ length: 3000 }, (_, index) => `${index},${(index * 7919) % 1013}\n`).join('')}`);
  assert.equal((await read(packed, { name: 'sales.csv.gz' })).at(-1), '3001: 2999|309');
  assert.deepEqual(await read(packed.subarray(0, packed.length - 20)), [
    'line null: a compressed file that is cut off or damaged; a whole gzip file; fetch it again',
  ]);
});

test('a file that grows while it is read is refused', async () => {
  const path = join(folder, 'growing.csv');
  await writeFile(path, 'a,b\n1,2\n');
  const opened = await openTable(path, asItComes);
  assert.ok('file' in opened);
  await appendFile(path, '3,4\n');
  const parts: string[] = [];
  for await (const part of opened.file.rows()) parts.push(...shown(part));
  assert.match(parts.at(-1) ?? '', /a file that changed while it was read/);
});

test('reading stops when it is aborted', async () => {
  const path = join(folder, 'long.csv');
  await writeFile(path, 'a,b\n'.repeat(20_000));
  const opened = await openTable(path, asItComes);
  assert.ok('file' in opened);
  const stop = new AbortController();
  await assert.rejects(async () => {
    for await (const part of opened.file.rows(stop.signal)) if ('rows' in part) stop.abort(new Error('enough'));
  }, /enough/);
});

test('a workbook gives the same rows: days as days, and figures with the fifteen digits that Excel shows', async () => {
  const file = workbook([
    [textCell('Number'), textCell('Date'), textCell('Price')],
    [numberCell('536365'), dateCell('40513'), numberCell('188.98000000000002')],
    [textCell(''), textCell(''), textCell('')],
    [textCell('C7'), dateCell('40513.5'), numberCell('-0.1')],
  ]);
  assert.deepEqual(await read(file, { name: 'sales.xlsx' }), [
    '1: Number|Date|Price',
    '2: 536365|2010-12-01|188.98',
    '4: C7|2010-12-01 12:00:00|-0.1',
  ]);
  assert.match((await read(file, { name: 'sales.xlsx', options: { ...asItComes, sheet: 'May' } }))[0] ?? '', /no sheet 'May'/);
  assert.match((await read(file.subarray(0, 300), { name: 'sales.xlsx' }))[0] ?? '', /a workbook that cannot be read/);
});

test('any table that is written by the rules is read back cell by cell, in any encoding and with any delimiter', async () => {
  const cell = fc.string({ unit: fc.constantFrom(...Array.from('aZ09 .,;|\t"\n\r\'éü€')), maxLength: 12 });
  const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 30 });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('utf8', 'utf16le', 'bom'),
      async (rows, delimiter, as) => {
        const text = [['Number', 'Date', 'Price'], ...rows].map((cells) => cells.map(quoted).join(delimiter)).join('\r\n');
        const bytes = as === 'bom' ? Buffer.from(`\uFEFF${text}`) : Buffer.from(text, as === 'utf8' ? 'utf8' : 'utf16le');
        const kept = rows.filter((cells) => cells.some((each) => each.trim() !== ''));
        const options = { ...asItComes, delimiter };
        assert.deepEqual(
          (await read(bytes, { options })).slice(1).map((line) => line.replace(/^\d+: /, '')),
          kept.map((cells) => cells.join('|')),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('whatever the bytes, the answer is rows or a reason in words, never a crash', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: fc.constantFrom(...Array.from('ab,;"\n\r\t\u0000é\uFEFF')), maxLength: 200 }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), rest])),
    fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([Buffer.from('PK\u0003\u0004'), rest])),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom('any.csv', 'any.xlsx'), async (content, name) => {
      assert.ok(Array.isArray(await read(content, { name })));
    }),
    { numRuns: 150 },
  );
});
