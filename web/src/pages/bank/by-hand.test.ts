import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BankItemRow } from '../../../../src/api/bank.ts';
import { remainderOf, suggestedShare } from './by-hand.ts';

const item = (open: string): BankItemRow => ({
  item: open,
  is: 'document',
  kind: 'invoice',
  number: null,
  counterparty: null,
  on: '2026-11-10',
  open,
  currency: 'GBP',
});

test('what is left of a line is exact, and nothing that is no figure counts', () => {
  assert.deepEqual(remainderOf('0.3', [{ item: item('1'), amount: '0.1' }]), { is: 'left', amount: '0.2' });
  assert.deepEqual(
    remainderOf('0.3', [
      { item: item('1'), amount: '0.1' },
      { item: item('2'), amount: '0.20' },
    ]),
    { is: 'none' },
  );
  assert.deepEqual(remainderOf('100', [{ item: item('120'), amount: '120' }]), { is: 'over', amount: '20' });
  for (const amount of [null, '0', '-1']) assert.deepEqual(remainderOf('100', [{ item: item('120'), amount }]), { is: 'unread' });
});

test('a document that is chosen takes what the line still brings, and never more than is open', () => {
  assert.equal(suggestedShare({ is: 'left', amount: '70' }, item('120')), '70');
  assert.equal(suggestedShare({ is: 'left', amount: '170.5' }, item('120')), '120');
  assert.equal(suggestedShare({ is: 'none' }, item('120')), '120');
  assert.equal(suggestedShare({ is: 'left', amount: '70' }, { ...item('120'), is: 'money' }), '120', 'money of the ledger is taken whole');
});
