import assert from 'node:assert/strict';
import { test } from 'node:test';
import { organisation, outward } from '../engine/world.ts';
import type { Bench } from '../engine/bench.ts';
import { bookedInvoice, inBooks, paidByClerk } from './scene.ts';

const larger = {
  lines: [{ description: 'Design', quantity: '2', unitPrice: '100', discount: null, taxes: ['VAT20'], account: null, item: null }],
};

/** Billing names what was touched, as its webhook would. */
const named = (
  bench: Bench,
  ...keys: readonly { readonly kind: 'invoice' | 'payment' | 'creditNote' | 'allocation'; readonly id: string }[]
) => bench.clock.during(() => bench.life.engine.store.mark(organisation, 'billing', keys, bench.clock.now()));

/** The first thing that the ledger is asked is turned away: the edit of the invoice, which is to be tried again. */
async function whileThrottled(bench: Bench, work: () => Promise<void>): Promise<void> {
  bench.ledger.weather('throttle', { count: 1 });
  await work();
  await bench.round();
  await bench.sync();
}

test('an invoice that is edited and then paid is edited and then paid in the ledger, though the edit was turned away at first', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    await whileThrottled(bench, async () => {
      await bench.sell.change(id, larger);
      const payment = await bench.sell.pay(id, '240');
      await named(bench, { kind: 'invoice', id }, { kind: 'payment', id: payment.id });
    });
    assert.deepEqual(await bench.holds(), []);
    bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 240.00 GBP paid
      2026-11-10 paid INV-001 240.00
    `);
    assert.equal(
      Object.keys(await bench.writes()).find((name) => name.includes('refused')),
      undefined,
    );
  }));

test('an invoice whose edit a person has to decide about holds up none of its money', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      await bench.ledger.person({ does: 'edit', kind: 'invoice', id: inLedger, fields: { DueDate: '2026-12-31' } });
      await bench.sync();
      assert.deepEqual(await bench.holds(), ['invoice INV-001: edited in the ledger']);
      const payment = await bench.sell.pay(id, '50');
      await named(bench, { kind: 'invoice', id }, { kind: 'payment', id: payment.id });
      await bench.round();
      bench.expectBooks(`
        2026-11-10 INV-001 Ada Ltd 120.00 GBP 70.00 left
        2026-11-10 paid INV-001 50.00
      `);
    },
    {},
    ['wrong: invoice inv_a000001 '],
  ));

const refusedPayments = async (bench: Bench): Promise<number> => (await bench.writes())['create payment refused'] ?? 0;

/** An invoice that the clerk booked as paid in another account, so that the ledger refuses the source's own payment. */
async function refusedMoney(bench: Bench): Promise<{ readonly payment: string; readonly clerk: string }> {
  const { id, inLedger } = await bookedInvoice(bench);
  const clerk = await paidByClerk(bench, inLedger, '100', { on: '2026-11-02' });
  // The payment of the source arrives before the clerk's is known there.
  const { id: payment } = await bench.sell.pay(id, '60');
  await named(bench, { kind: 'payment', id: payment });
  await bench.round();
  for (let time = 0; time < 4; time += 1) {
    await bench.pass(30);
    await bench.round();
  }
  return { payment, clerk };
}

test('what the ledger refused is not sent again as it was, until a person says so or something has changed there', () =>
  inBooks(
    async (bench) => {
      const { payment, clerk } = await refusedMoney(bench);
      assert.deepEqual(await bench.holds(), [`payment ${payment}: refused`]);
      await bench.sync();
      const before = await refusedPayments(bench);
      assert.ok(before > 0);
      for (let time = 0; time < 3; time += 1) {
        await bench.pass(30);
        await named(bench, { kind: 'payment', id: payment });
        await bench.round();
      }
      assert.equal(await refusedPayments(bench), before);
      assert.deepEqual(await bench.holds(), [`payment ${payment}: refused`]);
      await bench.answer('retry');
      await bench.round();
      assert.ok((await refusedPayments(bench)) > before);
      await bench.ledger.person({ does: 'void', kind: 'payment', id: clerk });
      await bench.sync();
      assert.deepEqual(await bench.holds(), []);
      bench.expectBooks(`
        2026-11-02 paid INV-001 100.00 deleted
        2026-11-10 INV-001 Ada Ltd 120.00 GBP 60.00 left
        2026-11-10 paid INV-001 60.00
      `);
    },
    {},
    [],
  ));

test('an edit that follows the void of a payment at the source reaches the ledger after it, and asks nobody', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    const payment = await bench.sell.pay(id, '50');
    await bench.sync();
    await bench.sell.remove('payment', payment.id);
    await bench.sell.change(id, larger);
    await named(bench, { kind: 'invoice', id }, { kind: 'payment', id: payment.id });
    await bench.round();
    await bench.pass(10);
    await bench.round();
    const asked = await bench.query('select code from hold');
    assert.deepEqual(asked, []);
    bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 240.00 GBP open
      2026-11-10 paid INV-001 50.00 deleted
    `);
  }));

test('money does not go on account because another worker is just making its invoice', () =>
  inBooks(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sync();
    const { id } = await bench.sell.invoice({ contact: ada });
    const payment = await bench.sell.pay(id, '120');
    await named(bench, { kind: 'invoice', id }, { kind: 'payment', id: payment.id });
    const now = bench.clock.now();
    const [taken] = await bench.clock.during(() =>
      bench.life.engine.store.claim(outward, { limit: 10, now, token: 'another worker', leaseUntil: now + 120_000 }),
    );
    assert.equal(taken?.kind, 'invoice');
    await bench.round();
    bench.expectBooks('');
    await bench.pass(180);
    await bench.sync();
    bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-10 paid INV-001 120.00
    `);
  }));
