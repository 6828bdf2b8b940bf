import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { agreedInLondon, withProcessor } from './processor-scene.ts';
import { seller } from './seller.ts';

const day = 86_400;

test('a dispute that is lost is a loss in the ledger, and its account is the processor’s though nobody keeps the day', async () => {
  const out: { sandbox: Sandbox | null } = { sandbox: null };
  await withProcessor(
    async ({ bench, sync, prove, balance }) => {
      assert.ok(out.sandbox);
      const { person } = out.sandbox;
      const charge = await person({ does: 'create', kind: 'payment', fields: { amount: 3_000, currency: 'gbp' } });
      const dispute = await person({ does: 'create', kind: 'dispute', fields: { charge } });
      await bench.pass(day);
      await sync();
      const control = async () => (await prove()).controls.find(({ of }) => of === 'disputed');
      const open = await control();
      assert.deepEqual([balance('631'), open?.tiesOut, open?.listed.map(({ id }) => id)], ['30.00', true, [dispute]]);
      await person({ does: 'edit', kind: 'dispute', id: dispute, fields: { status: 'lost' } });
      await bench.pass(day);
      await sync();
      const lost = await control();
      assert.deepEqual([balance('631'), lost?.tiesOut, lost?.listed, lost?.named], ['0.00', true, [], []]);
    },
    {
      mapping: agreedInLondon.replace('    banks: { byDestination: { ba_1: "090" } }', '    banks: "090"'),
      provider: (bench) => seller(bench, out),
    },
  );
});
