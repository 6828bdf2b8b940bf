import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from './fields.ts';
import { elementsIn, invoiceOf, openBench } from './testing.ts';
import type { Bench } from './testing.ts';

const moneyOf = (fields: Fields): Fields => ({
  Type: 'SPEND',
  Contact: { Name: 'Stripe' },
  BankAccount: { Code: '090' },
  Date: '2026-11-05',
  LineAmountTypes: 'NoTax',
  LineItems: [{ Description: 'Card fee', Quantity: 1, UnitAmount: 3, AccountCode: '404' }],
  ...fields,
});

const allocate = (bench: Bench, resource: string, invoice: Fields, Amount: number | string): Fields =>
  bench.ask('PUT', `${resource}/Allocations`, {
    Allocations: [{ Invoice: { InvoiceID: invoice['InvoiceID'] }, Amount, Date: '2026-11-10' }],
  });

test('spent money leaves the bank account and stands on the account of its line', () => {
  const bench = openBench();
  const spent = bench.first('PUT', 'BankTransactions', moneyOf({ Reference: 'fee ch_1' }));
  equal(spent['Reference'], 'fee ch_1');
  deepEqual(bench.company.trialBalance(), { '090': '-3.00', 404: '3.00' });
  bench.ask('POST', `BankTransactions/${String(spent['BankTransactionID'])}`, { Status: 'DELETED' });
  deepEqual(bench.company.trialBalance(), { '090': '0.00', 404: '0.00' });
});

test('spent money without a word on tax is taken to hold it', () => {
  const bench = openBench();
  const { LineAmountTypes: _, ...unsaid } = moneyOf({
    LineItems: [{ Description: 'Pens', Quantity: 1, UnitAmount: 12, AccountCode: '461' }],
  });
  const spent = bench.first('PUT', 'BankTransactions', unsaid);
  deepEqual([spent['LineAmountTypes'], spent['SubTotal'], spent['TotalTax']], ['Inclusive', '10', '2']);
});

test('an overpayment stands on receivables, pays a later invoice, and what is left is given back', () => {
  const bench = openBench();
  const received = bench.first(
    'PUT',
    'BankTransactions',
    moneyOf({
      Type: 'RECEIVE-OVERPAYMENT',
      Contact: { Name: 'Ada Ltd' },
      LineItems: [{ Description: 'On account', Quantity: 1, UnitAmount: 150, AccountCode: '610' }],
    }),
  );
  deepEqual(bench.company.trialBalance(), { '090': '150.00', 610: '-150.00' });
  const path = `Overpayments/${String(received['OverpaymentID'])}`;
  const invoice = bench.first('PUT', 'Invoices', invoiceOf());
  allocate(bench, path, invoice, 120);
  equal(bench.first('GET', `Invoices/${String(invoice['InvoiceID'])}`)['Status'], 'PAID');
  equal(bench.first('GET', path)['RemainingCredit'], '30');
  bench.ask('PUT', 'Payments', {
    Overpayment: { OverpaymentID: received['OverpaymentID'] },
    Account: { Code: '090' },
    Date: '2026-11-12',
    Amount: 30,
  });
  deepEqual([bench.first('GET', path)['Status'], bench.company.trialBalance()['610']], ['PAID', '0.00']);
});

test('an overpayment has one line without tax on receivables', () => {
  const bench = openBench();
  const line = { Description: 'On account', Quantity: 1, UnitAmount: 150, AccountCode: '200' };
  equal(bench.refusal('PUT', 'BankTransactions', moneyOf({ Type: 'RECEIVE-OVERPAYMENT', LineItems: [line] })).length, 1);
});

test('a prepayment gives its line account and its tax back as it is allocated, and clears them to zero', () => {
  const bench = openBench();
  const received = bench.first(
    'PUT',
    'BankTransactions',
    moneyOf({
      Type: 'RECEIVE-PREPAYMENT',
      Contact: { Name: 'Ada Ltd' },
      LineAmountTypes: 'Inclusive',
      LineItems: [{ Description: 'Deposit', Quantity: 1, UnitAmount: 100, AccountCode: '835', TaxType: 'OUTPUT2' }],
    }),
  );
  deepEqual(bench.company.trialBalance(), { '090': '100.00', 835: '-83.33', 820: '-16.67' });
  const path = `Prepayments/${String(received['PrepaymentID'])}`;
  const [first, second] = [1, 2].map(() => bench.first('PUT', 'Invoices', invoiceOf()));
  allocate(bench, path, first ?? {}, '33.34');
  deepEqual(bench.company.trialBalance(), { '090': '100.00', 835: '-55.55', 820: '-51.11', 610: '206.66', 200: '-200.00' });
  allocate(bench, path, second ?? {}, '66.66');
  deepEqual(bench.company.trialBalance(), { '090': '100.00', 835: '0.00', 820: '-40.00', 610: '140.00', 200: '-200.00' });
});

test('taking an allocation of a prepayment back restores the books', () => {
  const bench = openBench();
  const received = bench.first(
    'PUT',
    'BankTransactions',
    moneyOf({
      Type: 'RECEIVE-PREPAYMENT',
      Contact: { Name: 'Ada Ltd' },
      LineAmountTypes: 'Inclusive',
      LineItems: [{ Description: 'Deposit', Quantity: 1, UnitAmount: 100, AccountCode: '835', TaxType: 'OUTPUT2' }],
    }),
  );
  const invoice = bench.first('PUT', 'Invoices', invoiceOf());
  const before = bench.company.trialBalance();
  const path = `Prepayments/${String(received['PrepaymentID'])}`;
  const [allocation] = elementsIn(allocate(bench, path, invoice, 50));
  bench.ask('DELETE', `${path}/Allocations/${String(allocation?.['AllocationID'])}`);
  deepEqual(bench.company.trialBalance(), before);
});

test('a transfer moves money between bank accounts, hides when deleted, and shows to those who ask for deleted ones', () => {
  const bench = openBench();
  const moved = bench.first('PUT', 'BankTransfers', {
    FromBankAccount: { Code: '090' },
    ToBankAccount: { Code: '091' },
    Amount: 97,
    Date: '2026-11-07',
    Reference: 'po_1',
  });
  deepEqual(bench.company.trialBalance(), { '091': '97.00', '090': '-97.00' });
  bench.ask('POST', `BankTransfers/${String(moved['BankTransferID'])}`, { Status: 'DELETED' });
  equal(elementsIn(bench.ask('GET', 'BankTransfers')).length, 0);
  equal(elementsIn(bench.ask('GET', 'BankTransfers?includeDeleted=true')).length, 1);
  deepEqual(bench.company.trialBalance(), { '091': '0.00', '090': '0.00' });
});

test('a reconciled bank transaction is neither changed nor deleted by the API', () => {
  const bench = openBench();
  const spent = bench.first('PUT', 'BankTransactions', moneyOf({}));
  const id = String(spent['BankTransactionID']);
  bench.person({ does: 'reconcile', kind: 'bankTransaction', id });
  equal(bench.refusal('POST', `BankTransactions/${id}`, { Status: 'DELETED' }).length, 1);
});

test('a manual journal must balance, and its lines without an account are left out with a warning', () => {
  const bench = openBench();
  const lines = (credit: number) => [
    { LineAmount: 100, AccountCode: '400' },
    { LineAmount: credit, AccountCode: '850' },
  ];
  deepEqual(bench.refusal('PUT', 'ManualJournals', { Narration: 'Accrual', JournalLines: lines(-10) }), [
    'The total debits (100.00) must equal total credits (-10.00)',
  ]);
  const made = bench.first('PUT', 'ManualJournals', {
    Narration: 'Accrual',
    Date: '2026-11-30',
    Status: 'POSTED',
    JournalLines: [...lines(-100), { LineAmount: 5, AccountCode: '476' }],
  });
  deepEqual(made['Warnings'], [{ Message: "Account code '476' has been removed as it does not match a recognised account." }]);
  deepEqual(bench.company.trialBalance(), { 400: '100.00', 850: '-100.00' });
});

test('the general ledger keeps what was reversed, and pages by journal number', () => {
  const bench = openBench();
  const { InvoiceID: id } = bench.first('PUT', 'Invoices', invoiceOf());
  bench.ask('POST', `Invoices/${String(id)}`, { Status: 'VOIDED' });
  const journals = elementsIn(bench.ask('GET', 'Journals?offset=0'));
  deepEqual(
    journals.map((journal) => [journal['JournalNumber'], journal['SourceType'], journal['JournalDate']]),
    [
      ['1', 'ACCREC', '/Date(1793491200000+0000)/'],
      ['2', 'ACCREC', '/Date(1793491200000+0000)/'],
    ],
  );
  equal(elementsIn(bench.ask('GET', 'Journals?offset=1')).length, 1);
});
