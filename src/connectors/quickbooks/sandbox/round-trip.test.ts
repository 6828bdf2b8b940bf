import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { openBench, saleLine } from './testing.ts';

test('every object can be sent back as it was read, and is the same afterwards', () => {
  const bench = openBench();
  const CurrencyRef = { value: 'EUR' };
  const CustomerRef = {
    value: bench.write('Customer', { DisplayName: 'Ada Ltd', CurrencyRef, BillAddr: { Line1: '1 Quay', City: 'Bristol' } })['Id'],
  };
  const VendorRef = { value: bench.write('Vendor', { DisplayName: 'Print Ltd' })['Id'] };
  const discount = { Amount: '0', DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: true, DiscountPercent: '12.5' } };
  const words = { DetailType: 'DescriptionOnly', Description: 'Thank you' };
  const Line = [saleLine('33.33', '2'), words, saleLine('10.01', '3', { Qty: '7', UnitPrice: '1.43' }), discount];
  const gross = [saleLine('8.33', '2', { TaxInclusiveAmt: '10' }), saleLine('8.33', '2', { TaxInclusiveAmt: '10' })];
  const expense = {
    Amount: '10',
    DetailType: 'AccountBasedExpenseLineDetail',
    AccountBasedExpenseLineDetail: { AccountRef: { value: '7' }, TaxCodeRef: { value: '2' } },
  };
  const side = (PostingType: string, account: string): Fields => ({
    Amount: '5',
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: { PostingType, AccountRef: { value: account } },
  });
  const sale = { CustomerRef, CurrencyRef, ExchangeRate: '0.857', Line };
  const invoice = bench.write('Invoice', { ...sale, DocNumber: 'A-1', PrivateNote: 'note', SalesTermRef: { value: '3' } });
  const made: readonly (readonly [string, Fields])[] = [
    ['Invoice', bench.write('Invoice', { ...sale, GlobalTaxCalculation: 'TaxInclusive', Line: gross })],
    ['CreditMemo', bench.write('CreditMemo', sale)],
    ['SalesReceipt', bench.write('SalesReceipt', sale)],
    ['RefundReceipt', bench.write('RefundReceipt', { ...sale, DepositToAccountRef: { value: '35' } })],
    [
      'Payment',
      bench.write('Payment', {
        CustomerRef,
        CurrencyRef,
        ExchangeRate: '0.86',
        TotalAmt: '40',
        Line: [{ Amount: '30', LinkedTxn: [{ TxnId: invoice['Id'], TxnType: 'Invoice' }] }],
      }),
    ],
    ['Invoice', bench.read('Invoice', String(invoice['Id']))],
    ['Bill', bench.write('Bill', { VendorRef, Line: [expense] })],
    ['Purchase', bench.write('Purchase', { AccountRef: { value: '35' }, PaymentType: 'Cash', Line: [expense] })],
    [
      'Deposit',
      bench.write('Deposit', {
        DepositToAccountRef: { value: '35' },
        Line: [{ Amount: '5', DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef: { value: '1' } } }],
      }),
    ],
    ['Transfer', bench.write('Transfer', { FromAccountRef: { value: '35' }, ToAccountRef: { value: '36' }, Amount: '5' })],
    ['JournalEntry', bench.write('JournalEntry', { Line: [side('Debit', '8'), side('Credit', '35')] })],
    ['Customer', bench.read('Customer', '1')],
    ['Item', bench.read('Item', '1')],
    ['Account', bench.read('Account', '8')],
  ];
  const books = bench.books();
  for (const [entity, before] of made) {
    const { SyncToken, MetaData, ...same } = bench.write(entity, before);
    const { SyncToken: token, MetaData: times, ...was } = before;
    assert.deepEqual(same, was, entity);
    assert.equal(SyncToken, String(Number(token) + 1));
    assert.notEqual(textIn(childIn({ MetaData }, 'MetaData'), 'LastUpdatedTime'), textIn(childIn({ times }, 'times'), 'LastUpdatedTime'));
  }
  assert.deepEqual(bench.books(), books);
});
