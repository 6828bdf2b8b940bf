import assert from 'node:assert/strict';
import { test } from 'node:test';
import { round } from '../../src/engine/worker.ts';
import type { Bench } from '../engine/bench.ts';
import { organisation } from '../engine/world.ts';
import type { Outside } from '../engine/life.ts';
import { bookedInvoice, closedThrough, inBooks, proven, question } from './scene.ts';

const lock = ({ ledger }: Bench, fields: Readonly<Record<string, unknown>>) => ledger.person({ does: 'setting', fields });

// Law F18.
test('a lock that an adviser’s connection could write past is a lock', () =>
  inBooks(async (bench) => {
    await lock(bench, { PeriodLockDate: '2026-10-31', AdviserBypass: true });
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sync();
    bench.expectBooks('');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: period closed']);
  }));

// Law F18.
test('the organisation’s own close day, or a tax period that it filed, closes its books whatever the ledger says', () =>
  inBooks(async (bench) => {
    const own = closedThrough(bench, '2026-10-31');
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    for (let turns = 0; turns < 3; turns += 1) {
      await bench.pass(61);
      await round(own, { organisation });
    }
    bench.expectBooks('');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: period closed']);
    assert.deepEqual(await proven(bench), ['open', 'INV-001: held 120 GBP']);
  }));

// Laws F13, F18.
test('an invoice is not moved out of a closed month, because that changes the closed month too', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench, '2026-10-20');
    await lock(bench, { PeriodLockDate: '2026-10-31' });
    await bench.sell.change(id, { issuedOn: '2026-11-10' });
    await bench.sync();
    bench.expectBooks('2026-10-20 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: period closed']);
  }));

// Laws F13, F18.
test('an invoice is not moved into a closed month either', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    await lock(bench, { PeriodLockDate: '2026-10-31' });
    await bench.sell.change(id, { issuedOn: '2026-10-20' });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: period closed']);
  }));

// Law F18.
test('a payment of a closed month is neither made nor taken back', () =>
  inBooks(
    async (bench) => {
      const { id } = await bookedInvoice(bench, '2026-10-20');
      const first = await bench.sell.pay(id, '50', '2026-10-25');
      await bench.sync();
      await lock(bench, { PeriodLockDate: '2026-10-31' });
      await bench.sell.remove('payment', first.id);
      await bench.sell.pay(id, '70', '2026-10-26');
      await bench.sync();
      bench.expectBooks(`
      2026-10-20 INV-001 Ada Ltd 120.00 GBP 70.00 left
      2026-10-25 paid INV-001 50.00
    `);
      assert.deepEqual(
        (await bench.holds()).map((hold) => hold.replace(/^.*: /, '')),
        ['cannot void', 'period closed'],
      );
    },
    { isTwoWay: false },
  ));

// Law F18.
test('a lock that falls between the look and the write makes a question of the refusal, and the day stays what it was', async () => {
  let onWrite: (() => Promise<unknown>) | null = null;
  const outside: Outside = {
    store: (_, call) => call(),
    provider: async (request, call) => {
      const lockFirst = onWrite;
      if (lockFirst !== null && /^(PUT|POST) .*\/Invoices/.test(request)) {
        onWrite = null;
        await lockFirst();
      }
      return call();
    },
  };
  await inBooks(
    async (bench) => {
      const ada = await bench.sell.customer('Ada Ltd');
      await bench.sync();
      onWrite = () => lock(bench, { PeriodLockDate: '2026-10-31' });
      await bench.sell.invoice({ contact: ada, on: '2026-10-20' });
      await bench.sync();
      bench.expectBooks('');
      assert.deepEqual(await bench.holds(), ['invoice INV-001: period closed']);
      assert.deepEqual(await proven(bench), ['open', 'INV-001: held 120 GBP']);
      await lock(bench, { PeriodLockDate: null });
      await bench.answer('retry');
      await bench.sync();
      bench.expectBooks('2026-10-20 INV-001 Ada Ltd 120.00 GBP open');
    },
    { outside },
  );
});

// Laws F18, F19.
test('only a person moves a posting to an open day, and the proof names it in both months', () =>
  inBooks(async (bench) => {
    await lock(bench, { PeriodLockDate: '2026-10-31' });
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sync();
    const asked = await question(bench);
    assert.deepEqual([asked.code, asked.fixes], ['period closed', ['retry', 'moveTo', 'exclude']]);
    await bench.answer('moveTo');
    await bench.sync();
    bench.expectBooks('2026-11-01 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await proven(bench, '2026-10'), ['explained', 'INV-001: moved from a closed period 120 GBP']);
    assert.deepEqual(await proven(bench, '2026-11'), ['explained', 'INV-001: moved from a closed period -120 GBP']);
    assert.deepEqual(await bench.planAgain(), []);
    const [loss] = await bench.query<{ losses: readonly { field: string; before: string; after: string }[] }>(
      `select losses from write where kind = 'invoice'`,
    );
    assert.deepEqual(
      loss?.losses.map(({ field, before, after }) => [field, before, after]),
      [['day', '2026-10-20', '2026-11-01']],
    );
  }));
