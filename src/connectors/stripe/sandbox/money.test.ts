import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childOf, listIn, openBench } from './testing.ts';

test('a charge has no balance transaction at once, and a moment later it has, with the fee', () => {
  const bench = openBench();
  const id = bench.create('payment', { amount: 10825, currency: 'usd' });
  assert.equal(bench.get(`charges/${id}`)['balance_transaction'], null);
  assert.equal(bench.balance(), '0.00');
  bench.pass(0, 2);
  const held = childOf(bench.get(`charges/${id}?expand[]=balance_transaction`), 'balance_transaction');
  assert.deepEqual([held['amount'], held['fee'], held['net'], held['status']], [10825, 344, 10481, 'pending']);
  assert.equal(bench.balance(), '104.81');
});

test('money is pending until the day on which it is available', () => {
  const bench = openBench();
  bench.create('payment', { amount: 3000 });
  bench.pass(0, 2);
  const sums = () => {
    const { available, pending } = bench.get('balance');
    return JSON.stringify([available, pending]).match(/"amount":-?\d+/g);
  };
  assert.deepEqual(sums(), ['"amount":0', '"amount":2883']);
  bench.person({ does: 'setting', fields: { payouts: 'manual' } });
  bench.pass(2);
  assert.deepEqual(sums(), ['"amount":2883', '"amount":0']);
});

test('a sale in another currency settles at the rate, and its fee is in the settlement currency', () => {
  const bench = openBench();
  const id = bench.create('payment', { amount: 10000, currency: 'eur', exchange_rate: '1.085', fee: 454 });
  bench.pass(0, 2);
  const [held = {}] = bench.list(`balance_transactions?source=${id}`);
  assert.deepEqual([held['currency'], held['amount'], held['fee'], held['exchange_rate']], ['usd', 10850, 454, 1.085]);
});

test('a yen has no cents when it becomes dollars', () => {
  const bench = openBench();
  const id = bench.create('payment', { amount: 10000, currency: 'jpy', exchange_rate: '0.0066', fee: 0 });
  bench.pass(0, 2);
  assert.equal(bench.list(`balance_transactions?source=${id}`)[0]?.['amount'], 6600);
});

test('a refund in parts at a rate gives back what the charge brought, to the cent', () => {
  const bench = openBench();
  const charge = bench.create('payment', { amount: 1001, currency: 'eur', exchange_rate: '1.0853', fee: 0 });
  bench.pass(0, 2);
  for (const amount of [333, 333, 335]) bench.create('refund', { charge, amount });
  assert.equal(bench.balance(), '0.00');
  assert.equal(bench.get(`charges/${charge}`)['refunded'], true);
  assert.match(bench.attempt({ does: 'create', kind: 'refund', fields: { charge } }).body, /already been refunded/);
});

test('a refund that fails later brings the money back as a transaction of its own, and stands as failed', () => {
  const bench = openBench();
  const charge = bench.create('payment', { amount: 5000, fee: 0 });
  bench.pass(0, 2);
  const refund = bench.create('refund', { charge, amount: 2000 });
  bench.pass(3);
  bench.edit('refund', refund, { status: 'failed', failure_reason: 'expired_or_canceled_card' });
  const held = bench.list(`balance_transactions?source=${refund}`).map((row) => [row['reporting_category'], row['net']]);
  assert.deepEqual(held, [
    ['refund_failure', 2000],
    ['refund', -2000],
  ]);
  assert.equal(bench.get(`charges/${charge}`)['amount_refunded'], 0);
});

test('what was authorised and not captured leaves as no refund', () => {
  const bench = openBench();
  const charge = bench.create('payment', { amount: 10000, capture_method: 'manual' });
  bench.pass(1);
  assert.equal(bench.balance(), '0.00');
  bench.edit('payment', charge, { amount: 6000 });
  bench.pass(0, 2);
  const held = bench.list(`balance_transactions?source=${charge}`).map((row) => [row['reporting_category'], row['amount'], row['fee']]);
  assert.deepEqual(held, [
    ['partial_capture_reversal', -4000, 0],
    ['charge', 10000, 204],
  ]);
});

test('a bank debit is credited while it is pending, and taken back when it bounces', () => {
  const bench = openBench();
  const charge = bench.create('payment', { amount: 8000, payment_method_type: 'us_bank_account', fee: 64 });
  bench.pass(1);
  assert.equal(bench.get(`charges/${charge}`)['status'], 'pending');
  assert.equal(bench.balance(), '79.36');
  bench.edit('payment', charge, { status: 'failed', fee: 400 });
  assert.equal(bench.get(`charges/${charge}`)['status'], 'failed');
  assert.equal(bench.balance(), '-4.64');
});

test('a dispute takes the money with a fee; winning it brings back the money alone, unless the fee comes with it', () => {
  const bench = openBench();
  const charge = bench.create('payment', { amount: 3000, fee: 117 });
  bench.pass(0, 2);
  const dispute = bench.create('dispute', { charge });
  assert.equal(bench.balance(), '-16.17');
  bench.edit('dispute', dispute, { status: 'won' });
  assert.equal(bench.balance(), '13.83');
  assert.equal(bench.get(`disputes/${dispute}?expand[]=balance_transactions`)['status'], 'won');

  const other = bench.create('payment', { amount: 3000, fee: 117 });
  const second = bench.create('dispute', { charge: other });
  bench.edit('dispute', second, { status: 'won', fee_returned: true });
  assert.equal(bench.balance(), '42.66');
});

test('an inquiry moves nothing until it becomes a dispute', () => {
  const bench = openBench();
  const charge = bench.create('payment', { amount: 3000, fee: 0 });
  bench.pass(0, 2);
  const inquiry = bench.create('dispute', { charge, inquiry: true });
  assert.deepEqual([bench.balance(), bench.get(`disputes/${inquiry}`)['status']], ['30.00', 'warning_needs_response']);
  bench.edit('dispute', inquiry, { status: 'needs_response' });
  assert.equal(bench.balance(), '-15.00');
});

test('fees of every sort, reserves, advances and what nobody has heard of move the balance by their own names', () => {
  const bench = openBench();
  bench.create('payment', {
    amount: 10000,
    fee_details: [
      { amount: 320, type: 'stripe_fee' },
      { amount: 500, type: 'application_fee' },
      { amount: 61, type: 'tax' },
      { amount: 100, type: 'withheld_tax' },
    ],
  });
  bench.pass(0, 2);
  bench.create('balanceTransaction', { reporting_category: 'fee', amount: -900, description: 'Billing (2026-10)' });
  bench.create('balanceTransaction', { reporting_category: 'risk_reserved_funds', amount: -1000 });
  bench.create('balanceTransaction', { reporting_category: 'risk_reserved_funds', amount: 1000 });
  bench.create('balanceTransaction', { reporting_category: 'advance', amount: 100000 });
  bench.create('balanceTransaction', { reporting_category: 'financing_paydown', amount: -1500 });
  bench.create('balanceTransaction', { reporting_category: 'moon_tax', amount: -1 });
  bench.create('transfer', { amount: 2500 });
  const seen = bench.list('balance_transactions').map((row) => [row['reporting_category'], row['type'], row['net']]);
  assert.deepEqual(seen.toReversed(), [
    ['charge', 'charge', 9019],
    ['fee', 'stripe_fee', -900],
    ['risk_reserved_funds', 'reserve_hold', -1000],
    ['risk_reserved_funds', 'reserve_release', 1000],
    ['advance', 'advance', 100000],
    ['financing_paydown', 'adjustment', -1500],
    ['moon_tax', 'adjustment', -1],
    ['topup', 'topup', 2500],
  ]);
  assert.equal(bench.balance(), '1091.18');
});

test('a sale on a checkout page tells its taxes to whoever asks for them', () => {
  const bench = openBench();
  const rate = bench.create('taxRate', { display_name: 'Sales tax', percentage: '8.25', inclusive: false });
  const charge = bench.create('payment', { checkout: { lines: [{ amount: 10000, tax_rates: [rate] }] } });
  const { amount, payment_intent } = bench.get(`charges/${charge}`);
  assert.equal(amount, 10825);
  const asked = `checkout/sessions?payment_intent=${String(payment_intent)}`;
  const [plain = {}] = bench.list(asked);
  assert.deepEqual([plain['amount_total'], childOf(plain, 'total_details')['breakdown']], [10825, undefined]);
  const [whole = {}] = bench.list(`${asked}&expand[]=data.total_details.breakdown`);
  const [tax = {}] = listIn(childOf(childOf(whole, 'total_details'), 'breakdown'), 'taxes');
  assert.deepEqual([tax['amount'], childOf(tax, 'rate')['id']], [825, rate]);
});
