import type { SharedClock } from '../sandbox/clock.ts';

/** Virtual time stands still but where it is let pass: otherwise hours would go by while nothing is asked of them. */
export interface Scene {
  passing<T>(work: () => Promise<T>): Promise<T>;
  /** Lets time pass until it is so; looked at every some virtual seconds. Rejects when the person stops the demo, or nothing comes of it. */
  until(isDone: () => Promise<boolean>, options?: { readonly everySeconds?: number }): Promise<void>;
  end(): void;
}

const longestWaitMilliseconds = 6 * 3_600_000;

export function standStill(clock: SharedClock, signal: AbortSignal): Scene {
  let release = clock.hold();
  const passing: Scene['passing'] = async (work) => {
    release();
    try {
      return await work();
    } finally {
      release = clock.hold();
    }
  };
  return {
    passing,
    until: (isDone, { everySeconds = 20 } = {}) =>
      passing(async () => {
        const last = clock.now() + longestWaitMilliseconds;
        while (!(await clock.during(isDone))) {
          signal.throwIfAborted();
          if (clock.now() > last) throw new Error('six virtual hours have passed, and what the demo waits for has not come');
          await clock.sleepUntil(clock.now() + everySeconds * 1000);
        }
      }),
    end: () => release(),
  };
}
