import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { matchLines } from '../../src/matching/match.ts';
import { nothingLearned } from '../../src/matching/rows.ts';
import { fromFolder } from './folder.ts';
import { makeTown, plainTown } from './generate.ts';
import type { Made } from './generate.ts';
import { judge, share } from './judge.ts';

// Matching, measured: a made-up town, or a folder of items, lines and truth. The last line is one JSON object.

const help = `npm run bench:matching -- --seed 1 --items 100000 [--seeds 10] [--doubt 20000] [--file FOLDER] [--${Object.keys(plainTown).join(' N] [--')} N]
With --seeds N that many towns are matched, from --seed on; the last line then has the worst figure of each kind.
The folder has items.csv (id,number,counterparty,bookedOn,open,currency,bundle), lines.csv (id,account,bookedOn,amount,currency,counterparty,text)
and truth.csv (line,kind,items; kind is one, batch, fee, partial or foreign; ids of items with a space between). Amounts are in smallest units.
rowsPerSecond: items and lines by the seconds that pass from the rows in memory to the matches; making or reading them, and judging, is apart.
rowsPerThreadSecond: the same by the processor time of the one thread that matches, which other work on the machine does not take.
rowsPerProcessorSecond: the same by the time of all threads, those that collect garbage and compile included.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    items: { type: 'string', default: '20000' },
    doubt: { type: 'string', default: '20000' },
    file: { type: 'string' },
    ...Object.fromEntries(Object.keys(plainTown).map((name) => [name, { type: 'string' as const }])),
  },
});

function townOf(given: Readonly<Record<string, unknown>>): typeof plainTown {
  const shifted = Object.entries(plainTown).map(
    ([name, usual]) => [name, given[name] === undefined ? usual : Number(given[name])] as const,
  );
  return { ...plainTown, ...Object.fromEntries(shifted) };
}

/** What making or reading the rows has left behind is not the matching's to clear away. */
function clearAway(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

interface Figures {
  readonly rowsPerSecond: number;
  readonly rowsPerThreadSecond: number;
  readonly rowsPerProcessorSecond: number;
  readonly precision: number;
  readonly coverage: number;
  readonly foreignRate: number;
  readonly partialRecall: number;
  readonly blockingRecall: number;
}

function measure(made: Made, mostDoubtPerMillion: number, isTold: boolean): Figures {
  clearAway();
  const cpu = process.cpuUsage();
  const thread = process.threadCpuUsage();
  const began = performance.now();
  const matching = matchLines({ items: made.items, lines: made.lines, learned: nothingLearned, rates: [], mostDoubtPerMillion });
  const seconds = (performance.now() - began) / 1000;
  const own = process.cpuUsage(cpu);
  const ofThread = process.threadCpuUsage(thread);
  const processorSeconds = (own.user + own.system) / 1e6;
  const threadSeconds = (ofThread.user + ofThread.system) / 1e6;
  const rows = made.items.length + made.lines.length;
  const { byKind, byStage, curve, ...figures } = judge(made, matching);
  if (isTold) {
    console.log(
      `${made.items.length} items, ${made.lines.length} lines, ${matching.rounds} rounds, ${seconds.toFixed(2)} s, ${threadSeconds.toFixed(2)} s of its thread, ${processorSeconds.toFixed(2)} s of processor`,
    );
    console.table(byKind);
    console.table(byStage);
    console.table(curve);
    console.log(`fees learned: ${JSON.stringify(matching.habits.fees)}`);
  }
  return {
    rowsPerSecond: Math.round(rows / seconds),
    rowsPerThreadSecond: Math.round(rows / threadSeconds),
    rowsPerProcessorSecond: Math.round(rows / processorSeconds),
    ...figures,
    blockingRecall: share(...reachable(made)),
  };
}

const peakMegabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** Town after town; answers the worst figure of each kind. */
function measureSeeds(first: number, many: number, measureOne: (seed: number) => Figures): Figures {
  const all = Array.from({ length: many }, (_, at) => measureOne(first + at));
  console.table(Object.fromEntries(all.map((figures, at) => [first + at, figures])));
  const least = (of: (figures: Figures) => number): number => Math.min(...all.map(of));
  return {
    rowsPerSecond: least(({ rowsPerSecond }) => rowsPerSecond),
    rowsPerThreadSecond: least(({ rowsPerThreadSecond }) => rowsPerThreadSecond),
    rowsPerProcessorSecond: least(({ rowsPerProcessorSecond }) => rowsPerProcessorSecond),
    precision: least(({ precision }) => precision),
    coverage: least(({ coverage }) => coverage),
    foreignRate: Math.max(...all.map(({ foreignRate }) => foreignRate)),
    partialRecall: least(({ partialRecall }) => partialRecall),
    blockingRecall: least(({ blockingRecall }) => blockingRecall),
  };
}

/** Lines whose true items share their number or their counterparty with them, or their amount to the cent: what any stage can see. */
function reachable({ items, lines, truth }: Made): readonly [number, number] {
  let [seen, paying] = [0, 0];
  lines.forEach(({ counterparty, minor, text }, at) => {
    if (truth.kind(at) === 'foreign') return;
    paying += 1;
    const own = truth.items(at).flatMap((item) => items[item] ?? []);
    if (
      own.some((item) => item.counterparty === counterparty || item.open === minor || (item.number !== null && text.includes(item.number)))
    )
      seen += 1;
  });
  return [seen, paying];
}

if (values.help === true) console.log(help);
else {
  const { file } = values;
  const [seed, seeds, items, doubt] = [Number(values.seed), Number(values.seeds), Number(values.items), Number(values.doubt)];
  const madeOf = (of: number): Made =>
    typeof file === 'string' ? fromFolder((name) => readFileSync(join(file, name), 'utf8')) : makeTown(of, items, townOf(values));
  const figures = seeds > 1 ? measureSeeds(seed, seeds, (of) => measure(madeOf(of), doubt, false)) : measure(madeOf(seed), doubt, true);
  console.log(JSON.stringify({ ...figures, peakMegabytes: peakMegabytes() }));
}
