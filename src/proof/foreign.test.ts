import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord, Invoice, Payment } from '../core/records.ts';
import { foreignMovements } from './foreign.ts';
import { chart, creditNote, invoice, payment } from './testing.ts';

const period = { fromMonth: '2026-10', throughMonth: '2026-11' };
const sold = (id: string, on: string, net: number, rate: string | null): Invoice => ({
  ...invoice(id, on, [net, 0]),
  currency: 'USD',
  exchangeRate: rate === null ? null : { value: rate, on, source: 'ECB' },
});
const paid = (id: string, on: string, pence: number, of: { readonly invoice: string; readonly reached: string }): Payment => {
  const made = payment(id, on, pence);
  return {
    ...made,
    currency: 'USD',
    accountAmount: { amount: of.reached, currency: 'GBP' },
    allocations: [{ invoice: of.invoice, amount: made.amount }],
  };
};

const movements = (records: readonly AnyRecord[], months = period) =>
  foreignMovements({ records, chart, baseCurrency: 'GBP', period: months }).map((way) =>
    Object.fromEntries(way.map(({ account, amount, withoutRate }) => [account, withoutRate > 0 ? 'no rate' : amount])),
  );

test('an invoice in dollars comes to pounds line by line at its own rate', () => {
  assert.deepEqual(movements([sold('INV-1', '2026-10-03', 10001, '0.8')])[1], { '610': '80.01', '200': '-80.01' });
});

test('a ledger that keeps dollars per pound with six places may come to another penny', () => {
  const [inverse, direct] = movements([sold('INV-1', '2026-10-03', 99999999, '0.793')]);
  assert.deepEqual([direct?.['200'], inverse?.['200']], ['-792999.99', '-793000.02']);
});

test('payments take the invoice’s own pounds off receivables, and the last one takes what is left', () => {
  const records = [
    sold('INV-1', '2026-10-03', 10000, '0.7777'),
    paid('P1', '2026-10-10', 3333, { invoice: 'INV-1', reached: '26.10' }),
    paid('P2', '2026-11-10', 6667, { invoice: 'INV-1', reached: '51.00' }),
  ];
  // What reached the bank in pounds counts on the bank already, as pounds.
  assert.deepEqual(movements(records)[1], { '610': '0', '200': '-77.77' });
  assert.equal(movements(records, { fromMonth: '2026-11', throughMonth: '2026-11' })[1]?.['610'], '-51.85');
});

test('a credit set against an invoice of another rate moves receivables by the difference', () => {
  const credit = {
    ...creditNote('CN-1', '2026-10-05', [10000, 0]),
    currency: 'USD',
    exchangeRate: { value: '0.9', on: '2026-10-05', source: 'ECB' },
  };
  const set = {
    kind: 'allocation',
    id: 'A',
    from: { kind: 'creditNote', id: 'CN-1' },
    invoice: 'INV-1',
    amount: '100',
    currency: 'USD',
    allocatedOn: '2026-10-06',
    state: 'made',
  } as const;
  const [, direct] = movements([sold('INV-1', '2026-10-03', 10000, '0.8'), credit, set]);
  assert.equal(direct?.['610'], '0');
});

test('a document without a rate is counted and not guessed', () => {
  assert.deepEqual(movements([sold('INV-1', '2026-10-03', 10000, null)])[0], { '610': 'no rate', '820': 'no rate', '200': 'no rate' });
});
