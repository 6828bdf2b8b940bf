import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDay } from './day.ts';

test('a day that no calendar has is no day: the 30th of February, a thirteenth month, the year 0000', () => {
  for (const text of ['2026-02-30', '2026-13-01', '0000-01-01', '2026-1-1', '10000-01-01']) assert.equal(readDay(text), null, text);
  for (const text of ['2024-02-29', '0001-01-01', '9999-12-31']) assert.equal(readDay(text), text);
});
