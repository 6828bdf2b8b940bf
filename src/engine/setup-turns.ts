import type { Engine } from './parts.ts';
import { SetupProblem } from './setup-problem.ts';

const waitMilliseconds = 60_000;
/** Longer than a step takes. Whoever dies within one keeps others from it so long. */
const holdMilliseconds = 300_000;

/**
 * Who takes a step of a set-up finds what was there a moment ago, and makes what was not: two who do so at once would make two flows of
 * the same documents. So they take it one after the other, in whichever process they are.
 */
export async function oneAfterTheOther<T>(
  { engine, organisation }: { readonly engine: Pick<Engine, 'store' | 'clock' | 'chance'>; readonly organisation: string },
  step: string,
  work: () => Promise<T>,
): Promise<T> {
  const { store, clock, chance } = engine;
  const lease = { organisation, name: `set up ${step}`, token: chance.id() };
  const until = clock.now() + waitMilliseconds;
  while ((await store.leaseUntil({ ...lease, now: clock.now(), until: clock.now() + holdMilliseconds })) !== null) {
    if (clock.now() >= until)
      throw new SetupProblem('conflict', 'Somebody is setting this up at this moment.', { fix: 'Look at it again in a moment.' });
    await clock.sleepUntil(clock.now() + 100);
  }
  try {
    return await work();
  } finally {
    await store.moveLease({ ...lease, until: clock.now() });
  }
}

/** Flows between two connections, in either direction: a step of one may make the other. */
export const between = ({ source, target }: { readonly source: string; readonly target: string }): string =>
  [source, target].toSorted().join(' and ');
