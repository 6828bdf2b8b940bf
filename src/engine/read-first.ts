import { kinds } from '../core/records.ts';
import { poll } from './poll.ts';
import type { Engine, Opened } from './parts.ts';

const readBy = new WeakMap<Engine, Map<string, Promise<boolean>>>();

/** The worker was stopped while it read what is there already. It is no failure: the next one begins that reading again. */
export class ReadingStopped extends Error {
  constructor(connection: string) {
    super(`the worker was stopped while it read what is there already at '${connection}'; the next one goes on`);
    this.name = 'ReadingStopped';
  }
}

/**
 * What is there already is adopted and not made again (law A), so a connection is read whole, once, before anything is written there:
 * customers of the same name, documents that a person entered, and a ledger's accounts and rates. Resolves with whether it was read
 * just now. Turns side by side wait for one reading; one that failed, or that was cut short, is tried again by the next.
 */
export async function readFirst(engine: Engine, organisation: string, opened: Opened, ending?: AbortSignal): Promise<boolean> {
  const known = readBy.get(engine) ?? new Map<string, Promise<boolean>>();
  readBy.set(engine, known);
  const name = JSON.stringify([organisation, opened.connection]);
  const under = known.get(name) ?? readMissing(engine, organisation, opened, ending);
  known.set(name, under);
  try {
    const isFresh = await under;
    if (isFresh) known.set(name, Promise.resolve(false));
    return isFresh;
  } catch (cause) {
    known.delete(name);
    throw cause;
  }
}

async function readMissing(engine: Engine, organisation: string, { connection, session }: Opened, ending?: AbortSignal): Promise<boolean> {
  const readable = kinds.filter((kind) => session.readers[kind]);
  const bookmarks = await Promise.all(readable.map((kind) => engine.store.bookmark(organisation, connection, kind)));
  const missing = readable.filter((_, place) => (bookmarks[place]?.completeAt ?? null) === null);
  if (missing.length === 0) return false;
  const { isCut } = await poll(engine, organisation, connection, missing, ending);
  if (isCut) throw new ReadingStopped(connection);
  return true;
}
