import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child {
  readonly process: ChildProcess;
  /** The next line of its standard output. */
  readonly line: () => Promise<string>;
  /** Closes its standard input and waits for its end; kills it when `signal` is given. Returns the exit code or the signal. */
  readonly end: (signal?: 'SIGKILL' | 'SIGTERM') => Promise<number | string | null>;
}

const running = new Set<ChildProcess>();

/** Ends what a test that failed has left behind: a child that still runs would keep this process from ending. */
export function endChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs one of our files in a process of its own. */
export function startChild(file: URL, args: readonly string[]): Child {
  const child = spawn(process.execPath, [file.pathname, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? null);
  return {
    process: child,
    line: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${file.pathname} ended without a word`);
      return value;
    },
    end: (signal) => {
      if (signal === undefined) child.stdin.end();
      else child.kill(signal);
      return ended;
    },
  };
}
