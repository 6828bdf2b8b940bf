import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provenNames } from './bank-names.ts';

const payout = (line: string, name = 'STRIPE PAYMENTS UK', of: string | null = 'Stripe') => ({ line, name, of: [of] });

test('a name that two lines prove by their numbers stands for whose money it was, in whatever order they are read', () => {
  const lines = [payout('1'), payout('2', 'Stripe  Payments UK')];
  const names = [{ name: 'stripe payments uk', counterparty: 'Stripe' }];
  assert.deepEqual(provenNames(lines, []), names);
  assert.deepEqual(provenNames(lines.toReversed(), []), names);
});

test('one line proves nothing about a name, however often it is told', () => {
  assert.deepEqual(provenNames([payout('1'), payout('1')], []), []);
});

test('who pays for several customers, or for one that nobody names, stands for none of them', () => {
  assert.deepEqual(provenNames([payout('1'), payout('2'), payout('3', undefined, 'Ada Ltd')], []), []);
  assert.deepEqual(provenNames([payout('1'), payout('2'), payout('3', undefined, null)], []), []);
});

test('a name that the books know stands for itself', () => {
  assert.deepEqual(provenNames([payout('1'), payout('2')], ['Stripe Payments UK']), []);
});
