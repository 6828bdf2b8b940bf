import type { Instant } from '../../../core/day.ts';
import type { Kept } from './model.ts';

/** How to take back one change of one row. */
export interface Undo {
  readonly table: string;
  readonly id: string;
  readonly isNew: boolean;
  /** Whether the change counts as an update that UpdatedDateUTC and webhooks show. */
  readonly isShown: boolean;
  take(): void;
}

export type Indexes<T, I extends string> = Readonly<Record<I, (row: T) => string | null>>;

/** Rows by id, by their indexes, and in the order of their updates. Rows are never changed in place. */
export interface Table<T extends Kept, I extends string = never> {
  readonly name: string;
  size(): number;
  get(id: string): T | undefined;
  by(index: I, key: string): readonly T[];
  /** The first of `by`, without making a list. */
  one(index: I, key: string): T | undefined;
  /** Keeps the row with a new UpdatedDateUTC, as the latest of all. Returns it as kept. */
  put(row: T): T;
  /** Keeps the row without moving its UpdatedDateUTC: Xero does so for some edits, which only a full pass then sees. */
  putQuietly(row: T): T;
  /** Rows in the order of their updates, from the first that is not older than `since`. */
  updated(since: Instant | null): Iterable<T>;
  /** Some of the rows in the order of their updates, without a walk over those before. */
  slice(skip: number, take: number): readonly T[];
  /** Takes a row as it was in an earlier life. `arrange` must follow when all are in. */
  load(row: T): void;
  arrange(): void;
  /** Drops the places that rows have left. Not while a change may still be taken back. */
  compact(): void;
}

export function createTable<T extends Kept, I extends string = never>(of: {
  readonly name: string;
  readonly indexes: Indexes<T, I>;
  readonly now: () => Instant;
  readonly undo: Undo[];
}): Table<T, I> {
  const rows = new Map<string, T>();
  const order = createOrder();
  const indexes = createIndexes<T, I>(of.indexes);

  const replace = (id: string, after: T | undefined): void => {
    const before = rows.get(id);
    indexes.replace(before, after);
    if (after) rows.set(id, after);
    else rows.delete(id);
  };

  return {
    name: of.name,
    size: () => rows.size,
    get: (id) => rows.get(id),
    by: (index, key) => indexes.ids(index, key).flatMap((id) => rows.get(id) ?? []),
    one(index, key) {
      const id = indexes.first(index, key);
      return id === undefined ? undefined : rows.get(id);
    },
    put(row) {
      const before = rows.get(row.id);
      const kept = { ...row, updatedAt: Math.max(of.now(), order.last()) };
      const place = order.append(row.id, kept.updatedAt);
      replace(row.id, kept);
      of.undo.push({
        table: of.name,
        id: row.id,
        isNew: before === undefined,
        isShown: true,
        take() {
          replace(row.id, before);
          order.takeBack(row.id, place);
        },
      });
      return kept;
    },
    putQuietly(row) {
      const before = rows.get(row.id);
      replace(row.id, row);
      of.undo.push({ table: of.name, id: row.id, isNew: false, isShown: false, take: () => replace(row.id, before) });
      return row;
    },
    updated: (since) => rowsOf(rows, order.from(since)),
    slice: (skip, take) => order.slice(skip, take).flatMap((id) => rows.get(id) ?? []),
    load: (row) => replace(row.id, row),
    arrange() {
      const arranged = [...rows.values()].toSorted((a, b) => a.updatedAt - b.updatedAt);
      order.restart(arranged);
    },
    compact: () => order.compact(rows.size),
  };
}

function* rowsOf<T>(rows: ReadonlyMap<string, T>, ids: Iterable<string>): Generator<T> {
  for (const id of ids) {
    const row = rows.get(id);
    if (row) yield row;
  }
}

// A list of (row, instant) that only grows at its end. A row that is updated again leaves its old place behind, so that
// "changed since" is a binary search and a walk, however many rows there are.
function createOrder() {
  let ids: string[] = [];
  let instants: Instant[] = [];
  let isLatest: boolean[] = [];
  let places = new Map<string, number>();

  const arrange = (kept: readonly { readonly id: string; readonly at: Instant }[]): void => {
    ids = kept.map(({ id }) => id);
    instants = kept.map(({ at }) => at);
    isLatest = kept.map(() => true);
    places = new Map(ids.map((id, place) => [id, place]));
  };

  return {
    last: (): Instant => instants.at(-1) ?? 0,
    /** Returns the place that the row had before, for `takeBack`. */
    append(id: string, at: Instant): number | undefined {
      const before = places.get(id);
      if (before !== undefined) isLatest[before] = false;
      places.set(id, ids.length);
      ids.push(id);
      instants.push(at);
      isLatest.push(true);
      return before;
    },
    takeBack(id: string, before: number | undefined): void {
      ids.pop();
      instants.pop();
      isLatest.pop();
      if (before === undefined) {
        places.delete(id);
        return;
      }
      places.set(id, before);
      isLatest[before] = true;
    },
    *from(since: Instant | null): Generator<string> {
      for (let place = since === null ? 0 : firstNotBefore(instants, since); place < ids.length; place += 1) {
        const id = ids[place];
        if (id !== undefined && isLatest[place]) yield id;
      }
    },
    slice(skip: number, take: number): readonly string[] {
      const found: string[] = [];
      let passed = 0;
      for (let place = 0; place < ids.length && found.length < take; place += 1) {
        if (!isLatest[place]) continue;
        const id = ids[place];
        if (passed >= skip && id !== undefined) found.push(id);
        passed += 1;
      }
      return found;
    },
    restart: (rows: readonly Kept[]): void => arrange(rows.map((row) => ({ id: row.id, at: row.updatedAt }))),
    compact(live: number): void {
      if (ids.length < live * 2 + 1000) return;
      arrange(ids.map((id, place) => ({ id, at: instants[place] ?? 0, place })).filter(({ place }) => isLatest[place]));
    },
  };
}

function firstNotBefore(instants: readonly Instant[], since: Instant): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) < since) low = middle + 1;
    else high = middle;
  }
  return low;
}

const none: readonly string[] = [];

// Most keys have one row, so a single id stands alone; a set is made only for the second.
function createIndexes<T extends Kept, I extends string>(keys: Indexes<T, I>) {
  const entries = Object.entries<(row: T) => string | null>(keys).map(([name, key]) => ({
    name,
    key,
    ids: new Map<string, string | Set<string>>(),
  }));
  const byName = new Map(entries.map((entry) => [entry.name, entry.ids]));

  return {
    ids(index: I, key: string): readonly string[] {
      const found = byName.get(index)?.get(key);
      if (found === undefined) return none;
      return typeof found === 'string' ? [found] : [...found];
    },
    first(index: I, key: string): string | undefined {
      const found = byName.get(index)?.get(key);
      return typeof found === 'object' ? found.values().next().value : found;
    },
    replace(before: T | undefined, after: T | undefined): void {
      for (const { key, ids } of entries) {
        const [from, to] = [before ? key(before) : null, after ? key(after) : null];
        if (from === to) continue;
        if (before && from !== null) drop(ids, from, before.id);
        if (after && to !== null) enter(ids, to, after.id);
      }
    },
  };
}

function enter(ids: Map<string, string | Set<string>>, key: string, id: string): void {
  const found = ids.get(key);
  if (found === undefined) ids.set(key, id);
  else if (typeof found === 'string') ids.set(key, new Set([found, id]));
  else found.add(id);
}

function drop(ids: Map<string, string | Set<string>>, key: string, id: string): void {
  const found = ids.get(key);
  if (found === id) ids.delete(key);
  else if (found instanceof Set) found.delete(id);
}
