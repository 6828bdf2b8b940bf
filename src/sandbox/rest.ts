import type { CancelSignal } from '../contract/sandbox.ts';
import type { Instant } from '../core/day.ts';

// How many turns of the event loop must pass without anything stirring. A turn costs some microseconds. What needs longer than
// that (a database, another process) is held; a request on loopback that is not yet seen by its server needs about five.
const quietTurns = 25;

/** Who sleeps until when, and whether anybody is awake: what both virtual clocks stand on. */
export interface Rest {
  /** Nothing is quiet until the returned function is called; calling it again does nothing. */
  readonly hold: () => () => void;
  /** Resolves in `wake`. Rejects with the signal's reason when aborted. */
  sleepUntil(at: Instant, signal?: CancelSignal): Promise<void>;
  /**
   * Wakes all who sleep until `now` or earlier, in the order of their instants, then of their going to sleep. `quiet` follows,
   * even if nobody was woken; `stirred` does not precede it.
   */
  wake(now: Instant): void;
  /** Rejects all who sleep. */
  fail(reason: Error): void;
}

/**
 * `quiet` is called with the earliest wake-up (null: nobody sleeps) when nothing was held and nothing stirred for some turns of
 * the event loop; `stirred` when something then does stir.
 */
export function createRest(on: { readonly quiet: (earliest: Instant | null) => void; readonly stirred: () => void }): Rest {
  const sleepers = createSleepers();
  const watch = createWatch({ quiet: () => on.quiet(sleepers.earliest()), stirred: on.stirred });
  return {
    hold: () => {
      let isHeld = true;
      watch.hold(1);
      return () => {
        if (isHeld) watch.hold(-1);
        isHeld = false;
      };
    },
    sleepUntil: (at, signal) => {
      watch.stir();
      return sleepers.add(at, signal, () => watch.stir());
    },
    wake(now) {
      const due = sleepers.take(now);
      watch.restart();
      for (const sleeper of due) sleeper.resolve();
    },
    fail(reason) {
      for (const sleeper of sleepers.take(Infinity)) sleeper.reject(reason);
    },
  };
}

interface Watch {
  readonly hold: (change: 1 | -1) => void;
  readonly stir: () => void;
  readonly restart: () => void;
}

function createWatch(on: { readonly quiet: () => void; readonly stirred: () => void }): Watch {
  let held = 0;
  let turnsLeft = 0;
  let isTurning = false;
  let isQuiet = false;

  const turn = (): void => {
    isTurning = false;
    if (held > 0) return;
    turnsLeft -= 1;
    if (turnsLeft > 0) {
      turnAgain();
      return;
    }
    isQuiet = true;
    on.quiet();
  };
  const turnAgain = (): void => {
    if (held > 0 || isTurning) return;
    isTurning = true;
    setImmediate(turn);
  };
  const restart = (): void => {
    isQuiet = false;
    turnsLeft = quietTurns;
    turnAgain();
  };
  const stir = (): void => {
    if (isQuiet) on.stirred();
    restart();
  };
  let warning: NodeJS.Timeout | undefined;
  const hold = (change: 1 | -1): void => {
    held += change;
    if (held === 0) clearTimeout(warning);
    if (held === 1 && change === 1) warning = setTimeout(warn, longHold).unref();
    stir();
  };
  return { hold, stir, restart };
}

// The one way to hang a simulation is to sleep on its clock while holding it. It shall not be a riddle.
const longHold = 60_000;

const warn = (): void =>
  process.emitWarning('The virtual clock has been held for a minute of real time. Does somebody sleep on it inside of `during`?');

interface Sleeper {
  readonly at: Instant;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

interface Sleepers {
  earliest(): Instant | null;
  /** Out of the list, in order: all who sleep until `now` or earlier. */
  take(now: Instant): readonly Sleeper[];
  add(at: Instant, signal: CancelSignal | undefined, aborted: () => void): Promise<void>;
}

function createSleepers(): Sleepers {
  let sleepers: readonly Sleeper[] = [];
  return {
    earliest: () => sleepers[0]?.at ?? null,
    take(now) {
      const due = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.slice(due.length);
      return due;
    },
    add: (at, signal, aborted) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          aborted();
          reject(signal?.reason);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        const sleeper: Sleeper = { at, resolve: wake, reject };
        const place = sleepers.findIndex((other) => other.at > at);
        sleepers = sleepers.toSpliced(place === -1 ? sleepers.length : place, 0, sleeper);
        signal?.addEventListener('abort', giveUp, { once: true });
      }),
  };
}
