import { Unanswered } from '../../src/engine/wire.ts';
import type { Outside } from '../engine/life.ts';

/** What a call of a life that has ended gets. */
export class Crash extends Error {
  constructor() {
    super('the process ended here');
    this.name = 'Crash';
  }
}

export interface Fuse extends Outside {
  /** The effects that there were: what was committed, and every request to a provider. */
  count(): number;
  /** Which of them, from 1 on, were requests to a provider, if those count that got no answer: as `failAfter` counts. */
  requests(): readonly number[];
  isBlown(): boolean;
}

/** The calls that change nothing. Every other method of every port commits. */
const reads: ReadonlySet<string> = new Set([
  'flow',
  'flows',
  'nextDues',
  'sentWrites',
  'situations',
  'counterparts',
  'candidates',
  'records',
  'settingsVersion',
  'isUnderWay',
  'bookmark',
  'unseenSince',
  'tokens read',
  'batches',
  'batch',
  'writesOf',
  'holds',
  'hold',
]);

/**
 * A process that ends right after its n-th effect: the effect has happened, and nobody in the process learns of it. Every later
 * call fails, and what was under way beside it is not heard of either.
 */
export function crashAfter(n: number, onCrash: () => void = () => {}): Fuse {
  let count = 0;
  let commits = 0;
  const requests: number[] = [];
  let isBlown = false;
  const run = async <T>(isEffect: boolean, call: () => Promise<T>): Promise<T> => {
    if (isBlown) throw new Crash();
    const result = await call();
    if (isBlown) throw new Crash();
    if (isEffect) count += 1;
    if (isEffect && count === n) {
      isBlown = true;
      onCrash();
      throw new Crash();
    }
    return result;
  };
  return {
    count: () => count,
    requests: () => requests,
    isBlown: () => isBlown,
    store: async (method, call) => {
      const result = await run(!reads.has(method), call);
      if (!reads.has(method)) commits += 1;
      return result;
    },
    provider: (_, call) => {
      requests.push(commits + requests.length + 1);
      return run(true, call);
    },
  };
}

export type Failing = 'everything' | 'the providers';

/** The outside that stops answering after the n-th effect, to a process that lives on, until `mend` is called. */
export function failAfter(n: number, what: Failing): Omit<Fuse, 'requests'> & { mend(): void } {
  let count = 0;
  let isMended = false;
  const fails = (): boolean => count >= n && !isMended;
  return {
    count: () => count,
    isBlown: () => count >= n,
    mend: () => (isMended = true),
    store: async (method, call) => {
      if (what === 'everything' && fails()) throw new Error('the database does not answer');
      const result = await call();
      if (!reads.has(method)) count += 1;
      return result;
    },
    provider: async (request, call) => {
      if (fails()) throw new Unanswered(`${request} got no answer`, true);
      count += 1;
      return call();
    },
  };
}
