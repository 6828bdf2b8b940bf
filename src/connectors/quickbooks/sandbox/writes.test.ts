import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fields } from './fields.ts';
import { openAmericanBench, openBench, saleLine } from './testing.ts';
import type { Bench } from './testing.ts';

const opened = (): { readonly bench: Bench; readonly sale: Fields } => {
  const bench = openBench();
  const CustomerRef = { value: bench.write('Customer', { DisplayName: 'Ada Ltd' })['Id'] };
  return { bench, sale: { CustomerRef, TxnDate: '2026-11-01', Line: [saleLine('100', '6')] } };
};

describe('an update', () => {
  test('over a version that is not the newest is refused, and changes nothing', () => {
    const { bench, sale } = opened();
    const { Id } = bench.write('Invoice', sale);
    bench.write('Invoice', { Id, SyncToken: '0', sparse: true, PrivateNote: 'one' });
    assert.equal(bench.refusal('invoice', { Id, SyncToken: '0', sparse: true, PrivateNote: 'two' }), '5010');
    assert.equal(bench.refusal('invoice', { Id, sparse: true, PrivateNote: 'two' }), '2020');
    assert.equal(bench.refusal('invoice', { Id: '99', SyncToken: '0', sparse: true }), '610');
    assert.deepEqual([bench.read('Invoice', '1')['PrivateNote'], bench.read('Invoice', '1')['SyncToken']], ['one', '1']);
  });

  test('that is sparse keeps what it does not name, and a full one clears it', () => {
    const { bench, sale } = opened();
    const { Id } = bench.write('Invoice', { ...sale, PrivateNote: 'note', CustomerMemo: { value: 'Thanks' } });
    const sparse = bench.write('Invoice', { Id, SyncToken: '0', sparse: true, PrivateNote: null });
    assert.deepEqual([sparse['PrivateNote'], sparse['CustomerMemo']], [undefined, { value: 'Thanks' }]);
    const full = bench.write('Invoice', { ...sale, Id, SyncToken: '1' });
    assert.equal(full['CustomerMemo'], undefined);
    assert.equal(bench.refusal('invoice', { Id, SyncToken: '2', PrivateNote: 'x' }), '2020');
  });

  test('keeps the ids of the lines that it names, and gives new ones to the others', () => {
    const { bench, sale } = opened();
    const { Id } = bench.write('Invoice', { ...sale, Line: [saleLine('1', '6'), saleLine('2', '6')] });
    const lines = [saleLine('9', '6'), { ...saleLine('2', '6'), Id: '2' }];
    const changed = bench.write('Invoice', { Id, SyncToken: '0', sparse: true, Line: lines });
    const ids = Array.isArray(changed['Line']) ? changed['Line'].map(({ Id: id, Amount }: Fields) => [id, Amount]) : [];
    assert.deepEqual(ids, [
      ['3', '9'],
      ['2', '2'],
      [undefined, '11'],
    ]);
  });

  test('cannot take an invoice below what was paid of it', () => {
    const { bench, sale } = opened();
    const { Id } = bench.write('Invoice', sale);
    bench.write('Payment', {
      CustomerRef: sale['CustomerRef'],
      TotalAmt: '60',
      Line: [{ Amount: '60', LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }],
    });
    assert.equal(bench.refusal('invoice', { Id, SyncToken: '1', sparse: true, Line: [saleLine('59', '6')] }), '6000');
    assert.equal(bench.write('Invoice', { Id, SyncToken: '1', sparse: true, Line: [saleLine('80', '6')] })['Balance'], '20');
  });
});

test('what an object does not have, cannot hold or does not know is refused by its own code', () => {
  const { bench, sale } = opened();
  const refused = (more: Fields): string => bench.refusal('invoice', { ...sale, ...more });
  assert.equal(refused({ Colour: 'red' }), '2010');
  assert.equal(refused({ DocNumber: 'x'.repeat(22) }), '2050');
  assert.equal(refused({ EmailStatus: 'Burned' }), '2170');
  assert.equal(refused({ TxnDate: '2026-02-30' }), '2090');
  assert.equal(refused({ ExchangeRate: 'much' }), '2040');
  assert.equal(refused({ SalesTermRef: { value: '99' } }), '2500');
  assert.equal(refused({ CurrencyRef: { value: 'EUR' } }), '6000');
  assert.equal(bench.refusal('customer', { DisplayName: 'Bea', PrimaryEmailAddr: { Address: 'nobody' } }), '2210');
});

test('a number is used once, unless the caller takes that on', () => {
  const { bench, sale } = opened();
  bench.write('Invoice', { ...sale, DocNumber: 'A-1' });
  assert.equal(bench.refusal('invoice', { ...sale, DocNumber: 'A-1' }), '6140');
  assert.equal(bench.write('Invoice', { ...sale, DocNumber: 'A-1' }, 'include=allowduplicatedocnum')['Id'], '2');
});

test('closed books take no document, on its old day or its new one', () => {
  const { bench, sale } = opened();
  const { Id } = bench.write('Invoice', { ...sale, TxnDate: '2026-10-31' });
  const open = bench.write('Invoice', sale);
  bench.person({ does: 'lock', through: '2026-10-31' });
  assert.equal(bench.refusal('invoice', { ...sale, TxnDate: '2026-10-31' }), '6210');
  assert.equal(bench.refusal('invoice', { Id, SyncToken: '0', sparse: true, TxnDate: '2026-11-05' }), '6210');
  assert.equal(bench.refusal('invoice', { Id: open['Id'], SyncToken: '0', sparse: true, TxnDate: '2026-10-05' }), '6210');
  assert.equal(bench.refusal('invoice?operation=void', { Id, SyncToken: '0' }), '6210');
  assert.equal(bench.refusal('invoice?operation=delete', { Id, SyncToken: '0' }), '6210');
  const pays = {
    CustomerRef: sale['CustomerRef'],
    TotalAmt: '100',
    Line: [{ Amount: '100', LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }],
  };
  assert.equal(bench.write('Payment', pays)['UnappliedAmt'], '0');
});

test('documents without a void can only be deleted, lists neither', () => {
  const { bench, sale } = opened();
  const { Id } = bench.write('CreditMemo', sale);
  assert.equal(bench.refusal('creditmemo?operation=void', { Id, SyncToken: '0' }), '500');
  assert.equal(bench.write('CreditMemo', { Id, SyncToken: '0' }, 'operation=delete')['status'], 'Deleted');
  assert.equal(bench.refusal('creditmemo/1'), '610');
  assert.equal(bench.refusal('customer?operation=delete', { Id: '1', SyncToken: '0' }), '500');
});

test('what a person reconciled is left alone only where that is set', () => {
  const { bench, sale } = opened();
  const { Id } = bench.write('Payment', { CustomerRef: sale['CustomerRef'], TotalAmt: '5' });
  bench.person({ does: 'reconcile', kind: 'payment', id: String(Id) });
  bench.write('Payment', { Id, SyncToken: '0', sparse: true, PrivateNote: 'x' });
  bench.person({ does: 'setting', fields: { RefuseReconciled: true } });
  assert.equal(bench.refusal('payment', { Id, SyncToken: '1', sparse: true, PrivateNote: 'y' }), '6000');
});

test('a foreign currency needs a company that has several', () => {
  const bench = openAmericanBench();
  assert.equal(bench.refusal('customer', { DisplayName: 'Ada', CurrencyRef: { value: 'EUR' } }), '2500');
  assert.equal(bench.refusal('companycurrency', { Code: 'EUR' }), '5020');
  bench.person({ does: 'setting', fields: { MultiCurrencyEnabled: true } });
  bench.write('CompanyCurrency', { Code: 'EUR' });
  const customer = bench.write('Customer', { DisplayName: 'Ada', CurrencyRef: { value: 'EUR' } });
  assert.equal(bench.refusal('customer', { Id: customer['Id'], SyncToken: '0', sparse: true, CurrencyRef: { value: 'USD' } }), '6000');
});

test('the numbers that QuickBooks gives go on past those that were sent, and start again where they were', () => {
  const bench = openAmericanBench();
  const CustomerRef = { value: bench.write('Customer', { DisplayName: 'Ada Ltd' })['Id'] };
  const number = (more: Fields = {}): unknown =>
    bench.write('Invoice', { CustomerRef, Line: [saleLine('1', 'NON')], ...more })['DocNumber'];
  assert.deepEqual(
    [number(), number({ DocNumber: '1002' }), number(), number({ DocNumber: '9000' }), number()],
    ['1001', '1002', '1003', '9000', '1004'],
  );
});
