import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { openBench, saleLine } from './testing.ts';
import type { Bench } from './testing.ts';

interface Scene {
  readonly bench: Bench;
  readonly CustomerRef: Fields;
  readonly invoice: (amount: string, more?: Fields) => Fields;
  readonly pay: (total: string, links: readonly Fields[], more?: Fields) => Fields;
}

function scene(currency = 'GBP'): Scene {
  const bench = openBench();
  const CurrencyRef = { value: currency };
  const CustomerRef = { value: bench.write('Customer', { DisplayName: 'Ada Ltd', CurrencyRef })['Id'] };
  return {
    bench,
    CustomerRef,
    invoice: (amount, more = {}) => bench.write('Invoice', { CustomerRef, CurrencyRef, Line: [saleLine(amount, '6')], ...more }),
    pay: (TotalAmt, Line, more = {}) =>
      bench.write('Payment', { CustomerRef, CurrencyRef, TotalAmt, DepositToAccountRef: { value: '35' }, Line, ...more }),
  };
}

const link = (Amount: string, { Id }: Fields, TxnType = 'Invoice'): Fields => ({ Amount, LinkedTxn: [{ TxnId: Id, TxnType }] });

describe('a payment', () => {
  test('settles an invoice, whose balance and SyncToken go on', () => {
    const { bench, invoice, pay } = scene();
    const sale = invoice('100');
    const payment = pay('60', [link('60', sale)]);
    const after = bench.read('Invoice', String(sale['Id']));
    assert.deepEqual([after['Balance'], after['SyncToken'], payment['UnappliedAmt']], ['40', '1', '0']);
    assert.deepEqual(after['LinkedTxn'], [{ TxnId: payment['Id'], TxnType: 'Payment' }]);
    assert.deepEqual(bench.books(), ['Accounts Receivable (A/R) 40.00', 'Checking 60.00', 'Services -100.00']);
  });

  test('without a line, or with more than is owed, stays on account', () => {
    const { bench, invoice, pay } = scene();
    assert.equal(pay('10', [])['UnappliedAmt'], '10');
    assert.equal(pay('150', [link('100', invoice('100'))])['UnappliedAmt'], '50');
    assert.equal(bench.read('Customer', '1')['Balance'], '-60');
  });

  test('goes to undeposited funds where no account is named', () => {
    const { bench, CustomerRef } = scene();
    assert.deepEqual(bench.write('Payment', { CustomerRef, TotalAmt: '5' })['DepositToAccountRef'], {
      value: '4',
      name: 'Undeposited Funds',
    });
  });

  test('cannot take more than is open, nor what is another customer’s', () => {
    const { bench, CustomerRef, invoice } = scene();
    const other = { value: bench.write('Customer', { DisplayName: 'Bea Ltd' })['Id'] };
    const sale = invoice('100');
    const refused = (fields: Fields): string => bench.refusal('payment', { CustomerRef, TotalAmt: '500', ...fields });
    assert.equal(refused({ Line: [link('100.01', sale)] }), '6000');
    assert.equal(refused({ Line: [link('60', sale), link('60', sale)] }), '6000');
    assert.equal(refused({ TotalAmt: '10', Line: [link('20', sale)] }), '6000');
    assert.equal(refused({ CustomerRef: other, Line: [link('20', sale)] }), '620');
    assert.equal(bench.read('Invoice', String(sale['Id']))['SyncToken'], '0');
  });

  test('of nothing ties a credit memo to an invoice', () => {
    const { bench, CustomerRef, invoice, pay } = scene();
    const sale = invoice('100');
    const credit = bench.write('CreditMemo', { CustomerRef, Line: [saleLine('30', '6')] });
    pay('0', [link('30', sale), link('30', credit, 'CreditMemo')]);
    assert.equal(bench.read('Invoice', String(sale['Id']))['Balance'], '70');
    assert.equal(bench.read('CreditMemo', String(credit['Id']))['RemainingCredit'], '0');
    assert.deepEqual(bench.books(), ['Accounts Receivable (A/R) 70.00', 'Services -70.00']);
  });

  test('that is voided, deleted or sent with fewer lines lets go of its invoices', () => {
    const { bench, invoice, pay } = scene();
    const sale = invoice('100');
    const balance = (): unknown => bench.read('Invoice', String(sale['Id']))['Balance'];
    const voided = pay('100', [link('100', sale)]);
    assert.equal(bench.refusal('invoice?operation=void', { Id: sale['Id'], SyncToken: '1' }), '6000');
    bench.write('Payment', { Id: voided['Id'], SyncToken: '0', sparse: true }, 'operation=update&include=void');
    assert.equal(balance(), '100');
    const deleted = pay('100', [link('100', sale)]);
    bench.write('Payment', { Id: deleted['Id'], SyncToken: '0' }, 'operation=delete');
    assert.equal(balance(), '100');
    const freed = pay('100', [link('100', sale)]);
    const changed = bench.write('Payment', { Id: freed['Id'], SyncToken: '0', sparse: true, Line: [link('10', sale)] });
    assert.deepEqual([balance(), changed['UnappliedAmt']], ['90', '90']);
  });

  test('in another currency leaves what the rate moved on the account of exchange gains', () => {
    const { bench, invoice, pay } = scene('EUR');
    const sale = invoice('100', { ExchangeRate: '0.85' });
    pay('100', [link('100', sale)], { ExchangeRate: '0.88' });
    assert.deepEqual(bench.books(), ['Checking 88.00', 'Exchange Gain or Loss -3.00', 'Services -85.00']);
  });

  test('is posted again when the rate of its invoice is set right', () => {
    const { bench, invoice, pay } = scene('EUR');
    const sale = invoice('100', { ExchangeRate: '0.85' });
    pay('100', [link('100', sale)], { ExchangeRate: '0.88' });
    bench.write('Invoice', { Id: sale['Id'], SyncToken: '1', sparse: true, ExchangeRate: '0.88' });
    assert.deepEqual(bench.books(), ['Checking 88.00', 'Services -88.00']);
  });
});

describe('a deposit', () => {
  test('takes payments out of undeposited funds, less a fee, and holds them fast', () => {
    const { bench, CustomerRef, invoice } = scene();
    const payment = bench.write('Payment', { CustomerRef, TotalAmt: '100', Line: [link('100', invoice('100'))] });
    const fee = { Amount: '-1.75', DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef: { value: '8' } } };
    const Line = [{ Amount: '100', LinkedTxn: [{ TxnId: payment['Id'], TxnType: 'Payment', TxnLineId: '0' }] }, fee];
    const deposit = bench.write('Deposit', { DepositToAccountRef: { value: '35' }, Line });
    assert.equal(deposit['TotalAmt'], '98.25');
    assert.deepEqual(bench.books(), ['Bank Charges 1.75', 'Checking 98.25', 'Services -100.00']);
    const change = { Id: payment['Id'], SyncToken: '1', sparse: true };
    assert.equal(bench.refusal('payment', { ...change, PrivateNote: 'x' }), '6540');
    assert.equal(bench.refusal('payment?operation=delete', change), '6540');
    assert.equal(bench.refusal('deposit', { DepositToAccountRef: { value: '36' }, Line }), '6540');
    bench.write('Deposit', { Id: deposit['Id'], SyncToken: '0' }, 'operation=delete');
    assert.deepEqual(listIn(bench.read('Payment', String(payment['Id'])), 'LinkedTxn'), []);
    assert.deepEqual(bench.books(), ['Services -100.00', 'Undeposited Funds 100.00']);
  });
});

test('a receipt that was deposited is held fast as a payment is', () => {
  const { bench, CustomerRef } = scene();
  const receipt = bench.write('SalesReceipt', { CustomerRef, Line: [saleLine('50', '6')] });
  const Line = [{ Amount: '50', LinkedTxn: [{ TxnId: receipt['Id'], TxnType: 'SalesReceipt' }] }];
  bench.write('Deposit', { DepositToAccountRef: { value: '35' }, Line });
  assert.equal(bench.refusal('salesreceipt', { Id: receipt['Id'], SyncToken: '1', sparse: true, Line: [saleLine('60', '6')] }), '6540');
});

describe('what QuickBooks applies by itself, where that is turned on', () => {
  test('a credit memo goes to the oldest open invoices, by payments of nothing', () => {
    const { bench, CustomerRef, invoice } = scene();
    bench.person({ does: 'setting', fields: { AutoApplyCredit: true } });
    const [late, early] = [invoice('50', { TxnDate: '2026-11-05' }), invoice('50', { TxnDate: '2026-11-01' })];
    const credit = bench.write('CreditMemo', { CustomerRef, Line: [saleLine('70', '6')] });
    assert.deepEqual(
      [early, late].map(({ Id }) => bench.read('Invoice', String(Id))['Balance']),
      ['0', '30'],
    );
    assert.equal(credit['RemainingCredit'], '0');
    assert.equal(bench.find("select * from Payment where TotalAmt = '0'").length, 2);
  });

  test('money on account goes to the next invoice', () => {
    const { bench, invoice, pay } = scene();
    bench.person({ does: 'setting', fields: { AutoApplyPayments: true } });
    const payment = pay('80', []);
    assert.equal(invoice('50')['Balance'], '0');
    assert.equal(bench.read('Payment', String(payment['Id']))['UnappliedAmt'], '30');
  });
});
