import type { Row } from './rows.ts';

/** A change that can be taken back, and that is told to the keeper. */
export interface Undo {
  readonly table: string;
  readonly id: string;
  readonly take: () => void;
}

/** Objects of a kind in the order of `created`, and of arrival within a second: lists are read backwards, newest first. */
export interface Table<T extends Row, K extends string = string> {
  readonly name: string;
  get(id: string): T | undefined;
  put(row: T): T;
  remove(id: string): void;
  /** As `put`, but without an undo: for what was kept in an earlier life. */
  load(row: T): void;
  /** Those whose key is this, oldest first. */
  of(key: K, value: string): readonly T[];
  /** Oldest first. */
  all(): readonly T[];
  /** Where a row stands in the order; -1 where it is unknown. */
  placeOf(id: string): number;
  at(place: number): T | undefined;
  readonly size: number;
}

interface Place {
  readonly created: number;
  readonly arrival: number;
  readonly id: string;
}

export function createTable<T extends Row, K extends string = string>(options: {
  readonly name: string;
  readonly undo: Undo[];
  readonly keys?: Readonly<Record<K, (row: T) => string | null>>;
}): Table<T, K> {
  const { name, undo } = options;
  const rows = new Map<string, T>();
  const places = new Map<string, Place>();
  const order: Place[] = [];
  const index = createIndex<T>(options.keys ?? {});
  let arrivals = 0;
  const enter = (row: T): void => {
    const old = rows.get(row.id);
    if (!old) {
      const place: Place = { created: row.created, arrival: (arrivals += 1), id: row.id };
      places.set(row.id, place);
      order.splice(firstAfter(order, place), 0, place);
    }
    rows.set(row.id, row);
    index.change(old, row);
  };
  const leave = (id: string): void => {
    const [row, place] = [rows.get(id), places.get(id)];
    if (!row || !place) return;
    index.change(row, undefined);
    order.splice(firstAfter(order, place) - 1, 1);
    places.delete(id);
    rows.delete(id);
  };
  const note = (id: string, before: T | undefined): void =>
    void undo.push({ table: name, id, take: () => (before === undefined ? leave(id) : enter(before)) });
  const rowsOf = (ids: Iterable<string>): readonly T[] => [...ids].flatMap((id) => rows.get(id) ?? []);

  return {
    name,
    get: (id) => rows.get(id),
    put(row) {
      note(row.id, rows.get(row.id));
      enter(row);
      return row;
    },
    remove(id) {
      note(id, rows.get(id));
      leave(id);
    },
    load: enter,
    of: (key, value) => rowsOf(index.ids(key, value)),
    all: () => rowsOf(order.map(({ id }) => id)),
    placeOf(id) {
      const place = places.get(id);
      return place ? firstAfter(order, place) - 1 : -1;
    },
    at: (place) => rows.get(order[place]?.id ?? ''),
    get size() {
      return order.length;
    },
  };
}

interface Index<T> {
  change(before: T | undefined, after: T | undefined): void;
  ids(key: string, value: string): Iterable<string>;
}

/** A row keeps its place under a key for as long as the key stays: lines are shown in the order in which they came. */
function createIndex<T extends Row>(keys: Readonly<Record<string, (row: T) => string | null>>): Index<T> {
  const all = Object.entries(keys).map(([key, keyOf]) => ({ key, keyOf, ids: new Map<string, Set<string>>() }));
  return {
    change(before, after) {
      for (const { keyOf, ids } of all) {
        const [old, now] = [before ? keyOf(before) : null, after ? keyOf(after) : null];
        if (old === now) continue;
        if (old !== null && before) ids.get(old)?.delete(before.id);
        if (now === null || !after) continue;
        const known = ids.get(now) ?? new Set();
        ids.set(now, known.add(after.id));
      }
    },
    ids: (key, value) => all.find((one) => one.key === key)?.ids.get(value) ?? [],
  };
}

/** The first place in the order that comes after this one. */
function firstAfter(order: readonly Place[], place: Place): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = order[middle];
    const isAfter =
      found !== undefined && (found.created > place.created || (found.created === place.created && found.arrival > place.arrival));
    if (isAfter) high = middle;
    else low = middle + 1;
  }
  return low;
}
