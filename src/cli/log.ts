import type { Command } from 'commander';
import type { AddCommand } from './program.ts';
import { kindText, timeText } from './figures.ts';
import { batchTable } from './plan.ts';
import { runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { table } from './table.ts';

export const addLog: AddCommand = (program, means, done) => {
  program
    .command('log')
    .description('what happened last, newest first')
    .option('--batches', 'the batches instead')
    .option('--limit <number>', 'how many lines', '30')
    .action(async (options: { readonly batches?: boolean; readonly limit: string }, command: Command) =>
      done(await runInOffice(means, command, (desk) => log(desk, options.batches === true, Number(options.limit)))),
    );
};

async function log({ office }: Desk, batches: boolean, limit: number): Promise<Answer> {
  const { organisation } = office;
  if (batches) {
    const found = await office.decisions.batches(organisation, limit);
    return { json: { batches: found }, text: (page) => (found.length === 0 ? ['There is no batch yet.'] : batchTable(found, page)) };
  }
  const lines = await office.reading.log(organisation, { limit, since: null });
  return {
    json: { log: lines },
    text: (page) =>
      lines.length === 0
        ? ['Nothing has happened yet.']
        : table(
            [
              { title: 'when' },
              { title: 'what', gives: true },
              { title: 'record', gives: true },
              { title: 'detail', gives: true, isExtra: true },
            ],
            lines.map(({ at, what, kind, id, number, detail }) => [
              timeText(at, page),
              what,
              kind === null ? '' : `${kindText(kind)} ${number ?? id ?? ''}`,
              detail,
            ]),
            page.columns,
          ),
  };
}
