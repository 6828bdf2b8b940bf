import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { broken } from '../invariants/check.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';

let bench: Bench;
// Hooks at the top of a file would run before every test of the whole suite, which shares one process.
describe('a ledger with people in it', () => {
  beforeEach(async () => (bench = await openBench()));
  afterEach(async () => {
    const wrong = await broken(bench);
    await bench.close();
    assert.deepEqual(wrong, []);
  });

  const line = { Description: 'Design work', Quantity: '1', UnitAmount: '100', AccountCode: '200', TaxType: 'OUTPUT2' };

  async function typedByHand(number: string, amount = '100', contact?: string): Promise<string> {
    const who = contact ?? (await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Ltd' } }));
    return bench.ledger.person({
      does: 'create',
      kind: 'invoice',
      fields: {
        Type: 'ACCREC',
        Status: 'AUTHORISED',
        Contact: { ContactID: who },
        InvoiceNumber: number,
        Date: '2026-11-10',
        DueDate: '2026-11-10',
        LineItems: [{ ...line, UnitAmount: amount }],
      },
    });
  }

  const inLedger = (): string => String(bench.ledger.documents('invoice')[0]?.['InvoiceID']);

  test('a document that somebody had typed already is adopted, and nothing of it is written', async () => {
    const id = await typedByHand('INV-001');
    const before = bench.ledger.documents('invoice');
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    assert.deepEqual(bench.ledger.documents('invoice'), before);
    assert.deepEqual(await bench.query('select target_id, origin from link where kind = $1', ['invoice']), [
      { target_id: id, origin: 'adopted' },
    ]);
    assert.deepEqual(await bench.writes(), {});
    assert.deepEqual(await bench.standings(), { 'in sync': 2 });
  });

  test('a document of the same number with another amount is a question, and nothing is made beside it', async () => {
    await typedByHand('INV-001', '99');
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 118.80 GBP open');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: candidate differs']);
  });

  test('several documents that could be the same are a question, answered by linking one', async () => {
    const contact = await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Ltd' } });
    await typedByHand('A-1', '100', contact);
    await typedByHand('A-2', '100', contact);
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    assert.deepEqual(await bench.holds(), ['invoice INV-001: several candidates']);
    assert.equal(bench.ledger.documents('invoice').length, 2);
    await bench.answer('adopt');
    await bench.sync();
    assert.deepEqual(await bench.holds(), []);
    assert.equal(bench.ledger.documents('invoice').length, 2);
  });

  test('a document that a person voided is never made again by itself, and is when a person says so', async () => {
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    await bench.ledger.person({ does: 'void', kind: 'invoice', id: inLedger() });
    await bench.sync();
    assert.deepEqual(await bench.holds(), ['invoice INV-001: removed in the ledger']);
    assert.deepEqual(await bench.planAgain(), []);
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP void');
  });

  test('a change of ours after a person voided the document makes nothing either', async () => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    await bench.ledger.person({ does: 'void', kind: 'invoice', id: inLedger() });
    await bench.sell.change(id, { reference: 'PO 7', dueOn: '2026-12-01' });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP void');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: removed in the ledger']);
  });

  test('a line that the bookkeeper recoded keeps its account when the source changes the amount', async () => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    const [there] = bench.ledger.documents('invoice');
    const [seen] = Object(there)['LineItems'];
    await bench.ledger.person({
      does: 'edit',
      kind: 'invoice',
      id: inLedger(),
      fields: { LineItems: [{ ...seen, AccountCode: '260', AccountID: undefined }] },
    });
    await bench.sync();
    assert.deepEqual(await bench.holds(), []);
    const [own] = (await bench.sell.read('invoice', id)).lines;
    assert.ok(own);
    await bench.sell.change(id, { lines: [{ ...own, unitPrice: '150', taxes: ['VAT20'] }] });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 180.00 GBP open');
    assert.equal(bench.ledger.trialBalance()['260'], '-150.00');
    assert.equal(bench.ledger.trialBalance()['200'] ?? '0.00', '0.00');
  });

  test('an amount that a person changed in the ledger is a question, and our value goes back only when they say so', async () => {
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    const [seen] = Object(bench.ledger.documents('invoice')[0])['LineItems'];
    await bench.ledger.person({
      does: 'edit',
      kind: 'invoice',
      id: inLedger(),
      fields: { LineItems: [{ ...seen, UnitAmount: '80', LineAmount: '80', TaxAmount: '16' }] },
    });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 96.00 GBP open');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: edited in the ledger']);
    await bench.answer('putBack');
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), []);
  });

  test('nothing is written into a closed period, and the hold goes when the period is opened', async () => {
    await bench.ledger.person({ does: 'lock', through: '2026-10-31' });
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sync();
    bench.expectBooks('');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: period closed']);
    await bench.ledger.person({ does: 'lock', through: null });
    await bench.answer('retry');
    await bench.sync();
    bench.expectBooks('2026-10-20 INV-001 Ada Ltd 120.00 GBP open');
  });

  test('a contact that was merged in the ledger stays one customer, and later invoices go to the survivor', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sync();
    const survivor = await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Limited' } });
    await bench.ledger.person({ does: 'merge', from: String(bench.ledger.documents('contact')[0]?.['ContactID']), into: survivor });
    await bench.sync();
    await bench.sell.invoice({ contact: ada });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Limited 120.00 GBP open');
    assert.deepEqual(await bench.holds(), []);
  });
});
