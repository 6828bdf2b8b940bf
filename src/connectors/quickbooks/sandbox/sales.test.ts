import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { childIn, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { openAmericanBench, openBench, saleLine } from './testing.ts';
import type { Bench } from './testing.ts';

const withCustomer = (bench: Bench): { readonly bench: Bench; readonly CustomerRef: Fields } => ({
  bench,
  CustomerRef: { value: bench.write('Customer', { DisplayName: 'Ada Ltd' })['Id'] },
});
const british = () => withCustomer(openBench());
const american = () => withCustomer(openAmericanBench());
const amounts = (sale: Fields): unknown => [sale['TotalAmt'], childIn(sale, 'TxnTaxDetail')['TotalTax'], sale['Balance']];
const discountLine = (detail: Fields, Amount = '0'): Fields => ({ Amount, DetailType: 'DiscountLineDetail', DiscountLineDetail: detail });

describe('a sale in a British company', () => {
  test('has its tax per rate on the sum, rounded once', () => {
    const { bench, CustomerRef } = british();
    const Line = ['0.03', '0.03', '0.03'].map((amount) => saleLine(amount, '2'));
    assert.deepEqual(amounts(bench.write('Invoice', { CustomerRef, Line })), ['0.11', '0.02', '0.11']);
  });

  test('stands in the books as receivable, income and tax', () => {
    const { bench, CustomerRef } = british();
    bench.write('Invoice', { CustomerRef, TxnDate: '2026-11-01', Line: [saleLine('100', '2'), saleLine('50', '3'), saleLine('7', '4')] });
    assert.deepEqual(bench.books('2026-10-31'), []);
    assert.deepEqual(bench.books('2026-11-01'), ['Accounts Receivable (A/R) 179.50', 'Services -157.00', 'VAT Control -22.50']);
  });

  test('that is paid at once or given back moves the account of the money', () => {
    const { bench, CustomerRef } = british();
    bench.write('SalesReceipt', { CustomerRef, DepositToAccountRef: { value: '35' }, Line: [saleLine('100', '2')] });
    assert.deepEqual(bench.books(), ['Checking 120.00', 'Services -100.00', 'VAT Control -20.00']);
    bench.write('RefundReceipt', { CustomerRef, DepositToAccountRef: { value: '35' }, Line: [saleLine('40', '2')] });
    assert.deepEqual(bench.books(), ['Checking 72.00', 'Services -60.00', 'VAT Control -12.00']);
  });

  test('taken back by a credit memo leaves nothing owed', () => {
    const { bench, CustomerRef } = british();
    bench.write('Invoice', { CustomerRef, Line: [saleLine('100', '2')] });
    const credit = bench.write('CreditMemo', { CustomerRef, Line: [saleLine('100', '2')] });
    assert.deepEqual(bench.books(), []);
    assert.equal(credit['RemainingCredit'], '120');
  });

  test('whose amounts include the tax has lines that sum with it to what was asked', () => {
    const { bench, CustomerRef } = british();
    const gross = (net: string, TaxInclusiveAmt: string): Fields => saleLine(net, '2', { TaxInclusiveAmt });
    const Line = [gross('8.33', '10.00'), gross('8.33', '10.00'), gross('8.33', '10.00')];
    const sale = bench.write('Invoice', { CustomerRef, GlobalTaxCalculation: 'TaxInclusive', Line });
    assert.deepEqual(amounts(sale), ['30', '5', '30']);
    const kept = listIn(sale, 'Line').filter((line) => line['SalesItemLineDetail'] !== undefined);
    assert.deepEqual(
      kept.map((line) => textIn(line, 'Amount')),
      ['8.33', '8.34', '8.33'],
    );
    assert.deepEqual(bench.books(), ['Accounts Receivable (A/R) 30.00', 'Services -25.00', 'VAT Control -5.00']);
  });

  test('keeps the tax that was sent, by total and by rate', () => {
    const { bench, CustomerRef } = british();
    const Line = [saleLine('100', '2')];
    assert.deepEqual(amounts(bench.write('Invoice', { CustomerRef, Line, TxnTaxDetail: { TotalTax: '19.99' } })), [
      '119.99',
      '19.99',
      '119.99',
    ]);
    const TaxLine = [{ Amount: '20.01', DetailType: 'TaxLineDetail', TaxLineDetail: { TaxRateRef: { value: '1' } } }];
    const byRate = bench.write('Invoice', { CustomerRef, Line, TxnTaxDetail: { TotalTax: '20.01', TaxLine } });
    assert.deepEqual(amounts(byRate), ['120.01', '20.01', '120.01']);
  });

  test('reckons its tax anew when only its lines are sent again', () => {
    const { bench, CustomerRef } = british();
    const sale = bench.write('Invoice', { CustomerRef, Line: [saleLine('100', '2')], TxnTaxDetail: { TotalTax: '19.99' } });
    const noted = bench.write('Invoice', { Id: sale['Id'], SyncToken: '0', sparse: true, PrivateNote: 'x' });
    assert.deepEqual(amounts(noted), ['119.99', '19.99', '119.99']);
    const again = bench.write('Invoice', { Id: sale['Id'], SyncToken: '1', sparse: true, Line: [saleLine('200', '2')] });
    assert.deepEqual(amounts(again), ['240', '40', '240']);
  });

  test('with a discount has less tax, and the discount stands on an account of its own', () => {
    const { bench, CustomerRef } = british();
    const Line = [saleLine('100', '2'), saleLine('100', '4'), discountLine({ PercentBased: true, DiscountPercent: '10' })];
    assert.deepEqual(amounts(bench.write('Invoice', { CustomerRef, Line })), ['198', '18', '198']);
    assert.deepEqual(bench.books(), [
      'Accounts Receivable (A/R) 198.00',
      'Discounts given 20.00',
      'Services -200.00',
      'VAT Control -18.00',
    ]);
  });

  test('without a VAT code, with a wrong product or below zero is refused', () => {
    const { bench, CustomerRef } = british();
    const sale = (line: Fields): string => bench.refusal('invoice', { CustomerRef, Line: [line] });
    assert.equal(sale({ Amount: '5', DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } }), '6000');
    assert.equal(sale(saleLine('5', '2', { Qty: '2', UnitPrice: '2.51' })), '6070');
    assert.equal(sale(saleLine('-5', '2')), '6000');
    assert.equal(sale(saleLine('5', '99')), '2500');
    assert.equal(bench.refusal('invoice', { CustomerRef }), '2020');
    assert.equal(bench.refusal('invoice', { Line: [saleLine('5', '2')] }), '2020');
  });

  test('that is voided stays, with nothing on it and nothing in the books of its day', () => {
    const { bench, CustomerRef } = british();
    const sale = bench.write('Invoice', { CustomerRef, TxnDate: '2026-10-01', PrivateNote: 'src:1', Line: [saleLine('100', '2')] });
    const gone = bench.write('Invoice', { Id: sale['Id'], SyncToken: '0' }, 'operation=void');
    assert.deepEqual([...[amounts(gone)].flat(), gone['PrivateNote']], ['0', '0', '0', 'Voided - src:1']);
    assert.deepEqual(bench.books('2026-10-31'), []);
  });
});

describe('a sale in an American company', () => {
  test('has one rate for the document, and a number that QuickBooks gives', () => {
    const { bench, CustomerRef } = american();
    const sale = bench.write('Invoice', {
      CustomerRef,
      Line: [saleLine('335.25', 'TAX'), saleLine('10', 'NON')],
      TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } },
    });
    assert.deepEqual(amounts(sale), ['372.07', '26.82', '372.07']);
    assert.equal(sale['DocNumber'], '1001');
    assert.equal(bench.write('CreditMemo', { CustomerRef, Line: [saleLine('1', 'NON')] })['DocNumber'], '1002');
  });

  test('with two rates shows the tax of each', () => {
    const { bench, CustomerRef } = american();
    const sale = bench.write('Invoice', { CustomerRef, Line: [saleLine('10.05', 'TAX')], TxnTaxDetail: { TxnTaxCodeRef: { value: '3' } } });
    const lines = listIn(childIn(sale, 'TxnTaxDetail'), 'TaxLine').map((line) => textIn(line, 'Amount'));
    assert.deepEqual(lines, ['0.71', '0.2']);
  });

  test('takes the discount off before the tax only where that is asked for', () => {
    const { bench, CustomerRef } = american();
    const Line = [saleLine('100', 'TAX'), discountLine({ PercentBased: false }, '50')];
    const TxnTaxDetail = { TxnTaxCodeRef: { value: '2' } };
    assert.deepEqual(amounts(bench.write('Invoice', { CustomerRef, Line, TxnTaxDetail })), ['58', '8', '58']);
    assert.deepEqual(amounts(bench.write('Invoice', { CustomerRef, Line, TxnTaxDetail, ApplyTaxAfterDiscount: true })), ['54', '4', '54']);
  });

  test('has no other tax codes on its lines than TAX and NON', () => {
    const { bench, CustomerRef } = american();
    assert.equal(bench.refusal('invoice', { CustomerRef, Line: [saleLine('1', '2')] }), '6100');
  });

  test('under automated sales tax gets another rate than was asked for, and may lose the tax that was sent', () => {
    const { bench, CustomerRef } = american();
    bench.person({ does: 'setting', fields: { TaxModel: 'automated', AutomatedTaxCode: '3' } });
    const sale = { CustomerRef, Line: [saleLine('100', 'TAX')] };
    assert.deepEqual(amounts(bench.write('Invoice', { ...sale, TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } } })), [
      '109.1',
      '9.1',
      '109.1',
    ]);
    assert.deepEqual(amounts(bench.write('Invoice', { ...sale, TxnTaxDetail: { TotalTax: '8' } })), ['108', '8', '108']);
    bench.person({ does: 'setting', fields: { HonourTotalTax: false } });
    assert.deepEqual(amounts(bench.write('Invoice', { ...sale, TxnTaxDetail: { TotalTax: '8' } })), ['109.1', '9.1', '109.1']);
  });
});
