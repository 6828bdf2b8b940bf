import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { listIn } from './fields.ts';
import { elementsIn, invoiceOf, openBench } from './testing.ts';

test('every account of the first day has a tax type that may stand on it', () => {
  for (const country of ['GB', 'AU', 'NZ', 'US', 'DE']) {
    const bench = openBench({ country });
    const rates = new Map(elementsIn(bench.ask('GET', 'TaxRates')).map((rate) => [rate['TaxType'], rate]));
    const flags = {
      ASSET: 'CanApplyToAssets',
      EQUITY: 'CanApplyToEquity',
      EXPENSE: 'CanApplyToExpenses',
      LIABILITY: 'CanApplyToLiabilities',
      REVENUE: 'CanApplyToRevenue',
    };
    for (const account of elementsIn(bench.ask('GET', 'Accounts'))) {
      const flag = Object.entries(flags).find(([name]) => name === account['Class'])?.[1] ?? '';
      ok(rates.get(account['TaxType'])?.[flag], `${country}: ${String(account['Name'])} with ${String(account['TaxType'])}`);
    }
  }
});

test('names and codes of accounts are unique', () => {
  const bench = openBench();
  deepEqual(bench.refusal('PUT', 'Accounts', { Name: 'sales', Code: '999', Type: 'REVENUE' }), ['Please enter a unique Name.']);
  deepEqual(bench.refusal('PUT', 'Accounts', { Name: 'More sales', Code: '200', Type: 'REVENUE' }), ['Please enter a unique Code.']);
});

test('an account that was posted to is not deleted, and one that was not is', () => {
  const bench = openBench();
  const [sales, other] = ['200', '260'].map((code) =>
    String(elementsIn(bench.ask('GET', `Accounts?where=${encodeURIComponent(`Code=="${code}"`)}`))[0]?.['AccountID']),
  );
  bench.ask('PUT', 'Invoices', invoiceOf());
  equal(bench.reply('DELETE', `Accounts/${sales}`).status, 400);
  equal(bench.first('DELETE', `Accounts/${other}`)['Status'], 'DELETED');
});

test('an archived account takes no new lines', () => {
  const bench = openBench();
  const sales = String(bench.first('GET', 'Accounts/200')['AccountID']);
  bench.person({ does: 'void', kind: 'account', id: sales });
  equal(bench.refusal('PUT', 'Invoices', invoiceOf()).length, 1);
});

test('a bank account of its own currency holds a clearing balance in it', () => {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { Currencies: ['USD'] } });
  const account = bench.first('PUT', 'Accounts', {
    Name: 'Stripe USD',
    Code: '092',
    Type: 'BANK',
    BankAccountNumber: '1',
    CurrencyCode: 'USD',
  });
  const invoice = bench.first('PUT', 'Invoices', invoiceOf({ CurrencyCode: 'USD', CurrencyRate: 1.25 }));
  const payment = bench.first('PUT', 'Payments', {
    Invoice: { InvoiceID: invoice['InvoiceID'] },
    Account: { AccountID: account['AccountID'] },
    Date: '2026-11-05',
    Amount: 120,
    CurrencyRate: 1.25,
  });
  deepEqual([payment['BankAmount'], bench.company.trialBalance()['092']], ['120', '96.00']);
});

test('a tax rate of several parts is made with a code of its own and may be used at once', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'TaxRates', {
    Name: 'Two parts',
    ReportTaxType: 'OUTPUT',
    TaxComponents: [
      { Name: 'A', Rate: 5 },
      { Name: 'B', Rate: 10, IsCompound: true },
    ],
  });
  deepEqual([made['TaxType'], made['EffectiveRate']], ['TAX001', '15.5']);
  const invoice = bench.first(
    'PUT',
    'Invoices',
    invoiceOf({ LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 100, AccountCode: '200', TaxType: 'TAX001' }] }),
  );
  equal(invoice['TotalTax'], '15.5');
});

test('an item gives its price, account, tax and text to a line that names it', () => {
  const bench = openBench();
  bench.ask('PUT', 'Items', {
    Code: 'BOOK',
    Name: 'Book',
    Description: 'A book',
    SalesDetails: { UnitPrice: 9.99, AccountCode: '260', TaxType: 'ZERORATEDOUTPUT' },
  });
  deepEqual(bench.refusal('PUT', 'Items', { Code: 'BOOK' }), ["Price List Item with Code 'BOOK' already exists"]);
  const [line] = listIn(bench.first('PUT', 'Invoices', invoiceOf({ LineItems: [{ ItemCode: 'BOOK', Quantity: 2 }] })), 'LineItems') ?? [];
  deepEqual(
    [line?.['LineAmount'], line?.['AccountCode'], line?.['TaxType'], line?.['Description']],
    ['19.98', '260', 'ZERORATEDOUTPUT', 'A book'],
  );
});

test('a bare write of nothing says that nothing was sent', () => {
  equal(openBench().ask('PUT', 'Invoices', { Invoices: [] }, { expect: 400 })['Type'], 'NoDataProcessedException');
});

test('a body that is no JSON is said to be so', () => {
  const bench = openBench();
  const reply = bench.company.answer({
    method: 'PUT',
    path: '/api.xro/2.0/Invoices',
    query: new URLSearchParams(),
    headers: {},
    body: '{"Invoices":',
    app: 'Tests',
  });
  equal(reply.status, 400);
});
