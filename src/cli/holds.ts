import type { Command } from 'commander';
import type { Hold } from '../engine/batch-ports.ts';
import type { AddCommand } from './program.ts';
import { counted, kindText, timeText } from './figures.ts';
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
  const open = await office.decisions.holds(office.organisation, { flow, limit: limit + 1 });
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

function holdLines({ hold, flow, kind, id, number, question, openedAt }: Hold, page: Page): readonly string[] {
  return [
    ...wrapped(`${hold.slice(0, 8)}  ${kindText(kind)} ${number ?? id}  (${flow}, since ${timeText(openedAt, page)})`, page.columns),
    ...indented(question.text, page.columns),
    ...Object.entries(question.evidence).flatMap(([what, seen]) => indented(`${what}: ${seen}`, page.columns, 4)),
    ...question.fixes.flatMap((each) => indented(`→ ${each.id.padEnd(10)} ${each.label}`, page.columns, 2)),
    '',
  ];
}
