import { Pool, types } from 'pg';
import type { CustomTypesConfig, PoolConfig } from 'pg';
import { openCluster } from './embedded-cluster.ts';
import { addressOf, launch } from './launcher.ts';
import type { Role, Running } from './launcher.ts';
import type { Machine } from './launcher-machine.ts';
import { assertSupported } from './launcher-machine.ts';
import { nameStatements } from './statement-names.ts';

export type DatabasePlace = {
  readonly dataFolder: string;
  /** A PostgreSQL server's address; null for the one that comes with Tieout and keeps its files in the data folder. */
  readonly databaseUrl: string | null;
  readonly role: Role;
};

export type Database = {
  readonly pool: Pool;
  /** For the engine's own statements, which look up what they are given the keys of; see `openKeyedPool`. */
  readonly keyed: Pool;
  /** Whether closing stops PostgreSQL: true only for the process that started it. */
  readonly isOwner: boolean;
  /** Where the books are kept, for people; holds no password. */
  readonly describe: string;
  /** Settles with one sentence if the database goes away without our having asked; a command ends with it. */
  readonly stopped: Promise<Error>;
  close(): Promise<void>;
};

/** Opens the database, starting it where need be. Throws one sentence that a person can act on. */
export async function openDatabase(place: DatabasePlace, machine: Machine): Promise<Database> {
  if (place.databaseUrl !== null) return openServer(place.databaseUrl);
  assertSupported(machine);
  const cluster = await openCluster(machine, place.dataFolder);
  const running = await launch(cluster, machine, { role: place.role });
  return embeddedDatabase(running, { ...addressOf(cluster) }, place.dataFolder);
}

/** A connection has planned its statements, and a new one would do so again. */
const idleTimeoutMillis = 300_000;

/** A pool whose days are text: a Date would move a day of the books by the machine's time zone. */
export function openPool(config: PoolConfig): Pool {
  const pool = new Pool({
    application_name: 'tieout',
    allowExitOnIdle: true,
    // A connection sends what it is given at once, and is answered in that order: who need not know an answer does not wait for it.
    pipeline: true,
    idleTimeoutMillis,
    ...config,
    types: { getTypeParser: textForDays },
  });
  // A lost idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    // The same for one that is lent out: its next statement fails, which is how its user learns of it.
    client.on('error', () => undefined);
    nameStatements(client);
  });
  return pool;
}

/**
 * A pool whose plans do not depend on what the keys are. PostgreSQL plans for the values at hand, and takes what came since its
 * last statistics for nothing: of a flow's first invoices it believes that there are none, and reads through all of them for each key.
 *
 * Its commits do not wait for the disk either, but for those that say so themselves (`durable`): what was read, claimed or concluded is
 * read, claimed or settled again if the machine loses power, and PostgreSQL keeps the order, so nothing is there without what came before.
 */
export const openKeyedPool = (config: PoolConfig): Pool =>
  openPool({
    ...config,
    onConnect: async (client) => void (await client.query('set plan_cache_mode = force_generic_plan; set synchronous_commit = off')),
  });

/** As a row of a statement: its commit waits for the disk, because something leaves this machine after it. */
export const durable = `(select set_config('synchronous_commit', 'on', true)) as durable`;

function embeddedDatabase(running: Running, config: PoolConfig, dataFolder: string): Database {
  const [pool, keyed] = [openPool(config), openKeyedPool(config)];
  return {
    pool,
    keyed,
    isOwner: running.isOwner,
    describe: `PostgreSQL in ${dataFolder}${running.isOwner ? '' : `, run by process ${running.owner.pid}`}`,
    stopped: running.stopped,
    close: async () => {
      await Promise.all([pool.end(), keyed.end()]);
      await running.close();
    },
  };
}

async function openServer(databaseUrl: string): Promise<Database> {
  const pool = openPool({ connectionString: databaseUrl });
  const describe = `PostgreSQL at ${withoutPassword(databaseUrl)}`;
  try {
    const { rows } = await pool.query<{ server_version_num: string }>('show server_version_num');
    const version = Math.floor(Number(rows[0]?.server_version_num ?? 0) / 10_000);
    if (version < oldestServer) throw new Error(`it is version ${version}, and Tieout needs ${oldestServer} or newer`);
  } catch (cause) {
    await pool.end();
    throw new Error(`${describe} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
  }
  const keyed = openKeyedPool({ connectionString: databaseUrl });
  const close = async (): Promise<void> => void (await Promise.all([pool.end(), keyed.end()]));
  return { pool, keyed, isOwner: false, describe, stopped: new Promise(() => undefined), close };
}

const oldestServer = 15;

const withoutPassword = (databaseUrl: string): string => databaseUrl.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1@').replace(/\?.*$/, '');

const textTypes: readonly number[] = [types.builtins.DATE, types.builtins.TIMESTAMP, types.builtins.TIMESTAMPTZ];

const textForDays: CustomTypesConfig['getTypeParser'] = (type: number, format?: 'text' | 'binary') =>
  textTypes.includes(type) ? (value: string) => value : types.getTypeParser(type, format);
