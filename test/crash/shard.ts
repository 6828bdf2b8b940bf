import { kitNamed } from '../engine/ledger-kit.ts';
import { seededChance } from '../../src/sandbox/chance.ts';
import { crashOnce, crashRecovery, failOnce, prepare } from './suite.ts';
import type { Prepared, Report } from './suite.ts';

export interface Tally {
  readonly passed: number;
  readonly failures: readonly string[];
  /** Of the scenario, undisturbed. */
  readonly effects: number;
  /** How often a crash cost the sign-in. */
  readonly signedInAgain: number;
}

export interface ShardOptions {
  /** Ends after every so many effects. */
  readonly stride: number;
  /** Of the other ways to fail, and of a recovery that is crashed itself; as `stride` if left out. */
  readonly otherStride?: number;
  /** The first effect of a stage after which something happens; 1 if left out. */
  readonly first?: number;
  readonly recoveries: number;
  readonly seed: number;
  readonly shard: number;
  readonly shards: number;
  /** Which ledger the company keeps. */
  readonly ledger: string;
}

/**
 * The effects after which the next one is a request, but for those that no n of the suite stands for. Providers that fail are noticed at
 * the next request, so that to fail after any effect of the store before it is the same run.
 */
function beforeRequests({ requests, effects }: Prepared, { first = 1, stride, otherStride = stride }: ShardOptions): readonly number[] {
  const asked = Array.from(
    { length: Math.max(0, Math.ceil((effects - first + 1) / otherStride)) },
    (_, index) => first + index * otherStride,
  );
  const ends = [...new Set([...requests.map((request) => request - 1), effects])];
  return ends.filter((end, index) => asked.some((n) => n > (ends[index - 1] ?? 0) && n <= end));
}

/** This shard's part of the suite: every n of its own, in each stage, until a run ends without having reached n. */
export async function runShard(options: ShardOptions, say: (line: string) => void): Promise<Tally> {
  const { stride, otherStride = stride, first: start = 1, recoveries, seed, shard, shards, ledger } = options;
  const { prepared, close } = await prepare(kitNamed(ledger));
  const report: Report = { passed: 0, failures: [], signedInAgain: 0 };
  const effects = prepared.reduce((sum, stage) => sum + stage.effects, 0);
  for (const stage of prepared) {
    let n = start + shard * stride;
    while (await crashOnce(stage, n, report)) n += stride * shards;
    for (n = start + shard * otherStride; n <= stage.effects; n += otherStride * shards) await failOnce(stage, n, 'everything', report);
    const failing = beforeRequests(stage, options).filter((_, index) => index % shards === shard);
    for (const end of failing) await failOnce(stage, end, 'the providers', report);
    say(`${stage.stage.name}: ${stage.effects} effects; so far ${report.passed} passed, ${report.failures.length} failed`);
  }
  const chance = seededChance(seed);
  for (let index = 0; index < recoveries; index += 1) {
    const stage = prepared[Math.floor(chance() * prepared.length)];
    const n = 1 + Math.floor(chance() * (stage?.effects ?? 1));
    if (!stage || index % shards !== shard) continue;
    const crashed = await crashRecovery(stage, n, otherStride, report);
    say(`recovery after effect ${n} of '${stage.stage.name}': crashed ${crashed} times`);
  }
  await close();
  return { ...report, effects };
}
