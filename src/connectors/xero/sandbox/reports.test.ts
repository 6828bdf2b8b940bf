import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { elementsIn, invoiceOf, openBench } from './testing.ts';
import type { Bench } from './testing.ts';

// Each row of a report as its texts, sections flattened.
function rowsOf(bench: Bench, path: string): readonly (readonly string[])[] {
  const flat = (row: Fields): readonly (readonly string[])[] => [
    ...(listIn(row, 'Cells') === undefined ? [] : [(listIn(row, 'Cells') ?? []).map((cell) => textIn(cell, 'Value') ?? '')]),
    ...(listIn(row, 'Rows') ?? []).flatMap(flat),
  ];
  return (listIn(elementsIn(bench.ask('GET', `Reports/${path}`))[0] ?? {}, 'Rows') ?? []).flatMap(flat);
}

function ofTwoYears(): Bench {
  const bench = openBench();
  bench.ask('PUT', 'Invoices', {
    Invoices: [invoiceOf({ Date: '2025-12-20' }), invoiceOf({ Date: '2026-10-05' }), invoiceOf({ InvoiceNumber: 'S-9' })],
  });
  const [invoice] = elementsIn(bench.ask('GET', 'Invoices?InvoiceNumbers=S-9'));
  bench.ask('PUT', 'Payments', {
    Invoice: { InvoiceID: invoice?.['InvoiceID'] },
    Account: { Code: '090' },
    Date: '2026-11-05',
    Amount: 50,
  });
  return bench;
}

test('the trial balance shows the month and the year to date, and earlier profit on retained earnings', () => {
  deepEqual(rowsOf(ofTwoYears(), 'TrialBalance?date=2026-11-30'), [
    ['Account', 'Debit', 'Credit', 'YTD Debit', 'YTD Credit'],
    ['Sales (200)', '', '100.00', '', '200.00'],
    ['Business Bank Account (090)', '50.00', '', '50.00', ''],
    ['Accounts Receivable (610)', '70.00', '', '310.00', ''],
    ['VAT (820)', '', '20.00', '', '60.00'],
    ['Retained Earnings (960)', '', '0.00', '', '100.00'],
    ['Total', '120.00', '120.00', '360.00', '360.00'],
  ]);
});

test('the profit and loss counts the days that were asked for, and periods before them', () => {
  deepEqual(rowsOf(ofTwoYears(), 'ProfitAndLoss?fromDate=2026-11-01&toDate=2026-11-30&periods=1&timeframe=MONTH'), [
    ['', '30 Nov 2026', '31 Oct 2026'],
    ['Sales', '100.00', '100.00'],
    ['Total Income', '100.00', '100.00'],
    ['Gross Profit', '100.00', '100.00'],
    ['Net Profit', '100.00', '100.00'],
  ]);
});

test('the balance sheet balances', () => {
  const rows = new Map(rowsOf(ofTwoYears(), 'BalanceSheet?date=2026-11-30').map(([name = '', value = '']) => [name, value]));
  equal(rows.get('Net Assets'), rows.get('Total Equity'));
  equal(rows.get('Net Assets'), '300.00');
  equal(rows.get('Current Year Earnings'), '200.00');
});

test('the aged receivables of a contact count what was paid by that day only', () => {
  const bench = ofTwoYears();
  const contact = bench.company.documents('contact')[0]?.['ContactID'];
  const totalAt = (day: string): readonly string[] =>
    rowsOf(bench, `AgedReceivablesByContact?contactId=${String(contact)}&date=${day}`)
      .at(-1)
      ?.slice(4) ?? [];
  deepEqual(totalAt('2026-11-04'), ['360.00', '0.00', '0.00', '360.00']);
  deepEqual(totalAt('2026-11-30'), ['360.00', '50.00', '0.00', '310.00']);
});

test('the bank summary shows what came in and what stands, not what was taken back', () => {
  const bench = ofTwoYears();
  const spent = bench.first('PUT', 'BankTransactions', {
    Type: 'SPEND',
    Contact: { Name: 'Bank' },
    BankAccount: { Code: '090' },
    Date: '2026-11-06',
    LineAmountTypes: 'NoTax',
    LineItems: [{ Description: 'Fee', Quantity: 1, UnitAmount: 3, AccountCode: '404' }],
  });
  bench.ask('POST', `BankTransactions/${String(spent['BankTransactionID'])}`, { Status: 'DELETED' });
  const rows = rowsOf(bench, 'BankSummary?fromDate=2026-11-01&toDate=2026-11-30');
  deepEqual(rows[1], ['Business Bank Account', '0.00', '50.00', '0.00', '50.00']);
});
