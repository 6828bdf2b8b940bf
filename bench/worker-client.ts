import { fork } from 'node:child_process';
import type { BenchLedger } from './bench-ledgers.ts';
import { profiling } from './company.ts';
import type { Company } from './company.ts';
import { readAnswer } from './messages.ts';
import type { Answer, Ask, Synced, Used } from './messages.ts';

/** The measured process, as the bench speaks to it. */
export interface MeasuredWorker {
  readonly ledger: BenchLedger;
  open(company: Company): Promise<void>;
  sync(): Promise<Synced>;
  serve(): Promise<string>;
  sell(sold: Omit<Extract<Ask, { readonly ask: 'sell' }>, 'ask'>): Promise<void>;
  /** By the payment's id in billing: when it stood there. */
  paid(): Promise<Readonly<Record<string, number>>>;
  used(): Promise<Used>;
  closeCompany(): Promise<void>;
  end(): Promise<void>;
}

export interface WorkerWishes {
  /** Which ledger the company keeps. */
  readonly ledger: BenchLedger;
  readonly profile: string | null;
  /** As the worker's option of that name. */
  readonly turnsAtOnce: number;
}

// A smaller nursery: the machine's parser and printer leave much that is dead at once, and would fill three times 16 megabytes
// and what is promoted from them. It takes a third off the memory, and some percent more time.
const frugal = ['--max-semi-space-size=16'];

export function startWorker({ ledger, profile, turnsAtOnce }: WorkerWishes): MeasuredWorker {
  const child = fork(new URL('worker-process.ts', import.meta.url).pathname, [], { execArgv: [...frugal, ...profiling(profile)] });
  const ask = (asked: Ask): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the worker process ended'));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        const said = readAnswer(message);
        if (said.answer === 'failed') reject(new Error(`the worker failed: ${said.error}`));
        else resolve(said);
      });
      child.send(asked);
    });
  return {
    ledger,
    open: async ({ database, key, sandbox, isLimited }) => {
      await ask({ ask: 'open', database, key, sandbox: sandbox.url, virtual: isLimited, limits: isLimited, turnsAtOnce });
    },
    sync: async () => {
      const said = await ask({ ask: 'sync' });
      if (said.answer !== 'synced') throw new Error(`the worker said ${said.answer}`);
      return said;
    },
    serve: async () => {
      const said = await ask({ ask: 'serve' });
      if (said.answer !== 'serving') throw new Error(`the worker said ${said.answer}`);
      return said.url;
    },
    sell: async (sold) => void (await ask({ ask: 'sell', ...sold })),
    paid: async () => {
      const said = await ask({ ask: 'paid' });
      if (said.answer !== 'paid') throw new Error(`the worker said ${said.answer}`);
      return said.at;
    },
    used: async () => {
      const said = await ask({ ask: 'used' });
      if (said.answer !== 'used') throw new Error(`the worker said ${said.answer}`);
      return said;
    },
    closeCompany: async () => void (await ask({ ask: 'close' })),
    end: async () => {
      if (child.exitCode !== null || !child.connected) return;
      const exit = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await exit;
    },
  };
}
