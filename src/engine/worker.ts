import type { Instant } from '../core/day.ts';
import { feedPolls, pollAtItsPace, retryMilliseconds } from './poll-pace.ts';
import type { FeedPolls } from './poll-pace.ts';
import { readHinted } from './poll.ts';
import { turn } from './turn.ts';
import type { Engine } from './parts.ts';
import type { Flow } from './ports.ts';

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
  /** Connections that are polled although no flow may read them: feeds of banks. */
  readonly feeds?: () => Promise<readonly string[]>;
}

export interface Worker {
  /** Works until `stop`; resolves when the turn under way has ended. */
  run(): Promise<void>;
  /** Keys became due: look at once. */
  wake(): void;
  /** Webhooks named something: read it at once. */
  hear(): void;
  stop(): void;
}

const defaults = { limit: 250, leaseSeconds: 300, idleSeconds: 1 };

/**
 * One worker of an organisation. Reading (what webhooks named, and polls that are due) and the turns of every flow go on side by side,
 * as in two processes: a long backfill keeps no webhook waiting, and the database works while a provider answers. Each sleeps until
 * something is due.
 */
export function createWorker(engine: Engine, options: WorkerOptions): Worker {
  const turning = Array.from({ length: options.turnsAtOnce ?? 1 }, () => createLane(engine, options, () => turnAll(engine, options)));
  const wake = (): void => turning.forEach((lane) => lane.wake());
  const reader = createLane(engine, options, reading(engine, options, wake));
  return {
    run: async () => void (await Promise.all([reader, ...turning].map((lane) => lane.run()))),
    wake,
    hear: reader.wake,
    stop: () => [reader, ...turning].forEach((lane) => lane.stop()),
  };
}

interface Lane {
  run(): Promise<void>;
  wake(): void;
  stop(): void;
}

/** Does its work, sleeps until more is due as far as it knows, and does it again. */
function createLane(engine: Engine, options: WorkerOptions, work: () => Promise<Instant | null>): Lane {
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
        const next = await work().catch((error: unknown) => {
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
  };
}

/** Reads until there is nothing to read now; returns when the next poll is due. Whatever was read may have made keys due. */
function reading(engine: Engine, options: WorkerOptions, wake: () => void): () => Promise<Instant | null> {
  const { organisation } = options;
  let looksAgainAt = 0;
  let nextPoll: Instant | null = null;
  const feeding = feedPolls(options);
  return async () => {
    while (await readHinted(engine, organisation)) wake();
    const now = engine.clock.now();
    // Every webhook comes by here; whether another worker has polled is asked at the pace of an idle one, and when a poll is due.
    if (now >= Math.min(looksAgainAt, nextPoll ?? looksAgainAt)) {
      nextPoll = await pollDue(engine, organisation, await engine.store.flows(organisation), { feeding, changed: wake });
      looksAgainAt = now + (options.idleSeconds ?? defaults.idleSeconds) * 1000;
    }
    return nextPoll;
  };
}

/** Turns every flow until it is quiet; returns when the next key is due. */
async function turnAll(engine: Engine, options: WorkerOptions): Promise<Instant | null> {
  const limit = options.limit ?? defaults.limit;
  const leaseSeconds = options.leaseSeconds ?? defaults.leaseSeconds;
  const flows = await engine.store.flows(options.organisation);
  for (;;) {
    let next: Instant | null = null;
    let isBusy = false;
    for (const flow of flows) {
      const due = await engine.store.nextDue(flow);
      next = earlier(next, due);
      if (due === null || due > engine.clock.now()) continue;
      const report = await turn(engine, flow, { limit, leaseSeconds });
      if (report.claimed > 0) isBusy = true;
    }
    if (!isBusy) return next;
  }
}

/** Polls what is due and turns every flow until nothing is due. Returns when something will be, as far as is known. */
export async function round(engine: Engine, options: WorkerOptions): Promise<Instant | null> {
  const { organisation } = options;
  while (await readHinted(engine, organisation));
  const flows = await engine.store.flows(organisation);
  const polls = await pollDue(engine, organisation, flows, { feeding: feedPolls(options), changed: () => {} });
  const lanes = Array.from({ length: options.turnsAtOnce ?? 1 }, () => turnAll(engine, options));
  const ended = await Promise.allSettled(lanes);
  return ended.reduce<Instant | null>((next, each) => {
    if (each.status === 'rejected') throw each.reason;
    return earlier(next, each.value);
  }, polls);
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null ? b : b === null ? a : Math.min(a, b));

interface Polling {
  readonly feeding: FeedPolls;
  readonly changed: () => void;
}

/** Each connection is polled by one worker at a time, at its own pace. Returns when the next poll is due. */
async function pollDue(
  engine: Engine,
  organisation: string,
  flows: readonly Flow[],
  { feeding, changed }: Polling,
): Promise<Instant | null> {
  let next: Instant | null = null;
  const connections = new Set(flows.flatMap((flow) => [flow.source, flow.target]));
  for (const connection of connections) {
    const paced = await pollAtItsPace(engine, organisation, connection, () => retryMilliseconds);
    if (paced.hasChanged) changed();
    next = earlier(next, paced.next);
  }
  return earlier(next, await feeding(engine, organisation, connections));
}

/** Runs rounds until nothing is due any more within `patienceSeconds`: for commands, tests and measurements. */
export async function runToQuiet(
  engine: Engine,
  options: WorkerOptions & { readonly patienceSeconds?: number; readonly until?: Instant },
): Promise<void> {
  const patience = (options.patienceSeconds ?? 0) * 1000;
  for (;;) {
    await round(engine, options);
    const flows = await engine.store.flows(options.organisation);
    let next: Instant | null = null;
    for (const flow of flows) next = earlier(next, await engine.store.nextDue(flow));
    if (next === null || (options.until !== undefined && engine.clock.now() >= options.until)) return;
    if (patience > 0 && next - engine.clock.now() > patience) return;
    await engine.clock.sleepUntil(Math.max(next, engine.clock.now() + 1));
  }
}
