import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { BalanceMove, BalanceTransaction, SettlementGroup } from '../../core/processor-records.ts';
import { sumAmounts } from '../../core/decimal.ts';
import { figure } from './figures.ts';
import { settlementId, settlementName, settlementsOfDays, settlementsOfPayout } from './settlements.ts';

let count = 0;
function moved(does: BalanceMove, madeOn: string, units: bigint, more: Partial<BalanceTransaction> = {}): BalanceTransaction {
  const fee = more.fees?.reduce((total, { amount }) => sumAmounts([total, amount]), '0') ?? '0';
  const amount = figure(units, 'USD');
  return {
    kind: 'balanceTransaction',
    id: `txn_${(count += 1)}`,
    does,
    category: does,
    madeOn,
    currency: 'USD',
    amount,
    fee,
    fees: [],
    net: sumAmounts([amount, fee === '0' ? '0' : `-${fee}`]),
    presented: null,
    contact: null,
    about: null,
    charge: null,
    invoices: [],
    creditNote: null,
    taxes: [],
    description: null,
    payout: null,
    state: 'available',
    ...more,
  };
}

const shown = ({ does, ofInvoices, amount, net, count: members, fees, taxes }: SettlementGroup): string =>
  [
    `${members} ${does}${ofInvoices ? ' of invoices' : ''} ${amount} net ${net}`,
    ...fees.map((fee) => `${fee.for} ${fee.amount}`),
    ...taxes.map((tax) => `tax ${tax.rate} ${tax.amount}`),
  ].join(', ');

const processing = (amount: string, description: string | null = 'Stripe processing fees') => [
  { for: 'processing' as const, description, amount },
];

test('a day sums what is alike, and keeps charges of invoices apart from other sales', () => {
  const [day, ...others] = settlementsOfDays([
    moved('charge', '2026-10-31', 10_825n, { fees: processing('3.44'), taxes: [{ rate: 'txr_1', amount: '8.25' }] }),
    moved('charge', '2026-10-31', 2_165n, { fees: processing('0.93'), taxes: [{ rate: 'txr_1', amount: '1.65' }] }),
    moved('charge', '2026-10-31', 5_000n, { fees: processing('1.75'), invoices: [{ invoice: 'in_1', amount: '50' }] }),
    moved('refund', '2026-10-31', -1_000n),
    moved('payout', '2026-10-31', -7_000n, { about: 'po_1' }),
  ]);
  assert.deepEqual(others, []);
  assert.equal(day?.id, 'day:2026-10-31:USD');
  assert.deepEqual(day.groups.map(shown), [
    '2 charge 129.9 net 125.53, processing 4.37, tax txr_1 9.9',
    '1 charge of invoices 50 net 48.25, processing 1.75',
    '1 payout -70 net -70',
    '1 refund -10 net -10',
  ]);
  assert.equal(day.net, '93.78');
});

test('a single member can be named, and several cannot', () => {
  const [day] = settlementsOfDays([
    moved('dispute', '2026-10-31', -3_000n, { about: 'dp_1' }),
    moved('fee', '2026-10-31', -100n, { about: null }),
    moved('payout', '2026-10-31', -100n, { about: 'po_1' }),
    moved('payout', '2026-10-31', -100n, { about: 'po_2' }),
  ]);
  assert.deepEqual(
    day?.groups.map(({ does, about }) => `${does} ${about}`),
    ['dispute dp_1', 'fee null', 'payout null'],
  );
});

test('a payout across the end of a month is a settlement for each month, so that neither waits for the other', () => {
  const both = settlementsOfPayout('po_1', [
    moved('payout', '2026-11-02', -150n, { about: 'po_1' }),
    moved('charge', '2026-11-01', 100n),
    moved('charge', '2026-10-30', 50n),
  ]);
  assert.deepEqual(
    both.map(({ id, madeOn, net }) => `${id} ${madeOn} ${net}`),
    ['payout:po_1:2026-10 2026-10-30 0.5', 'payout:po_1:2026-11 2026-11-02 -0.5'],
  );
});

test('tax of a customer’s amount in euro is the same share of what it came to in dollars', () => {
  const [day] = settlementsOfDays([
    moved('charge', '2026-10-31', 13_020n, {
      presented: { amount: '120', currency: 'EUR' },
      taxes: [{ rate: 'txr_vat', amount: '20' }],
    }),
  ]);
  assert.deepEqual(day?.groups[0]?.taxes, [{ rate: 'txr_vat', amount: '21.7' }]);
});

test('ids are read back as they were written, and other text is no settlement', () => {
  for (const id of ['day:2026-10-31:USD', 'payout:po_1Abc:2026-10']) {
    const name = settlementName(id);
    assert.equal(name === null ? null : settlementId(name), id);
  }
  assert.deepEqual(['', 'po_1', 'day:2026-10-31', 'payout::2026-10', 'day:2026-10-31:usd'].map(settlementName), Array(5).fill(null));
});

const member = fc
  .record({
    does: fc.constantFrom<BalanceMove>('charge', 'refund', 'fee', 'payout', 'other'),
    madeOn: fc.constantFrom('2026-10-30', '2026-10-31', '2026-11-01'),
    units: fc.bigInt(-1_000_000n, 1_000_000n),
    fee: fc.bigInt(0n, 5_000n),
    currency: fc.constantFrom('USD', 'EUR'),
    isOfInvoice: fc.boolean(),
  })
  .map(({ does, madeOn, units, fee, currency, isOfInvoice }) => ({
    ...moved(does, madeOn, units, {
      fees: processing(figure(fee, 'USD')),
      invoices: isOfInvoice ? [{ invoice: 'in_1', amount: '1' }] : [],
    }),
    currency,
  }));

test('settlements lose no cent: their groups sum to their net, and all of them to all members', () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 40 }), (members) => {
      for (const of of [
        settlementsOfDays(members),
        settlementsOfPayout(
          'po_1',
          members.filter(({ currency }) => currency === 'USD'),
        ),
      ]) {
        for (const one of of) {
          assert.equal(sumAmounts(one.groups.map(({ net }) => net)), one.net);
          assert.ok(members.some(({ madeOn }) => madeOn === one.madeOn));
        }
      }
      for (const currency of ['USD', 'EUR']) {
        const here = members.filter((one) => one.currency === currency);
        const days = settlementsOfDays(members).filter((one) => one.currency === currency);
        assert.equal(sumAmounts(days.map(({ net }) => net)), sumAmounts(here.map(({ net }) => net)));
      }
    }),
  );
});

test('a settlement is the same in whatever order its members come', () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 12 }), (members) => {
      assert.deepEqual(settlementsOfDays(members.toReversed()), settlementsOfDays(members));
    }),
  );
});
