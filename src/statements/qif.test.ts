import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qifReader } from './qif.ts';
import type { Found } from './statement.ts';

function read(text: string, dayFirst: boolean | null = null): readonly Found[] {
  const reader = qifReader({ dayFirst });
  return [...reader.push(text.slice(0, 25)), ...reader.push(text.slice(25)), ...reader.end()];
}
const told = (found: readonly Found[]): readonly string[] =>
  found.flatMap((each) => (each.is === 'line' ? [`${each.line.bookedOn} ${each.line.amount} ${each.line.text}`] : []));
const problems = (found: readonly Found[]): readonly string[] =>
  found.flatMap((each) => (each.is === 'problem' ? [each.problem.seen] : []));

test('one date above twelve tells which part is the day, for the whole file', () => {
  assert.deepEqual(told(read("!Type:Bank\nD3/4'26\nT-1,000.00\nPRent\n^\nD31/03/2026\nT12.50\nPAda\nMINV-1\n^\n")), [
    '2026-04-03 -1000 Rent',
    '2026-03-31 12.5 Ada INV-1',
  ]);
});

test('where no date tells, it is asked; until then the month is taken first, with a warning', () => {
  const text = '!Type:Bank\nD03/04/2026\nT1.00\n^\n';
  assert.deepEqual([told(read(text)), problems(read(text)).length], [['2026-03-04 1 '], 1]);
  assert.deepEqual([told(read(text, true)), problems(read(text, true)).length], [['2026-04-03 1 '], 0]);
});

test('decimal commas are seen from the whole file; an opening balance is a balance', () => {
  const found = read('!Type:Bank\nD31.12.2025\nT1.000,00\nPOpening Balance\nL[Giro]\n^\nD01.02.2026\nT-12,5\nPBrot\n^\n', true);
  assert.deepEqual(told(found), ['2026-02-01 -12.5 Brot']);
  assert.deepEqual(found[1], { is: 'balance', balance: { of: 'opening', on: '2025-12-31', amount: '1000', currency: null, at: 2 } });
});

test('parts that do not add up, and records without day or amount, are problems on their line', () => {
  const found = read('!Account\nNCheck\n^\n!Type:Bank\nD1/31/2026\nT10.00\n$4.00\n$5.00\n^\nPnobody\n^\nD1/31/2026\nTx\n^\n');
  assert.deepEqual(problems(found), ['parts that add up to 9', 'a record without a date', "the amount 'x'"]);
});

test('lists of categories and securities are no lines', () => {
  assert.deepEqual(told(read('!Type:Cat\nNFood\n^\n!Type:Bank\nD1/31/2026\nT1\nPA\n^\n')), ['2026-01-31 1 A']);
});
