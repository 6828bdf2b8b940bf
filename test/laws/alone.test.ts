import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow } from '../../src/engine/setup-check.ts';
import { readingStore } from '../../src/store/reading.ts';
import { payout, transaction } from '../books/books.ts';
import { flow, withProcessor } from '../books/processor-scene.ts';
import type { ProcessorScene } from '../books/processor-scene.ts';

const received = { currency: 'GBP', createdOn: '2026-11-05', arrivesOn: '2026-11-09', reference: 'PROCESSOR 1' } as const;

/** What another program, or a bank rule, posts for a payout: the money at the bank, coded straight to sales. */
const postedElsewhere = ({ bench }: ProcessorScene, { amount = '25.19', says = 'Payout po_00001', on = '2026-11-09' } = {}) =>
  bench.ledger.person({
    does: 'create',
    kind: 'bankTransaction',
    fields: {
      Type: 'RECEIVE',
      BankAccount: { Code: '090' },
      Contact: { Name: 'The processor' },
      Date: on,
      LineAmountTypes: 'NoTax',
      LineItems: [{ Description: says, Quantity: '1', UnitAmount: amount, AccountCode: '200' }],
    },
  });

/** What the check before going live says of others: the check's name, whether it passed, what was seen, what to do. */
async function others({ bench, engine }: ProcessorScene) {
  const found = await engine.store.flow(flow);
  assert.ok(found);
  const findings = await checkFlow({ engine, reading: readingStore(bench.pool, []) }, found);
  return findings
    .filter(({ check }) => check.includes('else posts') || check.includes('bank rule'))
    .map(({ ok, seen, fix }) => `${ok} ${seen}${fix === null ? '' : ` → ${fix}`}`);
}

// Law F46.
test('another program that posts the same payouts is found before the flow goes live, and what to do is said', () =>
  withProcessor(async (scene) => {
    const { records, sync } = scene;
    records.push(transaction('payout', '-25.19', { currency: 'GBP', madeOn: '2026-11-05' }), payout('po_00001', '25.19', received));
    await sync();
    assert.deepEqual(await others(scene), ['true nobody does', 'true none was seen']);
    await postedElsewhere(scene);
    await sync();
    assert.deepEqual(await others(scene), [
      'false bank transaction of 2026-11-09 for po_00001 → Switch the other program off, and let this flow start on 2026-11-10; or delete in the ledger what the other has posted since 2026-10-01',
      'true none was seen',
    ]);
  }));

// Law F46.
test('what another program posted before the first day stops nobody, and money that only looks like a payout is named', () =>
  withProcessor(
    async (scene) => {
      scene.records.push(payout('po_00001', '25.19', received));
      await postedElsewhere(scene);
      await postedElsewhere(scene, { says: 'Card money', on: '2026-11-10' });
      await postedElsewhere(scene, { says: 'Rent of the kiosk', amount: '25.20' });
      await scene.sync();
      assert.deepEqual(await others(scene), [
        'true bank transaction of 2026-11-09 for po_00001',
        'true as much as a payout, at its time: bank transaction of 2026-11-10 for po_00001; a rule that does this has to go',
      ]);
    },
    { startsOn: '2026-11-10' },
  ));
