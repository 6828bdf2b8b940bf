import type { Instant } from '../core/day.ts';
import { feedPoll, pollAtItsPace, retryMilliseconds } from './poll-pace.ts';
import { createHintReader } from './hint-reader.ts';
import { readHinted } from './hints.ts';
import { createPollReader } from './poll-reader.ts';
import { turn } from './turn.ts';
import { onConcluded } from './under-way.ts';
import type { Engine } from './parts.ts';

export interface WorkerOptions {
  readonly organisation: string;
  /** Keys a turn; each turn is a handful of statements whatever its size. */
  readonly limit?: number;
  readonly leaseSeconds?: number;
  /** Turns side by side, each with keys of its own, as two workers would take them: one plans while the other's calls are away. */
  readonly turnsAtOnce?: number;
  /** How often to look for work that another process announced, when nothing here does. */
  readonly idleSeconds?: number;
  readonly onTrouble?: (error: unknown) => void;
  /** A connection waits for its person, or is read again: one line each. */
  readonly onNews?: (line: string) => void;
  /** Connections that are polled although no flow may read them: feeds of banks. */
  readonly feeds?: () => Promise<readonly string[]>;
}

export interface Worker {
  /** Works until `stop`; resolves when the turns, and the looks at providers, that were under way have ended. */
  run(): Promise<void>;
  /** Keys became due: look at once. */
  wake(): void;
  /** Webhooks named something: read it at once. */
  hear(): void;
  stop(): void;
}

const defaults = { limit: 250, leaseSeconds: 300, idleSeconds: 1 };

/**
 * One worker of an organisation. What webhooks named, polls that are due and the turns of every flow go on side by side, as in several
 * processes: neither a long backfill nor a long pass keeps a webhook waiting, and the database works while a provider answers. Each
 * lane sleeps until something is due.
 */
export function createWorker(engine: Engine, options: WorkerOptions): Worker {
  const wake = (): void => wakeOne(turning);
  const turning: readonly Lane[] = Array.from({ length: options.turnsAtOnce ?? 1 }, () =>
    createLane(engine, options, (ending) => turnAll(engine, options, { share: wake, ending })),
  );
  const hints = createHintReader(engine, {
    organisation: options.organisation,
    changed: wake,
    ended: () => reader.wake(),
    trouble: (error) => options.onTrouble?.(error),
  });
  const polls = createPollReader(engine, {
    organisation: options.organisation,
    idleSeconds: options.idleSeconds ?? defaults.idleSeconds,
    feeds: options.feeds,
    changed: wake,
    sooner: () => reader.wake(),
    trouble: (error) => options.onTrouble?.(error),
    news: (line) => options.onNews?.(line),
  });
  const reader = createLane(engine, options, async () => {
    await hints.look();
    return polls.look();
  });
  const lanes = [reader, ...turning];
  return {
    run: async () => {
      const deafen = onConcluded(engine, () => {
        if (hints.hasPassedOver()) reader.wake();
      });
      await Promise.all(lanes.map((lane) => lane.run()));
      deafen();
      await Promise.all([hints.idle(), polls.idle()]);
    },
    wake,
    hear: reader.wake,
    stop: () => {
      polls.stop();
      hints.stop();
      lanes.forEach((lane) => lane.stop());
    },
  };
}

interface Lane {
  run(): Promise<void>;
  wake(): void;
  stop(): void;
  /** 'waking': it begins its work anew, and will see whatever is there by now. */
  state(): 'asleep' | 'waking' | 'busy';
}

/** One lane is enough: it wakes the next when there is more than it takes. When all are busy, each looks again. */
function wakeOne(lanes: readonly Lane[]): void {
  if (lanes.some((lane) => lane.state() === 'waking')) return;
  const asleep = lanes.find((lane) => lane.state() === 'asleep');
  for (const lane of asleep ? [asleep] : lanes) lane.wake();
}

/** Does its work, sleeps until more is due as far as it knows, and does it again. */
function createLane(engine: Engine, options: WorkerOptions, work: (ending: AbortSignal) => Promise<Instant | null>): Lane {
  const stopping = new AbortController();
  let isNudged = false;
  let sleep: AbortController | null = null;
  const wake = (): void => {
    isNudged = true;
    sleep?.abort();
  };
  return {
    run: async () => {
      while (!stopping.signal.aborted) {
        isNudged = false;
        const next = await work(stopping.signal).catch((error: unknown) => {
          options.onTrouble?.(error);
          return engine.clock.now() + 5_000;
        });
        if (isNudged) continue;
        sleep = new AbortController();
        const idle = engine.clock.now() + (options.idleSeconds ?? defaults.idleSeconds) * 1000;
        await engine.clock.sleepUntil(Math.min(next ?? idle, idle), sleep.signal).catch(() => undefined);
        sleep = null;
      }
    },
    wake,
    stop: () => {
      stopping.abort();
      wake();
    },
    state: () => (sleep === null ? 'busy' : isNudged ? 'waking' : 'asleep'),
  };
}

interface Turning {
  /** There may be more than one lane takes. */
  readonly share?: () => void;
  /** The worker stops: no turn begins any more. */
  readonly ending?: AbortSignal;
}

/** Turns every flow until it is quiet; returns when the next key is due. */
async function turnAll(engine: Engine, options: WorkerOptions, { share, ending }: Turning = {}): Promise<Instant | null> {
  const limit = options.limit ?? defaults.limit;
  const leaseSeconds = options.leaseSeconds ?? defaults.leaseSeconds;
  const { organisation } = options;
  for (;;) {
    const now = engine.clock.now();
    const dues = await engine.store.nextDues(organisation, { now, most: limit + 1 });
    const next = dues.reduce<Instant | null>((first, { dueAt }) => earlier(first, dueAt), null);
    const due = dues.filter(({ dueAt }) => dueAt <= now);
    if (due.length > 1 || due.some(({ keys }) => keys > limit)) share?.();
    let isBusy = false;
    for (const { flow } of due) {
      if (ending?.aborted) return next;
      const report = await turn(engine, { organisation, flow }, { limit, leaseSeconds, ending });
      if (report.claimed > 0) isBusy = true;
    }
    if (!isBusy) return next;
  }
}

/** Polls what is due and turns every flow until nothing is due. Returns when something will be, as far as is known. */
export async function round(engine: Engine, options: WorkerOptions): Promise<Instant | null> {
  const { organisation } = options;
  await readHinted(engine, organisation);
  const polls = await pollDue(engine, options);
  const lanes = Array.from({ length: options.turnsAtOnce ?? 1 }, () => turnAll(engine, options));
  const ended = await Promise.allSettled(lanes);
  return ended.reduce<Instant | null>((next, each) => {
    if (each.status === 'rejected') throw each.reason;
    return earlier(next, each.value);
  }, polls);
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** One connection after the other. Returns when the next poll is due. */
async function pollDue(engine: Engine, { organisation, feeds, onTrouble }: WorkerOptions): Promise<Instant | null> {
  let next: Instant | null = null;
  const connections = new Set((await engine.store.flows(organisation)).flatMap((flow) => [flow.source, flow.target]));
  for (const connection of connections) {
    const paced = await pollAtItsPace(engine, organisation, connection, { patience: () => retryMilliseconds });
    next = earlier(next, paced.next);
  }
  const ofFeed = feedPoll((trouble) => onTrouble?.(trouble));
  for (const feed of (await feeds?.()) ?? [])
    if (!connections.has(feed)) next = earlier(next, (await ofFeed(engine, organisation, feed)).next);
  return next;
}

/** Runs rounds until nothing is due any more within `patienceSeconds`: for commands, tests and measurements. */
export async function runToQuiet(
  engine: Engine,
  options: WorkerOptions & { readonly patienceSeconds?: number; readonly until?: Instant },
): Promise<void> {
  const patience = (options.patienceSeconds ?? 0) * 1000;
  for (;;) {
    await round(engine, options);
    const dues = await engine.store.nextDues(options.organisation, { now: engine.clock.now(), most: 1 });
    const next = dues.reduce<Instant | null>((first, { dueAt }) => earlier(first, dueAt), null);
    if (next === null || (options.until !== undefined && engine.clock.now() >= options.until)) return;
    if (patience > 0 && next - engine.clock.now() > patience) return;
    await engine.clock.sleepUntil(Math.max(next, engine.clock.now() + 1));
  }
}
