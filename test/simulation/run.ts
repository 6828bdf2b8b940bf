import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { testDatabase } from '../../src/store/testing.ts';
import { runWorlds } from './worlds.ts';
import type { Totals } from './worlds.ts';

/**
 * The simulation over the real engine: `npm run simulate -- --objects N --seed S --ledger NAME`. Without a seed a fresh one is drawn and
 * printed; the same seed tells the same story again. Two processes share the worlds.
 */
const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    ledger: { type: 'string', default: 'xero' },
    shard: { type: 'string' },
  },
});
const shards = 2;
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
const objects = Math.ceil(Number(values.objects) / shards);

if (values.shard !== undefined) {
  console.log(
    JSON.stringify(
      await runWorlds({ objects, seed: seed + Number(values.shard) * 100_000, ledger: values.ledger }, (line) => console.log(line)),
    ),
  );
  process.exit(0);
}

// All processes work on one server, and what the first of them compiled serves the others.
const server = await testDatabase();
const compiled = await mkdtemp(join(tmpdir(), 'tieout-simulation-'));
process.env['TIEOUT_TEST_DATABASE_URL'] = server.url;
process.env['NODE_COMPILE_CACHE'] ??= compiled;

console.log(`seed ${seed}`);
const began = performance.now();
const all = await Promise.all(Array.from({ length: shards }, (_, shard) => inProcess(shard)));
await rm(compiled, { recursive: true });
const sum = (of: (totals: Totals) => number): number => all.reduce((total, each) => total + of(each), 0);
const worlds = sum((each) => each.worlds);
const made = sum((each) => each.objects);
for (const { wrong } of all) for (const sentence of wrong) console.log(sentence);
const named = (word: string): number => all.flatMap(({ wrong }) => wrong).filter((sentence) => sentence.includes(`: ${word}`)).length;
console.log(
  `${made} objects in ${worlds} worlds, ${sum((each) => each.crashes)} crashes, ${sum((each) => each.held)} questions to people, ${Math.round((performance.now() - began) / 1000)} s, seed ${seed}`,
);
console.log(
  `${named('lost')} lost, ${named('doubled')} doubled, ${sum((each) => each.wrong.length) - named('lost') - named('doubled')} wrong`,
);
process.exit(made >= Number(values.objects) && sum((each) => each.wrong.length) === 0 ? 0 : 1);

async function inProcess(shard: number): Promise<Totals> {
  const child = spawn(
    process.execPath,
    [import.meta.filename, '--objects', values.objects, '--seed', String(seed), '--ledger', values.ledger, '--shard', String(shard)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (last !== '') console.log(last);
    last = line;
  }
  const totals: unknown = last.startsWith('{') ? JSON.parse(last) : null;
  return isTotals(totals)
    ? totals
    : { objects: 0, worlds: 0, crashes: 0, held: 0, wrong: [`shard ${shard} ended without its totals: ${last}`] };
}

function isTotals(value: unknown): value is Totals {
  return typeof value === 'object' && value !== null && 'objects' in value && 'wrong' in value;
}
