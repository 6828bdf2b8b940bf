import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, dayText, figure, sum } from './figures.ts';

test('figures keep every digit, with all places of their currency, in the person’s own way of writing', () => {
  assert.equal(figure('12345678901234567890.1', 'GBP', { locale: 'en-GB' }), '12,345,678,901,234,567,890.10');
  assert.equal(figure('-1234.5', 'EUR', { locale: 'de-DE' }), '-1.234,50');
  assert.equal(figure('1200', 'JPY', { locale: 'en-GB' }), '1,200');
  assert.equal(sum('0.125', 'KWD', { locale: 'en-GB' }), '0.125 KWD');
});

test('days are written as people write them, whatever the zone of the machine', () => {
  assert.equal(dayText('2026-03-01', { locale: 'en-GB' }), '1 Mar 2026');
});

test('one is one', () => {
  assert.equal(counted(1, 'invoice', { locale: 'en-GB' }), '1 invoice');
  assert.equal(counted(1204, 'invoice', { locale: 'en-GB' }), '1,204 invoices');
});
