import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { americanCompany } from '../../src/connectors/quickbooks/sandbox/server.ts';
import { openCounter } from './bench.ts';
import type { Counter } from './bench.ts';
import { outwardKinds } from '../engine/world.ts';

let counter: Counter;

describe('billing into QuickBooks', () => {
  beforeEach(async () => (counter = await openCounter()));
  afterEach(async () => counter.close());

  test('invoices, a credit note, payments and a void are booked once, to the cent, and tie out', async () => {
    const { sell } = counter;
    const ada = await sell.customer('Ada Ltd', 'ada@example.com');
    const first = await sell.invoice({
      contact: ada,
      reference: 'PO 7',
      lines: [
        ['Design', '3', '40', 'VAT20', '10'],
        ['Postage', '1', '5.50', 'VAT0'],
      ],
    });
    const second = await sell.invoice({ contact: ada, lines: [['Printing', '7', '3.33', 'VAT20']] });
    const third = await sell.invoice({ contact: ada });
    await counter.sync();
    await sell.credit({ contact: ada, invoice: second.id, allocate: true, lines: [['Misprints', '1', '3.33', 'VAT20']] });
    await sell.pay(first.id, '100');
    await sell.payMany([
      [first.id, '35.10'],
      [second.id, '20'],
    ]);
    await sell.remove('invoice', third.id);
    await counter.sync();
    assert.deepEqual(counter.books(), [
      '2026-11-10 CRN-001 Ada Ltd -4 left 0',
      '2026-11-10 INV-001 Ada Ltd 135.1 left 0',
      '2026-11-10 INV-002 Ada Ltd 27.97 left 3.97',
      '2026-11-10 INV-003 Ada Ltd 0 left 0',
    ]);
    assert.deepEqual(await counter.holds(), []);
    assert.equal(await counter.planAgain(), 0, 'what is done is done');
    const proof = await counter.prove();
    assert.deepEqual([proof.word, proof.differences], ['ties out', []]);
  });

  test('a change at the source is a change of the same document, with the order number of the customer in place', async () => {
    const { sell } = counter;
    const { id } = await sell.invoice({ contact: await sell.customer('Ada Ltd'), reference: 'PO 7' });
    await counter.sync();
    const [line] = (await sell.read('invoice', id)).lines;
    assert.ok(line);
    await sell.change(id, { lines: [{ ...line, unitPrice: '150', taxes: ['VAT20'] }] });
    await counter.sync();
    assert.deepEqual(counter.books(), ['2026-11-10 INV-001 Ada Ltd 180 left 180']);
    assert.deepEqual(await counter.writes(), { 'create contact landed': 1, 'create invoice landed': 1, 'update invoice landed': 1 });
    assert.match(String(counter.ledger.documents('invoice')[0]?.['PrivateNote']), /^PO 7 T[a-z2-7]{16}$/);
  });

  test('money whose invoice is not there by the end of its day is kept on account, and pays it when it comes', async () => {
    const { sell } = counter;
    const ada = await sell.customer('Ada Ltd');
    await counter.carry(['contact', 'payment']);
    const late = await sell.invoice({ contact: ada });
    await sell.pay(late.id, '70');
    await counter.pass(86_400);
    await counter.sync();
    assert.deepEqual(money(counter), ['70 of which 70 on account']);
    await counter.carry(outwardKinds);
    await counter.pass(86_400);
    await counter.sync();
    assert.deepEqual(money(counter), ['70 of which 0 on account']);
    assert.deepEqual(counter.books(), ['2026-11-10 INV-001 Ada Ltd 120 left 50']);
    assert.deepEqual(await counter.holds(), []);
    assert.equal(await counter.planAgain(), 0);
    assert.equal((await counter.prove()).word, 'ties out');
  });

  test('a refund leaves the account for the customer, and the books tie out', async () => {
    const { sell } = counter;
    const ada = await sell.customer('Ada Ltd');
    const sold = await sell.invoice({ contact: ada });
    await counter.sync();
    await sell.pay(sold.id, '120');
    await counter.sync();
    const credit = await sell.credit({ contact: ada, invoice: sold.id, lines: [['Returned', '1', '50', 'VAT20']] });
    await counter.sync();
    await sell.refund(credit.id, '60');
    await counter.sync();
    assert.deepEqual(await counter.holds(), []);
    assert.equal(counter.ledger.trialBalance()['Accounts Receivable (A/R)'], '0.00', 'the customer owes nothing and is owed nothing');
    assert.equal(counter.ledger.trialBalance()['Checking'], '60.00');
    assert.equal(await counter.planAgain(), 0);
    assert.equal((await counter.prove()).word, 'ties out');
  });

  test('a document that a person recodes keeps the coding, and one that a person deletes is asked about', async () => {
    const { sell, ledger } = counter;
    const ada = await sell.customer('Ada Ltd');
    await sell.invoice({ contact: ada });
    await counter.sync();
    const [made] = ledger.documents('invoice');
    await ledger.person({ does: 'edit', kind: 'invoice', id: String(made?.['Id']), fields: { CustomerMemo: { value: 'Thank you' } } });
    await counter.sync();
    assert.deepEqual(await counter.holds(), [], 'a note is theirs to write');
    await ledger.person({ does: 'void', kind: 'invoice', id: String(made?.['Id']) });
    await counter.sync();
    assert.deepEqual(await counter.holds(), ['invoice: removed in the ledger']);
  });
});

test('a credit memo that a person deletes is asked about, at the latest when everything is read again', async () => {
  const counter = await openCounter();
  try {
    const { sell, ledger } = counter;
    await sell.credit({ contact: await sell.customer('Ada Ltd') });
    await counter.sync();
    const [memo] = ledger.documents('creditNote');
    await ledger.person({ does: 'void', kind: 'creditNote', id: String(memo?.['Id']) });
    await counter.pass(86_400);
    await counter.sync();
    assert.deepEqual(await counter.holds(), ['creditNote: removed in the ledger']);
    assert.deepEqual(counter.books(), [], 'it is not made again by itself');
  } finally {
    await counter.close();
  }
});

test('an invoice on which automated sales tax keeps its own tax is held, and so is the payment that it does not fit', async () => {
  const company = { ...americanCompany, homeCurrency: 'GBP' };
  const settings = { CustomTxnNumbers: true, TaxModel: 'automated', HonourTotalTax: false };
  const counter = await openCounter({ company, settings, taxes: { VAT20: 'TAX', VAT0: 'NON', none: 'NON' } });
  try {
    const { sell } = counter;
    const { id } = await sell.invoice({ contact: await sell.customer('Ada Ltd') });
    await sell.pay(id, '120');
    await counter.sync();
    assert.deepEqual(counter.books(), ['2026-11-10 INV-001 Ada Ltd 108 left 108']);
    assert.deepEqual(await counter.holds(), ['invoice: edited in the ledger', 'payment: refused']);
  } finally {
    await counter.close();
  }
});

const money = ({ ledger }: Counter): readonly string[] =>
  ledger.documents('payment').map((one) => `${String(one['TotalAmt'])} of which ${String(one['UnappliedAmt'])} on account`);
