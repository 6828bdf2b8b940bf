import { readHint, takeHints } from './hints.ts';
import type { Engine } from './parts.ts';
import { mostHintsAtOnce } from './edge-ports.ts';
import { firstUnderWay } from './under-way.ts';

interface HintReaderParts {
  readonly organisation: string;
  /** Something that was read has changed. */
  readonly changed: () => void;
  /** What was waited for has been read: there may be more of it to take. */
  readonly ended: () => void;
  readonly trouble: (error: unknown) => void;
}

interface HintReader {
  /** Begins to read what webhooks named; returns when it is taken, and does not wait until it is read. */
  look(): Promise<void>;
  /** Whether the last look passed anything over, for later. */
  hasPassedOver(): boolean;
  /** What is being read ends after the call, or the page, that it is at; the rest is for the next worker. */
  stop(): void;
  /** Resolves when nothing is being read any more. */
  idle(): Promise<void>;
}

/** Reads each connection by itself, so that a slow provider keeps no other waiting, and one connection once at a time. */
export function createHintReader(engine: Engine, { organisation, changed, ended, trouble }: HintReaderParts): HintReader {
  const stopping = new AbortController();
  const reading = new Map<string, Promise<void>>();
  /** What the last look left for later: it was being read or written to, or there was more of it than one look takes. */
  const passedOver = new Set<string>();
  const begin = (connection: string, work: Promise<void>): void => {
    const end = (): void => {
      reading.delete(connection);
      if (passedOver.has(connection)) ended();
    };
    reading.set(connection, work.catch(trouble).then(end));
  };
  return {
    look: async () => {
      const busy = Object.fromEntries([...reading.keys()].map((connection) => [connection, 0]));
      // What was named since a write of ours left may be its echo: once that is concluded, the echo is known for one.
      const before = { ...firstUnderWay(engine, organisation), ...busy };
      passedOver.clear();
      for (const connection of Object.keys(before)) passedOver.add(connection);
      const hints = await takeHints(engine, organisation, before);
      if (hints.reduce((sum, { taken }) => sum + taken, 0) >= mostHintsAtOnce)
        for (const { connection } of hints) passedOver.add(connection);
      for (const hint of hints) begin(hint.connection, readHint(engine, organisation, hint, { changed, ending: stopping.signal }));
    },
    hasPassedOver: () => passedOver.size > 0,
    stop: () => stopping.abort(),
    idle: async () => {
      while (reading.size > 0) await Promise.all(reading.values());
    },
  };
}
