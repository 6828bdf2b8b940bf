import type { Instant } from '../core/day.ts';
import { poll } from './poll.ts';
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
}

export interface Worker {
  /** Works until `stop`; resolves when the turn under way has ended. */
  run(): Promise<void>;
  /** Something became due: look at once. */
  wake(): void;
  stop(): void;
}

const defaults = { limit: 250, leaseSeconds: 300, idleSeconds: 1 };

/** One worker of an organisation: polls what is due, turns every flow until it is quiet, and sleeps until the next is due. */
export function createWorker(engine: Engine, options: WorkerOptions): Worker {
  const stopping = new AbortController();
  let sleep: AbortController | null = null;
  let isNudged = false;
  const wake = (): void => {
    isNudged = true;
    sleep?.abort();
  };
  const rest = async (until: Instant): Promise<void> => {
    if (isNudged || stopping.signal.aborted) return;
    sleep = new AbortController();
    await engine.clock.sleepUntil(until, sleep.signal).catch(() => undefined);
    sleep = null;
  };
  return {
    run: async () => {
      while (!stopping.signal.aborted) {
        isNudged = false;
        const next = await round(engine, options).catch((error: unknown) => {
          options.onTrouble?.(error);
          return engine.clock.now() + 5_000;
        });
        const idle = engine.clock.now() + (options.idleSeconds ?? defaults.idleSeconds) * 1000;
        await rest(next === null ? idle : Math.min(Math.max(next, engine.clock.now()), idle));
      }
    },
    wake,
    stop: () => {
      stopping.abort();
      wake();
    },
  };
}

/** Polls what is due and turns every flow until nothing is due. Returns when something will be, as far as is known. */
export async function round(engine: Engine, options: WorkerOptions): Promise<Instant | null> {
  const { organisation } = options;
  const limit = options.limit ?? defaults.limit;
  const leaseSeconds = options.leaseSeconds ?? defaults.leaseSeconds;
  const flows = await engine.store.flows(organisation);
  await pollHinted(engine, organisation);
  const polls = await pollDue(engine, organisation, flows);
  let next = polls;
  const turnAll = async (): Promise<void> => {
    let isBusy = true;
    while (isBusy) {
      isBusy = false;
      for (const flow of flows) {
        const report = await turn(engine, flow, { limit, leaseSeconds });
        if (report.claimed > 0) isBusy = true;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: options.turnsAtOnce ?? 1 }, turnAll));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  for (const flow of flows) next = earlier(next, await engine.store.nextDue(flow));
  return next;
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** Webhooks name keys; what they are about is read now. Many webhooks make one poll. */
async function pollHinted(engine: Engine, organisation: string): Promise<void> {
  const now = engine.clock.now();
  for (const hint of await engine.store.claimPolls({ organisation, now, until: now + 60_000 })) {
    await poll(engine, organisation, hint.connection, hint.kinds);
    await engine.store.endPolls(organisation, hint);
  }
}

/** How soon a poll that failed is tried again. */
const retryMilliseconds = 30_000;

/** Each connection is polled by one worker at a time, at its own pace. Returns when the next poll is due. */
async function pollDue(engine: Engine, organisation: string, flows: readonly Flow[]): Promise<Instant | null> {
  let next: Instant | null = null;
  const connections = new Set(flows.flatMap((flow) => [flow.source, flow.target]));
  for (const connection of connections) {
    const { manifest } = await engine.open(organisation, connection);
    const now = engine.clock.now();
    const everyMilliseconds = manifest.poll.everySeconds * 1000;
    // The lease outlives the poll, so that the next one is due a whole interval later, whichever worker takes it.
    const lease = { organisation, name: `poll ${connection}`, token: engine.chance.id() };
    const until = await engine.store.leaseUntil({ ...lease, now, until: now + everyMilliseconds });
    if (until === null) {
      try {
        await poll(engine, organisation, connection);
      } catch (cause) {
        // Not a whole interval later: what was down for a moment is read again soon.
        await engine.store.moveLease({ ...lease, until: engine.clock.now() + Math.min(everyMilliseconds, retryMilliseconds) });
        throw cause;
      }
      next = earlier(next, now + everyMilliseconds);
    } else {
      next = earlier(next, until);
    }
  }
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
    const flows = await engine.store.flows(options.organisation);
    let next: Instant | null = null;
    for (const flow of flows) next = earlier(next, await engine.store.nextDue(flow));
    if (next === null || (options.until !== undefined && engine.clock.now() >= options.until)) return;
    if (patience > 0 && next - engine.clock.now() > patience) return;
    await engine.clock.sleepUntil(Math.max(next, engine.clock.now() + 1));
  }
}
