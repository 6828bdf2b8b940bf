import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatMoney } from '../../../core/money.ts';
import { createCompany } from './company.ts';
import type { Fields } from './fields.ts';
import { sandboxAccount } from './server.ts';
import { idIn, listIn, openBench } from './testing.ts';
import type { Bench } from './testing.ts';

// What may happen to an account, in any order. Each picks what it is about by a number; what cannot be done then is refused.
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('charge'), amount: fc.integer({ min: 60, max: 90_000 }), pick: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('refund'), amount: fc.integer({ min: 1, max: 40_000 }), pick: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('pass'), amount: fc.integer({ min: 1, max: 100_000 }), pick: fc.nat(3) }) },
  ...[
    'debit',
    'bounce',
    'failRefund',
    'dispute',
    'win',
    'lose',
    'move',
    'topUp',
    'send',
    'failPayout',
    'invoice',
    'credit',
    'schedule',
  ].map((does) => fc.record({ does: fc.constant(does), amount: fc.integer({ min: 1, max: 30_000 }), pick: fc.nat(9) })),
);

interface Action {
  readonly does: string;
  readonly amount: number;
  readonly pick: number;
}

const currencies = ['usd', 'eur', 'jpy'];

function act(bench: Bench, { does, amount, pick }: Action): void {
  const idOf = (address: string): string => {
    const rows = bench.list(`${address}?limit=100`);
    return idIn(rows[pick % Math.max(rows.length, 1)]);
  };
  const create = (kind: Parameters<Bench['create']>[0], fields: Fields) => bench.attempt({ does: 'create', kind, fields });
  const edit = (kind: Parameters<Bench['create']>[0], id: string, fields: Fields) => bench.attempt({ does: 'edit', kind, id, fields });
  const acts: Readonly<Record<string, () => unknown>> = {
    charge: () => create('payment', { amount, currency: currencies[pick % 3] }),
    debit: () => create('payment', { amount, payment_method_type: 'us_bank_account' }),
    bounce: () => edit('payment', idOf('charges'), { status: 'failed', fee: 400 }),
    refund: () => create('refund', { charge: idOf('charges'), amount }),
    failRefund: () => edit('refund', idOf('refunds'), { status: 'failed' }),
    dispute: () => create('dispute', { charge: idOf('charges'), inquiry: pick === 0 }),
    win: () => edit('dispute', idOf('disputes'), { status: 'won', fee_returned: pick % 2 === 0 }),
    lose: () => edit('dispute', idOf('disputes'), { status: 'lost' }),
    move: () => create('balanceTransaction', { reporting_category: pick % 2 === 0 ? 'fee' : 'risk_reserved_funds', amount: -amount }),
    topUp: () => create('transfer', { amount }),
    send: () => create('payout', { amount }),
    failPayout: () => edit('payout', idOf('payouts'), { status: 'failed' }),
    invoice: () =>
      create('invoice', { customer: idOf('customers'), pay: true, lines: [{ amount }, { quantity: 3, unit_amount_decimal: '33.35' }] }),
    credit: () => create('creditNote', { invoice: idOf('invoices'), amount, refund_amount: amount }),
    schedule: () => bench.person({ does: 'setting', fields: { payouts: pick === 0 ? 'manual' : 'daily' } }),
    pass: () => bench.pass(pick, amount),
  };
  acts[does]?.();
}

/** Everything in a list, page by page. */
function all(bench: Bench, address: string): readonly Fields[] {
  const rows: Fields[] = [];
  for (;;) {
    const last = rows.at(-1);
    const page = bench.get(`${address}limit=7${last === undefined ? '' : `&starting_after=${idIn(last)}`}`);
    rows.push(...listIn(page, 'data'));
    if (page['has_more'] !== true) return rows;
  }
}

const sumOf = (rows: readonly Fields[], name: string): number => rows.reduce((sum, row) => sum + Number(row[name]), 0);

function openWithRates(): Bench {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { settles: ['usd', 'eur'], rates: { jpy: '0.00661' } } });
  bench.create('contact', { name: 'Ada Ltd' });
  return bench;
}

test('the balance is the sum of all net amounts, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const bench = openWithRates();
      for (const one of actions) act(bench, one);
      const moves = all(bench, 'balance_transactions?');
      const { available, pending } = bench.get('balance');
      for (const currency of ['usd', 'eur']) {
        const net = sumOf(
          moves.filter((row) => row['currency'] === currency),
          'net',
        );
        const shown = [available, pending].map((part) =>
          sumOf(
            listIn({ part }, 'part').filter((row) => row['currency'] === currency),
            'amount',
          ),
        );
        assert.equal((shown[0] ?? 0) + (shown[1] ?? 0), net);
        assert.equal(bench.company.trialBalance()[currency], formatMoney({ minor: BigInt(net), currency: currency.toUpperCase() }));
      }
      for (const row of moves) assert.equal(Number(row['amount']) - Number(row['fee']), Number(row['net']));
    }),
    { numRuns: 60 },
  );
});

test('the list of every automatic payout sums to nothing, and nothing is paid out twice', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const bench = openWithRates();
      for (const one of actions) act(bench, one);
      const seen = new Set<unknown>();
      for (const payout of all(bench, 'payouts?')) {
        const members = all(bench, `balance_transactions?payout=${String(payout['id'])}&`);
        assert.equal(sumOf(members, 'net'), 0);
        assert.equal(members.length > 0, payout['automatic']);
        for (const { id } of members) assert.equal(seen.has(id), false);
        for (const { id } of members) seen.add(id);
      }
    }),
    { numRuns: 60 },
  );
});

test('an account that was saved and taken up again is the same account', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
      const bench = openWithRates();
      for (const one of actions) act(bench, one);
      // What was due is done and saved with the next request.
      bench.get('balance');
      const again = createCompany({ facts: sandboxAccount, now: () => bench.clock.at });
      again.load([...bench.rows.values()]);
      for (const kind of ['balanceTransaction', 'payout', 'payment', 'invoice', 'refund', 'dispute', 'contact'] as const) {
        assert.deepEqual(again.documents(kind), bench.company.documents(kind));
      }
      assert.deepEqual(again.trialBalance(), bench.company.trialBalance());
    }),
    { numRuns: 30 },
  );
});
