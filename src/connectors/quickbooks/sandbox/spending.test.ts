import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { childIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { openBench } from './testing.ts';
import type { Bench } from './testing.ts';

const expense = (Amount: string, account: string, code = '6'): Fields => ({
  Amount,
  DetailType: 'AccountBasedExpenseLineDetail',
  AccountBasedExpenseLineDetail: { AccountRef: { value: account }, TaxCodeRef: { value: code } },
});

const withVendor = (): { readonly bench: Bench; readonly VendorRef: Fields } => {
  const bench = openBench();
  return { bench, VendorRef: { value: bench.write('Vendor', { DisplayName: 'Print Ltd' })['Id'] } };
};

describe('what is owed to a vendor', () => {
  test('is a bill with its tax, until it is paid', () => {
    const { bench, VendorRef } = withVendor();
    const bill = bench.write('Bill', { VendorRef, TxnDate: '2026-11-01', Line: [expense('100', '7', '2')] });
    assert.deepEqual([bill['TotalAmt'], bill['Balance'], bill['DueDate']], ['120', '120', '2026-11-01']);
    assert.deepEqual(bench.books(), ['Accounts Payable (A/P) -120.00', 'Advertising 100.00', 'VAT Control 20.00']);
    const Line = [{ Amount: '120', LinkedTxn: [{ TxnId: bill['Id'], TxnType: 'Bill' }] }];
    const payment = bench.write('BillPayment', {
      VendorRef,
      PayType: 'Check',
      CheckPayment: { BankAccountRef: { value: '35' } },
      TotalAmt: '120',
      Line,
    });
    assert.deepEqual(bench.books(), ['Advertising 100.00', 'Checking -120.00', 'VAT Control 20.00']);
    assert.deepEqual(bench.read('Bill', String(bill['Id']))['LinkedTxn'], [{ TxnId: payment['Id'], TxnType: 'BillPaymentCheck' }]);
    assert.equal(bench.refusal('bill?operation=delete', { Id: bill['Id'], SyncToken: '1' }), '6000');
  });

  test('is less by a vendor credit', () => {
    const { bench, VendorRef } = withVendor();
    bench.write('Bill', { VendorRef, Line: [expense('100', '7')] });
    bench.write('VendorCredit', { VendorRef, Line: [expense('30', '7')] });
    assert.equal(bench.read('Vendor', '1')['Balance'], '70');
    assert.deepEqual(bench.books(), ['Accounts Payable (A/P) -70.00', 'Advertising 70.00']);
  });

  test('under reverse charge has a tax that adds to nothing', () => {
    const { bench, VendorRef } = withVendor();
    assert.equal(bench.write('Bill', { VendorRef, Line: [expense('100', '7', '7')] })['TotalAmt'], '100');
    assert.deepEqual(bench.books(), ['Accounts Payable (A/P) -100.00', 'Advertising 100.00']);
  });
});

describe('money that is spent', () => {
  test('leaves the bank or the card, and comes back to the card as a credit', () => {
    const { bench } = withVendor();
    bench.write('Purchase', { AccountRef: { value: '35' }, PaymentType: 'Cash', Line: [expense('10', '8')] });
    bench.write('Purchase', { AccountRef: { value: '41' }, PaymentType: 'CreditCard', Line: [expense('50', '15', '2')] });
    bench.write('Purchase', { AccountRef: { value: '41' }, PaymentType: 'CreditCard', Credit: true, Line: [expense('20', '15', '2')] });
    assert.deepEqual(bench.books(), [
      'Bank Charges 10.00',
      'Checking -10.00',
      'Mastercard -36.00',
      'Office Expenses 30.00',
      'VAT Control 6.00',
    ]);
  });

  test('is refused from an account of another type', () => {
    const { bench } = withVendor();
    const Line = [expense('10', '8')];
    assert.equal(bench.refusal('purchase', { AccountRef: { value: '41' }, PaymentType: 'Cash', Line }), '6000');
    assert.equal(bench.refusal('purchase', { AccountRef: { value: '35' }, PaymentType: 'CreditCard', Line }), '6000');
  });
});

describe('money that moves', () => {
  test('from one account to another is a transfer', () => {
    const { bench } = withVendor();
    bench.write('Transfer', { FromAccountRef: { value: '35' }, ToAccountRef: { value: '36' }, Amount: '70' });
    assert.deepEqual(bench.books(), ['Checking -70.00', 'Savings 70.00']);
    const same = { FromAccountRef: { value: '35' }, ToAccountRef: { value: '35' }, Amount: '70' };
    assert.equal(bench.refusal('transfer', same), '6000');
    assert.equal(bench.refusal('transfer', { ...same, ToAccountRef: { value: '1' } }), '6000');
  });

  test('to an account that is kept in its currency shows that currency as its balance', () => {
    const { bench } = withVendor();
    const euros = bench.write('Account', { Name: 'Euro account', AccountType: 'Bank', CurrencyRef: { value: 'EUR' } });
    bench.write('Transfer', {
      FromAccountRef: { value: '35' },
      ToAccountRef: { value: euros['Id'] },
      CurrencyRef: { value: 'EUR' },
      ExchangeRate: '0.85',
      Amount: '100',
    });
    assert.equal(bench.read('Account', String(euros['Id']))['CurrentBalance'], '100');
    assert.deepEqual(bench.books(), ['Checking -85.00', 'Euro account 85.00']);
  });
});

describe('a journal entry', () => {
  const line = (Amount: string, PostingType: string, account: string, more: Fields = {}): Fields => ({
    Amount,
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: { PostingType, AccountRef: { value: account }, ...more },
  });

  test('is in the books as its lines say', () => {
    const { bench } = withVendor();
    const entry = bench.write('JournalEntry', { DocNumber: 'J-1', Line: [line('5', 'Debit', '8'), line('5', 'Credit', '35')] });
    assert.equal(entry['TotalAmt'], '0');
    assert.deepEqual(bench.books(), ['Bank Charges 5.00', 'Checking -5.00']);
  });

  test('must balance, and say whose debt it moves', () => {
    const { bench } = withVendor();
    const refused = (...Line: readonly Fields[]): string => bench.refusal('journalentry', { Line });
    assert.equal(refused(line('5', 'Debit', '8'), line('4.99', 'Credit', '35')), '6000');
    assert.equal(refused(line('5', 'Debit', '8'), line('5', 'Credit', '84')), '6000');
    assert.equal(refused(line('5', 'Debit', '8')), '2020');
    const whose = { Entity: { Type: 'Customer', EntityRef: { value: bench.write('Customer', { DisplayName: 'Ada' })['Id'] } } };
    bench.write('JournalEntry', { Line: [line('5', 'Debit', '8'), line('5', 'Credit', '84', whose)] });
    assert.equal(bench.find("select * from Customer where DisplayName = 'Ada'")[0]?.['Balance'], '-5');
  });

  test('has the tax of its lines beside them, and balances with it', () => {
    const { bench } = withVendor();
    const taxed = { TaxCodeRef: { value: '2' }, TaxApplicableOn: 'Sales' };
    const Line = [line('120', 'Debit', '35'), line('100', 'Credit', '1', taxed)];
    assert.equal(childIn(bench.write('JournalEntry', { Line }), 'TxnTaxDetail')['TotalTax'], '20');
    assert.deepEqual(bench.books(), ['Checking 120.00', 'Services -100.00', 'VAT Control -20.00']);
    const unsaid = [line('120', 'Debit', '35'), line('100', 'Credit', '1', { TaxCodeRef: { value: '2' } })];
    assert.equal(bench.refusal('journalentry', { Line: unsaid }), '2020');
  });

  test('in another currency balances in the home currency too', () => {
    const { bench } = withVendor();
    const Line = [line('0.33', 'Debit', '8'), line('0.33', 'Debit', '15'), line('0.66', 'Credit', '35')];
    bench.write('JournalEntry', { CurrencyRef: { value: 'EUR' }, ExchangeRate: '0.5', Line });
    assert.deepEqual(bench.books(), ['Bank Charges 0.17', 'Checking -0.34', 'Office Expenses 0.17']);
  });
});
