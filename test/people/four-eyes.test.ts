import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectStatus, openPeople } from './kit.ts';
import type { Kit } from './kit.ts';

const book = {
  name: 'Acme Ltd',
  country: 'GB',
  baseCurrency: 'GBP',
  timeZone: 'Europe/London',
  roundsTax: 'perLine',
  series: { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CN-', digits: 4 } },
};

/** A batch in review that writes these records, as the engine would leave it. */
async function batchOf({ office }: Kit, batch: string, ids: readonly string[]): Promise<void> {
  await office.pool.query(
    `insert into batch (organisation, batch, flow, purpose, state, made_at) values ('acme', $1, 'none', 'sync', 'review', 0)`,
    [batch],
  );
  for (const id of ids)
    await office.pool.query(
      `insert into write (organisation, write, flow, batch, kind, external_id, part, target_kind, step, does, print, why, reference, state, planned_at)
       values ('acme', $1 || $2, 'none', $1, 'contact', $2, 'main', 'contact', '{}', 'create', '', '', $1 || $2, 'planned', 0)`,
      [batch, id],
    );
}

test('where four eyes are wanted nobody approves what they made themselves, and others do', async (t) => {
  const kit = await openPeople(t);
  const ada = await kit.first();
  const bob = await kit.person('Bob', 'owner');
  await expectStatus(ada.ask('PUT', '/v1/book', book), 200);
  const made = await expectStatus(ada.ask('POST', '/v1/contacts', { name: 'Zoe Ltd' }), 201);
  const several = await expectStatus(ada.ask('POST', '/v1/contacts', [{ name: 'Yves Ltd' }, { name: 'Xenia Ltd' }]), 200);
  const results = Array.isArray(several.body['results']) ? several.body['results'] : [];
  await batchOf(kit, 'one', [String(made.body['id'])]);
  await batchOf(
    kit,
    'two',
    results.map(({ record }: { record: { id: string } }) => record.id),
  );
  const approve = (who: typeof ada, batch: string) => who.ask('POST', `/v1/batches/${batch}/approve`, { keys: null });
  const isOwn = async (who: typeof ada, batch: string): Promise<boolean> => (await approve(who, batch)).body['code'] === 'four-eyes';
  assert.equal(await isOwn(ada, 'two'), false);
  await kit.office.pool.query(`update batch set state = 'review'`);
  await expectStatus(ada.ask('PATCH', '/v1/organisation', { fourEyes: true }), 200);
  for (const batch of ['one', 'two']) {
    assert.equal(await isOwn(ada, batch), true, batch);
    assert.equal(await isOwn(bob, batch), false, batch);
  }
  await expectStatus(bob.ask('PATCH', '/v1/organisation', { fourEyes: false }), 200);
  assert.equal(await isOwn(ada, 'one'), false);
});
