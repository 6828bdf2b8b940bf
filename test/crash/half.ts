import { runShard } from './shard.ts';
import type { Tally } from './shard.ts';

/**
 * Half of the suite's crashes, so that both processes of a test run have their share: the end after every effect of every stage, and a
 * few of the other ways to fail. `npm run crash` goes through those as completely.
 */
export const runHalf = (shard: 0 | 1): Promise<Tally> =>
  runShard({ stride: 1, otherStride: 40, recoveries: 1, seed: 11, shard, shards: 2, ledger: 'xero' }, () => {});
