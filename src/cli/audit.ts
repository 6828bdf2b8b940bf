import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { AuditLine } from '../api/people.ts';
import { counted, timeText } from './figures.ts';
import type { AddCommand } from './program.ts';
import { runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { table } from './table.ts';

interface Options {
  readonly verify?: boolean;
  readonly out?: string;
}

export const addAudit: AddCommand = (program, means, done) => {
  program
    .command('audit')
    .description('who did what: the last deeds, the whole trail as JSON Lines, or whether it is whole')
    .option('--verify', 'whether each line still follows from the one before it')
    .option('--out <file>', 'write the whole trail into this file, one line of JSON each')
    .action(async (options: Options, command: Command) =>
      done(
        await runInOffice(means, command, (desk) => {
          if (options.verify === true) return verify(desk);
          return options.out === undefined ? show(desk) : write(desk, options.out);
        }),
      ),
    );
};

async function verify({ office, page }: Desk): Promise<Answer> {
  const check = await office.people.checkAudit();
  const { lines, isWhole, brokenAt, head } = check;
  return {
    json: check,
    isTrue: isWhole,
    text: () =>
      isWhole
        ? [
            `The trail is whole: ${counted(lines, 'line', page)}, each of which follows from the one before it.`,
            ...(head === null ? [] : [`Its last hash is ${head}; kept elsewhere, it shows that none were taken off the end.`]),
          ]
        : [`The trail is broken: line ${brokenAt} was changed, or one before it is missing. Compare it with an export or a backup.`],
  };
}

async function write({ office, page }: Desk, file: string): Promise<Answer> {
  let lines = 0;
  const texts = async function* (): AsyncGenerator<string> {
    for await (const line of office.people.audit()) {
      lines += 1;
      yield `${JSON.stringify(line)}\n`;
    }
  };
  await pipeline(Readable.from(texts()), createWriteStream(file, { mode: 0o600 }));
  return { json: { file, lines }, text: () => [`${counted(lines, 'line', page)} of the trail ${lines === 1 ? 'is' : 'are'} in ${file}.`] };
}

const shown = 50;

async function show({ office, page }: Desk): Promise<Answer> {
  const last: AuditLine[] = [];
  for await (const line of office.people.audit()) {
    last.push(line);
    if (last.length > shown) last.shift();
  }
  return {
    json: { lines: last },
    text: () =>
      last.length === 0
        ? ['Nothing was done yet that the trail keeps.']
        : table(
            [{ title: 'number', align: 'right' }, { title: 'when' }, { title: 'who', gives: true }, { title: 'what', gives: true }],
            last.map(({ number, at, actor, action }) => [String(number), timeText(at, page), actor, action]),
            page.columns,
          ),
  };
}
