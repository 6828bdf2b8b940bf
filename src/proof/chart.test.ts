import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account } from '../core/records.ts';
import { accountName, chartOf } from './chart.ts';

const owed = (id: string, code: string | null): Account => ({
  kind: 'account',
  id,
  code,
  name: `Receivable ${id}`,
  class: 'asset',
  currency: null,
  isBank: false,
  takesPayments: false,
  system: 'receivable',
  defaultTax: null,
  state: 'active',
});

test('receivables that a ledger keeps by currency are one account of the proof', () => {
  const chart = chartOf([owed('84', null), owed('95', '1201'), { ...owed('35', '1000'), system: null, isBank: true }]);
  assert.equal(chart.receivable, '84');
  assert.deepEqual(
    ['84', '95', '1201', '35'].map((name) => accountName(chart, name)),
    ['84', '84', '84', '1000'],
  );
});
