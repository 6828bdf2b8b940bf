import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pool } from 'pg';
import type { Touch } from '../engine/edge-ports.ts';
import { addOrganisation } from './organisations.ts';
import { claimPolls, endPolls, hintPolls } from './poll-hints.ts';
import { testDatabase } from './testing.ts';
import { inTransaction } from './transaction.ts';

const organisation = 'acme';

async function hinted(work: (at: { readonly pool: Pool; hint(touched: readonly Touch[], now: number): Promise<void> }) => Promise<void>) {
  const database = await testDatabase();
  try {
    const { pool } = database;
    await addOrganisation(pool, organisation, 0);
    for (const name of ['shop', 'ledger'])
      await pool.query(
        `insert into connection (organisation, connection, provider, label, account, state, created_at) values ($1, $2, 'p', '', '', 'ready', 0)`,
        [organisation, name],
      );
    await pool.query(
      `insert into flow (organisation, flow, agreement, source, target, kinds, starts_on, mode, mapping, mapping_version, created_at)
       values ($1, 'f', 'a', 'shop', 'ledger', '{invoice}', '2026-01-01', 'live', '', '', 0)`,
      [organisation],
    );
    await work({
      pool,
      hint: (touched, now) => inTransaction(pool, async (client, last) => last(hintPolls(client, organisation, 'ledger', touched, now))),
    });
  } finally {
    await database.close();
  }
}

const invoice = (id: string, version: string | null = null): Touch => ({ kind: 'invoice', id, version, reads: ['payment'] });

test('what was named is taken by one reader, and what is named again while it reads stays to be read', () =>
  hinted(async ({ pool, hint }) => {
    await hint([invoice('i1'), invoice('i2')], 100);
    const [taken, ...more] = await claimPolls(pool, { organisation, now: 100, until: 900 });
    assert.ok(taken);
    assert.deepEqual([taken.kinds, taken.named.map(({ id }) => id).toSorted(), more], [['payment'], ['i1', 'i2'], []]);
    assert.deepEqual(await claimPolls(pool, { organisation, now: 101, until: 901 }), []);
    await hint([invoice('i2')], 150);
    await endPolls(pool, organisation, taken, null);
    const [again] = await claimPolls(pool, { organisation, now: 150, until: 950 });
    assert.deepEqual([again?.kinds, again?.named], [['payment'], [{ kind: 'invoice', id: 'i2' }]]);
  }));

test('what could not be read is due again when it was said, and after its reader died, at the end of its claim', () =>
  hinted(async ({ pool, hint }) => {
    await hint([invoice('i1')], 100);
    const [failed] = await claimPolls(pool, { organisation, now: 100, until: 900 });
    assert.ok(failed);
    await endPolls(pool, organisation, failed, 300);
    assert.deepEqual(await claimPolls(pool, { organisation, now: 299, until: 999 }), []);
    assert.equal((await claimPolls(pool, { organisation, now: 300, until: 1_000 })).length, 1);
    assert.deepEqual(await claimPolls(pool, { organisation, now: 999, until: 1_999 }), []);
    assert.equal((await claimPolls(pool, { organisation, now: 1_000, until: 2_000 })).length, 1);
  }));

test('a flood is read in portions', () =>
  hinted(async ({ pool, hint }) => {
    await hint(
      Array.from({ length: 450 }, (_, index) => invoice(`i${index}`)),
      100,
    );
    const sizes: number[] = [];
    for (let taken = await claimPolls(pool, { organisation, now: 100, until: 900 }); taken.length > 0;) {
      sizes.push(taken.reduce((sum, each) => sum + each.named.length, 0));
      taken = await claimPolls(pool, { organisation, now: 100, until: 900 });
    }
    assert.deepEqual(sizes, [200, 200, 50]);
  }));

async function see(
  pool: Pool,
  id: string,
  version: string,
  { goneAt = null, cause = 'write' }: { goneAt?: number | null; cause?: string } = {},
) {
  await pool.query(
    `insert into record (organisation, connection, kind, external_id, body, version, print, seen_at, gone_at)
     values ($1, 'ledger', 'invoice', $2, '{}', $3, $3, $5, $4)
     on conflict (organisation, connection, kind, external_id) do update set version = excluded.version, print = excluded.print, seen_at = excluded.seen_at`,
    [organisation, id, version, goneAt, Number(version)],
  );
  await pool.query(
    `insert into record_history (organisation, connection, kind, external_id, seen_at, print, body, cause) values ($1, 'ledger', 'invoice', $2, $5, $3, '{}', $4)`,
    [organisation, id, version, cause, Number(version)],
  );
}

const named = async (pool: Pool, now: number): Promise<readonly string[]> =>
  (await claimPolls(pool, { organisation, now, until: now + 1_000 })).flatMap((hint) => [...hint.kinds, ...hint.named.map(({ id }) => id)]);

test('what our own write made, and its webhook told before the write was concluded, is not read, nor what changes with it', () =>
  hinted(async ({ pool, hint }) => {
    await hint([invoice('ours', '7')], 100);
    await see(pool, 'ours', '7');
    assert.deepEqual(await named(pool, 100), []);
    await see(pool, 'ours', '8');
    assert.deepEqual(await named(pool, 5_000), [], 'it is not kept either');
  }));

test('what is seen in another version, or gone, or by a look alone, is read, and so is what was named in two versions, whichever came last', () =>
  hinted(async ({ pool, hint }) => {
    await see(pool, 'older', '6');
    await see(pool, 'gone', '7', { goneAt: 1 });
    await hint([invoice('older', '7'), invoice('gone', '7'), invoice('looked', '7'), invoice('twice', '8')], 100);
    await hint([invoice('twice', '7')], 101);
    await see(pool, 'twice', '7');
    await see(pool, 'looked', '7', { cause: 'look' });
    assert.deepEqual((await named(pool, 101)).toSorted(), ['gone', 'looked', 'older', 'payment', 'twice']);
  }));

test('of a connection that a write is under way to, only what was named before it left is taken', () =>
  hinted(async ({ pool, hint }) => {
    await hint([invoice('before')], 100);
    await hint([invoice('since')], 150);
    const [first] = await claimPolls(pool, { organisation, now: 200, until: 900, before: { ledger: 150 } });
    assert.deepEqual(first?.named, [{ kind: 'invoice', id: 'before' }]);
    const [second] = await claimPolls(pool, { organisation, now: 200, until: 900, before: { shop: 0 } });
    assert.deepEqual(second?.named, [{ kind: 'invoice', id: 'since' }]);
  }));

test('a payment that somebody else’s look came before is read: an invoice that was only seen in the version of a webhook says nothing of it', () =>
  hinted(async ({ pool, hint }) => {
    await see(pool, 'looked', '7', { cause: 'look' });
    await see(pool, 'polled', '7', { cause: 'poll' });
    await see(pool, 'ours', '7');
    await hint([invoice('looked', '7'), invoice('polled', '7'), invoice('ours', '7')], 100);
    assert.deepEqual((await named(pool, 100)).toSorted(), ['looked', 'payment', 'polled']);
    await hint([{ ...invoice('polled', '7'), reads: [] }], 5_000);
    const [again] = await claimPolls(pool, { organisation, now: 5_000, until: 6_000 });
    assert.deepEqual(again?.named.map(({ id }) => id).toSorted(), ['looked', 'polled'], 'what was taken and not ended is still there');
  }));
