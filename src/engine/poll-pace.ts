import { Refused } from '../contract/refused.ts';
import type { Instant } from '../core/day.ts';
import type { Engine } from './parts.ts';
import { poll } from './poll.ts';
import { ReconnectNeeded } from './tokens.ts';

/** When a connection is due for its next poll, whether it was due now, and whether that brought anything. */
interface Paced {
  readonly next: Instant;
  readonly wasDue: boolean;
  readonly hasChanged: boolean;
  /** It could not be read, and should not be asked again before `next`. */
  readonly hasFailed: boolean;
}

interface Pacing {
  /** How soon what failed is tried again, in milliseconds: what was down for a moment need not wait a whole interval. */
  readonly patience: (cause: unknown) => number;
  /** The worker stops: a poll ends after the page that it is at, and is due at once for whoever works next. */
  readonly ending?: AbortSignal | undefined;
}

/** Polls a connection if it is due: by one worker at a time, at the provider's own pace. */
export async function pollAtItsPace(
  engine: Engine,
  organisation: string,
  connection: string,
  { patience, ending }: Pacing,
): Promise<Paced> {
  const { manifest } = await engine.open(organisation, connection);
  const now = engine.clock.now();
  const everyMilliseconds = manifest.poll.everySeconds * 1000;
  // The lease outlives the poll, so that the next one is due a whole interval later, whichever worker takes it.
  const lease = { organisation, name: `poll ${connection}`, token: engine.chance.id() };
  const until = await engine.store.leaseUntil({ ...lease, now, until: now + everyMilliseconds });
  if (until !== null) return { next: until, wasDue: false, hasChanged: false, hasFailed: false };
  try {
    const report = await poll(engine, organisation, connection, null, ending);
    if (report.isCut) await engine.store.moveLease({ ...lease, until: engine.clock.now() });
    const next = report.isCut ? engine.clock.now() : now + everyMilliseconds;
    return { next, wasDue: true, hasChanged: report.changed > 0, hasFailed: false };
  } catch (cause) {
    await engine.store.moveLease({ ...lease, until: engine.clock.now() + Math.min(everyMilliseconds, patience(cause)) });
    throw cause;
  }
}

/** How soon a poll that failed is tried again. */
export const retryMilliseconds = 30_000;

/** How long a feed that failed is left alone at the most, whatever its lease says: a person may have mended it. */
const longestRestMilliseconds = 900_000;

/** Polls one connection, if it is due. */
export type PacedPoll = (engine: Engine, organisation: string, connection: string) => Promise<Paced>;

const waitingBy = new WeakMap<Engine, Set<string>>();

/**
 * A connection that nobody is signed in to any more is asked for as often as ever, because a person may sign in at any time. That is
 * told once, and once more when it is read again, whichever worker of this process finds out; it is not thrown.
 */
export function patientPolls(tell: (news: string) => void, ending?: AbortSignal): PacedPoll {
  return async (engine, organisation, connection) => {
    const waiting = waitingBy.get(engine) ?? new Set<string>();
    waitingBy.set(engine, waiting);
    const name = JSON.stringify([organisation, connection]);
    try {
      const paced = await pollAtItsPace(engine, organisation, connection, { patience: () => retryMilliseconds, ending });
      if (paced.wasDue && waiting.delete(name)) tell(`info: '${connection}' is read again`);
      return paced;
    } catch (cause) {
      if (!(cause instanceof ReconnectNeeded)) throw cause;
      if (!waiting.has(name)) tell(`warning: '${connection}' cannot be read until somebody signs in. ${cause.message}`);
      waiting.add(name);
      return { next: engine.clock.now() + retryMilliseconds, wasDue: true, hasChanged: false, hasFailed: true };
    }
  };
}

/**
 * Polls a feed, if it is due. One that fails keeps nobody else from working: it is told, and waits twice as long each time that it fails
 * again, or as long as the provider says.
 */
export function feedPoll(tell: (trouble: unknown) => void, ending?: AbortSignal): PacedPoll {
  const failures = new Map<string, number>();
  return async (engine, organisation, feed) => {
    const patience = (cause: unknown): number => waitOf(cause, failures.get(feed) ?? 0);
    try {
      const paced = await pollAtItsPace(engine, organisation, feed, { patience, ending });
      if (paced.wasDue) failures.delete(feed);
      return paced;
    } catch (cause) {
      // One that cannot even be opened has no lease that says when it is due again.
      const next = engine.clock.now() + Math.min(patience(cause), longestRestMilliseconds);
      failures.set(feed, (failures.get(feed) ?? 0) + 1);
      tell(cause);
      return { next, wasDue: true, hasChanged: false, hasFailed: true };
    }
  };
}

const waitOf = (cause: unknown, failures: number): number => {
  const seconds = cause instanceof Refused ? cause.retryAfterSeconds : null;
  return Math.max(seconds === null ? 0 : seconds * 1000, retryMilliseconds * 2 ** Math.min(failures, 12));
};
