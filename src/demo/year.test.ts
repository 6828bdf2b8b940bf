import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inventShopFile } from './shop.ts';
import { inventYear, monthAfter } from './year.ts';

test('the same seed invents the same year, and another one another', () => {
  assert.deepEqual(inventYear('2025-11', 7), inventYear('2025-11', 7));
  assert.notDeepEqual(inventYear('2025-11', 7), inventYear('2025-11', 8));
  assert.equal(inventShopFile('2025-11', 7), inventShopFile('2025-11', 7));
});

test('a year has twelve months, two currencies, discounts, partial payments, credits, refunds and voids', () => {
  const year = inventYear('2025-11', 1);
  assert.deepEqual([year.from, year.through], ['2025-11-01', '2026-10-31']);
  assert.equal(new Set(year.invoices.map(({ issuedOn }) => issuedOn.slice(0, 7))).size, 12);
  assert.deepEqual(new Set(year.invoices.map(({ currency }) => currency)), new Set(['GBP', 'EUR']));
  assert.ok(year.invoices.some(({ discount }) => discount !== null));
  assert.ok(year.payments.some(({ share }) => share < 100));
  assert.ok(year.credits.some(({ isRefunded }) => isRefunded) && year.credits.some(({ isRefunded }) => !isRefunded));
  assert.ok(year.voids.length > 0);
  assert.ok(year.payments.every(({ paidOn }) => paidOn <= year.through));
});

test('months count on over the end of a year', () => assert.equal(monthAfter('2025-11', 3), '2026-02'));
