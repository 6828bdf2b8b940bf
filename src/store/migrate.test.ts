import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openPool } from './database.ts';
import { migrate, readApplied, readMigrations } from './migrate.ts';
import type { Migration } from './migrate.ts';
import { testDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

const step = (number: number, name: string, sql: string): Migration => ({
  number,
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
});
const ledger = step(1, 'ledger', 'create schema fresh; create table fresh.ledger (id int primary key)');
const days = step(2, 'days', 'alter table fresh.ledger add column day date; insert into fresh.ledger (id) values (1)');

/** A database that has never been migrated. */
async function bareDatabase(): Promise<TestDatabase> {
  const made = await testDatabase();
  await made.pool.query('drop table migration');
  return made;
}

test('a database gets the steps that it lacks, once each', async () => {
  const { pool, close } = await bareDatabase();
  assert.deepEqual(
    (await migrate(pool, [ledger], 5)).map(({ name }) => name),
    ['ledger'],
  );
  assert.deepEqual(
    (await migrate(pool, [ledger, days], 6)).map(({ name }) => name),
    ['days'],
  );
  assert.deepEqual(await migrate(pool, [ledger, days], 7), []);
  assert.deepEqual((await pool.query('select number, applied_at from migration where number > 0 order by number')).rows, [
    { number: 1, applied_at: '5' },
    { number: 2, applied_at: '6' },
  ]);
  await close();
});

test('of eight processes that start at once one migrates, and all find the schema in place', async () => {
  const { url, close } = await bareDatabase();
  const pools = Array.from({ length: 8 }, () => openPool({ connectionString: url }));
  const applied = await Promise.all(
    pools.map(async (pool) => {
      const steps = await migrate(pool, [ledger, days], 0);
      assert.equal((await pool.query('select count(*)::int as n from fresh.ledger')).rows[0].n, 1);
      return steps.length;
    }),
  );
  assert.deepEqual(
    applied.toSorted((one, other) => one - other),
    [0, 0, 0, 0, 0, 0, 0, 2],
  );
  await Promise.all(pools.map((pool) => pool.end()));
  await close();
});

test('a step that fails leaves none of the steps behind, and names itself', async () => {
  const { pool, close } = await bareDatabase();
  await assert.rejects(
    migrate(pool, [ledger, step(2, 'broken', 'create table fresh.more (id int); select 1/0')], 0),
    /2-broken failed: division/,
  );
  assert.deepEqual(await readApplied(pool), []);
  assert.deepEqual((await pool.query(`select to_regclass('fresh.ledger') as found`)).rows, [{ found: null }]);
  await close();
});

test('a step that was changed after it was applied is refused', async () => {
  const { pool, close } = await bareDatabase();
  await migrate(pool, [ledger], 0);
  await assert.rejects(migrate(pool, [step(1, 'ledger', `${ledger.sql} `), days], 0), /1-ledger has changed/);
  assert.equal((await readApplied(pool)).length, 1);
  await close();
});

test('a database that is newer than this Tieout is refused', async () => {
  const { pool, close } = await bareDatabase();
  await migrate(pool, [ledger, days], 0);
  await assert.rejects(migrate(pool, [ledger], 0), /newer than this Tieout: it has had migration 2-days/);
  await close();
});

test('migrations are numbered from one without a gap, and named by what they bring', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-migrations-'));
  const url = pathToFileURL(`${folder}/`);
  await writeFile(join(folder, '001-ledger.sql'), 'select 1');
  assert.deepEqual(
    (await readMigrations(url)).map(({ number, name }) => [number, name]),
    [[1, 'ledger']],
  );
  await writeFile(join(folder, '003-late.sql'), 'select 3');
  await assert.rejects(readMigrations(url), /3-late stands where number 2 should/);
  await writeFile(join(folder, 'notes.sql'), '');
  await assert.rejects(readMigrations(url), /notes\.sql is not named like a migration/);
  await rm(folder, { recursive: true });
});
