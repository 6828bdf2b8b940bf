import type { CancelSignal, Clock } from '../contract/sandbox.ts';
import type { Instant } from '../core/day.ts';
import { createRest } from './rest.ts';

/**
 * Time that everything in a simulation shares. It stands still while anybody is awake, and jumps to the next wake-up when all
 * sleep: hours pass in seconds, and no work ever takes any time.
 *
 * Awake means: something holds the clock, or something stirred within the last turns of the event loop. Plain computing
 * therefore needs no care. What waits for the outside (a database, a file, another process) must hold: `during(() => query())`.
 * A sleep inside a hold never ends, so hold the waiting, not the whole task.
 */
export interface SharedClock extends Clock {
  readonly isVirtual: boolean;
  /** Time stands still until the returned function is called. */
  readonly hold: () => () => void;
  /** Holds while the work is under way. Do not sleep on the clock in it. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** A shared clock of this process. Started at an instant; who only looks at it does not move it. */
export function virtualClock(start: Instant): SharedClock {
  let now = start;
  const rest = createRest({
    quiet: (earliest) => {
      if (earliest === null || earliest === Infinity) return;
      now = Math.max(now, earliest);
      rest.wake(now);
    },
    stirred: () => {},
  });
  return {
    isVirtual: true,
    now: () => now,
    sleepUntil: async (at, signal) => {
      refuseAborted(signal);
      if (at > now) await rest.sleepUntil(at, signal);
    },
    hold: rest.hold,
    during: (work) => holding(rest.hold, work),
  };
}

/** The machine's own time. Holding it does nothing. */
export function realClock(): SharedClock {
  return {
    isVirtual: false,
    now: machineTime,
    sleepUntil: async (at, signal) => {
      refuseAborted(signal);
      for (let left = at - machineTime(); left > 0; left = at - machineTime()) await pause(Math.min(left, longestTimer), signal);
    },
    hold: () => () => {},
    during: (work) => work(),
  };
}

// oxlint-disable-next-line no-restricted-properties -- the one place where the machine's time comes in
const machineTime = (): Instant => Date.now();

export function refuseAborted(signal: CancelSignal | undefined): void {
  if (signal?.aborted) throw signal.reason;
}

/** Holds around the work, whether it ends well or not. */
export async function holding<T>(hold: () => () => void, work: () => Promise<T>): Promise<T> {
  const release = hold();
  try {
    return await work();
  } finally {
    release();
  }
}

// Timers of Node.js fire at once when they are set for longer than 2^31 milliseconds.
const longestTimer = 2_147_483_647;

const pause = (milliseconds: number, signal?: CancelSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', aborted, { once: true });
  });
