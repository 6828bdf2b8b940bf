import type { Instant } from '../core/day.ts';
import type { Engine } from './parts.ts';
import { feedPoll, patientPolls } from './poll-pace.ts';
import type { PacedPoll } from './poll-pace.ts';

interface PollReaderParts {
  readonly organisation: string;
  /** How often to ask whether another worker has polled, or failed to, when none is known to be due. */
  readonly idleSeconds: number;
  /** Something that was polled has changed. */
  readonly changed: () => void;
  /** The next poll is due before whoever looks was told to look again. */
  readonly sooner: () => void;
  readonly trouble: (error: unknown) => void;
  readonly news: (line: string) => void;
  /** Connections that are polled although no flow may read them: a bank's lines are wanted before anybody books them. */
  readonly feeds?: (() => Promise<readonly string[]>) | undefined;
}

interface PollReader {
  /** Begins to poll what is due and is not being polled; does not wait until it is read. Returns when to look again. */
  look(): Promise<Instant>;
  /** Polls end after the page that they are at. */
  stop(): void;
  /** Resolves when nothing is being polled any more. */
  idle(): Promise<void>;
}

/** How soon a connection is asked again that could not even be opened. */
const restMilliseconds = 5_000;

/** Polls each connection by itself, so that a slow provider or a long pass keeps no other waiting, and one connection once at a time. */
export function createPollReader(engine: Engine, parts: PollReaderParts): PollReader {
  const { organisation, changed, sooner, trouble } = parts;
  const stopping = new AbortController();
  const polling = new Map<string, Promise<void>>();
  /** When each is due that is not being polled, as far as is known. */
  const nextOf = new Map<string, Instant>();
  let looksAgainAt = 0;
  /** What failed, and is not asked again before then. */
  const resting = new Map<string, Instant>();
  const ofFlow = patientPolls(parts.news, stopping.signal);
  const ofFeed = feedPoll(trouble, stopping.signal);
  const pollOne = async (connection: string, poll: PacedPoll): Promise<void> => {
    let next: Instant;
    try {
      const paced = await poll(engine, organisation, connection);
      if (paced.hasChanged) changed();
      next = paced.next;
      if (paced.hasFailed) resting.set(connection, next);
    } catch (error) {
      next = engine.clock.now() + restMilliseconds;
      resting.set(connection, next);
      trouble(error);
    }
    polling.delete(connection);
    nextOf.set(connection, next);
    if (next < looksAgainAt) sooner();
  };
  const begin = (connection: string, poll: PacedPoll): void => {
    if (polling.has(connection) || stopping.signal.aborted || (resting.get(connection) ?? 0) > engine.clock.now()) return;
    resting.delete(connection);
    polling.set(connection, pollOne(connection, poll));
  };
  const beginAll = async (): Promise<void> => {
    const [flows, feeds] = [await engine.store.flows(organisation), (await parts.feeds?.()) ?? []];
    const connections = new Set(flows.flatMap((flow) => [flow.source, flow.target]));
    const wanted = new Set([...connections, ...feeds]);
    // What is begun now tells anew when it is due; what nobody wants any more never is.
    nextOf.clear();
    for (const connection of connections) begin(connection, ofFlow);
    for (const feed of feeds) if (!connections.has(feed)) begin(feed, ofFeed);
    for (const [connection, at] of resting) if (wanted.has(connection)) nextOf.set(connection, at);
  };
  return {
    look: async () => {
      const now = engine.clock.now();
      // Every webhook comes by here, and not each of them asks for all leases.
      if (now >= Math.min(looksAgainAt, ...nextOf.values())) {
        looksAgainAt = now + parts.idleSeconds * 1000;
        await beginAll();
      }
      return Math.min(looksAgainAt, ...nextOf.values());
    },
    stop: () => stopping.abort(),
    idle: async () => {
      while (polling.size > 0) await Promise.all(polling.values());
    },
  };
}
