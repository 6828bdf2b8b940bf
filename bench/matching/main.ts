import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { matchLines } from '../../src/matching/match.ts';
import { nothingLearned } from '../../src/matching/rows.ts';
import type { BankLine } from '../../src/matching/rows.ts';
import { fromFolder } from './folder.ts';
import { makeTown, plainTown } from './generate.ts';
import type { Made } from './generate.ts';
import { judge, share } from './judge.ts';

// Matching, measured: a made-up town, or a folder of items, lines and truth. The last line is one JSON object.

const help = `npm run bench:matching -- --seed 1 --items 100000 [--doubt 20000] [--file FOLDER] [--${Object.keys(plainTown).join(' N] [--')} N]
The folder has items.csv (id,number,counterparty,bookedOn,open,currency,bundle), lines.csv (id,account,bookedOn,amount,currency,counterparty,text)
and truth.csv (line,kind,items; kind is one, batch, fee, partial or foreign; ids of items with a space between). Amounts are in smallest units.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    seed: { type: 'string', default: '1' },
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

function measure(made: Made, mostDoubtPerMillion: number): void {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const matching = matchLines({ items: made.items, lines: made.lines, learned: nothingLearned, rates: [], mostDoubtPerMillion });
  const seconds = (performance.now() - began) / 1000;
  const own = process.cpuUsage(cpu);
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const { byKind, byStage, curve, ...figures } = judge(made, matching);
  console.log(
    `${made.items.length} items, ${made.lines.length} lines, ${matching.rounds} rounds, ${seconds.toFixed(2)} s, ${((own.user + own.system) / 1e6).toFixed(2)} s of processor`,
  );
  console.table(byKind);
  console.table(byStage);
  console.table(curve);
  const blockingRecall = share(...reachable(made));
  console.log(`fees learned: ${JSON.stringify(matching.habits.fees)}`);
  const rowsPerSecond = Math.round((made.items.length + made.lines.length) / seconds);
  console.log(JSON.stringify({ rowsPerSecond, ...figures, blockingRecall, peakMegabytes }));
}

/** Lines whose true items share their number or their counterparty with them, or their amount to the cent: what any stage can see. */
function reachable({ items, lines, truth }: Made): readonly [number, number] {
  const itemOf = new Map(items.map((item) => [item.id, item]));
  const sees = ({ id, counterparty, minor, text }: BankLine): boolean => {
    const own = (truth.get(id)?.items ?? []).flatMap((item) => itemOf.get(item) ?? []);
    return own.some(
      (item) => item.counterparty === counterparty || item.open === minor || (item.number !== null && text.includes(item.number)),
    );
  };
  const paying = lines.filter(({ id }) => truth.get(id)?.kind !== 'foreign');
  return [paying.filter(sees).length, paying.length];
}

if (values.help === true) console.log(help);
else {
  const made =
    typeof values.file === 'string'
      ? fromFolder((name) => readFileSync(join(String(values.file), name), 'utf8'))
      : makeTown(Number(values.seed), Number(values.items), townOf(values));
  measure(made, Number(values.doubt));
}
