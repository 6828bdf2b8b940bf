import type { Engine } from './parts.ts';
import type { EngineStore } from './ports.ts';
import { SetupProblem } from './setup-problem.ts';

const waitMilliseconds = 60_000;
/** Renewed for as long as a step takes. Whoever dies within one keeps others from it so long. */
const holdMilliseconds = 120_000;
const renewMilliseconds = 30_000;

/**
 * Who takes a step of a set-up finds what was there a moment ago, and makes what was not: two who do so at once would make two flows of
 * the same documents. So they take it one after the other, in whichever process they are.
 */
export async function oneAfterTheOther<T>(
  { engine, organisation }: { readonly engine: Turns; readonly organisation: string },
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
  const over = new AbortController();
  const held = hold(engine, lease, over.signal);
  try {
    return await work();
  } finally {
    over.abort();
    await held;
    await store.moveLease({ ...lease, until: clock.now() });
  }
}

interface Turns extends Pick<Engine, 'clock' | 'chance'> {
  readonly store: Pick<EngineStore, 'leaseUntil' | 'moveLease'>;
}

/** Going live reads and plans everything: nobody can say beforehand how long that takes. */
async function hold(
  { store, clock }: Turns,
  lease: Omit<Parameters<EngineStore['moveLease']>[0], 'until'>,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    await clock.sleepUntil(clock.now() + renewMilliseconds, over).catch(() => undefined);
    // One that could not be renewed is still ours for three more tries.
    if (!over.aborted) await store.moveLease({ ...lease, until: clock.now() + holdMilliseconds }).catch(() => undefined);
  }
}

/** Flows between two connections, in either direction: a step of one may make the other. */
export const between = ({ source, target }: { readonly source: string; readonly target: string }): string =>
  [source, target].toSorted().join(' and ');
