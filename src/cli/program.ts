import { Command, CommanderError } from 'commander';
import { addAnswer } from './answer.ts';
import { addAudit } from './audit.ts';
import { addApply } from './apply.ts';
import { addBackup } from './backup.ts';
import { addBank } from './bank.ts';
import { addCheck } from './check.ts';
import { addClose } from './close.ts';
import { addConnect } from './connect.ts';
import { addDemo } from './demo.ts';
import { addExport } from './export.ts';
import { addFlows } from './flows.ts';
import { helpLayout, pointToHelp, sentenceOfParser } from './help.ts';
import { addHolds } from './holds.ts';
import { addImport } from './import.ts';
import { addKey } from './key.ts';
import { addLog } from './log.ts';
import { addLock } from './lock.ts';
import { addMapping } from './mapping.ts';
import { addPeople } from './people.ts';
import { addPlan } from './plan.ts';
import { addProve } from './prove.ts';
import { addSandbox } from './sandbox.ts';
import { addServe } from './serve.ts';
import { addTestInvoice } from './test-invoice.ts';
import { addUndo } from './undo.ts';
import { addWhy } from './why.ts';
import type { Means } from './office.ts';
import { complain } from './run.ts';

/** Adds one command. `done` tells the exit code. */
export type AddCommand = (program: Command, means: Means, done: (code: number) => void) => void;

/** By when somebody needs them, and in the order in which they are met. */
const commands: readonly { readonly group: string; readonly adds: readonly AddCommand[] }[] = [
  { group: 'Begin:', adds: [addDemo, addConnect, addFlows, addMapping, addCheck, addTestInvoice] },
  { group: 'Daily:', adds: [addImport, addBank, addPlan, addApply, addUndo, addHolds, addAnswer, addWhy, addLog] },
  { group: 'Month end:', adds: [addProve, addClose, addLock, addExport] },
  { group: 'People:', adds: [addPeople, addKey, addAudit] },
  { group: 'Running:', adds: [addServe, addBackup, addSandbox] },
];

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
    .configureHelp(helpLayout)
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
      outputError: (text, write) => write(sentenceOfParser(text)),
    })
    .exitOverride();
  for (const { group, adds } of commands) {
    program.commandsGroup(group);
    for (const add of adds) add(program, means, done);
  }
  program.commandsGroup('More:').helpCommand(true);
  pointToHelp(program, 'tieout');
  return program;
}
