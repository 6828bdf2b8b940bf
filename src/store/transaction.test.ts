import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import { openKeyedPool } from './database.ts';
import { resend } from './intend.ts';
import { testDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';
import { inTransaction } from './transaction.ts';

let database: TestDatabase;
let keyed: Pool;
before(async () => {
  database = await testDatabase();
  keyed = openKeyedPool({ connectionString: database.url, max: 1 });
  await keyed.query('create table step (at int primary key)');
});
after(async () => {
  await keyed.end();
  await database.close();
});

const steps = async (): Promise<readonly number[]> => {
  const { rows } = await keyed.query<{ at: number }>('select at from step order by at');
  return rows.map(({ at }) => at);
};

test('statements that nobody waits for are done in their order, before the commit', async () => {
  await inTransaction(keyed, async (client, last) => {
    last(client.query('insert into step values (1)'), client.query('update step set at = at + 1'));
    last(client.query('insert into step values (1)'), null);
  });
  assert.deepEqual(await steps(), [1, 2]);
});

test('when one of them fails nothing of the transaction stays, its reason is told, and the connection works on', async () => {
  const doubling = inTransaction(keyed, async (client, last) => {
    last(
      client.query('insert into step values (3)'),
      client.query('insert into step values (1)'),
      client.query('insert into step values (4)'),
    );
  });
  await assert.rejects(doubling, /step_pkey/);
  assert.deepEqual(await steps(), [1, 2]);
});

test('what fails in the middle is told as it failed, and takes with it what was sent beside it', async () => {
  const failing = inTransaction(keyed, async (client, last) => {
    last(client.query('insert into step values (5)'));
    await client.query('select 1 / 0');
  });
  await assert.rejects(failing, /division by zero/);
  assert.deepEqual(await steps(), [1, 2]);
});

const isFlushed = async (since: string): Promise<boolean> => {
  const { rows } = await keyed.query<{ flushed: boolean }>('select pg_current_wal_flush_lsn() > $1::pg_lsn as flushed', [since]);
  return rows[0]?.flushed === true;
};

test('what a request relies on is on the disk before it leaves, although other commits do not wait for the disk', async () => {
  await inTransaction(keyed, async (client, last) => {
    last(client.query('set local session_replication_role = replica'));
    last(
      client.query(
        `insert into call (organisation, call, connection, flow, idempotency_key, request, sent_at, listen_until)
         values ('acme', 'one', 'ledger', 'flow', 'key', '{}', 0, 0)`,
      ),
    );
  });
  const { rows } = await keyed.query<{ at: string; waits: string }>(
    `select pg_current_wal_insert_lsn() as at, current_setting('synchronous_commit') as waits`,
  );
  assert.equal(rows[0]?.waits, 'off');
  await resend(keyed, 'acme', 'one', 5);
  assert.ok(await isFlushed(rows[0].at));
});
