import type { Command } from 'commander';
import type { AddCommand } from './program.ts';
import { complain } from './run.ts';

interface Options {
  readonly port?: string;
  readonly virtual?: boolean;
  readonly start?: string;
  readonly clock?: string;
  readonly database?: string;
  readonly dayLimit?: string;
  readonly unlimited?: boolean;
}

export const addSandbox: AddCommand = (program, means, done) => {
  program
    .command('sandbox [provider]')
    .description(
      "run a provider's sandbox as a process of its own (the first ledger's if none is named), until its standard input closes; prints {url,pid}",
    )
    .option('--port <number>', 'listen there; a free port if left out')
    .option('--virtual', 'keep a virtual clock that workers follow')
    .option('--start <instant>', 'where the virtual clock starts, such as 2026-01-01T09:00:00Z')
    .option('--clock <url>', 'follow the virtual clock of another sandbox')
    .option('--database <url>', 'keep the books in this PostgreSQL database; they end with the process if left out')
    .option('--day-limit <calls>', 'calls a day and organisation, where there is such a limit')
    .option('--unlimited', 'no limits on calls')
    .action(async (provider: string | undefined, options: Options, _command: Command) => {
      try {
        await means.runSandbox(provider ?? null, argumentsOf(options));
        done(0);
      } catch (error) {
        complain(means, error);
        done(1);
      }
    });
};

const argumentsOf = ({ port, virtual, start, clock, database, dayLimit, unlimited }: Options): readonly string[] => [
  ...(port === undefined ? [] : ['--port', port]),
  ...(virtual === true ? ['--virtual'] : []),
  ...(start === undefined ? [] : ['--start', start]),
  ...(clock === undefined ? [] : ['--clock', clock]),
  ...(database === undefined ? [] : ['--data', database]),
  ...(dayLimit === undefined ? [] : ['--day-limit', dayLimit]),
  ...(unlimited === true ? ['--unlimited'] : []),
];
