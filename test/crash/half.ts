import assert from 'node:assert/strict';
import { runShard } from './shard.ts';

// Where the whole suite has a run of its own, some effects are enough here.
const stride = process.env['TIEOUT_TEST_CRASH'] === 'apart' ? 10 : 1;

/**
 * Half of the suite's crashes, so that both processes of a test run have their share: the end after every effect of every stage, and a
 * few of the other ways to fail. `npm run crash` goes through those as completely.
 */
export async function halfSurvives(shard: 0 | 1): Promise<void> {
  const { failures, effects, passed } = await runShard(
    { stride, otherStride: 40, recoveries: 1, seed: 11, shard, shards: 2, ledger: 'xero' },
    () => {},
  );
  assert.deepEqual(failures, []);
  assert.ok(effects >= 150);
  assert.ok(passed > effects / 2 / stride);
}
