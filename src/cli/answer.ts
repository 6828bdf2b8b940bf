import type { Command } from 'commander';
import { answerHold } from '../engine/holds.ts';
import { addTaxRule } from '../mapping/read.ts';
import type { AddCommand } from './program.ts';
import { kindText } from './figures.ts';
import { recordName } from './record-name.ts';
import { runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Means } from './office.ts';
import { workUntilQuiet } from './working.ts';

interface Options {
  readonly because?: string;
  readonly work: boolean;
}

export const addAnswer: AddCommand = (program, means, done) => {
  program
    .command('answer <hold> <answer>')
    .description('answer a question by one of its answers; the beginning of its id is enough')
    .option('--because <reason>', 'why, for the log; leaving a record out needs one')
    .option('--no-work', 'only note the answer; the server carries it out')
    .action(async (hold: string, fix: string, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => answer(means, desk, { hold, fix, because: options.because ?? null }, options.work))),
    );
};

async function answer(
  means: Means,
  desk: Desk,
  said: { readonly hold: string; readonly fix: string; readonly because: string | null },
  works: boolean,
): Promise<Answer> {
  const { office } = desk;
  const { engine, decisions, organisation, by } = office;
  const deciding = { engine, decisions, organisation, by };
  const first = await answerHold(deciding, said);
  const scope = { organisation, flow: first.hold.flow };
  if (first.is === 'mapping') {
    const { source, target } = first.action;
    const decision = {
      by,
      because: said.because ?? `answer to a question about ${kindText(first.hold.kind)} ${first.hold.number ?? first.hold.id}`,
    };
    // One rule answers for all documents with this tax: they are looked at again under the new version of the mapping.
    await office.flows.setMapping(
      scope,
      addTaxRule(await office.flows.mappingText(scope), {
        source,
        // The percentage of the question is the target's: a rule that asked the source for it would never apply.
        percent: null,
        country: null,
        target,
        decision,
      }),
    );
    await decisions.answer({ organisation, hold: first.hold.hold, by, now: office.clock.now(), action: first.action, ruling: null });
  }
  const server = await means.serverOf(desk.dataFolder);
  await server?.wake(organisation);
  if (works) await workUntilQuiet(desk);
  const [now] = (await office.reading.keysNamed(organisation, first.hold.id)).filter(
    ({ flow, kind }) => flow === scope.flow && kind === first.hold.kind,
  );
  return {
    json: { hold: first.hold.hold, answered: said.fix, key: { kind: first.hold.kind, id: first.hold.id }, now: now ?? null },
    text: (page) => [
      `Answered: ${now ? recordName(now, page) : `${kindText(first.hold.kind)} ${first.hold.number ?? first.hold.id}`}.${first.is === 'mapping' ? ' The mapping has a new rule.' : ''}`,
      ...(works && now
        ? [`It is ${now.state}${now.detail === null ? '' : `: ${now.detail}`}.`]
        : ['It is planned again with the next turn.']),
    ],
  };
}
