import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, figure, sum, timeText } from './figures.ts';

test('figures keep every digit, with all places of their currency, in the person’s own way of writing', () => {
  assert.equal(figure('12345678901234567890.1', 'GBP', { locale: 'en-GB' }), '12,345,678,901,234,567,890.10');
  assert.equal(figure('-1234.5', 'EUR', { locale: 'de-DE' }), '-1.234,50');
  assert.equal(figure('1200', 'JPY', { locale: 'en-GB' }), '1,200');
  assert.equal(sum('0.125', 'KWD', { locale: 'en-GB' }), '0.125 KWD');
});

test('times are written alike whatever the language of the terminal, in the zone of the person', () => {
  const at = Date.UTC(2026, 2, 1, 23, 30, 5);
  assert.equal(timeText(at, { timeZone: 'UTC' }), '2026-03-01 23:30:05');
  assert.equal(timeText(at, { timeZone: 'Europe/Berlin' }), '2026-03-02 00:30:05');
});

test('one is one', () => {
  assert.equal(counted(1, 'invoice', { locale: 'en-GB' }), '1 invoice');
  assert.equal(counted(1204, 'invoice', { locale: 'en-GB' }), '1,204 invoices');
});
