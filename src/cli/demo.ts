import type { Command } from 'commander';
import type { AddCommand } from './program.ts';
import { complain, globalsOf } from './run.ts';

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
        const at = `--data ${dataFolder}`;
        if (globals.json !== true) {
          const minute = new Intl.NumberFormat(terminal.locale).format(result.seconds);
          terminal.out(`\n${minute} seconds. The books stay in ${dataFolder}, and time goes on there: look at them with\n`);
          for (const words of ['apply', 'prove', 'log', 'why INV-0042', 'holds']) terminal.out(`  npm run -s tieout -- ${at} ${words}\n`);
        }
        if (globals.json === true) terminal.out(`${JSON.stringify(result)}\n`);
        done(result.tiesOut ? 0 : 1);
      } catch (error) {
        complain(means, error);
        done(1);
      }
    });
};
