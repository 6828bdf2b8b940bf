import type { Command } from 'commander';
import type { HoldFacts } from '../engine/overview-port.ts';
import type { AddCommand } from './program.ts';
import { counted, timeText } from './figures.ts';
import { recordName } from './record-name.ts';
import { runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Page } from './office.ts';
import { indented, wrapped } from './table.ts';

export const addHolds: AddCommand = (program, means, done) => {
  program
    .command('holds [flow]')
    .description('the questions that wait for a person, each with its answers')
    .option('--limit <number>', 'how many at most', '50')
    .action(async (flow: string | undefined, options: { readonly limit: string }, command: Command) =>
      done(await runInOffice(means, command, (desk) => holds(desk, flow ?? null, Number(options.limit)))),
    );
};

async function holds({ office }: Desk, flow: string | null, limit: number): Promise<Answer> {
  const open = await office.overview.holds(office.organisation, { flow, code: null, after: null, limit: limit + 1 });
  const shown = open.slice(0, limit);
  return {
    json: { holds: shown, hasMore: open.length > limit },
    text: (page) =>
      shown.length === 0
        ? ['No question waits for a person.']
        : [
            ...shown.flatMap((hold) => holdLines(hold, page)),
            `${counted(shown.length, 'question', page)}${open.length > limit ? ', and there are more (--limit)' : ''}. Answer with: tieout answer <hold> <answer>`,
          ],
  };
}

function holdLines(facts: HoldFacts, page: Page): readonly string[] {
  const { hold, flow, question, openedAt } = facts;
  return [
    ...wrapped(`${hold.slice(0, 8)}  ${recordName(facts, page)}  (${flow}, since ${timeText(openedAt, page)})`, page.columns),
    ...indented(question.text, page.columns),
    ...Object.entries(question.evidence).flatMap(([what, seen]) => indented(`${what}: ${seen}`, page.columns, 4)),
    ...question.fixes.flatMap(({ id, label }) => fixLines(id, label, page)),
    '',
  ];
}

/** What is long goes on below its own beginning, beside the word that is typed. */
function fixLines(id: string, label: string, page: Page): readonly string[] {
  const word = `  → ${id.padEnd(10)} `;
  const [first = '', ...rest] = wrapped(label, page.columns - word.length);
  return [word + first, ...rest.map((line) => ' '.repeat(word.length) + line)];
}
