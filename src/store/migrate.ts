import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import type { Pool, PoolClient } from 'pg';
import { hasCode } from './embedded-folder.ts';
import { inTransaction } from './transaction.ts';

/** One forward-only step of the schema: the file `003-proof.sql` is number 3, named `proof`. */
export type Migration = { readonly number: number; readonly name: string; readonly checksum: string; readonly sql: string };

export type Applied = Pick<Migration, 'number' | 'name' | 'checksum'>;

/** Reads the migrations that belong to this version of Tieout. */
export async function readMigrations(folder: URL = new URL('migrations/', import.meta.url)): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted();
  const migrations = await Promise.all(files.map(async (file) => readMigration(file, await readFile(new URL(file, folder), 'utf8'))));
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1)
      throw new Error(`Migration ${migration.number}-${migration.name} stands where number ${index + 1} should.`);
  });
  return migrations;
}

function readMigration(file: string, sql: string): Migration {
  const [, number, name] = /^(\d{3})-([a-z0-9-]+)\.sql$/.exec(file) ?? [];
  if (number === undefined || name === undefined) throw new Error(`${file} is not named like a migration (003-proof.sql).`);
  return { number: Number(number), name, checksum: createHash('sha256').update(sql).digest('hex'), sql };
}

/**
 * Brings the schema up to date, all steps in one transaction. Any number of processes may start at once: the first one does it,
 * the others wait for its row. Refuses a database that is newer than this Tieout, or in which an applied step has changed since.
 */
export async function migrate(pool: Pool, migrations: readonly Migration[], now: number): Promise<readonly Applied[]> {
  await makeMigrationTable(pool);
  return inTransaction(pool, async (client) => {
    await lockMigrations(client);
    const applied = await readApplied(client);
    const missing = missingSteps(migrations, applied);
    for (const migration of missing) await apply(client, migration, now);
    return missing.map(({ number, name, checksum }) => ({ number, name, checksum }));
  });
}

/** The steps that a database has had. */
export async function readApplied(client: Pool | PoolClient): Promise<readonly Applied[]> {
  const { rows } = await client.query<Applied>('select number, name, checksum from migration where number > 0 order by number');
  return rows;
}

/** Holds off every other process that would change or fill the schema, until the transaction ends. */
export async function lockMigrations(client: PoolClient): Promise<void> {
  await client.query('select number from migration where number = 0 for update');
}

async function makeMigrationTable(pool: Pool): Promise<void> {
  const create =
    'create table if not exists migration (number int primary key, name text not null, checksum text not null, applied_at bigint not null)';
  // "if not exists" is no lock: two sessions may both find nothing, and the later one then fails on the catalogue.
  for (let triesLeft = 5; triesLeft > 0; triesLeft -= 1) {
    try {
      await pool.query(create);
      break;
    } catch (cause) {
      if (triesLeft === 1 || !hasCode(cause, '23505', '42P07', '42710')) throw cause;
    }
  }
  // Row 0 stands for no step: it is what `lockMigrations` locks.
  await pool.query(`insert into migration (number, name, checksum, applied_at) values (0, 'lock', '', 0) on conflict (number) do nothing`);
}

function missingSteps(migrations: readonly Migration[], applied: readonly Applied[]): readonly Migration[] {
  const newest = applied.at(-1);
  if (newest !== undefined && newest.number > migrations.length) {
    throw new Error(
      `The database is newer than this Tieout: it has had migration ${newest.number}-${newest.name}, and this version knows ` +
        `${migrations.length}. Start the version that made it, or a newer one.`,
    );
  }
  for (const { number, name, checksum } of applied) {
    if (migrations[number - 1]?.checksum === checksum) continue;
    throw new Error(
      `Migration ${number}-${name} has changed since it was applied to this database: restore the file, and add a new one instead.`,
    );
  }
  return migrations.slice(applied.length);
}

async function apply(client: PoolClient, migration: Migration, now: number): Promise<void> {
  const { number, name, checksum, sql } = migration;
  try {
    await client.query(sql);
  } catch (cause) {
    throw new Error(`Migration ${number}-${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  await client.query('insert into migration (number, name, checksum, applied_at) values ($1, $2, $3, $4)', [number, name, checksum, now]);
}
