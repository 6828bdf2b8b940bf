import type { Pool } from 'pg';
import type { Keeper, Row } from '../../src/sandbox/keeper.ts';
import { testDatabase } from '../../src/store/testing.ts';
import type { TestDatabase } from '../../src/store/testing.ts';
import { openBackends } from '../engine/backends.ts';
import type { Backends } from '../engine/backends.ts';
import type { LedgerKit } from '../engine/ledger-kit.ts';
import { openWorld } from '../engine/world.ts';
import type { World } from '../engine/world.ts';
import { openReplica, putAside } from './aside.ts';
import type { Aside } from './aside.ts';

/** A world put aside: the rows of its database, those of its ledger, and what time it was. It can be entered many times. */
export interface Snapshot {
  readonly place: Place;
  readonly aside: Aside;
  readonly rows: readonly Row[];
  readonly now: number;
  readonly kit: LedgerKit;
}

/** The database in which worlds come one after the other. */
export interface Place {
  readonly database: TestDatabase;
  readonly backends: Backends;
  readonly replica: Pool;
  close(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const database = await testDatabase();
  const backends = openBackends(database.url);
  const replica = openReplica(database.url);
  return {
    database,
    backends,
    replica,
    close: async () => {
      await backends.close();
      await replica.end();
      await database.close();
    },
  };
}

/** A keeper in memory whose rows can be taken out. */
export function openKeeper(from: readonly Row[] = []): Keeper & { rows(): readonly Row[] } {
  const rows = new Map<string, Row>(from.map((row) => [nameOf(row), row]));
  return {
    rows: () => [...rows.values()],
    async *load() {
      yield* rows.values();
    },
    save: (changed) => {
      for (const row of changed) {
        if (row.body === null) rows.delete(nameOf(row));
        else rows.set(nameOf(row), row);
      }
      return Promise.resolve();
    },
  };
}

const nameOf = (row: Row): string => `${row.account} ${row.kind} ${row.id}`;

let made = 0;

/** The world must have been left, and nobody be in the next one yet. */
export async function snapshotOf(place: Place, { kit, now, rows }: Pick<Snapshot, 'kit' | 'now' | 'rows'>): Promise<Snapshot> {
  await place.backends.rest();
  const aside = await putAside(place.replica, `aside_${(made += 1)}`);
  return { place, aside, rows, now, kit };
}

export interface Entered extends World {
  /** Puts aside what is there now; the world is closed by it. */
  leave(): Promise<Snapshot>;
}

/** A world as it was put aside, to do with as one likes. The one that was in its place before must have been closed. */
export async function enter({ place, aside, rows, now, kit }: Snapshot): Promise<Entered> {
  const { database, backends } = place;
  await backends.rest();
  await aside.putBack();
  const keeper = openKeeper(rows);
  const world = await openWorld({
    kit,
    pool: database.pool,
    url: database.url,
    backends,
    keeper,
    isBuilt: true,
    lives: `e${(made += 1)}`,
    start: now,
  });
  return {
    ...world,
    leave: async () => {
      await world.clock.during(() => world.close());
      return snapshotOf(place, { kit, now: world.clock.now(), rows: keeper.rows() });
    },
  };
}
