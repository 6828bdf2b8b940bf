import type { Instant } from '../core/day.ts';
import { Refused } from '../contract/refused.ts';
import { chartFor, ledgerFacts } from './facts.ts';
import { reread } from './fetch-by-id.ts';
import type { Rereading } from './fetch-by-id.ts';
import type { Engine } from './parts.ts';
import { pollNews } from './poll.ts';
import type { PollHint } from './edge-ports.ts';

/** How soon what could not be read is tried again, when the provider does not say. */
const retryMilliseconds = 5_000;

const claimMilliseconds = 60_000;

/** Reads all that webhooks named, and what is named meanwhile. */
export async function readHinted(engine: Engine, organisation: string): Promise<void> {
  for (;;) {
    const hints = await takeHints(engine, organisation);
    if (hints.length === 0) return;
    await allOf(hints.map((hint) => readHint(engine, organisation, hint)));
  }
}

/** Takes what is due. Of the connections in `before`, only what was named before that instant. */
export function takeHints(
  engine: Engine,
  organisation: string,
  before: Readonly<Record<string, Instant>> = {},
): Promise<readonly PollHint[]> {
  const now = engine.clock.now();
  return engine.store.claimPolls({ organisation, now, until: now + claimMilliseconds, before });
}

interface HintReading {
  readonly changed?: () => void;
  /** The worker stops: it ends after the call, or the page, that it is at. */
  readonly ending?: AbortSignal;
}

/**
 * Reads what webhooks named: the records themselves by their ids, and of the kinds that change with them whatever changed since they were
 * read last. Many webhooks make one call. What has changed is marked, and `changed` is called as soon as it is; a webhook alone marks nothing.
 */
export async function readHint(engine: Engine, organisation: string, hint: PollHint, { changed, ending }: HintReading = {}): Promise<void> {
  const told = async (reading: Promise<Rereading>): Promise<boolean> => {
    const read = await reading;
    if (read.changed > 0) changed?.();
    return read.isCut;
  };
  let isCut: boolean;
  try {
    const opened = await engine.open(organisation, hint.connection);
    const chart = chartFor(opened, await ledgerFacts(engine.store, organisation, hint.connection));
    const cuts = await allOf([
      ...[...Map.groupBy(hint.named, ({ kind }) => kind)].map(([kind, some]) =>
        told(reread(engine, opened, { organisation, kind, ids: some.map(({ id }) => id), chart, cause: 'webhook', marks: true, ending })),
      ),
      ...hint.kinds.map((kind) => told(pollNews(engine, organisation, opened, { kind, chart, ending }))),
    ]);
    isCut = cuts.includes(true);
  } catch (cause) {
    const seconds = cause instanceof Refused ? cause.retryAfterSeconds : null;
    await engine.store.endPolls(organisation, hint, engine.clock.now() + (seconds === null ? retryMilliseconds : seconds * 1000));
    throw cause;
  }
  // What was cut short is due at once, for whoever works next.
  await engine.store.endPolls(organisation, hint, isCut ? engine.clock.now() : null);
}

/** Side by side; a failure is told when all have ended, so that nothing goes on behind it. */
async function allOf<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  return (await Promise.allSettled(works)).map((ended) => {
    if (ended.status === 'rejected') throw ended.reason;
    return ended.value;
  });
}
