import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { addDays } from '../core/day.ts';
import { merge } from './merge.ts';
import type { KnownLine, Merged } from './merge.ts';
import { plainLine } from './statement.ts';
import type { StatementLine } from './statement.ts';

const line = (bookedOn: string, amount: string, text: string, more: Partial<StatementLine> = {}): StatementLine => ({
  ...plainLine,
  bookedOn,
  amount,
  text,
  at: 1,
  ...more,
});
const withId = (id: string): Partial<StatementLine> => ({ bankId: { id, isReliable: true } });
const known = (lines: readonly StatementLine[]): readonly KnownLine[] => lines.map((each, index) => ({ ref: String(index), line: each }));
const sizes = ({ added, same, changed }: Merged): readonly number[] => [added.length, same.length, changed.length];

const coffee = line('2026-03-31', '-3.5', 'Coffee');

test('two equal coffees stay two, and a third one is new', () => {
  assert.deepEqual(sizes(merge([], [coffee, { ...coffee }])), [2, 0, 0]);
  assert.deepEqual(sizes(merge(known([coffee, coffee]), [{ ...coffee }, { ...coffee }])), [0, 2, 0]);
  assert.deepEqual(sizes(merge(known([coffee, coffee]), [{ ...coffee }, { ...coffee }, { ...coffee }])), [1, 2, 0]);
});

test('equal lines with ids of their own are two, also over two files', () => {
  assert.deepEqual(sizes(merge(known([{ ...coffee, ...withId('A') }]), [{ ...coffee, ...withId('B') }])), [1, 0, 0]);
  assert.deepEqual(sizes(merge(known([{ ...coffee, ...withId('A') }]), [{ ...coffee, ...withId('A') }])), [0, 1, 0]);
});

test('a pending line becomes booked without doubling, a day later and in other words', () => {
  const pending = line('2026-03-30', '-3.5', 'COFFEE SHOP 12', { state: 'pending' });
  const { added, changed } = merge(known([pending]), [line('2026-04-01', '-3.5', 'Coffee Shop Berlin')]);
  assert.deepEqual(added, []);
  assert.deepEqual(
    changed.map((each) => [each.ref, each.line.state, each.line.bookedOn]),
    [['0', 'booked', '2026-04-01']],
  );
  assert.deepEqual(sizes(merge(known([pending]), [line('2026-04-01', '-3.5', 'Bakery')])), [1, 0, 0]);
  assert.deepEqual(sizes(merge(known([line('2026-03-30', '-3.5', 'Coffee Shop 12')]), [{ ...pending }])), [0, 1, 0]);
});

test('an id that a bank gives to another line is said, and the line is new', () => {
  const { added, odd } = merge(known([line('2026-03-01', '-1', 'a', withId('7'))]), [line('2026-04-01', '-2', 'b', withId('7'))]);
  assert.deepEqual([added.length, odd], [1, [`the bank's id 7 was that of -1 on 2026-03-01, and is now that of -2 on 2026-04-01`]]);
});

test('a bank that numbers anew with every download doubles nothing', () => {
  const lines = (prefix: string): readonly StatementLine[] =>
    ['Rent', 'Power', 'Water', 'Tax'].map((text, index) => line(addDays('2026-03-01', index), '-10', text, withId(`${prefix}${index}`)));
  const merged = merge(known(lines('A')), lines('B'));
  assert.deepEqual(sizes(merged), [0, 4, 0]);
  assert.equal(merged.odd.length, 1);
});

test('a notification tells the payments of a collective line that is known', () => {
  const parts = [{ amount: '1', counterparty: { name: 'Ada', account: null }, text: '', reference: null, endToEndId: null, bankId: null }];
  const booked = line('2026-03-31', '1', 'x', withId('R'));
  const { added, changed } = merge(known([booked]), [{ ...booked, state: 'info', text: 'y', parts }]);
  assert.deepEqual([added.length, changed[0]?.line.state, changed[0]?.line.parts.length], [0, 'booked', 1]);
});

const someLine = fc
  .record({ day: fc.integer({ min: 0, max: 9 }), amount: fc.constantFrom('-3.5', '-1', '20'), text: fc.constantFrom('Coffee', 'Rent', '') })
  .map(({ day, amount, text }) => line(addDays('2026-03-01', day), amount, text));
const history = fc.array(someLine, { maxLength: 30 });

test('the same file twice adds nothing, with ids and without', () => {
  fc.assert(
    fc.property(history, fc.boolean(), (lines, hasIds) => {
      const file = (): readonly StatementLine[] => lines.map((each, index) => ({ ...each, ...(hasIds ? withId(String(index)) : {}) }));
      assert.deepEqual(sizes(merge(known(file()), file())), [0, lines.length, 0]);
    }),
  );
});

test('downloads of any days, in any order and however they overlap, give every line once', () => {
  const days = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(history, fc.array(days, { minLength: 1, maxLength: 5 }), fc.boolean(), (lines, windows, hasIds) => {
      const bank = lines.map((each, index) => ({ ...each, ...(hasIds ? withId(String(index)) : {}) }));
      const isWithin = ({ bookedOn }: StatementLine, [a, b]: readonly [number, number]): boolean =>
        bookedOn >= addDays('2026-03-01', Math.min(a, b)) && bookedOn <= addDays('2026-03-01', Math.max(a, b));
      let books: readonly StatementLine[] = [];
      for (const window of windows) {
        const file = bank.filter((each) => isWithin(each, window)).map((each) => ({ ...each }));
        books = [...books, ...merge(known(books), file).added];
      }
      const text = (all: readonly StatementLine[]): readonly string[] => all.map((each) => JSON.stringify(each)).toSorted();
      assert.deepEqual(text(books), text(bank.filter((each) => windows.some((window) => isWithin(each, window)))));
    }),
  );
});

test('the order of the lines in a file changes nothing', () => {
  fc.assert(
    fc.property(history, history, (before, lines) => {
      const contents = ({ added }: Merged): readonly string[] => added.map((each) => JSON.stringify(each)).toSorted();
      assert.deepEqual(contents(merge(known(before), lines)), contents(merge(known(before), lines.toReversed())));
    }),
  );
});
