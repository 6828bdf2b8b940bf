import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { decimal } from '../../src/core/decimal.ts';
import { readMoney } from '../../src/core/money.ts';
import { daysBetween } from '../../src/core/day.ts';
import { fitLikeness, pairUp } from '../../src/matching/likeness.ts';
import type { Memo } from '../../src/matching/likeness.ts';
import { seededChance } from './generate.ts';
import { share } from './judge.ts';

// Payments as they left and as they arrived (splink_datasets, transactions): fitted on half of the payments, measured on the other
// half, with all of them competing. The threshold is chosen on the first half too.

interface Known extends Memo {
  readonly truth: string;
}

function read(path: string): readonly Known[] {
  const rows = parse<Record<string, string>>(gunzipSync(readFileSync(path)), { columns: true, bom: true });
  return rows.map((row) => ({
    truth: row['ground_truth'] ?? '',
    text: (row['memo'] ?? '').trim(),
    day: daysBetween('2022-01-01', row['transaction_date'] ?? ''),
    minor: Number(readMoney(decimal(row['amount'] ?? ''), 'GBP')?.minor ?? 0n),
  }));
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { missing: { type: 'string', default: '0' } } });
const [folder] = positionals;
if (folder === undefined) {
  console.error(
    'Which folder? npm run bench:pairs -- FOLDER [--missing 0.1] with origin.csv.gz and destination.csv.gz (ground_truth, memo, transaction_date, amount)',
  );
  process.exitCode = 2;
} else {
  // Targets in another order than the sources, so that their places give nothing away; and on either side some without a partner.
  const chance = seededChance(1);
  const kept = <Each>(all: readonly Each[]): readonly Each[] => all.filter(() => chance() >= Number(values.missing));
  const sources = kept(read(join(folder, 'origin.csv.gz')));
  const targets = kept(read(join(folder, 'destination.csv.gz')))
    .map((target) => ({ target, place: chance() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ target }) => target);
  const byTruth = new Map(targets.map((target) => [target.truth, target]));
  // Every second payment by its number, so that both halves have all days.
  const half = new Set(sources.map(({ truth }) => truth).filter((_, at) => at % 2 === 0));
  const began = performance.now();
  const likeness = fitLikeness(
    sources.flatMap((source) => {
      const target = half.has(source.truth) ? byTruth.get(source.truth) : undefined;
      return target ? [{ source, target }] : [];
    }),
  );
  const pairs = pairUp(sources, targets, likeness).map(({ source, target, sureness }) => ({
    isFitted: half.has(sources[source]?.truth ?? ''),
    isRight: sources[source]?.truth === targets[target]?.truth,
    sureness,
  }));
  const seconds = (performance.now() - began) / 1000;
  const [fitted, measured] = [pairs.filter(({ isFitted }) => isFitted), pairs.filter(({ isFitted }) => !isFitted)];
  const [many, others] = [half.size, sources.length - half.size];
  const atPrecision = (aim: number) => {
    let [right, least] = [0, Infinity];
    fitted.forEach(({ isRight, sureness }, at) => {
      right += isRight ? 1 : 0;
      if (right >= aim * (at + 1)) least = sureness;
    });
    const taken = measured.filter(({ sureness }) => sureness >= least);
    const rightOnes = taken.filter(({ isRight }) => isRight).length;
    return { aim, precision: share(rightOnes, taken.length), coverage: share(taken.length, others) };
  };
  const curve = [0.95, 0.98, 0.99, 0.995, 0.999].map(atPrecision);
  console.table(curve);
  const [precision, coverage] = [curve[2]?.precision, curve[2]?.coverage];
  const right = share(measured.filter(({ isRight }) => isRight).length, others);
  console.log(
    JSON.stringify({
      payments: sources.length,
      fitted: many,
      measured: others,
      right,
      precision,
      coverage,
      seconds: Math.round(seconds * 10) / 10,
    }),
  );
}
