import type { Command } from 'commander';
import { round } from '../engine/worker.ts';
import type { Batch, BatchWrite } from '../engine/batch-ports.ts';
import { amount } from '../core/decimal.ts';
import type { Flow } from '../engine/ports.ts';
import type { AnyRecord } from '../core/records.ts';
import type { AddCommand } from './program.ts';
import { batchNamed } from './apply.ts';
import { counted, kindText, shortId, sum, timeText } from './figures.ts';
import { areOff, noFlowYet } from './flows.ts';
import { runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Page } from './office.ts';
import { table } from './table.ts';

interface Options {
  readonly look: boolean;
  readonly batch?: string;
}

export const addPlan: AddCommand = (program, means, done) => {
  program
    .command('plan')
    .description('what would be written, and why: the batches that wait for a person')
    .option('--batch <batch>', 'every write of one batch')
    .option('--no-look', 'only show what is planned already')
    .action(async (options: Options, command: Command) => done(await runInOffice(means, command, (desk) => plan(desk, options))));
};

async function plan(desk: Desk, options: Options): Promise<Answer> {
  const { office, progress } = desk;
  const { decisions, organisation } = office;
  const flows = await office.flows.all();
  const goes = flows.filter(({ mode, approval }) => mode === 'live' && !approval);
  // Only flows that may not write by themselves are looked through: a plan must not change anything.
  if (options.look && options.batch === undefined && goes.length === 0 && flows.some(({ mode }) => mode !== 'off')) {
    progress.show('reading both sides and planning');
    await round(office.engine, { organisation });
  }
  if (options.batch !== undefined)
    return writesAnswer(await decisions.writesOf(organisation, await batchNamed(desk, options.batch)), options.batch);
  const open = (await decisions.batches(organisation, 200)).filter(({ state, counts }) => state === 'review' && (counts.planned ?? 0) > 0);
  const writes = await Promise.all(open.map(({ batch }) => decisions.writesOf(organisation, batch)));
  const planned = writes.map((some) => some.filter(({ state }) => state === 'planned'));
  return {
    json: {
      batches: open.map((batch, index) => ({ ...batch, writes: planned[index] ?? [] })),
      goByThemselves: goes.map(({ flow }) => flow),
    },
    text: (page) => [
      ...goes.map(
        ({ flow }) =>
          `${flow} is live without approval: what is due is written by itself (tieout flows ${flow} --approval on changes that).`,
      ),
      ...(open.length === 0 ? [noneWaits(flows)] : batchTable(open, page)),
      ...planned
        .slice(0, 1)
        .flatMap((some) => [
          '',
          ...writeTable(some.slice(0, 20), page),
          ...(some.length > 20 ? [`… and ${some.length - 20} more; tieout plan --batch shows them.`] : []),
        ]),
      ...(open[0] === undefined ? [] : ['', `To let it go: tieout apply ${shortId(open[0].batch)}`]),
    ],
  };
}

/** That nothing is planned says little where nothing plans. */
function noneWaits(flows: readonly Flow[]): string {
  const [first] = flows;
  if (first === undefined) return `No batch waits for a person. ${noFlowYet}`;
  if (flows.some(({ mode }) => mode !== 'off')) return 'No batch waits for a person.';
  return `No batch waits for a person: ${areOff(flows)}, and nothing is planned. To switch it on: tieout flows ${first.flow} --mode live`;
}

export const batchTable = (batches: readonly Batch[], page: Page): readonly string[] =>
  table(
    [
      { title: 'batch' },
      { title: 'flow', gives: true },
      { title: 'for' },
      { title: 'state' },
      { title: 'writes', gives: true },
      { title: 'made', isExtra: true },
    ],
    batches.map(({ batch, flow, purpose, state, counts, madeAt }) => [
      shortId(batch),
      flow,
      purpose,
      state,
      Object.entries(counts)
        .map(([what, count]) => `${count} ${what}`)
        .join(', '),
      timeText(madeAt, page),
    ]),
    page.columns,
  );

const writesAnswer = (writes: readonly BatchWrite[], batch: string): Answer => ({
  json: { batch, writes },
  text: (page) => [...writeTable(writes, page), `${counted(writes.length, 'write', page)}.`],
});

const writeTable = (writes: readonly BatchWrite[], page: Page): readonly string[] =>
  table(
    [
      { title: 'does' },
      { title: 'what', gives: true },
      { title: 'total', align: 'right' },
      { title: 'state' },
      { title: 'why', gives: true, isExtra: true },
    ],
    writes.map((write) => {
      const record = write.step.do === 'remove' ? write.step.before : write.step.record;
      return [write.step.do, `${kindText(record.kind)} ${nameOf(record)}`, totalOf(record, page), write.state, write.message ?? write.why];
    }),
    page.columns,
  );

const nameOf = (record: AnyRecord): string =>
  'number' in record && record.number !== null
    ? record.number
    : 'name' in record
      ? record.name
      : 'reference' in record && record.reference !== null
        ? record.reference
        : '';

const totalOf = (record: AnyRecord, page: Page): string => {
  if (!('currency' in record) || record.currency === null) return '';
  const figure = 'totals' in record ? record.totals.gross : 'amount' in record ? record.amount : null;
  return figure === null ? '' : sum(amount(figure), record.currency, page);
};
