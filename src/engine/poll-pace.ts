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
}

/**
 * Polls a connection if it is due: by one worker at a time, at the provider's own pace. What failed is tried again as soon as
 * `patience` says, in milliseconds; what was down for a moment need not wait a whole interval.
 */
export async function pollAtItsPace(
  engine: Engine,
  organisation: string,
  connection: string,
  patience: (cause: unknown) => number,
): Promise<Paced> {
  const { manifest } = await engine.open(organisation, connection);
  const now = engine.clock.now();
  const everyMilliseconds = manifest.poll.everySeconds * 1000;
  // The lease outlives the poll, so that the next one is due a whole interval later, whichever worker takes it.
  const lease = { organisation, name: `poll ${connection}`, token: engine.chance.id() };
  const until = await engine.store.leaseUntil({ ...lease, now, until: now + everyMilliseconds });
  if (until !== null) return { next: until, wasDue: false, hasChanged: false };
  try {
    const report = await poll(engine, organisation, connection);
    return { next: now + everyMilliseconds, wasDue: true, hasChanged: report.changed > 0 };
  } catch (cause) {
    await engine.store.moveLease({ ...lease, until: engine.clock.now() + Math.min(everyMilliseconds, patience(cause)) });
    throw cause;
  }
}

/** How soon a poll that failed is tried again. */
export const retryMilliseconds = 30_000;

/** Polls one connection, if it is due; what comes of one that waits for its person is told, and not thrown. */
export type PatientPolls = (engine: Engine, organisation: string, connection: string) => Promise<Paced>;

const waitingBy = new WeakMap<Engine, Set<string>>();

/**
 * A connection that nobody is signed in to any more is asked for as often as ever, because a person may sign in at any time. That is
 * told once, and once more when it is read again, whichever worker of this process finds out; and it keeps no other from being read.
 */
export function patientPolls(tell: (news: string) => void): PatientPolls {
  return async (engine, organisation, connection) => {
    const waiting = waitingBy.get(engine) ?? new Set<string>();
    waitingBy.set(engine, waiting);
    const name = JSON.stringify([organisation, connection]);
    try {
      const paced = await pollAtItsPace(engine, organisation, connection, () => retryMilliseconds);
      if (paced.wasDue && waiting.delete(name)) tell(`info: '${connection}' is read again`);
      return paced;
    } catch (cause) {
      if (!(cause instanceof ReconnectNeeded)) throw cause;
      if (!waiting.has(name)) tell(`warning: '${connection}' cannot be read until somebody signs in. ${cause.message}`);
      waiting.add(name);
      return { next: engine.clock.now() + retryMilliseconds, wasDue: true, hasChanged: false };
    }
  };
}

export interface Feeding {
  /** Connections that are polled although no flow may read them: a bank's lines are wanted before anybody books them. */
  readonly feeds?: () => Promise<readonly string[]>;
  readonly onTrouble?: (error: unknown) => void;
}

/** Polls the feeds that are due, but for the connections of flows, which others poll. Returns when the next one is due; null: there is none. */
export type FeedPolls = (engine: Engine, organisation: string, others: ReadonlySet<string>) => Promise<Instant | null>;

/**
 * A feed that fails keeps nobody else from working: it is told, and waits twice as long each time that it fails again, or as long as
 * the provider says.
 */
export function feedPolls({ feeds, onTrouble }: Feeding): FeedPolls {
  const failures = new Map<string, number>();
  return async (engine, organisation, others) => {
    const paced: Paced[] = [];
    for (const feed of (await feeds?.()) ?? []) {
      if (others.has(feed)) continue;
      try {
        const polled = await pollAtItsPace(engine, organisation, feed, (cause) => waitOf(cause, failures.get(feed) ?? 0));
        if (polled.wasDue) failures.delete(feed);
        paced.push(polled);
      } catch (cause) {
        failures.set(feed, (failures.get(feed) ?? 0) + 1);
        onTrouble?.(cause);
        paced.push({ next: engine.clock.now() + retryMilliseconds, wasDue: true, hasChanged: false });
      }
    }
    return paced.length === 0 ? null : Math.min(...paced.map(({ next }) => next));
  };
}

const waitOf = (cause: unknown, failures: number): number => {
  const seconds = cause instanceof Refused ? cause.retryAfterSeconds : null;
  return Math.max(seconds === null ? 0 : seconds * 1000, retryMilliseconds * 2 ** Math.min(failures, 12));
};
