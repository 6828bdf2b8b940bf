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
    .option('--ids', 'with the id of what has no number, as tieout why takes it')
    .option('--limit <number>', 'how many lines', '30')
    .action(async (options: Options, command: Command) => done(await runInOffice(means, command, (desk) => log(desk, options))));
};

interface Options {
  readonly batches?: boolean;
  readonly ids?: boolean;
  readonly limit: string;
}

async function log({ office }: Desk, { batches = false, ids: hasIds = false, limit: most }: Options): Promise<Answer> {
  const { organisation } = office;
  const limit = Number(most);
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
              // What has no number of its own is told by its detail: the day, the amount and the text of a bank line.
              kind === null ? '' : `${kindText(kind)} ${number ?? (hasIds ? id : null) ?? ''}`.trimEnd(),
              detail,
            ]),
            page.columns,
          ),
  };
}
