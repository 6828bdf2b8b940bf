import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookedInvoice, inBooks, invoiceId, origins, paidByClerk, proven, question, typedIn } from './scene.ts';

// Law F1.
test('an invoice with equal number, customer, currency and gross is adopted, and not a field of it is written', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001', on: '2026-11-08' });
    const before = bench.ledger.documents('invoice');
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd', 'ada@example.com'), reference: 'PO 7' });
    await bench.sync();
    assert.deepEqual(bench.ledger.documents('invoice'), before);
    assert.equal(bench.ledger.stats().writes, 0);
    assert.deepEqual(await origins(bench, 'invoice'), ['adopted']);
    assert.deepEqual(await proven(bench), ['ties out']);
    assert.deepEqual(await bench.planAgain(), []);
  }));

// Law F1.
test('a document of another number for the same customer, gross and days is a question with both sides side by side', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'A-17', on: '2026-11-12' });
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    const asked = await question(bench);
    assert.deepEqual([asked.code, asked.fixes], ['candidate differs', ['adopt', 'create', 'exclude']]);
    assert.deepEqual(asked.evidence, { source: 'INV-001 of 2026-11-10, 120.00 GBP', 'ledger 1': 'A-17 of 2026-11-12, 120.00 GBP' });
    assert.equal(bench.ledger.stats().writes, 0);
    assert.deepEqual(await proven(bench), ['open', 'INV-001: held 120 GBP', 'A-17: posted in the ledger by others -120 GBP']);
  }));

// Law F1.
test('the same gross four days apart is another sale', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'A-17', on: '2026-11-06' });
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    assert.equal(bench.ledger.documents('invoice').length, 2);
  }));

// Law F1.
test('a person who says that it is another sale gets both', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'A-17' });
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    await bench.answer('create');
    await bench.sync();
    bench.expectBooks(`
      2026-11-10 A-17 Ada Ltd 120.00 GBP open
      2026-11-10 INV-001 Ada Ltd 120.00 GBP open
    `);
    assert.deepEqual(await bench.holds(), []);
  }));

// Law F1.
test('two equal sales on one day, of which the clerk typed one, are one adopted and one made', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001' });
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact: ada });
    await bench.sell.invoice({ contact: ada });
    await bench.sync();
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await origins(bench, 'invoice'), ['adopted', 'ours']);
    assert.deepEqual(await proven(bench), ['ties out']);
  }));

// Law F1.
test('an adopted invoice that is voided at the source is never voided by Tieout, and asked about once', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001' });
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    await bench.sell.remove('invoice', id);
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: cannot void']);
    await bench.answer('accept');
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await bench.planAgain(), []);
  }));

// Laws F1, F41.
test('how the clerk had coded what was adopted is no recoding', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001', account: '260' });
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    assert.deepEqual(await bench.query(`select what from happening where what like 'recoded%'`), []);
    assert.deepEqual(await proven(bench), ['explained', 'INV-001: adopted as is -100 GBP']);
  }));

// Law F1.
test('a later change of an adopted invoice is proposed to a person, and written when they say so', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001' });
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    const [line] = (await bench.sell.read('invoice', id)).lines;
    assert.ok(line);
    await bench.sell.change(id, { lines: [{ ...line, unitPrice: '150', taxes: ['VAT20'] }] });
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
    assert.deepEqual(await bench.holds(), ['invoice INV-001: changed after adoption']);
    await bench.answer('write');
    await bench.sync();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 180.00 GBP open');
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await origins(bench, 'invoice'), ['adopted']);
  }));

// Law F1.
test('an adopted invoice that is voided at the source when its month is over is taken back by a credit note, and stays', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001', on: '2026-10-20' });
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sync();
    await bench.sell.remove('invoice', id);
    await bench.sync();
    assert.equal(bench.ledger.documents('invoice')[0]?.['Status'], 'PAID');
    assert.equal(bench.ledger.documents('creditNote')[0]?.['Total'], '120');
  }));

// Law F2.
test('a payment that the clerk booked up to five days apart is adopted, and the invoice is not paid twice', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      await paidByClerk(bench, inLedger, '120', { on: '2026-11-06' });
      await bench.sell.pay(id, '120');
      await bench.sync();
      bench.expectBooks(`
      2026-11-06 paid INV-001 120.00
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
    `);
      assert.deepEqual(await bench.holds(), []);
      assert.deepEqual(await origins(bench, 'payment'), ['adopted']);
      assert.deepEqual(await bench.planAgain(), []);
    },
    { isTwoWay: false },
  ));

// Law F2.
test('of two equal payments the clerk booked one: that one is adopted and the other is made', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      await paidByClerk(bench, inLedger, '60');
      await bench.sell.pay(id, '60');
      await bench.sell.pay(id, '60');
      await bench.sync();
      bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-10 paid INV-001 60.00
      2026-11-10 paid INV-001 60.00
    `);
      assert.deepEqual(await bench.holds(), []);
      assert.deepEqual((await origins(bench, 'payment')).toSorted(), ['adopted', 'ours']);
    },
    { isTwoWay: false },
  ));

// Law F2.
test('two equal payments that the clerk booked both are adopted one for one', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      await paidByClerk(bench, inLedger, '60');
      await paidByClerk(bench, inLedger, '60');
      await bench.sell.pay(id, '60');
      await bench.sell.pay(id, '60');
      await bench.sync();
      assert.deepEqual(await bench.holds(), []);
      assert.deepEqual(await origins(bench, 'payment'), ['adopted', 'adopted']);
      assert.equal(bench.ledger.documents('payment').length, 2);
    },
    { isTwoWay: false },
  ));

// Law F2.
test('a payment that was booked into another account than agreed is a question: move it by hand, or leave it and link it', () =>
  inBooks(
    async (bench) => {
      const { id, inLedger } = await bookedInvoice(bench);
      const current = await bench.ledger.person({
        does: 'create',
        kind: 'account',
        fields: { Code: '095', Name: 'Second account', Type: 'BANK', BankAccountNumber: '60161331926819' },
      });
      assert.ok(current);
      await paidByClerk(bench, inLedger, '120', { account: '095' });
      await bench.sell.pay(id, '120');
      await bench.sync();
      const asked = await question(bench);
      assert.deepEqual([asked.code, asked.fixes], ['paid elsewhere', ['move', 'adopt', 'exclude']]);
      assert.equal(bench.ledger.documents('payment').length, 1);
      await bench.answer('adopt');
      await bench.sync();
      assert.deepEqual(await bench.holds(), []);
      assert.equal(bench.ledger.documents('payment').length, 1);
      assert.deepEqual(await bench.planAgain(), []);
    },
    { isTwoWay: false },
  ));

// Law F2.
test('a refund that the clerk paid out already is adopted', () =>
  inBooks(
    async (bench) => {
      const credit = await bench.sell.credit({ contact: await bench.sell.customer('Ada Ltd'), lines: [['Returned', '1', '50', 'VAT20']] });
      await bench.sync();
      const note = String(bench.ledger.documents('creditNote')[0]?.['CreditNoteID']);
      await bench.ledger.person({
        does: 'create',
        kind: 'refund',
        fields: { CreditNote: { CreditNoteID: note }, Account: { Code: '090' }, Date: '2026-11-08', Amount: '60' },
      });
      await bench.sell.refund(credit.id, '60');
      await bench.sync();
      assert.equal(bench.ledger.documents('refund').length, 1);
      assert.deepEqual(await bench.holds(), []);
      assert.deepEqual(await origins(bench, 'refund'), ['adopted']);
    },
    { isTwoWay: false },
  ));

// Law F1.
test('a customer of the same name with another address is a question, not a second Ada', () =>
  inBooks(async (bench) => {
    await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Ltd', EmailAddress: 'other@example.com' } });
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd', 'ada@example.com') });
    await bench.sync();
    assert.deepEqual(await bench.holds(), ['contact con_a000001: candidate differs']);
    assert.equal(bench.ledger.documents('contact').length, 1);
    await bench.answer('adopt');
    await bench.sync();
    assert.equal(invoiceId(bench) === '', false);
  }));
