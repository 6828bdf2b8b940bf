import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { setMapping } from '../../src/store/flows.ts';
import type { Bench } from '../engine/bench.ts';
import { versionOf } from '../engine/mapping.ts';
import { agreedInLondon, flow, withProcessor } from './processor-scene.ts';
import { seller } from './seller.ts';

const day = 86_400;

const mapping = agreedInLondon.replace('    banks: { byDestination: { ba_1: "090" } }', '    banks: "090"');

test('a seller’s fortnight at a processor is in the ledger, and the balance is the processor’s own on every day', async () => {
  const out: { sandbox: Sandbox | null } = { sandbox: null };
  await withProcessor(
    async (scene) => {
      const { bench, sync, holds, prove, balance } = scene;
      assert.ok(out.sandbox);
      const { rate, sale, bad } = await firstDay(out.sandbox);
      await bench.pass(day);
      await sync();
      // The invoice waits for its tax code; its money does not.
      assert.deepEqual((await holds()).map(withoutName), ['invoice: no tax code']);
      assert.equal(balance('610'), '-120.00');
      await agreeOn(bench, mapping.replace('source: vat20', `source: ${rate}`));
      await secondDay(out.sandbox, { sale, bad });
      for (const days of [3, 6]) {
        await bench.pass(days * day);
        await sync();
      }
      assert.deepEqual((await holds()).map(withoutName), ['balanceTransaction: unclassified']);
      assert.equal(balance('610'), '0.00');
      assert.deepEqual([balance('092'), balance('631'), balance('635')], [out.sandbox.trialBalance()['gbp'], '30.00', '1.23']);
      const proof = await prove();
      assert.deepEqual([proof.word, proof.differences], ['open', []]);
      assert.deepEqual(
        proof.controls.map(({ of, tiesOut, days }) => [of, tiesOut, days.length > 1]),
        [
          ['clearing', true, true],
          ['transit', true, true],
          ['disputed', true, true],
        ],
      );
    },
    { mapping, provider: (bench) => seller(bench, out) },
  );
});

const withoutName = (hold: string): string => hold.replace(/ \S+:/, ':');

/** An invoice with tax that is paid at once, and two sales without one. */
async function firstDay(sandbox: Sandbox) {
  const customer = await sandbox.person({ does: 'create', kind: 'contact', fields: { name: 'Ada Ltd', email: 'ada@example.com' } });
  const rate = await sandbox.person({
    does: 'create',
    kind: 'taxRate',
    fields: { display_name: 'VAT', percentage: '20', inclusive: false },
  });
  const lines = [{ description: 'Design work', amount: 10_000 }];
  await sandbox.person({ does: 'create', kind: 'invoice', fields: { customer, lines, default_tax_rates: [rate], pay: true } });
  const paid = (amount: number) => sandbox.person({ does: 'create', kind: 'payment', fields: { amount, currency: 'gbp' } });
  return { rate, sale: await paid(5_450), bad: await paid(3_000) };
}

/** A refund, a dispute, and something that nobody knows. */
async function secondDay(sandbox: Sandbox, { sale, bad }: { readonly sale: string; readonly bad: string }): Promise<void> {
  await sandbox.person({ does: 'create', kind: 'refund', fields: { charge: sale, amount: 1_200 } });
  await sandbox.person({ does: 'create', kind: 'dispute', fields: { charge: bad } });
  const strange = { reporting_category: 'something_new', amount: -123, currency: 'gbp' };
  await sandbox.person({ does: 'create', kind: 'balanceTransaction', fields: strange });
}

const agreeOn = ({ clock, pool }: Bench, text: string): Promise<void> =>
  clock.during(() => setMapping(pool, flow, { text, version: versionOf(text), by: 'Ada', now: clock.now() }));

for (const [clearing, what] of [
  ['092', 'where the mirror is a bank account'],
  ['855', 'where it is not'],
] as const) {
  test(`a seller’s fortnight in sums of days, ${what}`, async () => {
    const out: { sandbox: Sandbox | null } = { sandbox: null };
    const summed = mapping.replace('processor:\n', 'processor:\n  book: day\n').replace('clearing: "092"', `clearing: "${clearing}"`);
    await withProcessor(
      async ({ bench, sync, holds, prove, balance }) => {
        assert.ok(out.sandbox);
        const { rate, sale, bad } = await firstDay(out.sandbox);
        await agreeOn(bench, summed.replace('source: vat20', `source: ${rate}`));
        await bench.pass(day);
        await secondDay(out.sandbox, { sale, bad });
        for (const days of [3, 6]) {
          await bench.pass(days * day);
          await sync();
        }
        assert.deepEqual(await holds(), ['settlement day:2026-11-11:GBP: unclassified']);
        assert.equal(balance(clearing, '2026-11-10'), '197.67');
        assert.equal(balance(clearing), out.sandbox.trialBalance()['gbp']);
        assert.deepEqual([balance('200'), balance('610'), balance('404'), balance('090')], ['-172.50', '0.00', '21.83', '139.44']);
        const proof = await prove();
        assert.deepEqual([proof.word, proof.differences], ['open', []]);
        assert.deepEqual(
          proof.controls.map(({ of, tiesOut }) => [of, tiesOut]),
          [
            ['clearing', true],
            ['transit', true],
            ['disputed', true],
          ],
        );
      },
      { mapping: summed, provider: (bench) => seller(bench, out) },
    );
  });
}
