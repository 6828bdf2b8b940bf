import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Payment } from '../../../../src/core/records.ts';
import { comparedRecords } from './record-fields.ts';

const payment: Payment = {
  kind: 'payment',
  id: 'p-1',
  contact: 'c-1',
  paidOn: '2026-11-21',
  amount: '120',
  currency: 'EUR',
  account: null,
  accountAmount: null,
  method: null,
  reference: null,
  allocations: [{ invoice: 'i-1', amount: '120' }],
  isReconciled: false,
  state: 'made',
};

test('a changed record shows each field with what it was and what it will be', () => {
  const fields = comparedRecords(payment, { ...payment, reference: 'PO 7', allocations: [{ invoice: 'i-2', amount: '120' }] });
  const changed = fields.filter(({ before, after }) => before !== after);
  assert.deepEqual(changed, [
    { field: 'reference', before: null, after: 'PO 7' },
    { field: 'allocations.0.invoice', before: 'i-1', after: 'i-2' },
  ]);
  assert.ok(fields.some(({ field, after }) => field === 'isReconciled' && after === 'no'));
});

test('a record that is removed has only what it was', () => {
  const fields = comparedRecords(payment, null);
  assert.ok(fields.length > 4);
  assert.ok(fields.every(({ after }) => after === null));
  assert.ok(fields.every(({ field }) => field !== 'kind' && field !== 'id'));
});
