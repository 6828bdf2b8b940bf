import type { Kind } from '../core/records.ts';
import type { ConnectionName } from './edge-ports.ts';
import type { Engine } from './parts.ts';

/** A list that is looked at: the records of one kind at one connection. */
export interface LookedAt extends ConnectionName {
  readonly kind: Kind;
}

/** Does a work when those of the same name that came before it have ended, well or not. */
type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>;

interface Turns {
  readonly looks: InTurn;
  readonly news: InTurn;
  readonly passes: InTurn;
  /** Lists that are being read whole; true: somebody has asked for their news since. */
  readonly whole: Map<string, boolean>;
}

const turnsByEngine = new WeakMap<Engine, Turns>();

function turnsIn(engine: Engine): Turns {
  const known = turnsByEngine.get(engine) ?? {
    looks: oneAfterTheOther(),
    news: oneAfterTheOther(),
    passes: oneAfterTheOther(),
    whole: new Map<string, boolean>(),
  };
  turnsByEngine.set(engine, known);
  return known;
}

const nameOf = ({ organisation, connection, kind }: LookedAt): string => JSON.stringify([organisation, connection, kind]);

/**
 * One look: asking the provider and saving what it showed are one piece of work. What an older look brought must not be saved after what
 * a newer one brought, so the looks of this process at one list come one after the other. Of a pass over many pages, each page is a look of
 * its own, and of many ids each call, so that whoever waits goes between two of them. A page may take its reader several questions, which
 * are asked one after the other before anybody else has the place (what belongs to the records that it shows).
 */
export const lookInTurn = <T>(engine: Engine, of: LookedAt, look: () => Promise<T>): Promise<T> => turnsIn(engine).looks(nameOf(of), look);

/** Reading on from the bookmark: whoever comes second begins where the first one ended, and asks for nothing twice. */
export const newsInTurn = <T>(engine: Engine, of: LookedAt, read: () => Promise<T>): Promise<T> => turnsIn(engine).news(nameOf(of), read);

/** A poll of one list: whoever comes second finds a list that has been read, and never reads all of it once more. */
export const pollInTurn = <T>(engine: Engine, of: LookedAt, poll: () => Promise<T>): Promise<T> => turnsIn(engine).passes(nameOf(of), poll);

/** Reads a list whole. Says whether somebody asked for its news meanwhile, of which the pages that were read before know nothing. */
export async function readingWhole<T>(
  engine: Engine,
  of: LookedAt,
  read: () => Promise<T>,
): Promise<{ readonly result: T; readonly isAskedMeanwhile: boolean }> {
  const { whole } = turnsIn(engine);
  const name = nameOf(of);
  whole.set(name, false);
  try {
    const result = await read();
    return { result, isAskedMeanwhile: whole.get(name) === true };
  } finally {
    whole.delete(name);
  }
}

/** Somebody asks for the news of a list: if it is being read whole, they are read once more when that has ended. */
export function askForNews(engine: Engine, of: LookedAt): void {
  const { whole } = turnsIn(engine);
  if (whole.has(nameOf(of))) whole.set(nameOf(of), true);
}

function oneAfterTheOther(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name);
    const mine = before === undefined ? work() : before.then(work);
    const ended = mine.catch(() => undefined);
    last.set(name, ended);
    try {
      return await mine;
    } finally {
      if (last.get(name) === ended) last.delete(name);
    }
  };
}
