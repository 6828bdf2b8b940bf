import type { SharedClock } from '../../../sandbox/clock.ts';

export interface Waker {
  /** Looks again at what is due next. */
  look(): void;
  stop(): void;
}

/**
 * Wakes the account when something is due there, so that its webhooks leave in time. Not needed while nobody listens: what is due
 * happens, as of its own time, before the next request is answered. Then a virtual clock is not moved by it, either.
 */
export function createWaker(
  clock: SharedClock,
  {
    nextDue,
    isHeard,
    wake,
  }: { readonly nextDue: () => number | null; readonly isHeard: () => boolean; readonly wake: () => Promise<unknown> },
): Waker {
  let set: { readonly at: number; readonly stop: AbortController } | null = null;
  const stop = (): void => {
    set?.stop.abort(new Error('something else is due first'));
    set = null;
  };
  const look = (): void => {
    const at = isHeard() ? nextDue() : null;
    if (at === set?.at) return;
    stop();
    if (at === null) return;
    const made = { at, stop: new AbortController() };
    set = made;
    clock.sleepUntil(at * 1000, made.stop.signal).then(
      () => {
        set = null;
        return wake().catch((fault: unknown) => console.error('sandbox fault: what was due did not happen', fault));
      },
      // It was set anew, or the sandbox closes.
      () => {},
    );
  };
  return { look, stop };
}
