import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bai2Reader } from './bai2.ts';
import type { Found, StatementLine } from './statement.ts';

function read(text: string, piece = text.length): readonly Found[] {
  const reader = bai2Reader();
  const found: Found[] = [];
  for (let at = 0; at < text.length; at += piece) found.push(...reader.push(text.slice(at, at + piece)));
  return [...found, ...reader.end()];
}

const lines = (found: readonly Found[]): readonly StatementLine[] => found.flatMap((each) => (each.is === 'line' ? [each.line] : []));
const problems = (found: readonly Found[]): readonly string[] =>
  found.flatMap((each) => (each.is === 'problem' ? [`${each.problem.at}: ${each.problem.seen}`] : []));

const file = `01,BANK,CUSTOMER,260401,0600,1,,,2/
02,CUSTOMER,BANK,1,260331,2400,USD,2/
03,000123,USD,010,10000,,,015,+12250,,/
16,165,5000,V,260401,0900,REF1,CUST1,STRIPE PAYOUT, MARCH
88,and more/
16,475,2750,,REF2,4711,CHECK PAID/
49,30000,5/
98,30000,1,7/
99,30000,1,9/
`;

test('lines have their direction by their code, their value day by their funds, and their text over all its continuations', () => {
  const found = read(file);
  assert.deepEqual(
    lines(found).map((line) => [line.bookedOn, line.valueOn, line.amount, line.text, line.bankId?.id, line.chequeNumber, line.at]),
    [
      ['2026-03-31', '2026-04-01', '50', 'STRIPE PAYOUT, MARCH and more', 'REF1', null, 4],
      ['2026-03-31', null, '-27.5', 'CHECK PAID', 'REF2', '4711', 6],
    ],
  );
  assert.deepEqual(
    found.flatMap((each) => (each.is === 'balance' ? [[each.balance.of, each.balance.amount, each.balance.currency]] : [])),
    [
      ['opening', '100', 'USD'],
      ['closing', '122.5', 'USD'],
    ],
  );
  assert.deepEqual(problems(found), []);
  assert.deepEqual(read(file, 3), found);
});

test('a yen has no hundredth', () => {
  assert.equal(lines(read(file.replace('03,000123,USD', '03,000123,JPY')))[0]?.amount, '5000');
});

test('a control total that is not the sum is said with its line', () => {
  assert.deepEqual(problems(read(file.replace('49,30000', '49,30001'))), ['7: a control total of 30001']);
});

test('a broken amount and a code without direction are said, and the other lines are read', () => {
  const found = read(file.replace('16,165,5000', '16,165,50.00').replace('16,475', '16,721'));
  assert.deepEqual(problems(found), [`4: the amount '50.00'`, '6: the type 721, which has no direction of its own']);
  assert.deepEqual(
    lines(found).map(({ state }) => state),
    ['info'],
  );
});

test('what is no BAI2 file at all is refused', () =>
  assert.deepEqual(problems(read('hello, world\n')), ['1: a file without an account (03)']));
