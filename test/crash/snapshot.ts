import { openPool } from '../../src/store/database.ts';
import type { Keeper, Row } from '../../src/sandbox/keeper.ts';
import type { LedgerKit } from '../engine/ledger-kit.ts';
import { openWorld } from '../engine/world.ts';
import type { World, WorldOptions } from '../engine/world.ts';

/** A world put aside: its database as a template, its ledger as rows, and what time it was. It can be entered many times. */
export interface Snapshot {
  readonly database: string;
  readonly rows: readonly Row[];
  readonly now: number;
  readonly url: string;
  readonly kit: LedgerKit;
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
const databaseIn = (url: string, name: string): string => url.replace(/^([a-z]+:\/\/[^/?]*)(\/[^?]*)?/, `$1/${name}`);

/** Runs one statement beside all test databases. */
async function administer(url: string, text: string): Promise<void> {
  const pool = openPool({ connectionString: databaseIn(url, 'postgres'), max: 1 });
  try {
    await pool.query(text);
  } finally {
    await pool.end();
  }
}

/** The world must have been left: a database is copied only while nobody is in it. */
export async function snapshotOf(world: Pick<World, 'url' | 'kit'>, now: number, rows: readonly Row[]): Promise<Snapshot> {
  const database = `tieout_test_${process.pid}_s${(made += 1)}`;
  const from = /^[a-z]+:\/\/[^/?]*\/([^?]*)/.exec(world.url)?.[1] ?? '';
  await administer(world.url, `create database ${database} template ${from}`);
  return { database, rows, now, url: world.url, kit: world.kit };
}

export interface Entered extends World {
  /** Puts aside what is there now; the world is closed by it. */
  leave(): Promise<Snapshot>;
}

/** A copy of a world that was put aside, to do with as one likes. */
export async function enter(snapshot: Snapshot, options: Partial<WorldOptions> = {}): Promise<Entered> {
  const database = `tieout_test_${process.pid}_e${(made += 1)}`;
  await administer(snapshot.url, `create database ${database} template ${snapshot.database}`);
  const url = databaseIn(snapshot.url, database);
  const pool = openPool({ connectionString: url, max: 3 });
  const keeper = openKeeper(snapshot.rows);
  const world = await openWorld({
    kit: snapshot.kit,
    ...options,
    pool,
    url,
    keeper,
    isBuilt: true,
    lives: `e${made}`,
    start: snapshot.now,
  });
  const end = async (): Promise<void> => {
    await world.close();
    await pool.end();
  };
  return {
    ...world,
    close: async () => {
      await end();
      await administer(url, `drop database if exists ${database} with (force)`);
    },
    leave: async () => {
      await world.clock.during(() => world.close());
      await pool.end();
      const put = await snapshotOf(world, world.clock.now(), keeper.rows());
      await administer(url, `drop database if exists ${database} with (force)`);
      return put;
    },
  };
}

export const forget = (snapshot: Snapshot): Promise<void> =>
  administer(snapshot.url, `drop database if exists ${snapshot.database} with (force)`);
