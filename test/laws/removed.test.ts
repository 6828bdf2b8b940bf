import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookedInvoice, inBooks, invoiceId, proven, question } from './scene.ts';

// Law F42.
test('what a person voided in the ledger is asked about, and not offered to be made again under a number that is used', () =>
  inBooks(async (bench) => {
    await bookedInvoice(bench);
    await bench.ledger.person({ does: 'void', kind: 'invoice', id: invoiceId(bench) });
    await bench.sync();
    const asked = await question(bench);
    assert.deepEqual([asked.code, asked.fixes], ['removed in the ledger', ['retry', 'exclude']]);
    assert.deepEqual(await proven(bench), ['open', 'INV-001: voided in the ledger 120 GBP']);
    assert.deepEqual(await bench.planAgain(), []);
    await bench.answer('exclude');
    await bench.sync();
    assert.equal(bench.ledger.documents('invoice').length, 1);
    assert.deepEqual(await bench.holds(), []);
  }));

// Laws F42, F48.
test('what a person voided in the ledger is made again on their word, under another number', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    await bench.ledger.person({ does: 'void', kind: 'invoice', id: invoiceId(bench) });
    await bench.sync();
    await bench.sell.change(id, { number: 'INV-001A' });
    await bench.sync();
    assert.deepEqual((await question(bench)).fixes, ['again', 'exclude']);
    await bench.answer('again');
    await bench.sync();
    bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP void
      2026-11-10 INV-001A Ada Ltd 120.00 GBP open
    `);
    assert.deepEqual(await bench.holds(), []);
  }));

// Law F42.
test('a payment that a person deleted in the ledger stays deleted until they say otherwise', () =>
  inBooks(
    async (bench) => {
      const { id } = await bookedInvoice(bench);
      await bench.sell.pay(id, '50');
      await bench.sync();
      await bench.ledger.person({ does: 'void', kind: 'payment', id: String(bench.ledger.documents('payment')[0]?.['PaymentID']) });
      await bench.sync();
      bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP open
      2026-11-10 paid INV-001 50.00 deleted
    `);
      assert.deepEqual(
        (await bench.holds()).map((hold) => hold.replace(/^.*: /, '')),
        ['removed in the ledger'],
      );
      assert.deepEqual(await bench.planAgain(), []);
      // A payment has no number that could be used: on a person's word, another one is made.
      await bench.answer('again');
      await bench.sync();
      bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP 70.00 left
      2026-11-10 paid INV-001 50.00
      2026-11-10 paid INV-001 50.00 deleted
    `);
    },
    { isTwoWay: false },
  ));

// Chance is passed in: what happens twice in the same way is written down in the same way.
test('the same story told twice asks the same question under the same id', async () => {
  const told = async (): Promise<readonly string[]> => {
    let ids: readonly string[] = [];
    await inBooks(async (bench) => {
      await bookedInvoice(bench);
      await bench.ledger.person({ does: 'void', kind: 'invoice', id: invoiceId(bench) });
      await bench.sync();
      ids = (await bench.query<{ hold: string }>('select hold from hold order by 1')).map(({ hold }) => hold);
    });
    return ids;
  };
  const once = await told();
  assert.equal(once.length, 1);
  assert.deepEqual(await told(), once);
});
