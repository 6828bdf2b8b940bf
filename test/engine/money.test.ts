import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { statusOf } from '../../src/billing/status.ts';
import { broken } from '../invariants/check.ts';
import { poll } from '../../src/engine/poll.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { back } from './world.ts';

let bench: Bench;
// Hooks at the top of a file would run before every test of the whole suite, which shares one process.
describe('money', () => {
  beforeEach(async () => (bench = await openBench()));
  afterEach(async () => {
    const wrong = await broken(bench);
    await bench.close();
    assert.deepEqual(wrong, []);
  });

  async function anInvoice(): Promise<{ readonly id: string; readonly inLedger: string }> {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    return { id, inLedger: String(bench.ledger.documents('invoice')[0]?.['InvoiceID']) };
  }

  const payInLedger = (invoice: string, amount: string): Promise<string> =>
    bench.ledger.person({
      does: 'create',
      kind: 'payment',
      fields: { Invoice: { InvoiceID: invoice }, Account: { Code: '090' }, Date: '2026-11-10', Amount: amount },
    });

  test('a credit note is booked and set against its invoice', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    const invoice = await bench.sell.invoice({ contact: ada });
    await bench.sell.credit({ contact: ada, invoice: invoice.id, allocate: true, lines: [['Design, corrected', '1', '50', 'VAT20']] });
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 CRN-001 Ada Ltd -60.00 GBP used
    2026-11-10 INV-001 Ada Ltd 120.00 GBP 60.00 left
    2026-11-10 set CRN-001 against INV-001 60.00
  `);
  });

  test('partial payments are booked one by one until the invoice is paid', async () => {
    const { id } = await anInvoice();
    await bench.sell.pay(id, '50');
    await bench.sync();
    await bench.sell.pay(id, '70');
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
    2026-11-10 paid INV-001 50.00
    2026-11-10 paid INV-001 70.00
  `);
  });

  test('two payments of the same amount on the same day are two payments', async () => {
    const { id } = await anInvoice();
    await bench.sell.pay(id, '60');
    await bench.sell.pay(id, '60');
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
    2026-11-10 paid INV-001 60.00
    2026-11-10 paid INV-001 60.00
  `);
    assert.deepEqual(await bench.holds(), []);
  });

  test('a refund is paid out against its credit note', async () => {
    const credit = await bench.sell.credit({ contact: await bench.sell.customer('Ada Ltd'), lines: [['Returned', '1', '50', 'VAT20']] });
    await bench.sell.refund(credit.id, '60');
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 CRN-001 Ada Ltd -60.00 GBP used
    2026-11-10 refunded CRN-001 60.00
  `);
  });

  test('money on account is booked on its own day, and pays its invoice when that comes', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.clock.during(() =>
      bench.billing.create('acme', 'payment', [
        {
          contact: ada,
          paidOn: '2026-11-10',
          amount: '30',
          currency: 'GBP',
          account: null,
          accountAmount: null,
          method: null,
          reference: null,
          allocations: [],
        },
      ]),
    );
    await bench.sync();
    bench.expectBooks('2026-11-10 RECEIVE-OVERPAYMENT Ada Ltd 30.00');
  });

  test('a payment that is voided at the source is taken back in the ledger', async () => {
    const { id } = await anInvoice();
    const payment = await bench.sell.pay(id, '50');
    await bench.sync();
    await bench.sell.remove('payment', payment.id);
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 INV-001 Ada Ltd 120.00 GBP open
    2026-11-10 paid INV-001 50.00 deleted
  `);
  });

  test('a payment recorded in the ledger sets the invoice paid in billing, and is never sent back', async () => {
    const { id, inLedger } = await anInvoice();
    await payInLedger(inLedger, '120');
    await bench.sync();
    assert.equal(statusOf(await bench.sell.read('invoice', id), '2026-11-10'), 'paid');
    bench.expectBooks(`
    2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
    2026-11-10 paid INV-001 120.00
  `);
    assert.equal((await bench.sell.list('payment')).length, 1);
    assert.deepEqual(await bench.planAgain(), []);
  });

  test('a payment deleted in the ledger is voided in billing', async () => {
    const { id, inLedger } = await anInvoice();
    const payment = await payInLedger(inLedger, '120');
    await bench.sync();
    await bench.ledger.person({ does: 'void', kind: 'payment', id: payment });
    await bench.sync();
    assert.equal(statusOf(await bench.sell.read('invoice', id), '2026-11-10'), 'open');
    assert.deepEqual(await bench.holds(back), []);
  });

  test('a payment of a document that is not ours stays in the ledger', async () => {
    const contact = await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Somebody else' } });
    const foreign = await bench.ledger.person({
      does: 'create',
      kind: 'invoice',
      fields: {
        Type: 'ACCREC',
        Status: 'AUTHORISED',
        Contact: { ContactID: contact },
        Date: '2026-11-09',
        DueDate: '2026-11-30',
        LineItems: [{ Description: 'x', Quantity: '1', UnitAmount: '10', AccountCode: '200', TaxType: 'NONE' }],
      },
    });
    await payInLedger(foreign, '10');
    await bench.sync();
    assert.equal((await bench.sell.list('payment')).length, 0);
    assert.deepEqual(await bench.holds(back), []);
  });

  test('a payment of ours whose answer was lost does not come back as a payment of the ledger’s', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    const first = await bench.sell.invoice({ contact: ada });
    const second = await bench.sell.invoice({ contact: ada });
    await bench.sync();
    await bench.clock.during(() =>
      bench.billing.create('acme', 'payment', [
        {
          contact: ada,
          paidOn: '2026-11-10',
          amount: '100',
          currency: 'GBP',
          account: null,
          accountAmount: null,
          method: null,
          reference: null,
          allocations: [
            { invoice: first.id, amount: '40' },
            { invoice: second.id, amount: '60' },
          ],
        },
      ]),
    );
    const [sold] = await bench.sell.list('payment');
    await bench.clock.during(() =>
      bench.life.engine.store.mark('acme', 'billing', [{ kind: 'payment', id: sold?.record.id ?? '' }], bench.clock.now()),
    );
    bench.ledger.weather('swallow', { writesOnly: true });
    await bench.round();
    // The ledger shows the payments before we know that they landed.
    await poll(bench.life.engine, 'acme', 'ledger');
    await bench.round();
    await bench.sync();
    assert.equal((await bench.sell.list('payment')).length, 1);
    bench.expectBooks(`
    2026-11-10 INV-001 Ada Ltd 120.00 GBP 80.00 left
    2026-11-10 INV-002 Ada Ltd 120.00 GBP 60.00 left
    2026-11-10 paid INV-001 40.00
    2026-11-10 paid INV-002 60.00
  `);
  });

  test('a payment recorded in the ledger pays an invoice without a customer, which stands there for a counter sale', async () => {
    const { id } = await bench.sell.invoice({ contact: null });
    await bench.sync();
    await payInLedger(String(bench.ledger.documents('invoice')[0]?.['InvoiceID']), '120');
    await bench.sync();
    assert.deepEqual(await bench.holds(), []);
    assert.equal(statusOf(await bench.sell.read('invoice', id), '2026-11-10'), 'paid');
    bench.expectBooks(`
    2026-11-10 INV-001 Counter sales 120.00 GBP paid
    2026-11-10 paid INV-001 120.00
  `);
  });

  test('what is paid in the ledger before the answer to our invoice has come is paid in billing all the same', async () => {
    const contact = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact });
    await bench.sync();
    const { id } = await bench.sell.invoice({ contact });
    await bench.clock.during(() => bench.life.engine.store.mark('acme', 'billing', [{ kind: 'invoice', id }], bench.clock.now()));
    bench.ledger.weather('swallow', { writesOnly: true });
    await bench.round();
    const made = bench.ledger.documents('invoice').find((each) => each['InvoiceNumber'] === 'INV-002');
    await payInLedger(String(made?.['InvoiceID']), '120');
    await poll(bench.life.engine, 'acme', 'ledger');
    await bench.round();
    await bench.sync();
    assert.equal(statusOf(await bench.sell.read('invoice', id), '2026-11-10'), 'paid');
  });

  test('a payment that a person had booked already is adopted, and comes back no second time', async () => {
    const { id, inLedger } = await anInvoice();
    await payInLedger(inLedger, '50');
    await bench.sell.pay(id, '50');
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 INV-001 Ada Ltd 120.00 GBP 70.00 left
    2026-11-10 paid INV-001 50.00
  `);
    assert.equal((await bench.sell.list('payment')).length, 1);
  });

  test('a payment that only a look has shown comes back all the same', async () => {
    const { id, inLedger } = await anInvoice();
    await payInLedger(inLedger, '20');
    const ours = await bench.sell.pay(id, '50');
    // The ledger is polled after billing: nudged by billing, the look for our payment shows the other one first.
    await bench.clock.during(() => bench.life.engine.store.mark('acme', 'billing', [{ kind: 'payment', id: ours.id }], bench.clock.now()));
    await bench.round();
    await bench.sync();
    assert.deepEqual((await bench.sell.list('payment')).map(({ record }) => record.amount).toSorted(), ['20', '50']);
  });

  test('a payment that was refused while too little was open is booked when there is room', async () => {
    const { id, inLedger } = await anInvoice();
    const early = await payInLedger(inLedger, '100');
    // Before the ledger is polled, billing books the same invoice as paid: the ledger has no room for it.
    const ours = await bench.sell.pay(id, '120');
    await bench.clock.during(() => bench.life.engine.store.mark('acme', 'billing', [{ kind: 'payment', id: ours.id }], bench.clock.now()));
    await triedToTheEnd(bench);
    assert.deepEqual(await bench.holds(), [`payment ${ours.id}: refused`]);
    await bench.ledger.person({ does: 'void', kind: 'payment', id: early });
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
    2026-11-10 paid INV-001 100.00 deleted
    2026-11-10 paid INV-001 120.00
  `);
    assert.deepEqual(await bench.holds(), []);
  });

  test('a credit that the ledger refused while its invoice was paid is set against it when there is room', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    const invoice = await bench.sell.invoice({ contact: ada });
    await bench.sync();
    const early = await payInLedger(String(bench.ledger.documents('invoice')[0]?.['InvoiceID']), '120');
    const credit = await bench.sell.credit({ contact: ada, lines: [['Design, corrected', '1', '50', 'VAT20']] });
    const set = await bench.sell.allocate(credit.id, invoice.id, '60');
    const touched = [
      { kind: 'creditNote', id: credit.id },
      { kind: 'allocation', id: set },
    ] as const;
    await bench.clock.during(() => bench.life.engine.store.mark('acme', 'billing', touched, bench.clock.now()));
    await triedToTheEnd(bench);
    assert.equal((await bench.holds()).length, 1);
    await bench.ledger.person({ does: 'void', kind: 'payment', id: early });
    await bench.sync();
    bench.expectBooks(`
      2026-11-10 CRN-001 Ada Ltd -60.00 GBP used
      2026-11-10 INV-001 Ada Ltd 120.00 GBP 60.00 left
      2026-11-10 paid INV-001 120.00 deleted
      2026-11-10 set CRN-001 against INV-001 60.00
    `);
    assert.deepEqual(await bench.holds(), []);
  });

  test('a payment of a counter sale that was voided together with it asks nobody whose money it was', async () => {
    const { id } = await bench.sell.invoice({ contact: null });
    const payment = await bench.sell.pay(id, '50');
    await bench.sync();
    await bench.sell.remove('payment', payment.id);
    await bench.sync();
    await bench.sell.remove('invoice', id);
    await bench.sync();
    await bench.pass(86_400);
    assert.deepEqual(await bench.planAgain(), []);
    assert.deepEqual(await bench.holds(), []);
    bench.expectBooks(`
      2026-11-10 INV-001 Counter sales 120.00 GBP void
      2026-11-10 paid INV-001 50.00 deleted
    `);
  });
});

/** A conflict may pass by itself, so it is tried again a few times, later each time, before anybody is asked. */
async function triedToTheEnd(bench: Bench): Promise<void> {
  for (let time = 0; time < 4; time += 1) {
    await bench.round();
    await bench.pass(30);
  }
}
