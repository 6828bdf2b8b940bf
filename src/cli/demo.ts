import type { Command } from 'commander';
import type { AddCommand } from './program.ts';
import { whole } from './figures.ts';
import type { Page } from './office.ts';
import { complain, globalsOf } from './run.ts';
import { indented } from './table.ts';

interface Options {
  readonly seed: string;
}

export const addDemo: AddCommand = (program, means, done) => {
  program
    .command('demo')
    .description('a year of sales, a ledger, bad weather and a proof, on this machine alone; a minute or two')
    .option('--seed <number>', 'which year is invented', '1')
    .action(async (options: Options, command: Command) => {
      const globals = globalsOf(command);
      const { terminal } = means;
      const dataFolder = globals.data ?? './.tieout/demo';
      try {
        const result = await means.demo({
          dataFolder,
          seed: Number(options.seed),
          say: (line) => (globals.json === true ? terminal.err(`${line}\n`) : terminal.out(`${line}\n`)),
          page: terminal,
          signal: means.interrupted,
        });
        if (globals.json !== true) for (const line of closing(result.seconds, dataFolder, terminal)) terminal.out(`${line}\n`);
        if (globals.json === true) terminal.out(`${JSON.stringify(result)}\n`);
        done(result.tiesOut ? 0 : 1);
      } catch (error) {
        complain(means, error);
        done(1);
      }
    });
};

/** Where everything that was just counted can be looked at, a command each. */
const closing = (seconds: number, dataFolder: string, terminal: Page): readonly string[] => [
  '',
  `${whole(seconds, terminal)} seconds. The books stay in ${dataFolder}, and time goes on there. Look at them with`,
  '',
  ...[
    ['prove', 'both sides of every flow and each account of the card processor again, as they are now'],
    ['log', 'every document that was written, question that was asked and proof that was made, newest first'],
    ['why INV-0042', 'one of the invoices, from the first time it was seen to the ledger’s answer'],
    ['holds', 'what waits for a person: nothing, until you edit something in a ledger'],
    ['apply', 'what has come since, into the ledgers'],
  ].flatMap(([command, what = '']) => [`npm run -s tieout -- --data ${dataFolder} ${command}`, ...indented(what, terminal.columns, 4)]),
];
