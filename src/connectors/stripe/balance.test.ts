import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal, subtract, sumAmounts, amount as text } from '../../core/decimal.ts';
import type { BalanceTransaction } from '../../core/processor-records.ts';
import { day, fetched, only, passOf, selling } from './testing.ts';
import type { Seller } from './testing.ts';

const charge = ({ create }: Seller, amount = 10_000, more: object = {}) => create('payment', { amount, currency: 'usd', ...more });
const balanceOf = async (seller: Seller, cursor: string | null = null) => passOf(seller, 'balanceTransaction', cursor);
const shown = (one: BalanceTransaction): string =>
  `${one.madeOn} ${one.does} ${one.amount} fee ${one.fee} net ${one.net} ${one.currency} ${one.state}`;
const doing = (records: readonly BalanceTransaction[], does: string): BalanceTransaction =>
  only(records.filter((one) => one.does === does));

test('the balance is the sum of what is shown, whatever moved it', () =>
  selling(async (seller) => {
    const { create, edit, pass, sandbox } = seller;
    const [one, two, three] = [await charge(seller), await charge(seller, 4_000), await charge(seller, 2_500)];
    await pass(day);
    await create('refund', { charge: one, amount: 1_000 });
    await create('dispute', { charge: two });
    await edit('payment', three, { status: 'failed' });
    await create('balanceTransaction', { reporting_category: 'fee', amount: -500, currency: 'usd' });
    await create('balanceTransaction', { reporting_category: 'something_new', amount: 123, currency: 'usd' });
    await pass(day);
    const { records } = await balanceOf(seller);
    assert.equal(text(sumAmounts(records.map(({ net }) => net))), text(sandbox.trialBalance()['usd'] ?? ''));
    for (const { amount, fee, fees, net } of records) {
      assert.equal(text(subtract(decimal(amount), decimal(fee))), net);
      assert.equal(sumAmounts(fees.map((part) => part.amount)), fee);
    }
    assert.deepEqual(records.map(({ does }) => does).toSorted(), [
      'charge',
      'charge',
      'charge',
      'chargeFailure',
      'dispute',
      'fee',
      'other',
      'refund',
    ]);
    assert.equal(doing(records, 'other').category, 'something_new');
    assert.deepEqual(
      doing(records, 'dispute').fees.map((fee) => fee.for),
      ['dispute'],
    );
  }));

test('a charge is of the seller’s day, and is pending until its money is there', () =>
  selling(async (seller) => {
    await charge(seller);
    await seller.pass(60);
    const first = await balanceOf(seller);
    assert.equal(shown(only(first.records)), '2026-11-09 charge 100 fee 3.2 net 96.8 USD pending');
    await seller.pass(8 * day);
    const quiet = await balanceOf(seller, first.next);
    assert.equal(only(quiet.records).state, 'available', 'the next look shows it, as it is the newest there is');
    assert.deepEqual(await fetched(seller, 'balanceTransaction', only(first.records).id), quiet.records);
  }));

test('what became available is shown within a day, though nothing tells of it', () =>
  selling(async (seller) => {
    await charge(seller);
    await seller.pass(3 * day);
    await charge(seller, 2_000);
    await seller.pass(60);
    const first = await balanceOf(seller);
    assert.equal(first.records.filter(({ state }) => state === 'pending').length > 0, true);
    await seller.pass(5 * day);
    await charge(seller, 3_000);
    await seller.pass(60);
    const next = await balanceOf(seller, first.next);
    assert.deepEqual(next.records.map(({ state }) => state).toSorted(), ['available', 'available', 'pending']);
  }));

test('a charge that is not in the balance yet is not shown, and is not lost', () =>
  selling(
    async (seller) => {
      await charge(seller, 1_000);
      await seller.pass(7_201);
      await charge(seller, 5_000);
      const first = await balanceOf(seller);
      assert.deepEqual(
        first.records.map(({ amount }) => amount),
        ['10'],
      );
      await seller.pass(7_201);
      const next = await balanceOf(seller, first.next);
      assert.ok(next.records.some(({ amount }) => amount === '50'));
    },
    { payouts: 'manual', capture_seconds: 7_200 },
  ));

test('what is charged while pages are read is in that pass or the next, and nothing is skipped', () =>
  selling(async (seller) => {
    for (let n = 1; n <= 8; n += 1) await charge(seller, n * 100);
    await seller.pass(60);
    let more = 0;
    const first = await passOf(seller, 'balanceTransaction', null, async () => {
      await charge(seller, 1_000 + (more += 1));
      await seller.pass(30);
    });
    assert.ok(more >= 2, 'there were several pages');
    const next = await balanceOf(seller, first.next);
    const seen = new Set([...first.records, ...next.records].map(({ id }) => id));
    assert.deepEqual(
      seller.sandbox
        .documents('balanceTransaction')
        .map(({ id }) => id)
        .filter((id) => !seen.has(String(id))),
      [],
    );
    const kept = first.records.filter(({ amount }) => Number(amount) <= 8);
    assert.equal(kept.length, 8, 'all that was there when it began');
  }));

test('a later look reads what is new, and not the whole balance again', () =>
  selling(async (seller) => {
    for (let n = 1; n <= 12; n += 1) {
      await charge(seller, n * 100);
      await seller.pass(day);
    }
    const first = await balanceOf(seller);
    seller.asked.length = 0;
    await charge(seller, 9_900);
    await seller.pass(600);
    const { next } = await balanceOf(seller, first.next);
    assert.ok(seller.asked.filter((path) => path === '/v1/balance_transactions').length < 6);
    seller.asked.length = 0;
    await charge(seller, 9_800);
    await seller.pass(60);
    const later = await balanceOf(seller, next);
    assert.deepEqual(later.records.map(({ amount }) => amount).toSorted(), ['98', '99']);
  }));

test('a charge that paid an invoice names it, and its refund names the credit note too, with the tax of each', () =>
  selling(async (seller) => {
    const { create, pass } = seller;
    const customer = await create('contact', { name: 'Ada Ltd' });
    const rate = await create('taxRate', { display_name: 'Sales tax', percentage: '8.25', inclusive: 'false' });
    const lines = [{ description: 'Desk', amount: 10_000, tax_rates: [rate] }];
    const invoice = await create('invoice', { customer, currency: 'usd', lines, pay: true });
    await pass(day);
    await create('creditNote', { invoice, amount: 1_000, refund_amount: 1_000 });
    await pass(day);
    const { records } = await balanceOf(seller);
    const [paid, refunded] = [doing(records, 'charge'), doing(records, 'refund')];
    assert.deepEqual(paid.invoices, [{ invoice, amount: '108.25' }]);
    assert.deepEqual(paid.taxes, [{ rate, amount: '8.25' }]);
    assert.deepEqual([paid.contact, refunded.contact], [customer, customer]);
    assert.deepEqual(refunded.invoices, [{ invoice, amount: '10' }]);
    const note = only((await passOf(seller, 'creditNote')).records);
    assert.deepEqual([refunded.creditNote, note.paid, note.invoice], [note.id, '10', invoice]);
    assert.equal(refunded.charge, paid.about);
    const sold = only((await passOf(seller, 'invoice')).records);
    assert.deepEqual([sold.paid, sold.totals], ['108.25', { net: '100', tax: '8.25', gross: '108.25' }]);
  }));

test('refunds in thirds return the whole tax of a sale, and no cent more', () =>
  selling(async (seller) => {
    const { create, pass } = seller;
    const customer = await create('contact', { name: 'Ada Ltd' });
    const rate = await create('taxRate', { display_name: 'Sales tax', percentage: '10', inclusive: 'false' });
    const invoice = await create('invoice', { customer, currency: 'usd', lines: [{ amount: 1_000, tax_rates: [rate] }], pay: true });
    await pass(day);
    const { charge: paidBy } = doing((await balanceOf(seller)).records, 'charge');
    for (const amount of [367, 367, 366]) {
      await create('refund', { charge: paidBy, amount });
      await pass(60);
    }
    const refunds = (await balanceOf(seller)).records.filter(({ does }) => does === 'refund');
    const taxes = refunds.flatMap((one) => one.taxes);
    assert.deepEqual(taxes.map(({ amount }) => amount).toSorted(), ['0.33', '0.33', '0.34']);
    assert.equal(only([...new Set(refunds.flatMap(({ invoices }) => invoices.map((one) => one.invoice)))]), invoice);
  }));

test('a sale in euro is settled in dollars: both are shown, and the invoice is paid in its own currency', () =>
  selling(
    async (seller) => {
      const { create, pass } = seller;
      const customer = await create('contact', { name: 'Grace GmbH' });
      const invoice = await create('invoice', { customer, currency: 'eur', lines: [{ amount: 10_000 }], pay: true });
      await pass(day);
      const paid = only((await balanceOf(seller)).records);
      assert.deepEqual(paid.presented, { amount: '100', currency: 'EUR' });
      assert.deepEqual([paid.amount, paid.currency], ['108.5', 'USD']);
      assert.deepEqual(paid.invoices, [{ invoice, amount: '100' }]);
    },
    { payouts: 'manual', settles: ['usd'], rates: { eur: '1.085' } },
  ));

test('of an authorisation that is captured in part the rest is taken out again, and is no other currency', () =>
  selling(async (seller) => {
    const id = await charge(seller, 10_000, { capture_method: 'manual' });
    await seller.edit('payment', id, { amount: 6_000 });
    await seller.pass(day);
    const { records } = await balanceOf(seller);
    assert.deepEqual(records.map(({ category, amount }) => `${category} ${amount}`).toSorted(), [
      'charge 100',
      'partial_capture_reversal -40',
    ]);
    assert.ok(records.every(({ presented, charge: of }) => presented === null && of === id));
  }));

test('a payout arrives on the bank’s day, fails on its own day, and comes back by a transaction of its own', () =>
  selling(async (seller) => {
    await charge(seller, 50_000);
    await seller.pass(8 * day);
    const id = await seller.create('payout', { amount: 20_000, currency: 'usd' });
    await seller.pass(6 * day);
    const paid = only(await fetched(seller, 'payout', id));
    const arrival = seller.sandbox.documents('payout')[0]?.['arrival_date'];
    assert.equal(paid.arrivesOn, new Date(Number(arrival) * 1000).toISOString().slice(0, 10));
    assert.deepEqual([paid.state, paid.amount, paid.back, paid.destination], ['paid', '200', null, 'ba_sandbox_usd']);
    assert.match(paid.reference ?? '', /^TRACE/);
    await seller.edit('payout', id, { status: 'failed' });
    const failed = only(await fetched(seller, 'payout', id));
    const { records } = await balanceOf(seller);
    const [out, back] = [doing(records, 'payout'), doing(records, 'payoutReversal')];
    assert.deepEqual([failed.state, failed.out, failed.back], ['failed', out.id, back.id]);
    assert.deepEqual([out.payout, back.payout, out.amount, back.amount], [id, id, '-200', '200']);
    assert.ok(back.madeOn > out.madeOn);
  }));

test('a dispute is open until it is won or lost, and an inquiry never moves money', () =>
  selling(async (seller) => {
    const { create, edit, pass } = seller;
    const customer = await create('contact', { name: 'Ada Ltd' });
    const made = async (more: object) => create('dispute', { charge: await charge(seller, 3_000, { customer }), ...more });
    const [won, lost] = [await made({}), await made({})];
    await pass(day);
    const open = await passOf(seller, 'dispute');
    assert.deepEqual(
      open.records.map(({ state, closedOn, contact, amount }) => `${state} ${closedOn} ${contact} ${amount}`),
      [`open null ${customer} 30`, `open null ${customer} 30`],
    );
    await pass(3 * day);
    await edit('dispute', won, { status: 'won' });
    await edit('dispute', lost, { status: 'lost' });
    await pass(60);
    const { records } = await passOf(seller, 'dispute', open.next);
    const of = (id: string) => only(records.filter((one) => one.id === id));
    const back = doing((await balanceOf(seller)).records, 'disputeReversal');
    assert.deepEqual([of(won).state, of(won).closedOn, back.about], ['won', back.madeOn, won]);
    assert.deepEqual([of(lost).state, of(lost).closedOn], ['lost', null], 'Stripe does not keep the day');
    assert.deepEqual(of(lost).withdrawn, { amount: '30', currency: 'USD' });
  }));

test('a payment that bounces, and a refund that does, name the invoice whose money moved', () =>
  selling(async (seller) => {
    const { create, edit, pass } = seller;
    const customer = await create('contact', { name: 'Ada Ltd' });
    const sold = async () => {
      const invoice = await create('invoice', { customer, currency: 'usd', lines: [{ amount: 10_000 }], pay: true });
      await pass(day);
      const { records } = await balanceOf(seller);
      const paid = records.find(({ does, invoices }) => does === 'charge' && invoices.some((one) => one.invoice === invoice));
      return { invoice, charge: paid?.charge ?? '' };
    };
    const [bounced, refunded] = [await sold(), await sold()];
    await edit('payment', bounced.charge, { status: 'failed' });
    const refund = await create('refund', { charge: refunded.charge, amount: 4_000 });
    await pass(60);
    await edit('refund', refund, { status: 'failed' });
    await pass(60);
    const { records } = await balanceOf(seller);
    assert.deepEqual(doing(records, 'chargeFailure').invoices, [{ invoice: bounced.invoice, amount: '100' }]);
    assert.deepEqual(doing(records, 'refund').invoices, [{ invoice: refunded.invoice, amount: '40' }]);
    const returned = doing(records, 'refundFailure');
    assert.deepEqual([returned.invoices, returned.amount], [[{ invoice: refunded.invoice, amount: '40' }], '40']);
  }));
