import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runHalf } from './half.ts';

test('whatever effect a worker ends after, the next one finds its way to the same books: the even effects', async () => {
  const tally = await runHalf(1);
  assert.deepEqual(tally.failures, []);
  assert.ok(tally.effects >= 150);
  assert.ok(tally.passed > tally.effects / 2);
});
