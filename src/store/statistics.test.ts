import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepStatistics } from './statistics.ts';
import { testDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

let database: TestDatabase;
before(async () => {
  database = await testDatabase();
  // PostgreSQL's own would come by in the middle, once in a while.
  await database.pool.query('alter table record set (autovacuum_enabled = off)');
});
after(() => database.close());

/** What the planner takes the rows of a table for; -1 before anybody has counted them. */
async function rowsAsPlanned(): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(`select reltuples::int as n from pg_class where relname = 'record'`);
  return rows[0]?.n ?? 0;
}

const see = (from: number, to: number) =>
  database.pool.query(
    `insert into record (organisation, connection, kind, external_id, body, version, print, seen_at)
     select 'acme', 'billing', 'invoice', n::text, '{}', '1', '', 0 from generate_series($1::int, $2::int) as n`,
    [from, to],
  );

test('the planner hears of the first fifty rows of anything, and again when four times as many are there', async () => {
  const growth = keepStatistics(database.pool);
  await see(1, 49);
  await growth.seen('invoices', 49);
  await growth.seen('contacts', 49);
  await growth.written('invoices', 50);
  assert.equal(await rowsAsPlanned(), -1);
  await see(50, 50);
  await growth.seen('invoices', 1);
  assert.equal(await rowsAsPlanned(), 50);
  await see(51, 199);
  await growth.seen('invoices', 149);
  assert.equal(await rowsAsPlanned(), 50);
  await see(200, 200);
  await growth.seen('invoices', 1);
  assert.equal(await rowsAsPlanned(), 200);
});
