import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance, seeds, trial, tryRead } from './mutate.ts';

test('no change to a bank file makes a reader fail or tell something that is no day and no amount', () => {
  const all = seeds();
  const wrong = Array.from({ length: 400 }, (_, run) => ({ run, says: tryRead(trial(all, chance(run))) })).filter(
    ({ says }) => says !== null,
  );
  assert.deepEqual(wrong, []);
});
