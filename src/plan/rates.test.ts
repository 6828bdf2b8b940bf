import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Invoice } from '../core/records.ts';
import { rateLosses } from './rates.ts';

const invoiceAt = (value: string): Invoice => ({
  kind: 'invoice',
  id: '',
  number: 'INV-001',
  contact: 'c1',
  issuedOn: '2026-11-10',
  dueOn: null,
  currency: 'USD',
  exchangeRate: { value, on: '2026-11-10', source: 'billing' },
  amountsAre: 'noTax',
  lines: [],
  discount: null,
  totals: { net: '0', tax: '0', gross: '0' },
  reference: null,
  notes: null,
  paid: '0',
  credited: '0',
  state: 'open',
});

const lost = (value: string, places: Readonly<Record<string, number>>): readonly (readonly [string, string])[] =>
  rateLosses(invoiceAt(value), { places }).map(({ before, after }) => [before, after]);

test('a rate that a ledger can keep loses nothing, also where it keeps it the other way round', () => {
  for (const value of ['0.75', '0.8', '0.7912', '0.0053', '153.846154', '1.2']) {
    assert.deepEqual(lost(value, { foreignPerBase: 6 }), []);
    assert.deepEqual(lost(value, { exchangeRate: 9 }), []);
  }
  assert.deepEqual(lost('0.79123456', {}), []);
});

test('what a ledger cuts from a rate is said, with the rate that it keeps', () => {
  assert.deepEqual(lost('0.79123456', { foreignPerBase: 6 }), [['0.79123456', '0.79123439']]);
  assert.deepEqual(lost('150.123456', { foreignPerBase: 6 }), [['150.123456', '150.12760847']]);
  assert.deepEqual(lost('0.79123456', { exchangeRate: 4 }), [['0.79123456', '0.7912']]);
});
