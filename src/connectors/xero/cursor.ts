import type { Instant } from '../../core/day.ts';
import { instantOf } from './wire.ts';
import type { Wire } from './wire.ts';

/**
 * Where a pass over a changing list stands. Pages are numbered, and a record that changes while we page moves to the end of the
 * list: what came after it moves up, and the first record of the next page would be skipped. So after each page the pass starts
 * again at page 1 from the date of the last record seen (`change`). Only when more records than a page hold changed within a
 * second does it number pages, ordered by id (`id`): there a changed record stays in its place, and new ones push others back.
 */
export interface Cursor {
  /** Sent as If-Modified-Since; null: everything. */
  readonly since: Instant | null;
  readonly page: number;
  readonly by: 'change' | 'id';
  /** Xero's own time when the pass began; what changed since then is read by the next pass. */
  readonly begun: Instant | null;
}

const start: Cursor = { since: null, page: 1, by: 'change', begun: null };

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor);

export function readCursor(text: string | null): Cursor {
  if (text === null) return start;
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`'${text}' is not a bookmark of Xero`);
  const member = (name: string): unknown => Object.entries(parsed).find(([key]) => key === name)?.[1];
  const [since, page, by, begun] = [member('since'), member('page'), member('by'), member('begun')];
  return {
    since: typeof since === 'number' ? since : null,
    page: typeof page === 'number' ? page : 1,
    by: by === 'id' ? 'id' : 'change',
    begun: typeof begun === 'number' ? begun : null,
  };
}

/** If-Modified-Since counts whole seconds, and whether it includes its own second is not documented: so one second less. */
const second = 1000;
const secondBefore = (at: Instant): Instant => Math.floor(at / second) * second - second;

export const isoSecond = (at: Instant): string => new Date(at).toISOString().slice(0, 19);

/** Where to go on after a full page. */
export function afterPage(at: Cursor, rows: readonly Wire[], begun: Instant | null): Cursor {
  if (at.by === 'id') return { ...at, page: at.page + 1, begun };
  const last = rows.at(-1);
  const changedAt = last === undefined ? null : instantOf(last, 'UpdatedDateUTC');
  const since = changedAt === null ? null : secondBefore(changedAt);
  if (since !== null && (at.since === null || since > at.since)) return { since, page: 1, by: 'change', begun };
  return { since: at.since, page: 1, by: 'id', begun };
}

/**
 * Where the next pass begins: when this one began by Xero's clock, less an overlap for what was being written in that moment
 * and showed its date late.
 */
export function afterPass(at: Cursor, begun: Instant | null, overlapSeconds: number): Cursor {
  const since = begun === null ? at.since : begun - overlapSeconds * second;
  return { since, page: 1, by: 'change', begun: null };
}
