import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsBetween } from './rows-in-sight.ts';

const height = 640;
const rowHeight = 45;

test('wherever a list stands, every row in sight is drawn, and never many more', () => {
  for (const around of [0, 6])
    for (let scrolled = 0; scrolled < 20_000; scrolled += 7) {
      const { from, to } = rowsBetween(scrolled, height, rowHeight, around);
      assert.ok(from * rowHeight <= scrolled, `${scrolled}: nothing is missing at the top`);
      assert.ok(to * rowHeight >= scrolled + height, `${scrolled}: nothing is missing at the bottom`);
      assert.ok(to - from <= Math.ceil(height / rowHeight) + 1 + 2 * around + 6, `${scrolled}: ${to - from} rows`);
    }
});

test('a list that is pulled beyond its beginning shows its beginning', () => {
  assert.deepEqual(rowsBetween(-80, height, rowHeight, 0), rowsBetween(0, height, rowHeight, 0));
});

test('a slow scroll draws nothing anew in most frames', () => {
  const windows = new Set<number>();
  for (let scrolled = 9_000; scrolled < 9_000 + 40 * rowHeight; scrolled += 5)
    windows.add(rowsBetween(scrolled, height, rowHeight, 6).from);
  assert.equal(windows.size, 11);
});
