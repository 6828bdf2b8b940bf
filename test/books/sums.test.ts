import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount, decimal, subtract, sum } from '../../src/core/decimal.ts';
import type { Settlement, SettlementGroup } from '../../src/core/processor-records.ts';
import { accounts, agreedBut, assertBooks, balanceOn, booked, books, booksOf, payout, restOf, transaction, wantedOf } from './books.ts';

const byDay = agreedBut(['processor:\n', 'processor:\n  book: day\n']);
const byPayout = agreedBut(['processor:\n', 'processor:\n  book: payout\n']);
/** The mirror as a current asset, as ledgers have it whose entries may not touch bank accounts. */
const asset = { accounts: accounts.map((each) => (each.code === 'clearing' ? { ...each, isBank: false } : each)) };

const group = (does: SettlementGroup['does'], gross: string, rest: Partial<SettlementGroup> = {}): SettlementGroup => {
  const fees = rest.fees ?? [];
  return {
    does,
    category: does,
    amount: gross,
    net: amount(subtract(decimal(gross), sum(fees.map((each) => decimal(each.amount))))),
    taxes: [],
    ofInvoices: false,
    count: 1,
    about: null,
    ...rest,
    fees,
  };
};
const fee = (by: string) => [{ for: 'processing', description: null, amount: by } as const];

const settlement = (groups: readonly SettlementGroup[], rest: Partial<Settlement> = {}): Settlement => ({
  kind: 'settlement',
  id: 'day:2026-10-31:USD',
  of: 'day',
  payout: null,
  madeOn: '2026-10-31',
  currency: 'USD',
  groups,
  net: amount(sum(groups.map((each) => decimal(each.net)))),
  ...rest,
});

const taxed = { taxes: [{ rate: 'vat20', amount: '9.08' }], fees: fee('1.14') };

test('a day’s sales with their tax, and the fees beside them, never on the sales document', () => {
  const day = settlement([group('charge', '54.5', taxed), group('payout', '-53.36', { about: 'po_1' })]);
  assertBooks(
    [day, payout('po_1', '53.36')],
    books`
      Dr clearing 54.50 | Cr sales 45.42 | Cr tax 9.08
      Dr fees 1.14 | Cr clearing 1.14
      Dr transit 53.36 | Cr clearing 53.36
      Dr bank 53.36 | Cr transit 53.36
    `,
    { mapping: byDay },
  );
  assert.deepEqual(restOf(day, wantedOf(day, { mapping: byDay })), []);
});

test('where the mirror is no bank account, taxed sales are a document that nobody owes, and the rest are entries', () => {
  const day = settlement([
    group('charge', '54.5', taxed),
    group('refund', '-12', { taxes: [{ rate: 'vat20', amount: '2' }] }),
    group('payout', '-41.36'),
  ]);
  const known = { ...asset, mapping: byDay };
  assertBooks(
    [day],
    books`
      Dr clearing 42.50 | Dr refunds 10.00 | Cr sales 45.42 | Cr tax 7.08
      Dr fees 1.14 | Cr clearing 1.14
      Dr transit 41.36 | Cr clearing 41.36
    `,
    known,
  );
  const { parts } = wantedOf(day, known);
  assert.deepEqual(
    parts.map(({ record }) => record.kind),
    ['invoice', 'journal', 'bankTransaction'],
  );
  const [sale] = parts;
  assert.ok(sale?.record.kind === 'invoice');
  assert.equal(sale.record.totals.gross, '0');
  assert.deepEqual(restOf(day, wantedOf(day, known)), []);
});

test('the members of a payout are booked in their own months, and the balance carries what is paid out in the next', () => {
  const october = settlement([group('charge', '970', { fees: fee('30') })], { id: 'payout:po_1:2026-10', of: 'payout', payout: 'po_1' });
  const november = settlement([group('charge', '62', { fees: fee('2') }), group('payout', '-1000')], {
    id: 'payout:po_1:2026-11',
    of: 'payout',
    payout: 'po_1',
    madeOn: '2026-11-03',
  });
  const known = { mapping: byPayout };
  assertBooks(
    [october, november, payout('po_1', '1000', { arrivesOn: '2026-11-05' })],
    books`
      Dr clearing 970.00 | Cr sales 970.00
      Dr fees 30.00 | Cr clearing 30.00
      Dr clearing 62.00 | Cr sales 62.00
      Dr fees 2.00 | Cr clearing 2.00
      Dr transit 1000.00 | Cr clearing 1000.00
      Dr bank 1000.00 | Cr transit 1000.00
    `,
    known,
  );
  assert.equal(balanceOn('clearing', [october], known), '940');
  assert.equal(balanceOn('clearing', [october, november], known), '0');
});

test('what is without tax is told from what has tax by the tax itself', () => {
  const day = settlement([group('charge', '138.25', { taxes: [{ rate: 'us_tax', amount: '8.25' }], count: 2 })]);
  const [sale] = wantedOf(day, { mapping: byDay }).parts;
  assert.ok(sale?.record.kind === 'bankTransaction');
  assert.deepEqual(
    sale.record.lines.map((line) => [line.amount, line.taxes[0]?.rate, line.taxes[0]?.amount]),
    [
      ['100', 'US', '8.25'],
      ['30', 'NONE', '0'],
    ],
  );
});

test('charges of invoices that are booked one by one are only their fees in a sum, and each is booked where it is', () => {
  const day = settlement([group('charge', '120', { ofInvoices: true, fees: fee('3.78') })]);
  const known = { mapping: byDay, linked: ['invoice in_1'] };
  assertBooks([day], books`Dr fees 3.78 | Cr clearing 3.78`, known);
  assert.deepEqual(restOf(day, wantedOf(day, known)), []);
  const charge = transaction('charge', '120', { fee: '3.78', invoices: [{ invoice: 'in_1', amount: '120' }] });
  const paid = wantedOf(charge, known);
  assert.equal(booksOf(paid), 'Dr clearing 120.00 | Cr ar 120.00');
  assert.deepEqual(restOf(charge, paid), []);
  const sale = booked(transaction('charge', '5', { fee: '0.3' }), known);
  assert.ok(sale.is === 'excluded' && sale.elsewhere === true);
});

test('sums whose groups do not add up, and payouts of a month in which the flow starts, are asked about', () => {
  const wrong = booked(settlement([group('charge', '10')], { net: '11' }), { mapping: byDay });
  assert.ok(wrong.is === 'held' && wrong.question.code === 'parts differ');
  const ofPayout = settlement([group('charge', '10')], { id: 'payout:po_1:2026-10', of: 'payout', payout: 'po_1' });
  const early = booked(ofPayout, { mapping: byPayout, startsOn: '2026-10-15' });
  assert.ok(early.is === 'held' && early.question.code === 'start within a month');
  assert.equal(booked(ofPayout, { mapping: byPayout, startsOn: '2026-10-01' }).is, 'wanted');
  const other = booked(settlement([group('charge', '10')]), {});
  assert.ok(other.is === 'excluded' && other.elsewhere === true);
});

const cents = (units: number): string => amount({ units: BigInt(units), scale: 2 });
const moves = ['charge', 'refund', 'dispute', 'fee', 'payout', 'reserve', 'loanRepayment', 'topUp', 'other'] as const;
const anyGroup = fc
  .record({
    does: fc.constantFrom(...moves),
    units: fc.integer({ min: -90_000, max: 90_000 }),
    fee: fc.integer({ min: 0, max: 400 }),
    percent: fc.constantFrom(0, 0, 20),
    ofInvoices: fc.boolean(),
    count: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ does, units, fee: kept, percent, ofInvoices, count }) => {
    const isSale = does === 'charge' || does === 'refund';
    const size = does === 'charge' ? Math.abs(units) : does === 'refund' ? -Math.abs(units) : units;
    const tax = Math.round((Math.abs(size) * percent) / (100 + percent));
    return group(does, cents(size), {
      fees: does === 'fee' || does === 'payout' || kept === 0 ? [] : fee(cents(kept)),
      taxes: isSale && tax > 0 ? [{ rate: 'vat20', amount: cents(tax) }] : [],
      ofInvoices: isSale && ofInvoices,
      count,
    });
  });

test('whatever a sum is made of, its documents come to its net in the mirror, bank account or not', () => {
  fc.assert(
    fc.property(fc.array(anyGroup, { minLength: 1, maxLength: 6 }), fc.boolean(), (drawn, isBank) => {
      const groups = drawn.map((each, index) => ({ ...each, category: `${each.does} ${index}` }));
      const known = { mapping: byDay, ...(isBank ? {} : asset) };
      const day = settlement(groups);
      const wished = wantedOf(day, known);
      assert.deepEqual(restOf(day, wished), []);
      const names = wished.parts.map(({ part }) => part);
      assert.equal(new Set(names).size, names.length, `each part has a name of its own: ${names.join(', ')}`);
      booksOf(wished);
    }),
    { numRuns: 400 },
  );
});
