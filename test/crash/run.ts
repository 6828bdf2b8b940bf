import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { testDatabase } from '../../src/store/testing.ts';
import { killWorkers } from './kill.ts';
import { runShard } from './shard.ts';
import type { Tally } from './shard.ts';

/**
 * The whole crash suite: `npm run crash`. Every effect of the scenario, three ways of failing, crashes of twenty recoveries after
 * every effect of theirs, and fifty real SIGKILLs. Two processes share the work. The last line says how many runs passed.
 *   --stride N     only every N-th effect (1)
 *   --recoveries N crashed recoveries (20)
 *   --kills N      real SIGKILLs (50)
 *   --seed N       which recoveries and kills
 *   --ledger NAME  which ledger the company keeps (xero)
 */
const { values } = parseArgs({
  options: {
    stride: { type: 'string', default: '1' },
    recoveries: { type: 'string', default: '20' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '2026' },
    ledger: { type: 'string', default: 'xero' },
    shard: { type: 'string' },
  },
});

const shards = 2;
const options = {
  stride: Number(values.stride),
  recoveries: Number(values.recoveries),
  seed: Number(values.seed),
  shards,
  ledger: values.ledger,
};

if (values.shard !== undefined) {
  const tally = await runShard({ ...options, shard: Number(values.shard) }, (line) => console.log(line));
  console.log(JSON.stringify(tally));
  process.exit(0);
}

// All processes work on one server, and what the first of them compiled serves the others.
const server = await testDatabase();
const compiled = await mkdtemp(join(tmpdir(), 'tieout-crash-'));
process.env['TIEOUT_TEST_DATABASE_URL'] = server.url;
process.env['NODE_COMPILE_CACHE'] ??= compiled;

const killing = killWorkers({ kills: Number(values.kills), seed: options.seed, ledger: options.ledger });
const tallies = await Promise.all(Array.from({ length: shards }, (_, shard) => inProcess(shard)));
const kills = await killing;
await rm(compiled, { recursive: true });
const all = [...tallies, kills];
for (const failure of all.flatMap((tally) => tally.failures)) console.log(`FAILED ${failure}`);
const [passed, failed] = [all.reduce((sum, tally) => sum + tally.passed, 0), all.reduce((sum, tally) => sum + tally.failures.length, 0)];
console.log(`effects of the scenario: ${tallies[0]?.effects ?? 0}; seed ${options.seed}; ${kills.passed} runs of killed processes`);
const lost = all.reduce((sum, tally) => sum + tally.signedInAgain, 0);
if (lost > 0) console.log(`${lost} times the sign-in was lost between two tokens, and a person signed in again`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** One shard in a process of its own. What it says is shown, but for its last line, which is its tally. */
async function inProcess(shard: number): Promise<Tally> {
  const child = spawn(process.execPath, [import.meta.filename, ...process.argv.slice(2), '--shard', String(shard)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (last !== '') console.log(last);
    last = line;
  }
  const tally: unknown = last.startsWith('{') ? JSON.parse(last) : null;
  if (!isTally(tally))
    return { passed: 0, failures: [`the process of shard ${shard} ended without a tally: ${last}`], effects: 0, signedInAgain: 0 };
  return tally;
}

function isTally(value: unknown): value is Tally {
  return typeof value === 'object' && value !== null && 'passed' in value && 'failures' in value && 'effects' in value;
}
