import type { HttpRequest } from '../contract/http.ts';
import type { Limits } from '../contract/manifest.ts';
import type { Instant } from '../core/day.ts';

/** What is left after a call was admitted; null where there is no such limit. */
export interface Left {
  readonly minute: number | null;
  readonly day: number | null;
}

export type LimitProblem = 'second' | 'minute' | 'day' | 'batch' | 'concurrent';

export type Admission =
  | { readonly admitted: true; readonly left: Left; readonly done: () => void }
  | {
      readonly admitted: false;
      readonly problem: LimitProblem;
      readonly retryAfterSeconds: number;
      readonly left: Left;
    };

/** One account's calls by one application: at most so many in any second, in any 60, in any 24 hours, and at once; batches apart, too. */
export interface Gate {
  /** Refused calls do not count. `done` is called when the answer has left. */
  admit(now: Instant, counts?: HttpRequest['counts']): Admission;
}

export function createGate(limits: Limits | null): Gate {
  if (limits === null) return { admit: () => ({ admitted: true, left: { minute: null, day: null }, done: () => {} }) };
  const { perSecond = null, perMinute, perDay, batchPerMinute = null } = limits;
  const window = (milliseconds: number, limit: number | null): Window | null => (limit === null ? null : createWindow(milliseconds, limit));
  const second = window(1_000, perSecond);
  const minute = createWindow(60_000, perMinute);
  const day = window(86_400_000, perDay);
  const batch = window(60_000, batchPerMinute);
  let atOnce = 0;
  return {
    admit(now, counts) {
      const left = (): Left => ({ minute: minute.left(now), day: day?.left(now) ?? null });
      const refuse = (problem: LimitProblem, milliseconds: number): Admission => ({
        admitted: false,
        problem,
        retryAfterSeconds: Math.ceil(milliseconds / 1000),
        left: left(),
      });
      const entered = [day, minute, second, counts === 'batch' ? batch : null];
      const named = ['day', 'minute', 'second', 'batch'] as const;
      for (const [index, problem] of named.entries()) {
        const full = entered[index];
        if (full && full.left(now) <= 0) return refuse(problem, full.opensIn(now));
      }
      if (atOnce >= limits.concurrent) return refuse('concurrent', 1000);
      for (const each of entered) each?.enter(now);
      atOnce += 1;
      return { admitted: true, left: left(), done: () => (atOnce -= 1) };
    },
  };
}

interface Window {
  left(now: Instant): number;
  /** Milliseconds until the oldest call leaves the window. */
  opensIn(now: Instant): number;
  enter(now: Instant): void;
}

// The instants of the admitted calls, oldest first; those that have left the window are cut off now and then.
function createWindow(milliseconds: number, limit: number): Window {
  const calls: Instant[] = [];
  let first = 0;
  const forget = (now: Instant): void => {
    while (first < calls.length && (calls[first] ?? 0) <= now - milliseconds) first += 1;
    if (first > limit) {
      calls.splice(0, first);
      first = 0;
    }
  };
  return {
    left(now) {
      forget(now);
      return limit - (calls.length - first);
    },
    opensIn: (now) => Math.max(0, (calls[first] ?? now) + milliseconds - now),
    enter: (now) => calls.push(now),
  };
}
