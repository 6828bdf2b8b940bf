import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { childIn, listIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { elementsIn, invoiceOf, openBench } from './testing.ts';
import type { Bench } from './testing.ts';

const pay = (bench: Bench, invoice: Fields, fields: Fields = {}): Fields =>
  bench.first('PUT', 'Payments', {
    Invoice: { InvoiceID: invoice['InvoiceID'] },
    Account: { Code: '090' },
    Date: '2026-11-05',
    Amount: 120,
    ...fields,
  });

const creditOf = (fields: Fields = {}): Fields => ({
  Type: 'ACCRECCREDIT',
  Status: 'AUTHORISED',
  Contact: { Name: 'Ada Ltd' },
  Date: '2026-11-03',
  LineItems: [{ Description: 'Refund', Quantity: 1, UnitAmount: 20, AccountCode: '200' }],
  ...fields,
});

test('a full payment makes the invoice PAID, and deleting it makes it AUTHORISED again', () => {
  const bench = openBench();
  const invoice = bench.first('PUT', 'Invoices', invoiceOf());
  const payment = pay(bench, invoice);
  equal(payment['PaymentType'], 'ACCRECPAYMENT');
  const paid = bench.first('GET', `Invoices/${String(invoice['InvoiceID'])}`);
  deepEqual([paid['Status'], paid['AmountDue'], paid['AmountPaid']], ['PAID', '0', '120']);
  deepEqual(bench.company.trialBalance(), { 610: '0.00', 200: '-100.00', 820: '-20.00', '090': '120.00' });
  bench.ask('POST', `Payments/${String(payment['PaymentID'])}`, { Status: 'DELETED' });
  equal(bench.first('GET', `Invoices/${String(invoice['InvoiceID'])}`)['Status'], 'AUTHORISED');
  deepEqual(bench.company.trialBalance(), { 610: '120.00', 200: '-100.00', 820: '-20.00', '090': '0.00' });
});

test('a payment tells of itself as an update of its invoice', () => {
  const bench = openBench();
  const invoice = bench.first('PUT', 'Invoices', invoiceOf());
  const reply = bench.reply('PUT', 'Payments', { Invoice: { InvoiceID: invoice['InvoiceID'] }, Account: { Code: '090' }, Amount: 1 });
  const { InvoiceID: id, UpdatedDateUTC: updated } = bench.first('GET', `Invoices/${String(invoice['InvoiceID'])}`);
  deepEqual(
    reply.changed.map(({ at, ...told }) => ({ ...told, updated: `/Date(${at}+0000)/` })),
    [{ kind: 'Invoices', id, isNew: false, updated }],
  );
});

test('more than is due is refused', () => {
  const bench = openBench();
  const invoice = bench.first('PUT', 'Invoices', invoiceOf());
  const asked = { Invoice: { InvoiceID: invoice['InvoiceID'] }, Account: { Code: '090' }, Amount: 120.01 };
  deepEqual(bench.refusal('PUT', 'Payments', asked), ['Payment amount exceeds the amount outstanding on this document']);
});

test('a payment into an account that takes none is refused until a person switches payments on', () => {
  const bench = openBench();
  const invoice = bench.first('PUT', 'Invoices', invoiceOf());
  const asked = { Invoice: { InvoiceID: invoice['InvoiceID'] }, Account: { Code: '850' }, Amount: 20 };
  equal(bench.refusal('PUT', 'Payments', asked).length, 1);
  const suspense = elementsIn(bench.ask('GET', `Accounts?where=${encodeURIComponent('Code=="850"')}`))[0];
  bench.person({ does: 'edit', kind: 'account', id: String(suspense?.['AccountID']), fields: { EnablePaymentsToAccount: true } });
  equal(bench.first('PUT', 'Payments', asked)['Status'], 'AUTHORISED');
});

test('a payment before its invoice is made, with a warning', () => {
  const bench = openBench();
  const invoice = bench.first('PUT', 'Invoices', invoiceOf());
  const early = pay(bench, invoice, { Date: '2026-10-31' });
  deepEqual(listIn(early, 'Warnings'), [{ Message: 'The payment date is prior to the invoice date.' }]);
});

test('a payment that a person has reconciled is not deleted by the API, unless the setting says so', () => {
  const bench = openBench();
  const payment = pay(bench, bench.first('PUT', 'Invoices', invoiceOf()));
  const id = String(payment['PaymentID']);
  bench.person({ does: 'reconcile', kind: 'payment', id });
  equal(bench.refusal('POST', `Payments/${id}`, { Status: 'DELETED' }).length, 1);
  bench.person({ does: 'setting', fields: { RefuseReconciled: false } });
  equal(bench.first('POST', `Payments/${id}`, { Status: 'DELETED' })['Status'], 'DELETED');
});

test('deleted payments leave the list and show to those who ask what changed', () => {
  const bench = openBench();
  const payment = pay(bench, bench.first('PUT', 'Invoices', invoiceOf()));
  bench.ask('POST', `Payments/${String(payment['PaymentID'])}`, { Status: 'DELETED' });
  equal(elementsIn(bench.ask('GET', 'Payments')).length, 0);
  equal(elementsIn(bench.ask('GET', 'Payments', undefined, { headers: { 'if-modified-since': '2026-11-21T00:00:00' } })).length, 1);
});

test('a credit note is set against an invoice of the same contact without touching the books', () => {
  const bench = openBench();
  const invoice = bench.first('PUT', 'Invoices', invoiceOf());
  const credit = bench.first('PUT', 'CreditNotes', creditOf());
  const before = bench.company.trialBalance();
  const path = `CreditNotes/${String(credit['CreditNoteID'])}/Allocations`;
  const [allocation] = elementsIn(
    bench.ask('PUT', path, { Allocations: [{ Invoice: { InvoiceID: invoice['InvoiceID'] }, Amount: 24, Date: '2026-11-04' }] }),
  );
  deepEqual(bench.company.trialBalance(), before);
  const after = bench.first('GET', `Invoices/${String(invoice['InvoiceID'])}`);
  deepEqual([after['AmountDue'], after['AmountCredited']], ['96', '24']);
  equal(bench.first('GET', `CreditNotes/${String(credit['CreditNoteID'])}`)['Status'], 'PAID');
  const removed = bench.ask('DELETE', `${path}/${String(allocation?.['AllocationID'])}`);
  equal(removed['IsDeleted'], true);
  equal(bench.first('GET', `Invoices/${String(invoice['InvoiceID'])}`)['AmountDue'], '120');
});

test('a credit goes neither to another contact nor beyond what is due', () => {
  const bench = openBench();
  const other = bench.first('PUT', 'Invoices', invoiceOf({ Contact: { Name: 'Bob Ltd' } }));
  const small = bench.first(
    'PUT',
    'Invoices',
    invoiceOf({ LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 1, AccountCode: '200' }] }),
  );
  const credit = bench.first('PUT', 'CreditNotes', creditOf());
  const path = `CreditNotes/${String(credit['CreditNoteID'])}/Allocations`;
  const allocate = (invoice: Fields) => ({
    Allocations: [{ Invoice: { InvoiceID: invoice['InvoiceID'] }, Amount: 24, Date: '2026-11-04' }],
  });
  deepEqual(bench.refusal('PUT', path, allocate(other)), ['The contact of the credit and of the invoice must be the same']);
  deepEqual(bench.refusal('PUT', path, allocate(small)), ['Credit note cannot be allocated as amount is greater than amount outstanding']);
  pay(bench, small, { Amount: 1.2 });
  deepEqual(bench.refusal('PUT', path, allocate(small)), ['The invoice you are trying to allocate to has already been paid off']);
});

test('a credit note that is given back in money is a payment that shows it under Invoice', () => {
  const bench = openBench();
  const credit = bench.first('PUT', 'CreditNotes', creditOf());
  const refund = bench.first('PUT', 'Payments', {
    CreditNote: { CreditNoteID: credit['CreditNoteID'] },
    Account: { Code: '090' },
    Date: '2026-11-05',
    Amount: 24,
  });
  equal(refund['PaymentType'], 'ARCREDITPAYMENT');
  equal(childIn(refund, 'Invoice')?.['Type'], 'ACCRECCREDIT');
  deepEqual(bench.company.trialBalance(), { 610: '0.00', 200: '20.00', 820: '4.00', '090': '-24.00' });
});

test('what the exchange rate does between invoice and payment is a realised gain', () => {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { Currencies: ['USD'] } });
  const invoice = bench.first('PUT', 'Invoices', invoiceOf({ CurrencyCode: 'USD', CurrencyRate: 1.25 }));
  const payment = pay(bench, invoice, { CurrencyRate: 1.2 });
  equal(payment['BankAmount'], '100');
  deepEqual(bench.company.trialBalance(), { 610: '0.00', 200: '-80.00', 820: '-16.00', '090': '100.00', 499: '-4.00' });
});

test('parts of a foreign invoice settle it to the last cent', () => {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { Currencies: ['USD'] } });
  const invoice = bench.first(
    'PUT',
    'Invoices',
    invoiceOf({
      CurrencyCode: 'USD',
      CurrencyRate: 1.37,
      LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 100, AccountCode: '200', TaxType: 'NONE' }],
    }),
  );
  for (const Amount of ['33.33', '33.33', '33.34']) pay(bench, invoice, { Amount, CurrencyRate: 1.37 });
  equal(bench.company.trialBalance()['610'], '0.00');
});

test('several invoices are paid by one batch, which only goes as a whole', () => {
  const bench = openBench();
  const invoices = [1, 2].map(() => bench.first('PUT', 'Invoices', invoiceOf()));
  const batch = bench.first('PUT', 'BatchPayments', {
    BatchPayments: [
      {
        Account: { Code: '090' },
        Date: '2026-11-06',
        Reference: 'po_1',
        Payments: invoices.map(({ InvoiceID }) => ({ Invoice: { InvoiceID }, Amount: 120 })),
      },
    ],
  });
  deepEqual([batch['Type'], batch['TotalAmount']], ['RECBATCH', '240']);
  const [payment] = listIn(batch, 'Payments') ?? [];
  equal(bench.refusal('POST', `Payments/${String(payment?.['PaymentID'])}`, { Status: 'DELETED' }).length, 1);
  bench.ask('POST', `BatchPayments/${String(batch['BatchPaymentID'])}`, { Status: 'DELETED' });
  equal(bench.company.trialBalance()['610'], '240.00');
});
