import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { broken } from '../invariants/check.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';

let bench: Bench;
// Hooks at the top of a file would run before every test of the whole suite, which shares one process.
describe('documents', () => {
  beforeEach(async () => (bench = await openBench()));
  afterEach(async () => {
    const wrong = await broken(bench);
    await bench.close();
    assert.deepEqual(wrong, []);
  });

  test('an invoice with lines, discounts and two taxes is booked once, to the cent', async () => {
    const ada = await bench.sell.customer('Ada Ltd', 'ada@example.com');
    await bench.sell.invoice({
      contact: ada,
      lines: [
        ['Design', '3', '40', 'VAT20', '10'],
        ['Postage', '1', '5.50', 'VAT0'],
      ],
      discount: { amount: '10' },
    });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 123.20 GBP open');
    assert.deepEqual(await bench.writes(), { 'create contact landed': 1, 'create invoice landed': 1 });
    assert.deepEqual(await bench.standings(), { 'in sync': 2 });
    assert.equal(bench.ledger.trialBalance()['200'], '-103.50');
    assert.equal(bench.ledger.trialBalance()['820'], '-19.70');
  });

  test('a change at the source is a change of the same document', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    const { id } = await bench.sell.invoice({ contact: ada });
    await bench.sync();
    const [line] = (await bench.sell.read('invoice', id)).lines;
    assert.ok(line);
    await bench.sell.change(id, { lines: [{ ...line, unitPrice: '150', taxes: ['VAT20'] }] });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 180.00 GBP open');
    assert.deepEqual(await bench.writes(), { 'create contact landed': 1, 'create invoice landed': 1, 'update invoice landed': 1 });
  });

  test('a discount that is taken back at the source goes in the ledger too', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    const { id } = await bench.sell.invoice({ contact: ada, lines: [['Design', '1', '100', 'VAT20', '10']] });
    await bench.sync();
    const [line] = (await bench.sell.read('invoice', id)).lines;
    assert.ok(line);
    await bench.sell.change(id, { lines: [{ ...line, discount: null, taxes: ['VAT20'] }] });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await bench.planAgain(), []);
  });

  test('an invoice that is voided in the month of its day is voided in the ledger', async () => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    await bench.sell.remove('invoice', id);
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP void');
    assert.deepEqual(await bench.standings(), { 'in sync': 2 });
  });

  test('an invoice that was voided before it was ever sent is never made', async () => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sell.remove('invoice', id);
    await bench.sync();
    bench.expectBooks('');
  });

  test('a void of last month becomes a credit note of today, because the month was reported', async () => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sync();
    await bench.sell.remove('invoice', id);
    await bench.sync();
    const number = String(bench.ledger.documents('creditNote')[0]?.['CreditNoteNumber']);
    bench.expectBooks(`
    2026-10-20 INV-001 Ada Ltd 120.00 GBP paid
    2026-11-10 ${number} Ada Ltd -120.00 GBP used
    2026-11-10 set ${number} against INV-001 120.00
  `);
    assert.deepEqual(await bench.planAgain(), []);
  });

  test('an invoice waits for its customer, who may come later than it', async () => {
    await bench.query(`update flow set kinds = '{invoice}' where flow = 'billing-to-ledger'`);
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync(2);
    bench.expectBooks('');
    assert.deepEqual(await bench.standings(), { pending: 1 });
    await bench.query(`update flow set kinds = '{contact,invoice}' where flow = 'billing-to-ledger'`);
    const [kept] = await bench.sell.list('contact');
    await bench.clock.during(() =>
      bench.billing.change('acme', 'contact', { id: kept?.record.id ?? '', version: null, fields: { email: 'ada@example.com' } }),
    );
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
  });

  test('a document without a customer goes to the contact for counter sales', async () => {
    await bench.sell.invoice({ contact: null });
    await bench.sell.invoice({ contact: null });
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 INV-001 Counter sales 120.00 GBP open
    2026-11-10 INV-002 Counter sales 120.00 GBP open
  `);
  });

  test('a change of a customer reaches the ledger', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sync();
    await bench.clock.during(() =>
      bench.billing.change('acme', 'contact', { id: ada, version: null, fields: { email: 'ada@example.com' } }),
    );
    await bench.sync();
    assert.equal(bench.ledger.documents('contact')[0]?.['EmailAddress'], 'ada@example.com');
    assert.equal(bench.ledger.documents('contact').length, 1);
  });

  test('an excluded invoice is never sent, and counts as excluded by its rule', async () => {
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), number: 'INTERNAL-7' });
    await bench.sync();
    bench.expectBooks('');
    assert.deepEqual(await bench.standings(), { 'in sync': 1, excluded: 1 });
  });

  test('a refused document does not disturb the others of its batch', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact: ada });
    await bench.sell.invoice({ contact: ada, currency: 'CHF' });
    await bench.sell.invoice({ contact: ada });
    await bench.sync();
    bench.expectBooks(`
    2026-11-10 INV-001 Ada Ltd 120.00 GBP open
    2026-11-10 INV-003 Ada Ltd 120.00 GBP open
  `);
    assert.deepEqual(await bench.holds(), ['invoice INV-002: refused']);
  });

  test('with both flows on, a plan after everything was applied is empty on both', async () => {
    const ada = await bench.sell.customer('Ada Ltd', 'ada@example.com');
    const invoice = await bench.sell.invoice({ contact: ada, lines: [['Design', '3', '40', 'VAT20', '10']] });
    const credit = await bench.sell.credit({ contact: ada, lines: [['Design', '1', '20', 'VAT20']] });
    await bench.sell.allocate(credit.id, invoice.id, '24');
    await bench.sell.pay(invoice.id, '50');
    await bench.sync();
    assert.deepEqual(await bench.planAgain(), []);
    assert.deepEqual(await bench.holds(), []);
  });
});
