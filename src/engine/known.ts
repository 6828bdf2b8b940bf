import type { Kind } from '../core/records.ts';
import type { Seen } from '../contract/connector.ts';
import { printOf } from './facts.ts';
import type { Engine } from './parts.ts';

/** What polls of this process saved of one list, newest last. */
export interface Known {
  /** Whether exactly this was saved, content and version. */
  has(seen: Seen): boolean;
  add(seen: Seen): void;
  forget(ids: readonly string[]): void;
  /** A poll begins at this bookmark. Another one than where ours ended: somebody else has read since, and all is forgotten. */
  beginsAt(cursor: string | null): void;
  /** A page was saved with this bookmark; the last one of its pass, or one within it. */
  endedAt(cursor: string, isLast: boolean): void;
  /** Whether a poll of ours ended at this bookmark before it had read all: who goes on there is told what is older than that poll. */
  isWithinPass(cursor: string | null): boolean;
}

interface Signs {
  readonly byId: Map<string, string>;
  cursor: string | null;
  isLast: boolean;
}

const knownAtMost = 5_000;
const knownByEngine = new WeakMap<Engine, Map<string, Signs>>();

/**
 * Polls overlap: a provider may show a change late, so each reads again what the last seconds changed. Polls that webhooks ask for
 * follow each other so closely that they would save the same records over and over. Only what is the same to the letter is left out. Of
 * what others save meanwhile (a pass over everything, a look at single records) the signs are forgotten.
 */
export function knownTo(engine: Engine, organisation: string, connection: string, kind: Kind): Known {
  const lists = knownByEngine.get(engine) ?? new Map<string, Signs>();
  knownByEngine.set(engine, lists);
  const name = JSON.stringify([organisation, connection, kind]);
  const signs = lists.get(name) ?? { byId: new Map<string, string>(), cursor: null, isLast: true };
  lists.set(name, signs);
  const { byId } = signs;
  return {
    has: (seen) => byId.get(seen.record.id) === signOf(seen),
    add: (seen) => {
      if (byId.size >= knownAtMost) byId.clear();
      byId.set(seen.record.id, signOf(seen));
    },
    forget: (ids) => ids.forEach((id) => byId.delete(id)),
    beginsAt: (cursor) => {
      if (cursor !== signs.cursor) byId.clear();
    },
    endedAt: (cursor, isLast) => {
      signs.cursor = cursor;
      signs.isLast = isLast;
    },
    isWithinPass: (cursor) => cursor === signs.cursor && !signs.isLast,
  };
}

const signOf = (seen: Seen): string => JSON.stringify([seen.version, seen.reference, printOf(seen)]);
