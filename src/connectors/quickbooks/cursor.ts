import type { Instant } from '../../core/day.ts';
import { changedAt, isWire } from './wire.ts';
import type { Wire } from './wire.ts';

/**
 * Where a pass over a changing list stands. A record that changes while we page moves to the end of the list, and what came after
 * it moves up: so after each page the pass starts again from the date of the last record seen (`change`). Only when more records
 * than a page hold changed within one second is that second read whole (`second`), in pages as large as QuickBooks allows.
 */
export interface Cursor {
  /** Records changed since then; null: everything. */
  readonly since: Instant | null;
  /** The first row of the next page, from 1. */
  readonly start: number;
  readonly by: 'change' | 'second';
  /** QuickBooks' own time when the pass began; what changed since then is read by the next pass. */
  readonly begun: Instant | null;
}

const first: Cursor = { since: null, start: 1, by: 'change', begun: null };
const second = 1000;

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor);

export function readCursor(text: string | null): Cursor {
  if (text === null) return first;
  const parsed: unknown = JSON.parse(text);
  if (!isWire(parsed)) throw new Error(`'${text}' is not a bookmark of QuickBooks`);
  const { since, start, by, begun } = parsed;
  return {
    since: typeof since === 'number' ? since : null,
    start: typeof start === 'number' ? start : 1,
    by: by === 'second' ? 'second' : 'change',
    begun: typeof begun === 'number' ? begun : null,
  };
}

/** Where to go on after a full page. Stamps count whole seconds, so each page begins with the second of the last record. */
export function afterPage(at: Cursor, rows: readonly Wire[], begun: Instant | null): Cursor {
  const last = rows.at(-1);
  const changed = last === undefined ? null : changedAt(last);
  const since = changed === null ? null : Math.floor(changed / second) * second;
  if (since !== null && (at.since === null || since > at.since)) return { since, start: 1, by: 'change', begun };
  return { since: at.since, start: 1, by: 'second', begun };
}

/** Where to go on within a second that is read whole, or after it. */
export const afterSecond = (at: Cursor, rows: readonly Wire[], most: number, begun: Instant | null): Cursor =>
  rows.length >= most
    ? { ...at, start: at.start + rows.length, begun }
    : { since: (at.since ?? 0) + second, start: 1, by: 'change', begun };

/** Where the next pass begins: when this one began, less an overlap for what was being written and showed late. */
export const afterPass = (at: Cursor, begun: Instant | null, overlapSeconds: number): Cursor => ({
  since: begun === null ? at.since : begun - overlapSeconds * second,
  start: 1,
  by: 'change',
  begun: null,
});
