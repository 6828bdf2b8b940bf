import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Flow } from '../engine/ports.ts';
import { counterparts } from './situations.ts';
import { testDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

let database: TestDatabase;
before(async () => {
  database = await testDatabase();
});
after(() => database.close());

/** Of a flow, only these name what is looked up. */
const back: Pick<Flow, 'organisation' | 'agreement'> = { organisation: 'acme', agreement: 'shop' };

test('of several customers who are one contact in the ledger since a merge, the one that was linked first comes first', async () => {
  const link = (customer: string, at: number) =>
    database.pool.query(
      `insert into link (organisation, agreement, source, kind, external_id, part, target, target_kind, target_id, origin, state, wanted, wanted_print, linked_at)
       values ('acme', 'shop', 'till', 'contact', $1, 'main', 'ledger', 'contact', 'survivor', 'ours', 'live', '{}', '', $2)`,
      [customer, at],
    );
  await link('bob', 300);
  await link('carol', 100);
  await link('ada', 200);
  const found = await counterparts(database.pool, back, 'ledger', [{ kind: 'contact', id: 'survivor' }]);
  assert.deepEqual(
    found.map(({ otherId }) => otherId),
    ['carol', 'ada', 'bob'],
  );
});
