import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount } from '../../src/core/decimal.ts';
import type { BalanceTransaction, ProcessorFee } from '../../src/core/processor-records.ts';
import { agreedBut, booked, books, booksOf, payout, restOf, transaction, wantedOf } from './books.ts';

const cents = (units: number): string => amount({ units: BigInt(units), scale: 2 });

const inward = ['charge', 'refundFailure', 'disputeReversal', 'payoutReversal', 'topUp', 'loan'] as const;
const outward = ['refund', 'chargeFailure', 'dispute', 'fee', 'payout', 'topUpReversal', 'loanRepayment', 'transfer'] as const;
const either = ['reserve', 'other', 'fee'] as const;
const purposes = [
  'processing',
  'application',
  'network',
  'dispute',
  'tax',
  'withheldTax',
  'other',
] as const satisfies readonly ProcessorFee['for'][];

const transactions: fc.Arbitrary<BalanceTransaction> = fc
  .record({
    does: fc.constantFrom(...inward, ...outward, ...either),
    size: fc.integer({ min: 0, max: 9_999_999 }),
    turned: fc.boolean(),
    parts: fc.array(fc.record({ for: fc.constantFrom(...purposes), units: fc.integer({ min: -300, max: 900 }) }), { maxLength: 4 }),
    missing: fc.integer({ min: -20, max: 20 }),
    tax: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    ofInvoice: fc.boolean(),
  })
  .map(({ does, size, turned, parts, missing, tax, ofInvoice }) => {
    const isIn = inward.some((each) => each === does) || (either.some((each) => each === does) && turned);
    const isAlone = does === 'fee' || does === 'payout';
    const fee = isAlone ? 0 : parts.reduce((total, { units }) => total + units, missing);
    const taxes = tax === null ? [] : [{ rate: 'us_tax', amount: cents(Math.floor((size * tax) / 1000)) }];
    return transaction(does, cents(isIn ? size : -size), {
      fee: cents(fee),
      fees: isAlone ? [] : parts.map((part) => ({ for: part.for, description: null, amount: cents(part.units) })),
      taxes: does === 'charge' || does === 'refund' ? taxes : [],
      contact: 'cus_1',
      invoices: ofInvoice && does === 'charge' ? [{ invoice: 'in_1', amount: cents(Math.floor(size / 2)) }] : [],
    });
  });

const mappings = [
  agreedBut(),
  agreedBut(['  accounts:\n    clearing', '  fees: { treatment: taxed, code: VAT20 }\n  disputes: simple\n  accounts:\n    clearing']),
  agreedBut(['  accounts:\n    clearing', '  fees: { treatment: reverseCharge, code: VAT20 }\n  accounts:\n    clearing']),
];

test('whatever a transaction is, its parts come to exactly its net amount in the mirror of the balance', () => {
  fc.assert(
    fc.property(transactions, fc.constantFrom(...mappings), (record, mapping) => {
      const wished = wantedOf(record, { mapping, linked: ['invoice in_1'] });
      assert.deepEqual(restOf(record, wished), []);
      for (const { record: want } of wished.parts) if ('madeOn' in want) assert.equal(want.madeOn, record.madeOn);
      booksOf(wished);
    }),
    { numRuns: 800 },
  );
});

test('what nobody knows is booked on an asset, and asked about', () => {
  const wished = wantedOf(transaction('other', '-12.34', { category: 'anticipation_repayment' }));
  assert.equal(booksOf(wished), 'Dr unclassified 12.34 | Cr clearing 12.34');
  assert.equal(wished.asks?.code, 'unclassified');
});

test('a role without an account is booked on the same asset, and asked about', () => {
  const wished = wantedOf(transaction('reserve', '-20'), { mapping: agreedBut(['    reserve: reserve\n', '']) });
  assert.equal(booksOf(wished), 'Dr unclassified 20.00 | Cr clearing 20.00');
  assert.equal(wished.asks?.code, 'unclassified');
  const held = booked(transaction('reserve', '-20'), {
    mapping: agreedBut(['    reserve: reserve\n', ''], ['    unclassified: unclassified\n', '']),
  });
  assert.ok(held.is === 'held' && held.question.code === 'no account');
});

test('a sale whose platform says no tax is held until the mapping says which code that means', () => {
  const held = booked(transaction('charge', '12'), { mapping: agreedBut(['  sales: { tax: NONE }\n', '']) });
  assert.ok(held.is === 'held' && held.question.code === 'no tax code');
  const within = wantedOf(transaction('charge', '12'), { mapping: agreedBut(['  sales: { tax: NONE }\n', '  sales: { tax: VAT20 }\n']) });
  assert.equal(booksOf(within), 'Dr clearing 12.00 | Cr sales 10.00 | Cr tax 2.00');
});

test('tax goes back with its share, and the last refund takes exactly what is left of it', () => {
  const taxes = [{ rate: 'us_tax', amount: '0.83' }];
  const third = (before: string, by: string) => booksOf(wantedOf(transaction('refund', by, { original: { amount: '10', taxes, before } })));
  assert.deepEqual(
    [third('0', '-3.33'), third('3.33', '-3.33'), third('6.66', '-3.34')],
    [
      'Dr refunds 3.05 | Dr tax 0.28 | Cr clearing 3.33',
      'Dr refunds 3.06 | Dr tax 0.27 | Cr clearing 3.33',
      'Dr refunds 3.06 | Dr tax 0.28 | Cr clearing 3.34',
    ],
  );
});

test('a payment that came back is owed again, and what it paid is not touched', () => {
  const record = transaction('chargeFailure', '-120', { contact: 'cus_1', invoices: [{ invoice: 'in_1', amount: '120' }] });
  const wished = wantedOf(record, { linked: ['invoice in_1'] });
  assert.equal(
    booksOf(wished),
    books`
      Dr returned 120.00 | Cr clearing 120.00
      Dr ar 120.00 | Cr returned 120.00
    `,
  );
  assert.deepEqual(restOf(record, wished), []);
});

test('a charge whose invoice is not there goes on account, and what its invoices leave of it as well', () => {
  const record = transaction('charge', '100', { contact: 'cus_1', invoices: [{ invoice: 'in_9', amount: '60' }] });
  assert.equal(booksOf(wantedOf(record)), 'Dr clearing 100.00 | Cr ar 100.00');
  const there = wantedOf(record, { linked: ['invoice in_9'] });
  assert.equal(booksOf(there), 'Dr clearing 60.00 | Cr ar 60.00\nDr clearing 40.00 | Cr ar 40.00');
});

test('a sale in another currency is an invoice in it, and its payment reaches the balance as it settled', () => {
  const record = transaction('charge', '108.5', {
    presented: { amount: '100', currency: 'EUR' },
    taxes: [{ rate: 'vat20', amount: '16.67' }],
  });
  const first = wantedOf(record);
  assert.equal(booksOf(first), 'Dr ar 100.00 | Cr sales 83.33 | Cr tax 16.67');
  assert.equal(first.parts[0]?.opens, true);
  const then = wantedOf(record, { linked: [`balanceTransaction ${record.id} invoice`] });
  assert.equal(booksOf(then).split('\n')[1], 'Dr clearing 108.50 USD | Cr ar 100.00 EUR');
  assert.deepEqual(restOf(record, then), []);
  const settled = agreedBut(['processor:\n', 'processor:\n  presented: settled\n']);
  const held = booked(record, { mapping: settled });
  assert.ok(held.is === 'held' && held.question.code === 'no rate');
  assert.equal(booksOf(wantedOf({ ...record, taxes: [] }, { mapping: settled })), 'Dr clearing 108.50 | Cr sales 108.50');
});

test('an amount that does not add up, or is finer than its currency, is never booked', () => {
  const wrong = booked(transaction('charge', '10', { net: '11' }));
  assert.ok(wrong.is === 'held' && wrong.question.code === 'parts differ');
  const finer = booked(transaction('charge', '10.005', { net: '10.005' }));
  assert.ok(finer.is === 'held' && finer.question.code === 'not whole');
});

test('a payout on its way, or one that never arrived, books nothing at the bank', () => {
  for (const state of ['pending', 'inTransit', 'failed', 'cancelled'] as const)
    assert.equal(booksOf(wantedOf(payout('po_1', '5', { state }))), '');
});
