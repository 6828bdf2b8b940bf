import { readHint, takeHints } from './hints.ts';
import type { Engine } from './parts.ts';
import { firstUnderWay } from './under-way.ts';

interface HintReaderParts {
  readonly organisation: string;
  /** Something that was read has changed. */
  readonly changed: () => void;
  /** A connection was read: there may be more of it to take. */
  readonly ended: () => void;
  readonly trouble: (error: unknown) => void;
}

interface HintReader {
  /**
   * Begins to read what webhooks named; returns when it is taken, and does not wait until it is read. What was named of the connections
   * in `but` stays to be taken later.
   */
  look(but: ReadonlySet<string>): Promise<void>;
  isReading(connection: string): boolean;
  /** Resolves when nothing is being read any more. */
  idle(): Promise<void>;
}

/** Reads each connection by itself, so that a slow provider keeps no other waiting, and one connection once at a time. */
export function createHintReader(engine: Engine, { organisation, changed, ended, trouble }: HintReaderParts): HintReader {
  const reading = new Map<string, Promise<void>>();
  const begin = (connection: string, work: Promise<void>): void => {
    const end = (): void => {
      reading.delete(connection);
      ended();
    };
    reading.set(connection, work.catch(trouble).then(end));
  };
  return {
    look: async (but) => {
      const busy = Object.fromEntries([...reading.keys(), ...but].map((connection) => [connection, 0]));
      // What was named since a write of ours left may be its echo: once that is concluded, the echo is known for one.
      const hints = await takeHints(engine, organisation, { ...firstUnderWay(engine, organisation), ...busy });
      for (const hint of hints) begin(hint.connection, readHint(engine, organisation, hint, changed));
    },
    isReading: (connection) => reading.has(connection),
    idle: async () => {
      while (reading.size > 0) await Promise.all(reading.values());
    },
  };
}
