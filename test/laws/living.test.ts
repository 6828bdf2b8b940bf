import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '../../src/billing/status.ts';
import { back } from '../engine/world.ts';
import { bookedInvoice, editLine, inBooks, invoiceId, proven, question } from './scene.ts';

// Law F41.
test('a recoded line is no question: the proof names it, and a later update of the source keeps it', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    await editLine(bench, 'INV-001', { AccountCode: '260' });
    await bench.sync();
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await proven(bench), ['explained', 'INV-001: recoded in the ledger -100 GBP']);
    const [line] = (await bench.sell.read('invoice', id)).lines;
    assert.ok(line);
    await bench.sell.change(id, { lines: [{ ...line, quantity: '2', taxes: ['VAT20'] }] });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 240.00 GBP open');
    assert.equal(bench.ledger.trialBalance()['260'], '-200.00');
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await bench.planAgain(), []);
  }));

// Law F41.
test('of two lines that the source changes, the one that was recoded keeps its account and the other its own', () =>
  inBooks(async (bench) => {
    const { id } = await bench.sell.invoice({
      contact: await bench.sell.customer('Ada Ltd'),
      lines: [
        ['Design', '1', '100', 'VAT20'],
        ['Hosting', '1', '50', 'VAT20'],
      ],
    });
    await bench.sync();
    const [first, second] = Object(bench.ledger.documents('invoice')[0])['LineItems'];
    const edited = [first, { ...second, AccountCode: '260', AccountID: undefined }];
    await bench.ledger.person({ does: 'edit', kind: 'invoice', id: invoiceId(bench), fields: { LineItems: edited } });
    await bench.sync();
    const lines = (await bench.sell.read('invoice', id)).lines.map((line) => ({ ...line, quantity: '2', taxes: ['VAT20'] }));
    await bench.sell.change(id, { lines });
    await bench.sync();
    const balance = bench.ledger.trialBalance();
    assert.deepEqual([balance['200'], balance['260']], ['-200.00', '-100.00']);
  }));

// Law F41.
test('a recoded and reworded line keeps account, tax code and words through one update of the source after the other', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    const components = [{ Name: 'VAT', Rate: '20', IsCompound: false }];
    const fields = { Name: '20% under the margin scheme', ReportTaxType: 'OUTPUT', TaxComponents: components };
    const code = await bench.ledger.person({ does: 'create', kind: 'taxRate', fields });
    await editLine(bench, 'INV-001', { AccountCode: '260', Description: 'Design work, phase 2', TaxType: code });
    await bench.sync();
    for (const quantity of ['2', '3', '4']) {
      const [line] = (await bench.sell.read('invoice', id)).lines;
      assert.ok(line);
      await bench.sell.change(id, { lines: [{ ...line, quantity, taxes: ['VAT20'] }] });
      await bench.sync();
    }
    const [line] = Object(bench.ledger.documents('invoice')[0])['LineItems'];
    assert.deepEqual([line.AccountCode, line.TaxType, line.Description], ['260', code, 'Design work, phase 2']);
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 480.00 GBP open');
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await bench.planAgain(), []);
  }));

// Laws F41, F49.
test('the reference and the description that people wrote in the ledger are theirs', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    await editLine(bench, 'INV-001', { Description: 'Design work, phase 2' });
    await bench.ledger.person({ does: 'edit', kind: 'invoice', id: invoiceId(bench), fields: { Reference: 'Project 9' } });
    await bench.sync();
    assert.deepEqual(await bench.holds(), []);
    await bench.sell.change(id, { dueOn: '2026-12-24' });
    await bench.sync();
    const [there] = bench.ledger.documents('invoice');
    assert.equal(there?.['Reference'], 'Project 9');
    assert.equal(Object(there)['LineItems'][0].Description, 'Design work, phase 2');
    assert.match(String(there?.['DueDate']), /1798070400000/);
    assert.deepEqual(await bench.holds(), []);
  }));

// Law F41.
test('a date that a person changed is a question: accept it, or put ours back', async () => {
  for (const [answer, day] of [
    ['accept', '2026-11-12'],
    ['putBack', '2026-11-10'],
  ] as const) {
    await inBooks(async (bench) => {
      await bookedInvoice(bench);
      await bench.ledger.person({ does: 'edit', kind: 'invoice', id: invoiceId(bench), fields: { Date: '2026-11-12' } });
      await bench.sync();
      const asked = await question(bench);
      assert.deepEqual([asked.code, asked.fixes.slice(0, 2)], ['edited in the ledger', ['accept', 'putBack']]);
      await bench.answer(answer);
      await bench.sync();
      bench.expectBooks(`${day} INV-001 Ada Ltd 120.00 GBP open`);
      assert.deepEqual(await bench.holds(), []);
      assert.deepEqual(await bench.planAgain(), []);
    });
  }
});

// Law F41.
test('an accepted edit holds until the next edit, which is asked about anew', () =>
  inBooks(async (bench) => {
    await bookedInvoice(bench);
    await editLine(bench, 'INV-001', { UnitAmount: '80', LineAmount: '80', TaxAmount: '16' });
    await bench.sync();
    await bench.answer('accept');
    await bench.sync();
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await proven(bench), ['explained', 'INV-001: edited in the ledger 24 GBP']);
    await editLine(bench, 'INV-001', { UnitAmount: '70', LineAmount: '70', TaxAmount: '14' });
    await bench.sync();
    assert.deepEqual(await bench.holds(), ['invoice INV-001: edited in the ledger']);
  }));

// Law F43.
test('an invoice that is settled in the ledger by a credit note is not reported as paid', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      const contact = Object(bench.ledger.documents('invoice')[0])['Contact'].ContactID;
      const note = await bench.ledger.person({
        does: 'create',
        kind: 'creditNote',
        fields: {
          Type: 'ACCRECCREDIT',
          Status: 'AUTHORISED',
          Contact: { ContactID: contact },
          CreditNoteNumber: 'BAD-1',
          Date: '2026-11-10',
          LineItems: [{ Description: 'Written off', Quantity: '1', UnitAmount: '100', AccountCode: '200', TaxType: 'OUTPUT2' }],
        },
      });
      await bench.ledger.person({
        does: 'create',
        kind: 'allocation',
        fields: { CreditNoteID: note, Invoice: { InvoiceID: inLedger }, Amount: '120', Date: '2026-11-10' },
      });
      await bench.sync();
      assert.equal(bench.ledger.documents('invoice')[0]?.['Status'], 'PAID');
      assert.notEqual(statusOf(await bench.sell.read('invoice', id), '2026-11-10'), 'paid');
      assert.equal((await bench.sell.list('payment')).length, 0);
      const detail = '120.00 GBP are settled in the ledger by a credit note or a write-off that the source does not know';
      assert.deepEqual(await bench.query(`select state, detail from standing where kind = 'invoice' and flow = 'billing-to-ledger'`), [
        { state: 'in sync', detail },
      ]);
      assert.deepEqual(await proven(bench), [
        'explained',
        'allocation: settled in the ledger -120 GBP',
        'BAD-1: posted in the ledger by others 120 GBP',
      ]);
      assert.deepEqual(await bench.holds(), []);
    },
    {},
    ['wrong: 0 of invoice'],
  ));

// Law F43.
test('cash in the ledger makes the invoice paid at the source, and cash after a credit makes it settled', () =>
  inBooks(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    const { id } = await bench.sell.invoice({ contact: ada });
    await bench.sell.credit({ contact: ada, invoice: id, allocate: true, lines: [['Corrected', '1', '50', 'VAT20']] });
    await bench.sync();
    await bench.ledger.person({
      does: 'create',
      kind: 'payment',
      fields: { Invoice: { InvoiceID: invoiceId(bench) }, Account: { Code: '090' }, Date: '2026-11-10', Amount: '60' },
    });
    await bench.sync();
    const { paid, credited } = await bench.sell.read('invoice', id);
    assert.deepEqual([paid, credited, statusOf(await bench.sell.read('invoice', id), '2026-11-10')], ['60', '60', 'settled']);
    assert.deepEqual(await bench.holds(back), []);
  }));

// Law F44.
test('when contacts are merged, what was booked is no edit, and the next invoice goes to the survivor', () =>
  inBooks(
    async (bench) => {
      const ada = await bench.sell.customer('Ada Ltd');
      await bench.sell.invoice({ contact: ada });
      await bench.sync();
      const survivor = await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Limited' } });
      await bench.ledger.person({ does: 'merge', from: String(bench.ledger.documents('contact')[0]?.['ContactID']), into: survivor });
      await bench.sync();
      await bench.sell.invoice({ contact: ada, lines: [['Support', '1', '10', 'VAT20']] });
      await bench.sync();
      bench.expectBooks(`
      2026-11-10 INV-001 Ada Limited 120.00 GBP open
      2026-11-10 INV-002 Ada Limited 12.00 GBP open
    `);
      // The daily pass over everything shows the old invoice under its new customer.
      await bench.pass(86_400);
      await bench.sync();
      assert.deepEqual(await bench.holds(), []);
      assert.deepEqual(await bench.planAgain(), []);
      assert.equal((await bench.writes())['update invoice landed'], undefined);
      assert.deepEqual(await proven(bench), ['ties out']);
    },
    { isTwoWay: false },
  ));

// Law F44.
test('a change of the invoice after the merge, before the ledger showed it anew, is written to the survivor’s document', () =>
  inBooks(
    async (bench) => {
      const ada = await bench.sell.customer('Ada Ltd');
      const { id } = await bench.sell.invoice({ contact: ada });
      await bench.sync();
      const survivor = await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Limited' } });
      await bench.ledger.person({ does: 'merge', from: String(bench.ledger.documents('contact')[0]?.['ContactID']), into: survivor });
      await bench.sync();
      await bench.sell.change(id, { dueOn: '2026-12-24' });
      await bench.sync();
      bench.expectBooks('2026-11-10 INV-001 Ada Limited 120.00 GBP open');
      assert.deepEqual(await bench.holds(), []);
    },
    { isTwoWay: false },
  ));

// Law F44.
test('a customer who was archived in the ledger is a question, never a second customer, until somebody merges them there', () =>
  inBooks(
    async (bench) => {
      const ada = await bench.sell.customer('Ada Ltd');
      await bench.sync();
      await bench.ledger.person({ does: 'void', kind: 'contact', id: String(bench.ledger.documents('contact')[0]?.['ContactID']) });
      await bench.sell.invoice({ contact: ada });
      await bench.sync();
      assert.equal(bench.ledger.documents('contact').length, 1);
      assert.equal(bench.ledger.documents('invoice').length, 0);
      assert.deepEqual(
        (await bench.holds()).map((hold) => hold.replace(/^(\w+) .*: /, '$1: ')),
        ['contact: archived contact', 'invoice: archived contact'],
      );
      const into = await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Limited' } });
      await bench.sync();
      await bench.ledger.person({ does: 'merge', from: String(bench.ledger.documents('contact')[0]?.['ContactID']), into });
      await bench.sync();
      assert.deepEqual(
        (await bench.holds()).map((hold) => hold.replace(/^(\w+) .*: /, '$1: ')),
        ['invoice: archived contact'],
      );
      await bench.answer('retry');
      await bench.sync();
      bench.expectBooks('2026-11-10 INV-001 Ada Limited 120.00 GBP open');
      assert.deepEqual(await bench.holds(), []);
    },
    { isTwoWay: false },
  ));

// Law F45.
test('a credit that the ledger set against the invoice by itself is adopted, not set twice', () =>
  inBooks(
    async (bench) => {
      const ada = await bench.sell.customer('Ada Ltd');
      const invoice = await bench.sell.invoice({ contact: ada });
      const credit = await bench.sell.credit({ contact: ada, lines: [['Corrected', '1', '50', 'VAT20']] });
      await bench.sync();
      const note = String(bench.ledger.documents('creditNote')[0]?.['CreditNoteID']);
      await bench.ledger.person({
        does: 'create',
        kind: 'allocation',
        fields: { CreditNoteID: note, Invoice: { InvoiceID: invoiceId(bench) }, Amount: '60', Date: '2026-11-10' },
      });
      await bench.sell.allocate(credit.id, invoice.id, '60');
      await bench.sync();
      bench.expectBooks(`
      2026-11-10 CRN-001 Ada Ltd -60.00 GBP used
      2026-11-10 INV-001 Ada Ltd 120.00 GBP 60.00 left
      2026-11-10 set CRN-001 against INV-001 60.00
    `);
      assert.deepEqual(await bench.holds(), []);
    },
    { isTwoWay: false },
  ));

// Law F45.
test('a credit that went to another invoice than the source says is a question', () =>
  inBooks(
    async (bench) => {
      const ada = await bench.sell.customer('Ada Ltd');
      const invoice = await bench.sell.invoice({ contact: ada });
      await bench.sell.invoice({ contact: ada, lines: [['Support', '1', '90', 'VAT20']] });
      const credit = await bench.sell.credit({ contact: ada, lines: [['Corrected', '1', '50', 'VAT20']] });
      await bench.sync();
      const note = String(bench.ledger.documents('creditNote')[0]?.['CreditNoteID']);
      await bench.ledger.person({
        does: 'create',
        kind: 'allocation',
        fields: { CreditNoteID: note, Invoice: { InvoiceID: invoiceId(bench, 'INV-002') }, Amount: '60', Date: '2026-11-10' },
      });
      await bench.sell.allocate(credit.id, invoice.id, '60');
      await bench.sync();
      assert.deepEqual(
        (await bench.holds()).map((hold) => hold.replace(/^.*: /, '')),
        ['applied elsewhere'],
      );
      assert.equal(Object(bench.ledger.documents('creditNote')[0])['Allocations'].length, 1);
    },
    { isTwoWay: false },
  ));
