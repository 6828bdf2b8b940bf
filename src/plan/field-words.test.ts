import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldText, valueText } from './field-words.ts';

test('a field that differs is named as bookkeepers call it, and its amounts have all places of their currency', () => {
  assert.equal(fieldText('dueOn'), 'due date');
  assert.equal(fieldText('currency'), 'currency');
  assert.equal(valueText('gross', '63.2', 'GBP'), '63.20 GBP');
  assert.equal(valueText('number', '63.2', 'GBP'), '63.2');
  assert.equal(valueText('dueOn', null, 'GBP'), 'none');
  assert.equal(valueText('lines', ['100', '20.5'], 'GBP'), '100.00 GBP, 20.50 GBP');
  assert.equal(valueText('allocations', [['INV-7', '60']], 'GBP'), '60.00 GBP on INV-7');
  assert.equal(valueText('allocations', [], 'GBP'), 'none');
});
