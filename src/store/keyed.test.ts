import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import type { CandidateQuery } from '../engine/ports.ts';
import { mappingOf } from '../mapping/read.ts';
import { openKeyedPool } from './database.ts';
import { activeFlows } from './flows.ts';
import { sentWrites } from './sent-writes.ts';
import { candidates, counterparts, situations } from './situations.ts';
import { markTouched } from './tasks.ts';
import { testDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';
import { inTransaction } from './transaction.ts';

let database: TestDatabase;
let keyed: Pool;
before(async () => {
  database = await testDatabase();
  keyed = openKeyedPool({ connectionString: database.url, max: 1 });
});
after(async () => {
  await keyed.end();
  await database.close();
});

const many = 3_000;

/** A flow with so many invoices that are through, all of one customer and one amount: what a shop sells over the counter. */
async function sell(flow: string, from: string, count: number): Promise<void> {
  const values = [from, count, flow];
  await database.pool.query(
    `insert into record (organisation, connection, kind, external_id, body, version, print, seen_at, number, contact, booked_on, currency, gross)
     select 'acme', side.name, 'invoice', side.prefix || n, '{}', '1', '', 0, $1 || n, 'counter', date '2026-01-01' + n % 300, 'EUR', 49
     from generate_series(1, $2::int) as n, (values ($1::text, $1::text), ('ledger', $3::text)) as side (name, prefix)`,
    values,
  );
  await database.pool.query(
    `insert into link (organisation, agreement, source, kind, external_id, part, target, target_kind, target_id, origin, state, wanted, wanted_print, linked_at)
     select 'acme', $3, $1, 'invoice', $1 || n, 'main', 'ledger', 'invoice', $3 || n, 'ours', 'live', '{}', '', 0 from generate_series(1, $2::int) as n`,
    values,
  );
  await database.pool.query(
    `insert into standing (organisation, flow, kind, external_id, state, changed_at)
     select 'acme', $3, 'invoice', $1::text || n, 'in sync', 0 from generate_series(1, $2::int) as n`,
    values,
  );
  await database.pool.query(
    `insert into write (organisation, write, flow, batch, call, kind, external_id, part, target_kind, step, does, print, why, reference, state, target_id, planned_at, sent_at)
     select 'acme', $3 || n, $3, 'b', 'c', 'invoice', $1::text || n, 'main', 'invoice', '{}', 'create', '', '', $3 || n, 'landed', $3 || n, 0, 0
     from generate_series(1, $2::int) as n`,
    values,
  );
  // Each waits for its neighbour.
  await database.pool.query(
    `insert into task (organisation, flow, kind, external_id, due_at, nudged_at, waits_for)
     select 'acme', $3, 'invoice', $1::text || n, 0, 0, 'invoice:' || $1 || n + 1 from generate_series(1, $2::int) as n`,
    values,
  );
}

/** Marks go by the flows there are; what these refer to is nothing to this test. */
const addFlow = (flow: string, source: string): Promise<unknown> =>
  inTransaction(database.pool, async (client) => {
    await client.query(`set local session_replication_role = replica`);
    await client.query(
      `insert into flow (organisation, flow, agreement, source, target, kinds, starts_on, mode, mapping, mapping_version, created_at)
       values ('acme', $1, $1, $2, 'ledger', '{invoice}', '2026-01-01', 'live', '', '1', 0)`,
      [flow, source],
    );
  });

/** Rows that were read, by scans of tables and by indexes, since the database was made. */
async function rowsRead(): Promise<number> {
  await keyed.query('select pg_stat_force_next_flush()');
  const { rows } = await keyed.query<{ read: number }>(
    'select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int as read from pg_stat_user_tables',
  );
  return rows[0]?.read ?? 0;
}

async function readingOf(work: () => Promise<unknown>): Promise<number> {
  const already = await rowsRead();
  await work();
  return (await rowsRead()) - already;
}

test('a turn reads what belongs to its keys, however much there is, and although the statistics know of another flow alone', async () => {
  await addFlow('fair', 'stall');
  await addFlow('shop', 'till');
  await sell('fair', 'stall', 100);
  await database.pool.query('analyze');
  await sell('shop', 'till', many);
  const names = Array.from({ length: 10 }, (_, index) => ({ kind: 'invoice' as const, id: `till${index + 5}` }));
  const [flow] = (await activeFlows(keyed, 'acme', () => mappingOf('accounts: { sales: 200 }'))).filter((each) => each.flow === 'shop');
  assert.ok(flow);
  const wants = names.map(({ kind, id }, index): CandidateQuery => ({
    index,
    kind,
    number: `new-${id}`,
    contact: 'counter',
    bookedOn: '2026-03-01',
    currency: 'EUR',
    gross: '49',
    days: 3,
  }));
  const read = {
    situations: await readingOf(() => situations(keyed, flow, names)),
    counterparts: await readingOf(() => counterparts(keyed, flow, 'till', names)),
    sentWrites: await readingOf(() => sentWrites(keyed, flow, names)),
    candidates: await readingOf(() => candidates(keyed, flow, wants)),
    marks: await readingOf(() =>
      inTransaction(keyed, async (client, last) => {
        const touched = wants.map(({ index }) => ({ kind: 'invoice' as const, id: `shop${index + 5}` }));
        last(markTouched(client, 'acme', 'ledger', touched, 0));
      }),
    ),
  };
  for (const [what, rows] of Object.entries(read)) assert.ok(rows < 500, `${what} read ${rows} rows of ${many} for ${names.length} keys`);
});
