import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthOf } from '../../core/day.ts';
import { sumAmounts } from '../../core/decimal.ts';
import { day, fetched, only, passOf, selling } from './testing.ts';
import type { Seller } from './testing.ts';

const charge = ({ create }: Seller, amount: number) => create('payment', { amount, currency: 'usd' });
const settled = (seller: Seller, cursor: string | null = null) => passOf(seller, 'settlement', cursor);
const days = (records: Awaited<ReturnType<typeof settled>>['records']) => records.filter((one) => one.of === 'day');

test('a day is shown when it is over, whole, and only then', () =>
  selling(async (seller) => {
    for (const amount of [1_000, 2_000, 3_000, 4_000]) {
      await charge(seller, amount);
      await seller.pass(600);
    }
    const first = await settled(seller);
    assert.deepEqual(first.records, [], 'today is not over');
    assert.deepEqual(await fetched(seller, 'settlement', 'day:2026-11-09:USD'), []);
    await seller.pass(day);
    await charge(seller, 500);
    await seller.pass(60);
    const next = await settled(seller, first.next);
    const one = only(next.records);
    assert.deepEqual([one.id, one.madeOn, one.groups[0]?.count], ['day:2026-11-09:USD', '2026-11-09', 4]);
    assert.deepEqual(await fetched(seller, 'settlement', one.id), [one]);
    assert.deepEqual((await settled(seller, next.next)).records, [], 'nothing is over that was not');
  }));

test('days are summed over many pages without losing a member, stopped after any page or not', () =>
  selling(async (seller) => {
    for (let n = 0; n < 30; n += 1) {
      for (const amount of [1_000 + n, 2_000 + n]) await charge(seller, amount);
      await seller.pass(day / 2);
    }
    await charge(seller, 50);
    await seller.pass(60);
    const whole = days((await settled(seller)).records);
    const today = '2026-11-24';
    const { records } = await passOf(seller, 'balanceTransaction');
    const over = records.filter(({ madeOn }) => madeOn < today);
    assert.equal(sumAmounts(whole.map(({ net }) => net)), sumAmounts(over.map(({ net }) => net)));
    assert.equal(whole.length, new Set(over.map(({ madeOn }) => madeOn)).size);
    const reader = seller.session.readers.settlement;
    assert.ok(reader);
    const stopped: string[] = [];
    let cursor: string | null = null;
    for (let isOver = false; !isOver;) {
      for await (const page of reader.changes(cursor)) {
        stopped.push(...page.seen.map(({ record }) => record.id));
        cursor = page.next;
        isOver = page.last;
        break;
      }
    }
    assert.deepEqual([...new Set(stopped)].toSorted(), whole.map(({ id }) => id).toSorted());
  }));

test('an automatic payout is settled by its members, by month, and comes to nothing with itself', () =>
  selling(
    async (seller) => {
      await seller.pass(19 * day);
      for (let n = 0; n < 6; n += 1) {
        await charge(seller, 5_000 + n);
        await seller.pass(day);
      }
      await seller.pass(6 * day);
      const { records } = await settled(seller);
      const payouts = records.filter((one) => one.of === 'payout');
      const named = [...new Set(payouts.map(({ payout }) => payout))];
      assert.ok(named.length > 2, 'there are payouts');
      for (const name of named) {
        const parts = payouts.filter(({ payout }) => payout === name);
        assert.equal(sumAmounts(parts.map(({ net }) => net)), '0', `of ${name}`);
        assert.ok(parts.every(({ id, madeOn }) => id === `payout:${name}:${monthOf(madeOn)}`));
        assert.deepEqual(await fetched(seller, 'settlement', ...parts.map(({ id }) => id)), parts);
      }
      assert.ok(payouts.length > named.length, 'one is of two months');
    },
    { payouts: 'daily', delay_days: 2 },
  ));

test('a payout that a person sent has no members that anybody knows, and is no settlement', () =>
  selling(async (seller) => {
    await charge(seller, 50_000);
    await seller.pass(8 * day);
    await seller.create('payout', { amount: 20_000, currency: 'usd' });
    await seller.pass(3 * day);
    const { records } = await settled(seller);
    assert.deepEqual(
      records.filter((one) => one.of === 'payout'),
      [],
    );
  }));

test('days of a seller in Berlin are days of Berlin', () =>
  selling(
    async (seller) => {
      await seller.pass(13 * 3_600 + 1_800);
      await charge(seller, 1_000);
      await seller.pass(2_400);
      await charge(seller, 2_000);
      await seller.pass(2 * day);
      await charge(seller, 100);
      await seller.pass(60);
      assert.deepEqual(
        days((await settled(seller)).records)
          .map(({ id, groups }) => `${id} ${groups[0]?.amount}`)
          .toSorted(),
        ['day:2026-11-09:USD 10', 'day:2026-11-10:USD 20'],
      );
    },
    { payouts: 'manual', capture_seconds: 0 },
    'Europe/Berlin',
  ));

test('what was read of a charge is not asked for again when its day is summed, and is when it is summed once more', () =>
  selling(async (seller) => {
    const customer = await seller.create('contact', { name: 'Ada Ltd' });
    for (let n = 1; n <= 4; n += 1) await seller.create('invoice', { customer, currency: 'usd', lines: [{ amount: 1_000 }], pay: true });
    await seller.pass(day);
    await charge(seller, 500);
    await seller.pass(60);
    const lookups = () => seller.asked.filter((path) => path === '/v1/invoice_payments').length;
    await passOf(seller, 'balanceTransaction');
    assert.equal(lookups(), 5, 'one for each charge, and one to know that there are any');
    const { records } = await settled(seller);
    assert.ok(only(days(records)).groups[0]?.ofInvoices);
    assert.equal(lookups(), 5);
    await settled(seller);
    assert.equal(lookups(), 10);
    assert.equal(seller.asked.filter((path) => path === '/v1/checkout/sessions').length, 1, 'only for a charge without an invoice');
  }));
