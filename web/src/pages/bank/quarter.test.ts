import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastQuarter } from './quarter.ts';

test('the last quarter is the three months before this one, also over the turn of the year', () => {
  assert.deepEqual(lastQuarter('2026-11-21'), { from: '2026-07-01', through: '2026-09-30' });
  assert.deepEqual(lastQuarter('2026-01-01'), { from: '2025-10-01', through: '2025-12-31' });
  assert.deepEqual(lastQuarter('2026-06-30'), { from: '2026-01-01', through: '2026-03-31' });
});
