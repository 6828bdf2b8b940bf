import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBench } from './testing.ts';
import type { Bench } from './testing.ts';

const nets = (bench: Bench, payout: unknown): readonly unknown[] =>
  bench.list(`balance_transactions?limit=100&payout=${String(payout)}`).map((row) => row['net']);

test('what is available is paid out by itself, and its list sums to nothing', () => {
  const bench = openBench();
  const first = bench.create('payment', { amount: 10825 });
  bench.create('payment', { amount: 3000 });
  bench.pass(0, 2);
  bench.create('refund', { charge: first, amount: 5413 });
  bench.pass(2);
  const [payout = {}] = bench.list('payouts');
  assert.deepEqual([payout['amount'], payout['automatic'], payout['status']], [7951, true, 'in_transit']);
  assert.deepEqual(nets(bench, payout['id']), [-7951, -5413, 2883, 10481]);
  assert.equal(bench.balance(), '0.00');
  assert.equal(payout['reconciliation_status'], 'completed');
});

test('two sales, a refund and a dispute come to the payout of the worked example', () => {
  const bench = openBench();
  const first = bench.create('payment', { amount: 10825 });
  const second = bench.create('payment', { amount: 3000 });
  bench.pass(0, 2);
  bench.create('refund', { charge: first, amount: 5413 });
  const dispute = bench.create('dispute', { charge: second });
  bench.pass(3);
  assert.deepEqual([bench.list('payouts').map((row) => row['amount']), bench.balance()], [[3451], '0.00']);
  bench.edit('dispute', dispute, { status: 'won' });
  bench.pass(1);
  assert.equal(bench.list('payouts')[0]?.['amount'], 3000);
});

test('a payout arrives on its day, which is a midnight in UTC', () => {
  const bench = openBench();
  bench.create('payment', { amount: 10000 });
  bench.pass(2, 2);
  const [payout = {}] = bench.list('payouts');
  assert.equal(new Date(Number(payout['arrival_date']) * 1000).toISOString(), '2026-11-06T00:00:00.000Z');
  bench.pass(2);
  assert.equal(bench.get(`payouts/${String(payout['id'])}`)['status'], 'paid');
});

test('each currency with a balance of its own has its payout', () => {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { settles: ['usd', 'eur'] } });
  bench.create('payment', { amount: 1000, currency: 'usd', fee: 0 });
  bench.create('payment', { amount: 2000, currency: 'eur', fee: 0 });
  bench.pass(2, 2);
  const seen = bench.list('payouts').map((row) => `${String(row['currency'])} ${String(row['amount'])}`);
  assert.deepEqual(seen.toSorted(), ['eur 2000', 'usd 1000']);
});

test('a payout that fails after it was paid brings its money back for the next one', () => {
  const bench = openBench();
  bench.create('payment', { amount: 5000, fee: 0 });
  bench.pass(5);
  const [payout = {}] = bench.list('payouts');
  assert.equal(payout['status'], 'paid');
  bench.edit('payout', String(payout['id']), { status: 'failed', failure_code: 'account_closed' });
  assert.equal(bench.balance(), '50.00');
  const failed = bench.get(`payouts/${String(payout['id'])}?expand[]=failure_balance_transaction`);
  assert.equal(failed['status'], 'failed');
  assert.deepEqual(nets(bench, payout['id']), [-5000, 5000]);
  bench.pass(1);
  const [next = {}] = bench.list('payouts');
  assert.deepEqual(nets(bench, next['id']), [-5000, 5000]);
});

test('a balance below nothing is fetched from the bank by a negative payout', () => {
  const bench = openBench();
  const charge = bench.create('payment', { amount: 5000, fee: 0 });
  bench.pass(3);
  bench.create('refund', { charge });
  assert.equal(bench.balance(), '-50.00');
  bench.pass(1);
  assert.equal(bench.list('payouts')[0]?.['amount'], -5000);
  assert.equal(bench.balance(), '0.00');
});

test('a payout by hand has no list, and may be cancelled while it is under way', () => {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { payouts: 'manual' } });
  bench.create('payment', { amount: 5000, fee: 0 });
  assert.match(String(bench.refusal('POST', 'payouts', { amount: '5000', currency: 'usd' })['code']), /balance_insufficient/);
  bench.pass(3);
  const payout = bench.post('payouts', { amount: '3000', currency: 'usd' });
  assert.deepEqual([payout['automatic'], payout['reconciliation_status']], [false, 'not_applicable']);
  assert.deepEqual(nets(bench, payout['id']), []);
  bench.post(`payouts/${String(payout['id'])}/cancel`);
  assert.equal(bench.balance(), '50.00');
});

test('what is entered for the past is paid out on the days on which it would have been', () => {
  const bench = openBench();
  const at = (text: string): number => Date.parse(text) / 1000;
  bench.create('payment', { amount: 1000, fee: 0, created: at('2026-10-05T12:00:00Z') });
  bench.create('payment', { amount: 2000, fee: 0, created: at('2026-10-06T12:00:00Z') });
  const seen = bench.list('payouts').map((row) => [row['amount'], new Date(Number(row['created']) * 1000).toISOString(), row['status']]);
  assert.deepEqual(seen, [
    [2000, '2026-10-08T00:00:00.000Z', 'paid'],
    [1000, '2026-10-07T00:00:00.000Z', 'paid'],
  ]);
});

test('the balance at the end of a day is that of the account’s own zone', () => {
  const bench = openBench();
  // Seven in the evening of the day before, in Los Angeles.
  bench.create('payment', { amount: 1000, fee: 0, created: Date.parse('2026-10-06T02:00:00Z') / 1000 });
  bench.get('balance');
  assert.deepEqual(
    ['2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'].map((day) => bench.company.trialBalance(day)['usd']),
    ['0.00', '10.00', '10.00', '0.00'],
  );
});
