import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indented, length, table, withoutControls, wrapped } from './table.ts';

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

test('where no column can give way any more, each row stands in lines of its own', () => {
  const sums = [
    { title: '' },
    { title: 'account', gives: true },
    { title: 'source', align: 'right' },
    { title: 'ledger', align: 'right' },
    { title: '' },
  ] as const;
  const row = ['invoices', '200', '12,345,678.90', '12,345,678.91', 'GBP'];
  assert.equal(table(sums, [row], 60).length, 3);
  assert.deepEqual(table(sums, [row], 40), ['invoices GBP', '  account: 200', '  source: 12,345,678.90', '  ledger: 12,345,678.91']);
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

test('a word that is too long is broken between letters, by the room that these take', () => {
  assert.deepEqual(wrapped('株式会社', 5), ['株式', '会社']);
  for (const line of wrapped('😀'.repeat(9) + '株'.repeat(9), 7)) assert.ok(line.isWellFormed() && length(line) <= 7, line);
});

test('what others have written moves no cursor, renames no window and turns no line round', () => {
  assert.equal(withoutControls('Evil\u001b[2J\rTIES OUT\u202e\u0007\u009b'), 'Evil�[2J�TIES OUT���');
  assert.equal(withoutControls('Zoë & Søn, 株式会社 — 1’000.00'), 'Zoë & Søn, 株式会社 — 1’000.00');
});
