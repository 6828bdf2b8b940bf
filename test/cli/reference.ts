import type { Command } from 'commander';
import { programWith } from '../../src/cli/program.ts';
import type { Means } from '../../src/cli/office.ts';
import { meansOf } from '../../src/compose.ts';

/** What a program is made of in a terminal so wide, with nothing of this machine's in it. */
export const meansAt = (columns: number): Means =>
  meansOf(
    {
      databaseUrl: null,
      dataFolder: './.tieout',
      key: null,
      clockUrl: null,
      showsStacks: false,
      hasColor: false,
      person: 'you',
      columns,
    },
    new AbortController().signal,
  );

/** docs/reference/cli.md as the commands themselves say it. */
export function referenceText(): string {
  const program = programWith({ ...meansAt(80), version: 'x.y.z' }, () => undefined);
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  return [
    '# The command line',
    '',
    'Written from the commands themselves: `node test/cli/write-reference.ts` writes it anew, and a test compares it.',
    '',
    'Exit code 0 means that it is true: that a proof ties out, that every check passed, that all is written. Everything else is 1, with one sentence on standard error that says what was seen, what was expected and what to do.',
    '',
    'The environment: `TIEOUT_DATA` (where the books are kept), `DATABASE_URL` (a PostgreSQL server instead of the one that comes along), `TIEOUT_KEY` (the key of the secrets, instead of the file `key` in the data folder), `TIEOUT_PERSON` (who decides, for the log), `NO_COLOR`, `TIEOUT_DEBUG=1` (shows where an error comes from).',
    '',
    ...section(program, '`tieout`'),
    ...commands.flatMap((command) => section(command, `\`${pathOf(command)}\``)),
  ].join('\n');
}

const section = (command: Command, title: string): readonly string[] => [
  `## ${title}`,
  '',
  '```text',
  command.helpInformation().trimEnd(),
  '```',
  '',
];

const pathOf = (command: Command): string => (command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`);
