import type { Command } from 'commander';
import { approveBatch, declineBatch } from '../engine/batches.ts';
import type { KeyName } from '../booking/desire.ts';
import type { AddCommand } from './program.ts';
import { counted, shortId } from './figures.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Means } from './office.ts';
import { progressTable } from './tables.ts';
import { workUntilQuiet } from './working.ts';

interface Options {
  readonly only?: readonly string[];
  readonly decline?: boolean;
  readonly yes?: boolean;
}

export const addApply: AddCommand = (program, means, done) => {
  program
    .command('apply [batch]')
    .description('approve a batch, whole or in part, and work until nothing is due; without a batch, just work')
    .option('--only <numbers...>', 'only these documents of the batch, by number or id; the others stay in review')
    .option('--decline', 'decline it instead: each record waits for an answer')
    .action(async (batch: string | undefined, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => apply(means, desk, batch ?? null, options))),
    );
};

async function apply(means: Means, desk: Desk, named: string | null, options: Options): Promise<Answer> {
  const { office } = desk;
  const { engine, decisions, organisation, by } = office;
  const batch = named === null ? null : await batchNamed(desk, named);
  if (batch === null && (options.only !== undefined || options.decline === true))
    throw new Complaint('Say which batch; tieout plan shows those in review.');
  if (batch !== null) {
    const keys = options.only === undefined ? null : await keysOf(desk, batch, options.only);
    const deciding = { engine, decisions, organisation, by };
    await (options.decline === true ? declineBatch(deciding, batch, keys) : approveBatch(deciding, batch, keys));
    await (await means.serverOf(desk.dataFolder))?.wake(organisation);
  }
  const { flows, isQuiet, trouble } = await workUntilQuiet(desk);
  // A planned row is overtaken by the write that carries it out.
  const writes = batch === null ? [] : (await decisions.writesOf(organisation, batch)).filter(({ state }) => state !== 'superseded');
  const states = Object.entries(Object.groupBy(writes, ({ state }) => state)).map(([state, some]) => ({ state, count: some.length }));
  return {
    json: { batch, isQuiet, trouble, writes: Object.fromEntries(states.map(({ state, count }) => [state, count])), flows },
    isTrue: isQuiet && !states.some(({ state }) => state === 'refused'),
    text: (page) => [
      ...(batch === null
        ? []
        : [`Batch ${shortId(batch)}: ${states.map(({ state, count }) => `${counted(count, 'write', page)} ${state}`).join(', ')}.`]),
      ...progressTable(flows, page),
      ...(trouble === null ? [] : [`The last try said: ${trouble}`]),
      isQuiet ? 'Nothing is due any more.' : 'Stopped before all was done: what is due stays due. Run it again, or start the server.',
    ],
  };
}

/** By the beginning of its id, as tables show it. */
export async function batchNamed({ office }: Desk, named: string): Promise<string> {
  const all = await office.decisions.batches(office.organisation, 500);
  const found = all.filter(({ batch }) => batch.startsWith(named));
  const [only] = found;
  if (only === undefined) throw new Complaint(`There is no batch '${named}'; see them with: tieout log --batches.`);
  if (found.length > 1) throw new Complaint(`'${named}' is the beginning of ${found.length} batches: give more of it.`);
  return only.batch;
}

async function keysOf({ office }: Desk, batch: string, named: readonly string[]): Promise<readonly KeyName[]> {
  const writes = await office.decisions.writesOf(office.organisation, batch);
  return named.map((name) => {
    const found = writes.find(
      ({ id, step }) => id === name || ('record' in step && 'number' in step.record && step.record.number === name),
    );
    if (!found) throw new Complaint(`Batch ${shortId(batch)} has no document '${name}'; tieout plan --batch ${shortId(batch)} lists them.`);
    return { kind: found.kind, id: found.id };
  });
}
