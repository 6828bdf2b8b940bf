import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreed } from '../engine/mapping.ts';
import type { Bench } from '../engine/bench.ts';
import { bookedInvoice, inBooks, paidByClerk, proven } from './scene.ts';

const noteNumber = ({ ledger }: Bench): string => String(ledger.documents('creditNote')[0]?.['CreditNoteNumber']);

// Law F20.
test('a void in the same month is a void, and its number is never given again', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    await bench.sell.remove('invoice', id);
    await bench.sell.invoice({ contact: await bench.sell.customer('Bob Ltd') });
    await bench.sync();
    bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP void
      2026-11-10 INV-002 Bob Ltd 120.00 GBP open
    `);
    assert.deepEqual(await proven(bench), ['ties out']);
  }));

// Laws F20, F48.
test('a later void leaves the reported month alone: a credit note of today takes the invoice back, under a number of ours', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench, '2026-10-20');
    const october = bench.ledger.trialBalance('2026-10-31');
    await bench.sell.remove('invoice', id);
    await bench.sync();
    assert.match(noteNumber(bench), /^TO-/);
    assert.deepEqual(bench.ledger.trialBalance('2026-10-31'), october);
    assert.equal(bench.ledger.trialBalance()['200'] ?? '0.00', '0.00');
    assert.equal(bench.ledger.trialBalance()['820'] ?? '0.00', '0.00');
    assert.equal(bench.ledger.trialBalance()['610'] ?? '0.00', '0.00');
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await bench.planAgain(), []);
    assert.deepEqual(await proven(bench), ['ties out']);
  }));

// Law F20.
test('a void on the last day of the month is a void, and on the next day it is a credit note', async () => {
  for (const [hours, expected] of [
    [0, 'void'],
    [16, 'used'],
  ] as const) {
    await inBooks(
      async (bench) => {
        const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-11-30' });
        await bench.sync();
        await bench.pass(hours * 3600);
        await bench.sell.remove('invoice', id);
        await bench.sync();
        const ends = bench.books().map((line) => line.split(' ').at(-1));
        assert.equal(ends.includes(expected), true, bench.books().join('; '));
      },
      { start: Date.parse('2026-11-30T09:00:00Z'), isTwoWay: false },
    );
  }
});

// Law F20.
test('an organisation that always credits never voids', () =>
  inBooks(
    async (bench) => {
      const { id } = await bookedInvoice(bench);
      await bench.sell.remove('invoice', id);
      await bench.sync();
      assert.deepEqual(
        bench.ledger.documents('invoice').map((invoice) => invoice['Status']),
        ['PAID'],
      );
      assert.equal(bench.ledger.documents('creditNote').length, 1);
    },
    { mapping: `${agreed}voids: { policy: creditNote }\n` },
  ));

// Law F21.
test('a part-paid invoice that is voided at the source keeps its payment: the open part is credited, the paid part is the customer’s', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      await paidByClerk(bench, inLedger, '50');
      await bench.sell.remove('invoice', id);
      await bench.sync();
      const number = noteNumber(bench);
      bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-10 ${number} Ada Ltd -120.00 GBP 50.00 left
      2026-11-10 paid INV-001 50.00
      2026-11-10 set ${number} against INV-001 70.00
    `);
      assert.deepEqual(await bench.holds(), []);
      assert.deepEqual(await bench.planAgain(), []);
      assert.equal(bench.ledger.trialBalance()['610'], '-50.00');
    },
    { isTwoWay: false },
  ));

// Law F21.
test('a reconciled payment of a voided invoice stays reconciled', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      const payment = await paidByClerk(bench, inLedger, '50');
      await bench.ledger.person({ does: 'reconcile', kind: 'payment', id: payment });
      await bench.sell.remove('invoice', id);
      await bench.sync();
      assert.deepEqual(
        bench.ledger.documents('payment').map((each) => [each['Status'], each['IsReconciled']]),
        [['AUTHORISED', true]],
      );
    },
    { isTwoWay: false },
  ));

// Law F21.
test('an invoice that was paid in full and then voided leaves the whole credit to the customer', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      await paidByClerk(bench, inLedger, '120');
      await bench.sell.remove('invoice', id);
      await bench.sync();
      bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-10 ${noteNumber(bench)} Ada Ltd -120.00 GBP open
      2026-11-10 paid INV-001 120.00
    `);
    },
    { isTwoWay: false },
  ));

// Laws F18, F20.
test('a late void waits for an open day like everything else', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench, '2026-10-20');
    await bench.ledger.person({ does: 'lock', through: '2026-11-30' });
    await bench.sell.remove('invoice', id);
    await bench.sync();
    bench.expectBooks('2026-10-20 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: period closed']);
  }));

// Law F8.
test('a refund that the source voids later is a removal of our own mistake only while its day is open', () =>
  inBooks(
    async (bench) => {
      const credit = await bench.sell.credit({
        contact: await bench.sell.customer('Ada Ltd'),
        on: '2026-10-20',
        lines: [['Returned', '1', '50', 'VAT20']],
      });
      const refund = await bench.sell.refund(credit.id, '60', '2026-10-21');
      await bench.sync();
      await bench.sell.remove('refund', refund);
      await bench.sync();
      bench.expectBooks(`
      2026-10-20 CRN-001 Ada Ltd -60.00 GBP used
      2026-10-21 refunded CRN-001 60.00
    `);
      assert.deepEqual(
        (await bench.holds()).map((hold) => hold.replace(/^.*: /, '')),
        ['cannot void'],
      );
    },
    { isTwoWay: false },
  ));
