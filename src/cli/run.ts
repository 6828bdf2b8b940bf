import type { Command } from 'commander';
import { Refused } from '../contract/refused.ts';
import type { Means, Office, Page, Wanted } from './office.ts';
import { progressLine } from './progress.ts';
import type { ProgressLine } from './progress.ts';
import { indented, length, withoutControls, wrapped } from './table.ts';

/** What a command found: for people, for machines, and whether it is true that all is well. */
export interface Answer {
  readonly json: unknown;
  readonly text: (page: Page) => readonly string[];
  /** Printed as it is, whatever the width: a file, a schema. */
  readonly isRaw?: boolean;
  /** False ends the command with code 1. */
  readonly isTrue?: boolean;
}

export interface Desk {
  readonly office: Office;
  readonly page: Page;
  readonly progress: ProgressLine;
  /** Aborted when the person asks to stop. */
  readonly signal: AbortSignal;
  readonly dataFolder: string;
}

export interface GlobalOptions {
  readonly data?: string;
  readonly organisation?: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** A sentence for the person; nothing is wrong with Tieout. */
export class Complaint extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Complaint';
  }
}

export const globalsOf = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

export const folderOf = (means: Means, options: GlobalOptions): string => options.data ?? means.dataFolder;

/** Opens the books, does the work, closes them again, and says what came of it. Returns the exit code. */
export async function runInOffice(
  means: Means,
  command: Command,
  work: (desk: Desk) => Promise<Answer>,
  wanted: Partial<Wanted> = {},
): Promise<number> {
  const options = globalsOf(command);
  return run(means, options, async (progress) => {
    const dataFolder = folderOf(means, options);
    const organisation = options.organisation ?? null;
    const office = await means.open({ dataFolder, organisation, by: options.by ?? means.person, role: 'command', ...wanted });
    try {
      const desk = { office, page: means.terminal, progress, signal: means.interrupted, dataFolder };
      const gone = office.stopped.then((error) => Promise.reject(error));
      gone.catch(() => undefined);
      return await Promise.race([work(desk), gone]);
    } finally {
      await office.close();
    }
  });
}

/** Does work that needs no books. */
export async function run(means: Means, options: GlobalOptions, work: (progress: ProgressLine) => Promise<Answer>): Promise<number> {
  const { terminal } = means;
  const progress = progressLine(terminal);
  try {
    const answer = await work(progress);
    progress.clear();
    if (options.json === true) terminal.out(`${JSON.stringify(answer.json, null, 2)}\n`);
    else
      for (const line of answer
        .text(terminal)
        .flatMap((each) => (answer.isRaw === true ? [each] : folded(withoutControls(each), terminal.columns))))
        terminal.out(`${line}\n`);
    return answer.isTrue === false ? 1 : 0;
  } catch (error) {
    progress.clear();
    complain(means, error);
    return 1;
  }
}

/** A line that is too long goes on below, as far to the right as it began. */
function folded(line: string, width: number): readonly string[] {
  if (length(line) <= width) return [line];
  return indented(line.trimStart(), width, line.length - line.trimStart().length);
}

/** One sentence; the stack only for those who ask for it. */
export function complain(means: Pick<Means, 'terminal' | 'showsStacks'>, error: unknown): void {
  const { terminal } = means;
  if (means.showsStacks && error instanceof Error) {
    terminal.err(`${error.stack ?? error.message}\n`);
    if (error.cause instanceof Error) terminal.err(`${error.cause.stack ?? error.cause.message}\n`);
    return;
  }
  for (const line of wrapped(withoutControls(sentenceOf(error)), terminal.columns)) terminal.err(`${line}\n`);
}

function sentenceOf(error: unknown): string {
  if (isFullDisk(error))
    return `There is no room left on the disk (${error.message}): nothing of this was kept. Make room, and run it again.`;
  const message = error instanceof Error ? error.message : String(error);
  const first = message.trim() === '' && error instanceof Error ? reasonWithin(error) : message.trim();
  const text = first.charAt(0).toUpperCase() + first.slice(1);
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  if (isOurs) return `This is a mistake in Tieout, and nothing was half done: ${text}. TIEOUT_DEBUG=1 shows where.`;
  return /[.!?]$/.test(text) || error instanceof Refused ? text : `${text}.`;
}

/** PostgreSQL says 53100, and the machine ENOSPC. */
const isFullDisk = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && (error.code === '53100' || error.code === 'ENOSPC');

/** Several addresses that did not answer come as one error without words. */
function reasonWithin(error: Error): string {
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : error.cause;
  return inner instanceof Error ? inner.message : error.name;
}
