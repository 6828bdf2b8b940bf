import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childIn, listIn } from './fields.ts';
import { openBench, saleLine } from './testing.ts';

test('customers, vendors and employees share one space of names', () => {
  const bench = openBench();
  bench.write('Customer', { DisplayName: 'Ada Ltd' });
  assert.equal(bench.refusal('customer', { DisplayName: 'ada ltd' }), '6240');
  assert.equal(bench.refusal('vendor', { DisplayName: 'Ada Ltd' }), '6240');
  assert.equal(bench.refusal('employee', { DisplayName: 'Ada Ltd' }), '6240');
  assert.equal(bench.refusal('customer', { DisplayName: 'Ada: Ltd' }), '2090');
  assert.equal(bench.refusal('customer', { Notes: 'nobody' }), '2020');
  assert.equal(bench.write('Customer', { GivenName: 'Ada', FamilyName: 'Byron' })['DisplayName'], 'Ada Byron');
});

test('a customer who is made inactive gives the name free, and takes no more documents', () => {
  const bench = openBench();
  const { Id } = bench.write('Customer', { DisplayName: 'Ada Ltd' });
  assert.equal(bench.write('Customer', { Id, SyncToken: '0', sparse: true, Active: false })['DisplayName'], 'Ada Ltd (deleted)');
  assert.equal(bench.refusal('invoice', { CustomerRef: { value: Id }, Line: [saleLine('1', '6')] }), '2500');
  bench.write('Customer', { DisplayName: 'Ada Ltd' });
  assert.equal(bench.refusal('customer', { Id, SyncToken: '1', sparse: true, Active: true }), '6240');
});

test('a merge moves the documents to who stays, and the other is gone', () => {
  const bench = openBench();
  const [ada, bea] = ['Ada Ltd', 'Bea Ltd'].map((DisplayName) => String(bench.write('Customer', { DisplayName })['Id']));
  const sale = bench.write('Invoice', { CustomerRef: { value: ada }, Line: [saleLine('10', '6')] });
  const reply = bench.company.person({ does: 'merge', from: ada ?? '', into: bea ?? '' });
  assert.deepEqual(bench.read('Invoice', String(sale['Id']))['CustomerRef'], { value: bea, name: 'Bea Ltd' });
  assert.equal(bench.refusal(`customer/${ada}`), '610');
  assert.deepEqual(reply.changed.find(({ kind }) => kind === 'Customer')?.detail, { operation: 'Merge', deletedId: ada });
});

test('an account has a type, its class follows, and its name is used once', () => {
  const bench = openBench();
  const stripe = bench.write('Account', { Name: 'Stripe', AccountType: 'Bank', AcctNum: '1210' });
  assert.deepEqual([stripe['Classification'], stripe['AccountSubType'], stripe['CurrentBalance']], ['Asset', 'CashOnHand', '0']);
  assert.equal(bench.write('Account', { Name: 'Fees', AccountSubType: 'BankCharges' })['AccountType'], 'Expense');
  assert.equal(bench.refusal('account', { Name: 'Stripe', AccountType: 'Bank' }), '6240');
  assert.equal(bench.refusal('account', { Name: 'Other', AccountType: 'Bank', AcctNum: '1210' }), '6240');
  assert.equal(bench.refusal('account', { Name: 'Other', AccountType: 'Purse' }), '6010');
  assert.equal(bench.refusal('account', { Name: 'Other' }), '6010');
});

test('an item that is sold goes to its income account, and stock is not offered', () => {
  const bench = openBench();
  const item = bench.write('Item', { Name: 'Design', Type: 'Service', IncomeAccountRef: { value: '82' } });
  const customer = bench.write('Customer', { DisplayName: 'Ada' });
  bench.write('Invoice', { CustomerRef: { value: customer['Id'] }, Line: [saleLine('10', '6', { ItemRef: { value: item['Id'] } })] });
  assert.deepEqual(bench.books(), ['Accounts Receivable (A/R) 10.00', 'Design income -10.00']);
  assert.equal(bench.refusal('item', { Name: 'Design', IncomeAccountRef: { value: '82' } }), '6240');
  assert.equal(bench.refusal('item', { Name: 'Chair', Type: 'Inventory', IncomeAccountRef: { value: '82' } }), '5020');
  assert.equal(bench.refusal('item', { Name: 'Air' }), '2020');
});

test('a tax code is made with its rates by the tax service, and stands on the account of its agency', () => {
  const bench = openBench();
  const agency = bench.write('TaxAgency', { DisplayName: 'Revenue' });
  const rate = { TaxRateName: 'IE 23', RateValue: '23', TaxAgencyId: agency['Id'], TaxApplicableOn: 'Sales' };
  const made = bench.ask('taxservice/taxcode', { TaxCode: 'IE standard', TaxRateDetails: [rate] });
  assert.equal(listIn(made, 'TaxRateDetails')[0]?.['RateValue'], '23');
  assert.equal(bench.refusal('taxservice/taxcode', { TaxCode: 'IE 2', TaxRateDetails: [rate] }), '6240');
  const customer = bench.write('Customer', { DisplayName: 'Ada' });
  bench.write('Invoice', { CustomerRef: { value: customer['Id'] }, Line: [saleLine('100', String(made['TaxCodeId']))] });
  assert.deepEqual(bench.books(), ['Accounts Receivable (A/R) 123.00', 'Revenue Payable -23.00', 'Services -100.00']);
});

test('a rate of exchange holds from its day on, for documents that bring none', () => {
  const bench = openBench();
  bench.write('ExchangeRate', { SourceCurrencyCode: 'EUR', Rate: '0.85', AsOfDate: '2026-11-01' });
  bench.write('ExchangeRate', { SourceCurrencyCode: 'EUR', Rate: '0.9', AsOfDate: '2026-11-10' });
  const rate = childIn(bench.ask('exchangerate?sourcecurrencycode=EUR&asofdate=2026-11-09'), 'ExchangeRate');
  assert.equal(rate['Rate'], '0.85');
  const customer = bench.write('Customer', { DisplayName: 'Ada', CurrencyRef: { value: 'EUR' } });
  const sale = { CustomerRef: { value: customer['Id'] }, CurrencyRef: { value: 'EUR' }, Line: [saleLine('100', '6')] };
  const invoice = bench.write('Invoice', { ...sale, TxnDate: '2026-11-12' });
  assert.deepEqual([invoice['ExchangeRate'], invoice['HomeTotalAmt']], ['0.9', '90']);
  assert.deepEqual(bench.books(), ['Accounts Receivable (A/R) - EUR 90.00', 'Services -90.00']);
});

test('what a person set shows where QuickBooks shows it: tax that was filed, the basis of reports, the switches', () => {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { TaxFiledThrough: '2026-09-30', ReportBasis: 'Cash', AutoApplyCredit: true } });
  bench.person({ does: 'lock', through: '2026-10-31' });
  assert.equal(bench.find('select * from TaxAgency')[0]?.['LastFileDate'], '2026-09-30');
  const shown = childIn(bench.ask('preferences'), 'Preferences');
  assert.equal(childIn(shown, 'ReportPrefs')['ReportBasis'], 'Cash');
  assert.equal(childIn(shown, 'SalesFormsPrefs')['AutoApplyCredit'], true);
  assert.equal(childIn(shown, 'AccountingInfoPrefs')['BookCloseDate'], '2026-10-31');
  assert.equal(bench.refusal('preferences', { Id: '1', SyncToken: '2', sparse: true }), '500');
  assert.equal(bench.company.person({ does: 'setting', fields: { MultiCurrencyEnabled: false } }).status, 400);
});
