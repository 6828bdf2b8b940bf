import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayAmount } from './money.ts';

test('an amount is said with all places of its currency, and with every digit that it has', () => {
  assert.equal(sayAmount('63.2', 'GBP'), '63.20 GBP');
  assert.equal(sayAmount('-1200', 'EUR'), '-1200.00 EUR');
  assert.equal(sayAmount('1200', 'JPY'), '1200 JPY');
  assert.equal(sayAmount('0.5', 'KWD'), '0.500 KWD');
  assert.equal(sayAmount('118.9881', 'EUR'), '118.9881 EUR');
});
