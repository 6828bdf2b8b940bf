import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childIn, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { openBench, saleLine } from './testing.ts';
import type { Bench } from './testing.ts';

/** The texts of all rows, sections and sums, from top to bottom. */
const linesOf = (rows: Fields): readonly string[] =>
  listIn(rows, 'Row').flatMap((row) => [...cellsOf(row), ...linesOf(childIn(row, 'Rows')), ...cellsOf(childIn(row, 'Summary'))]);

const cellsOf = (row: Fields): readonly string[] => {
  const cells = listIn(row, 'ColData').map((cell) => textIn(cell, 'value') ?? '');
  return cells.length === 0 ? [] : [cells.join(' | ')];
};

const report = (bench: Bench, name: string, query = ''): readonly string[] =>
  linesOf(childIn(bench.ask(`reports/${name}?${query}`), 'Rows'));

function year(): Bench {
  const bench = openBench();
  const CustomerRef = { value: bench.write('Customer', { DisplayName: 'Ada Ltd' })['Id'] };
  const sale = (TxnDate: string, amount: string): Fields =>
    bench.write('Invoice', { CustomerRef, TxnDate, DocNumber: TxnDate, Line: [saleLine(amount, '2')] });
  sale('2025-12-01', '50');
  const paid = sale('2026-09-01', '100');
  sale('2026-11-10', '10');
  const Line = [{ Amount: '70', LinkedTxn: [{ TxnId: paid['Id'], TxnType: 'Invoice' }] }];
  bench.write('Payment', { CustomerRef, TxnDate: '2026-11-05', TotalAmt: '75', DepositToAccountRef: { value: '35' }, Line });
  const expense = {
    Amount: '8',
    DetailType: 'AccountBasedExpenseLineDetail',
    AccountBasedExpenseLineDetail: { AccountRef: { value: '8' }, TaxCodeRef: { value: '6' } },
  };
  bench.write('Purchase', { TxnDate: '2026-11-06', AccountRef: { value: '35' }, PaymentType: 'Cash', Line: [expense] });
  return bench;
}

test('the trial balance puts former years on retained earnings, and balances', () => {
  assert.deepEqual(report(year(), 'TrialBalance', 'end_date=2026-11-30'), [
    'Accounts Receivable (A/R) | 117.00 | ',
    'Checking | 67.00 | ',
    'VAT Control |  | 32.00',
    'Retained Earnings |  | 50.00',
    'Bank Charges | 8.00 | ',
    'Services |  | 110.00',
    'TOTAL | 192.00 | 192.00',
  ]);
});

test('profit and loss is of its period', () => {
  const lines = report(year(), 'ProfitAndLoss', 'start_date=2026-11-01&end_date=2026-11-30');
  assert.ok(lines.includes('Services | 10.00'));
  assert.ok(lines.includes('Total Expenses | 8.00'));
  assert.equal(lines.at(-1), 'Net Income | 2.00');
});

test('assets are as much as liabilities and equity', () => {
  const lines = report(year(), 'BalanceSheet', 'end_date=2026-11-30');
  assert.ok(lines.includes('Total ASSETS | 184.00'));
  assert.equal(lines.at(-1), 'Total LIABILITIES AND EQUITY | 184.00');
  assert.ok(lines.includes('Net Income | 102.00'));
});

test('aged receivables are as they were on the day, and sum to the account', () => {
  const bench = year();
  assert.deepEqual(report(bench, 'AgedReceivables', 'report_date=2026-11-04'), [
    'Ada Ltd | 0.00 | 0.00 | 120.00 | 0.00 | 60.00 | 180.00',
    'TOTAL | 0.00 | 0.00 | 120.00 | 0.00 | 60.00 | 180.00',
  ]);
  assert.equal(report(bench, 'AgedReceivables', 'report_date=2026-11-30').at(-1), 'TOTAL | 12.00 | -5.00 | 50.00 | 0.00 | 60.00 | 117.00');
});

test('the list of transactions names each, and can be asked for those that a person reconciled', () => {
  const bench = year();
  const all = report(
    bench,
    'TransactionList',
    'start_date=2026-11-01&end_date=2026-11-30&columns=tx_date,txn_type,account_name,subt_nat_amount',
  );
  assert.deepEqual(all, [
    '2026-11-05 | Payment | Checking | 75.00',
    '2026-11-06 | Expense | Checking | -8.00',
    '2026-11-10 | Invoice | Accounts Receivable (A/R) | 12.00',
  ]);
  bench.person({ does: 'reconcile', kind: 'payment', id: '4' });
  const reconciled = report(
    bench,
    'TransactionList',
    'start_date=2026-11-01&end_date=2026-11-30&cleared=Reconciled&columns=txn_type,is_cleared',
  );
  assert.deepEqual(reconciled, ['Payment | R']);
});

test('the general ledger runs through each account, from its balance before', () => {
  const lines = report(
    year(),
    'GeneralLedger',
    'start_date=2026-11-01&end_date=2026-11-30&account=84&columns=tx_date,txn_type,split_acc,subt_nat_amount,rbal_nat_amount',
  );
  assert.deepEqual(lines, [
    '2026-11-05 | Payment | Checking | -70.00 | 110.00',
    '2026-11-05 | Payment | Checking | -5.00 | 105.00',
    '2026-11-10 | Invoice | -Split- | 12.00 | 117.00',
    'Total for Accounts Receivable (A/R) |  |  | -63.00 | ',
  ]);
});

test('a report without anything says so, and what is not reckoned is refused', () => {
  const bench = openBench();
  const header = childIn(bench.ask('reports/ProfitAndLoss'), 'Header');
  assert.equal(listIn(header, 'Option').find(({ Name }) => Name === 'NoReportData')?.['Value'], 'true');
  assert.equal(bench.refusal('reports/ProfitAndLoss?accounting_method=Cash'), '500');
  assert.equal(bench.refusal('reports/CashFlow'), '500');
});
