import type { Command } from 'commander';
import { previewUndo, undoBatch } from '../engine/batches.ts';
import type { UndoPlan } from '../engine/batches.ts';
import type { AddCommand } from './program.ts';
import { batchNamed } from './apply.ts';
import { counted, kindText, shortId } from './figures.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Means, Page } from './office.ts';
import { table } from './table.ts';
import { progressTable } from './tables.ts';
import { workUntilQuiet } from './working.ts';

interface Options {
  readonly yes?: boolean;
  readonly preview?: boolean;
}

export const addUndo: AddCommand = (program, means, done) => {
  program
    .command('undo <batch>')
    .description('take a batch back: the exact inverse, or nothing, with the reason')
    .option('--preview', 'only show what would be written')
    .option('--yes', 'do not ask')
    .action(async (batch: string, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => undo(means, desk, batch, options))),
    );
};

async function undo(means: Means, desk: Desk, named: string, options: Options): Promise<Answer> {
  const { office } = desk;
  const { engine, decisions, organisation, by } = office;
  const deciding = { engine, decisions, organisation, by };
  const batch = await batchNamed(desk, named);
  desk.progress.show('reading the documents as they are now');
  const plan = await previewUndo(deciding, batch);
  if (plan.refusals.length > 0 || options.preview === true)
    return { json: { undone: false, ...plan }, isTrue: plan.refusals.length === 0, text: (page) => planLines(plan, page) };
  if (options.yes !== true) await confirm(means, desk, plan);
  const { undo: made } = await undoBatch(deciding, batch);
  await (await means.serverOf(desk.dataFolder))?.wake(organisation);
  const { flows, isQuiet } = await workUntilQuiet(desk);
  // A planned row is overtaken by the write that carries it out.
  const writes = made === null ? [] : (await decisions.writesOf(organisation, made)).filter(({ state }) => state !== 'superseded');
  const open = writes.filter(({ state }) => state !== 'landed');
  return {
    json: { undone: open.length === 0, batch: made, writes, isQuiet },
    isTrue: open.length === 0,
    text: (page) => [
      open.length === 0
        ? `Batch ${shortId(batch)} is undone: ${counted(writes.length, 'document', page)} taken back. Their records are held until you answer (tieout holds), or they would be made again.`
        : `${counted(open.length, 'document', page)} of ${writes.length} could not be taken back yet: ${open.map(({ message, why }) => message ?? why).join('; ')}`,
      ...progressTable(flows, page),
    ],
  };
}

async function confirm(means: Means, desk: Desk, plan: UndoPlan): Promise<void> {
  const { terminal } = means;
  desk.progress.clear();
  for (const line of planLines(plan, terminal)) terminal.err(`${line}\n`);
  const answer = await terminal.ask('Undo it? Type yes: ');
  if (answer === null) throw new Complaint('Nobody is here to ask: say --yes to undo it, or --preview to see what would be written.');
  if (answer.trim().toLowerCase() !== 'yes') throw new Complaint('Nothing was undone.');
}

function planLines(plan: UndoPlan, page: Page): readonly string[] {
  const refused = table(
    [
      { title: 'what', gives: true },
      { title: 'why it cannot be taken back', gives: true },
    ],
    plan.refusals.map((refusal) => [`${kindText(refusal.of.targetKind)} ${nameOf(refusal.of)}`, refusal.because]),
    page.columns,
  );
  const steps = table(
    [{ title: 'does' }, { title: 'what', gives: true }, { title: 'why', gives: true }],
    plan.steps.map((step) => [step.do, `${kindText(step.of.targetKind)} ${nameOf(step.of)}`, step.why]),
    page.columns,
  );
  return plan.refusals.length > 0
    ? [...refused, `Nothing was undone: ${counted(plan.refusals.length, 'document', page)} cannot be taken back, and half an undo is none.`]
    : [...steps, `${counted(plan.steps.length, 'write', page)} would take it back.`];
}

const nameOf = (of: { readonly id: string; readonly record: object }): string =>
  'number' in of.record && typeof of.record.number === 'string'
    ? of.record.number
    : 'name' in of.record && typeof of.record.name === 'string'
      ? of.record.name
      : of.id;
