import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indented, table, wrapped } from './table.ts';

const columns = [
  { title: 'why', gives: true },
  { title: 'records', align: 'right' },
  { title: 'note', isExtra: true },
] as const;
const rows = [
  ['not sent yet because its customer is not there', '1,204', 'x'],
  ['held', '3', 'a long note that nobody needs at once'],
];

test('figures stand right under their titles', () => {
  assert.deepEqual(table(columns, [['held', '3', 'x']], 80), ['why   records  note', '────  ───────  ────', 'held        3  x']);
});

test('no line of a table is wider than the terminal, and no word is lost', () => {
  for (const width of [40, 60, 80]) {
    const lines = table(columns, rows, width);
    assert.ok(
      lines.every((line) => line.length <= width),
      lines.join('\n'),
    );
    assert.ok(lines.join(' ').replaceAll(/\s+/g, ' ').includes('customer'));
  }
});

test('what is extra goes first when there is no room', () => {
  assert.ok(!table(columns, rows, 55).join('\n').includes('nobody needs'));
  assert.ok(table(columns, rows, 100).join('\n').includes('nobody needs'));
});

test('an empty table is nothing', () => assert.deepEqual(table(columns, [], 80), []));

test('text breaks between words, and within one only where it is longer than a line', () => {
  assert.deepEqual(wrapped('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrapped('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
  assert.deepEqual(indented('one two', 14), ['  one two']);
});
