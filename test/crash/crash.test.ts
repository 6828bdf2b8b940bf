import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runShard } from './shard.ts';

// Every twenty-third effect of every stage, and one recovery; `npm run crash` goes through all of them.
test('whatever effect a worker ends after, the next one finds its way to the same books', async () => {
  const tally = await runShard({ stride: 23, recoveries: 1, seed: 11, shard: 0, shards: 1 }, () => {});
  assert.deepEqual(tally.failures, []);
  assert.ok(tally.passed > 30);
  assert.ok(tally.effects >= 150);
});
