import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { elementsIn, invoiceOf, openBench } from './testing.ts';

test('a person makes, changes and voids an invoice at the screens', () => {
  const bench = openBench();
  const id = bench.person({ does: 'create', kind: 'invoice', fields: invoiceOf({ InvoiceNumber: 'P-1' }) });
  bench.person({ does: 'edit', kind: 'invoice', id, fields: { Reference: 'by hand' } });
  equal(bench.first('GET', 'Invoices/P-1')['Reference'], 'by hand');
  bench.person({ does: 'void', kind: 'invoice', id });
  equal(bench.first('GET', 'Invoices/P-1')['Status'], 'VOIDED');
});

test('voiding a draft deletes it', () => {
  const bench = openBench();
  const id = bench.person({ does: 'create', kind: 'invoice', fields: invoiceOf({ Status: 'DRAFT' }) });
  bench.person({ does: 'void', kind: 'invoice', id });
  equal(bench.first('GET', `Invoices/${id}`)['Status'], 'DELETED');
});

test('what a person does is told as a change, like a write of an application', () => {
  const bench = openBench();
  const id = bench.person({ does: 'create', kind: 'invoice', fields: invoiceOf() });
  const reply = bench.attempt({ does: 'void', kind: 'invoice', id });
  const { UpdatedDateUTC: updated } = bench.first('GET', `Invoices/${id}`);
  deepEqual(
    reply.changed.map(({ at, ...told }) => ({ ...told, updated: `/Date(${at}+0000)/` })),
    [{ kind: 'Invoices', id, isNew: false, updated }],
  );
});

test('a person may delete a payment that is reconciled, and set a credit against an invoice', () => {
  const bench = openBench();
  const invoice = bench.person({ does: 'create', kind: 'invoice', fields: invoiceOf() });
  const payment = bench.person({
    does: 'create',
    kind: 'payment',
    fields: { Invoice: { InvoiceID: invoice }, Account: { Code: '090' }, Amount: 20 },
  });
  bench.person({ does: 'reconcile', kind: 'payment', id: payment });
  bench.person({ does: 'void', kind: 'payment', id: payment });
  const lines = [{ Description: 'Credit', Quantity: 1, UnitAmount: 10, AccountCode: '200' }];
  const credit = bench.person({
    does: 'create',
    kind: 'creditNote',
    fields: { Type: 'ACCRECCREDIT', Status: 'AUTHORISED', Contact: { Name: 'Ada Ltd' }, LineItems: lines },
  });
  const allocation = bench.person({
    does: 'create',
    kind: 'allocation',
    fields: { CreditNoteID: credit, Invoice: { InvoiceID: invoice }, Amount: 12, Date: '2026-11-20' },
  });
  equal(bench.first('GET', `Invoices/${invoice}`)['AmountDue'], '108');
  bench.person({ does: 'void', kind: 'allocation', id: allocation });
  equal(bench.first('GET', `Invoices/${invoice}`)['AmountDue'], '120');
});

test('what the screens refuse comes back as the reason', () => {
  const bench = openBench();
  const reply = bench.attempt({ does: 'create', kind: 'invoice', fields: invoiceOf({ Contact: {} }) });
  equal(reply.status, 400);
  match(reply.body, /must contain at least 1 of the following elements/);
});

test('a plan without several currencies refuses them until it is changed', () => {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { Multicurrency: false } });
  equal(bench.refusal('PUT', 'Currencies', { Code: 'USD' }).length, 1);
  const action = elementsIn(bench.ask('GET', 'Organisation/Actions')).find((found) => found['Name'] === 'UseMulticurrency');
  equal(action?.['Status'], 'NOT-ALLOWED');
  bench.person({ does: 'setting', fields: { Multicurrency: true, Currencies: ['USD'] } });
  deepEqual(
    elementsIn(bench.ask('GET', 'Currencies')).map((currency) => currency['Code']),
    ['GBP', 'USD'],
  );
});

test('a period whose tax was filed is closed only where the company says so', () => {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { TaxFiledThrough: '2026-10-31' } });
  equal(bench.first('PUT', 'Invoices', invoiceOf({ Date: '2026-10-15' }))['Status'], 'AUTHORISED');
  bench.person({ does: 'setting', fields: { RefuseTaxFiled: true } });
  match(bench.refusal('PUT', 'Invoices', invoiceOf({ Date: '2026-10-15' }))[0] ?? '', /2026-10-31/);
});

test('an unknown setting is refused by its name', () => {
  match(openBench().attempt({ does: 'setting', fields: { Colour: 'blue' } }).body, /'Colour' is not a setting/);
});
