import assert from 'node:assert/strict';
import { test } from 'node:test';
import iconv from 'iconv-lite';
import { decoder } from './decode.ts';

function read(bytes: Uint8Array, piece = bytes.length): { readonly text: string; readonly problems: number } {
  const reader = decoder();
  const all = [];
  for (let at = 0; at < bytes.length; at += piece) all.push(reader.push(bytes.subarray(at, at + piece)));
  all.push(reader.end());
  return { text: all.map(({ text }) => text).join(''), problems: all.flatMap(({ found }) => found).length };
}

const words = 'Überweisung an Söhne & Größe, Märkte, Bäcker, Köln';
const long = (text: string): string => `${'plain text\n'.repeat(300)}${text}\n`;

test('every encoding that banks write is known by its bytes alone, also where only the last line shows it', () => {
  for (const encoding of ['utf8', 'windows-1252', 'cp850', 'utf16le', 'utf16be'] as const) {
    for (const text of [words, long(words)])
      assert.deepEqual(read(iconv.encode(text, encoding)), { text, problems: 0 }, `${encoding}, ${text.length} letters`);
  }
  assert.equal(read(iconv.encode(words, 'utf8', { addBOM: true })).text, words);
  assert.equal(read(iconv.encode(words, 'utf-16', { addBOM: true })).text, words);
});

test('pieces of any size give the same text', () => {
  for (const encoding of ['utf8', 'windows-1252'] as const)
    for (const piece of [1, 3, 1000, 1025])
      assert.equal(read(iconv.encode(long(words), encoding), piece).text, long(words), `${encoding} by ${piece}`);
});

test('a declared encoding counts only where the bytes are not UTF-8', () => {
  const xml = '<?xml version="1.0" encoding="ISO-8859-2"?><a>Łódź</a>';
  assert.equal(read(iconv.encode(xml, 'iso-8859-2')).text, xml);
  assert.equal(read(iconv.encode(xml, 'utf8')).text, xml);
});

test('a byte that breaks a UTF-8 file is replaced and said', () => {
  const bytes = Buffer.concat([Buffer.from('Söhne '), Buffer.from([0xff]), Buffer.from(' ok')]);
  assert.deepEqual(read(bytes), { text: 'Söhne \uFFFD ok', problems: 1 });
});
