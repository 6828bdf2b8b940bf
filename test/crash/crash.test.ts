import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runShard } from './shard.ts';

// A few effects of every stage, and of one recovery; `npm run crash` goes through all of them.
test('whatever effect a worker ends after, the next one finds its way to the same books', async () => {
  const tally = await runShard({ first: 20, stride: 40, recoveries: 1, seed: 11, shard: 0, shards: 1, ledger: 'xero' }, () => {});
  assert.deepEqual(tally.failures, []);
  assert.ok(tally.passed > 20);
  assert.ok(tally.effects >= 150);
});
