import { Command, CommanderError } from 'commander';
import { addApply } from './apply.ts';
import { addConnect } from './connect.ts';
import { addDemo } from './demo.ts';
import { addFlows } from './flows.ts';
import type { Means } from './office.ts';
import { addProve } from './prove.ts';
import { complain } from './run.ts';
import { addSandbox } from './sandbox.ts';
import { addServe } from './serve.ts';

/** Adds one command. `done` tells the exit code. */
export type AddCommand = (program: Command, means: Means, done: (code: number) => void) => void;

const commands: readonly AddCommand[] = [addDemo, addConnect, addFlows, addApply, addProve, addServe, addSandbox];

/** The whole command line: give it the arguments, and it resolves with the exit code. */
export function createProgram(means: Means): (args: readonly string[]) => Promise<number> {
  return async (args) => {
    let code = 0;
    const program = programWith(means, (told) => (code = told));
    try {
      await program.parseAsync([...args], { from: 'user' });
      return code;
    } catch (error) {
      // Commander has said what was wrong, or has shown what was asked for.
      if (error instanceof CommanderError) return error.exitCode;
      complain(means, error);
      return 1;
    }
  };
}

/** The commands and their options, as help and reference show them. */
export function programWith(means: Means, done: (code: number) => void): Command {
  const { terminal } = means;
  const program = new Command('tieout')
    .description('Keeps selling platforms and an accounting ledger in agreement to the cent, and proves it.')
    .version(means.version, '--version', 'print the version')
    .option('--data <folder>', 'where the books are kept (TIEOUT_DATA; ./.tieout if neither is given)')
    .option('--organisation <name>', 'whose books, where a database holds several')
    .option('--by <person>', 'who decides, for the log; your user name if left out')
    .option('--json', 'one JSON document on standard output, and nothing else')
    .helpOption('-h, --help', 'show help')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
      outputError: (text, write) => write(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())),
    })
    .exitOverride();
  for (const add of commands) add(program, means, done);
  return program;
}
