import { parseArgs } from 'node:util';
import { chance, seeds, trial, tryRead } from './mutate.ts';

/** `npm run statements:fuzz -- --seconds 60 --seed 1`: changed bank files for every reader; the last line is JSON. */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } } });
const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
const all = seeds();
const began = performance.now();
let [runs, crashes, slowest] = [0, 0, { milliseconds: 0, run: 0 }];
while (performance.now() - began < seconds * 1000) {
  // Each run has a seed of its own, so that one can be repeated alone.
  const changed = trial(all, chance(seed * 1_000_003 + runs));
  const before = performance.now();
  const wrong = tryRead(changed);
  const milliseconds = Math.round(performance.now() - before);
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, run: runs };
  if (wrong !== null) {
    crashes += 1;
    if (crashes <= 10) console.log(`run ${runs} (${changed.format ?? 'found format'}): ${wrong}`);
  }
  runs += 1;
}
console.log(JSON.stringify({ seed, seconds, runs, crashes, slowest }));
process.exit(crashes === 0 ? 0 : 1);
