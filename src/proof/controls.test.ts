import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceCase } from './case.ts';
import { chart } from './testing.ts';
import { controlOf } from './controls.ts';
import type { ControlInput, ControlScope } from './controls.ts';
import type { Posting } from './posting.ts';
import { wholeDocument } from './posting.ts';

const scope: ControlScope = {
  chart,
  startsOn: '2026-10-10',
  kinds: ['balanceTransaction', 'payout'],
  controlled: ['092'],
  period: { fromMonth: '2026-10', throughMonth: '2026-10' },
  cases: [],
};
const clearing: ControlInput = { of: 'clearing', account: '092', currency: 'GBP', processor: [], ledger: [], listed: [], coming: [] };
const posting = (amount: string, rest: Partial<Posting> = {}): Posting => ({
  kind: 'bankTransaction',
  account: '092',
  currency: 'GBP',
  day: '2026-10-12',
  amount,
  ...rest,
});

/** A transaction whose booking should have moved the mirror so, and did so. */
const booking = (id: string, asked: readonly Posting[], seen: readonly Posting[], rest: Partial<SourceCase> = {}): SourceCase => ({
  from: 'source',
  flow: 'f',
  key: { kind: 'balanceTransaction', id },
  number: null,
  source: asked,
  standing: { state: 'in sync', cause: null, detail: null },
  hold: null,
  write: null,
  isAccepted: false,
  parts: [{ kind: 'bankTransaction', id: `b-${id}`, number: null, origin: 'ours', state: 'made', wanted: asked, seen, lines: 1 }],
  ...rest,
});

test('a balance that is equal on every day ties out, and its last day is always shown', () => {
  const moves = [
    { day: '2026-10-12', amount: '10' },
    { day: '2026-10-14', amount: '-10' },
  ];
  const control = controlOf({ ...clearing, processor: moves, ledger: moves }, scope);
  assert.deepEqual(
    control.days.map(({ day, ledger, difference }) => `${day} ${ledger} ${difference}`),
    ['2026-10-12 10 0', '2026-10-14 0 0', '2026-10-31 0 0'],
  );
  assert.equal(control.tiesOut, true);
});

test('a cent that no record explains is shown on its day, and equal at the end it still does not tie out', () => {
  const control = controlOf(
    {
      ...clearing,
      processor: [{ day: '2026-10-12', amount: '10' }],
      ledger: [
        { day: '2026-10-12', amount: '9.99' },
        { day: '2026-10-20', amount: '0.01' },
      ],
    },
    scope,
  );
  assert.deepEqual(
    control.days.map(({ day, unexplained }) => `${day} ${unexplained}`),
    ['2026-10-12 0.01', '2026-10-20 0', '2026-10-31 0'],
  );
  assert.equal(control.tiesOut, false);
});

test('a document that somebody moved to another day is named for the days between', () => {
  const control = controlOf(
    { ...clearing, processor: [{ day: '2026-10-12', amount: '10' }], ledger: [{ day: '2026-10-15', amount: '10' }] },
    { ...scope, cases: [booking('txn_1', [posting('10')], [posting('10', { day: '2026-10-15' })])] },
  );
  assert.deepEqual(
    control.days.map(({ day, difference, unexplained }) => `${day} ${difference} ${unexplained}`),
    ['2026-10-12 10 0', '2026-10-15 0 0', '2026-10-31 0 0'],
  );
  assert.deepEqual(
    control.named.map(({ key, cause, amount, detail }) => [key?.id, cause, amount, detail]),
    [['txn_1', 'cut-off', '0', 'the two sides count it on different days: 2026-10-12 and 2026-10-15']],
  );
});

test('what is held counts with its own total, and two that cancel each other out are two', () => {
  const held = (id: string, net: string): SourceCase =>
    booking(id, [posting(net, { kind: 'balanceTransaction', account: wholeDocument })], [], {
      parts: [],
      standing: { state: 'held', cause: 'held', detail: 'a question' },
      hold: { code: 'no tax code', text: 'a question' },
    });
  const processor = ['5', '-5'].map((amount) => ({ day: '2026-10-12', amount }));
  const control = controlOf({ ...clearing, processor }, { ...scope, cases: [held('txn_1', '5'), held('txn_2', '-5')] });
  assert.deepEqual(
    control.named.map(({ cause, amount, key }) => `${cause} ${amount} ${key?.id}`),
    ['held 5 txn_1', 'held -5 txn_2'],
  );
  assert.equal(control.tiesOut, false);
});

test('what was different before the start is one item, on every day of the flow', () => {
  const control = controlOf({ ...clearing, processor: [{ day: '2026-10-01', amount: '40' }] }, scope);
  assert.deepEqual(
    control.named.map(({ cause, amount, day }) => `${cause} ${amount} ${day}`),
    ['opening 40 2026-10-10'],
  );
  assert.deepEqual(
    control.days.map(({ unexplained }) => unexplained),
    control.days.map(() => '0'),
  );
});
