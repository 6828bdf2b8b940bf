import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sumAmounts } from '../../core/decimal.ts';
import { newsSince, openBank } from './testing.ts';

describe('the lines of a bank through Plaid', () => {
  const bank = openBank();

  test('money out is negative, money in is positive, and each figure is what was sent', async () => {
    const { next } = await newsSince(bank.session, null);
    await bank.line({
      amount: '34.51',
      name: 'CLOUD HOSTING',
      original_description: 'CLOUD HOSTING 8472 DUBLIN',
      merchant_name: 'Cloud',
      date: '2026-10-30',
    });
    await bank.line({ amount: '-1200.1', name: 'ADA LTD', payer: 'Ada Ltd', reference_number: 'INV-7', date: '2026-10-31' });
    const { lines } = await newsSince(bank.session, next);
    assert.deepEqual(
      lines.map(({ bookedOn, amount, currency, text, counterparty, reference, state }) => [
        bookedOn,
        amount,
        currency,
        text,
        counterparty.name,
        reference,
        state,
      ]),
      [
        ['2026-10-30', '-34.51', 'USD', 'CLOUD HOSTING 8472 DUBLIN', 'Cloud', null, 'booked'],
        ['2026-10-31', '1200.1', 'USD', 'ADA LTD', 'Ada Ltd', 'INV-7', 'booked'],
      ],
    );
  });

  test('a pending line that is booked under another id is gone, and stands there once', async () => {
    for (const is_linked of [true, false]) {
      const waiting = await bank.line({ amount: '12', pending: true });
      const first = await newsSince(bank.session, null);
      assert.equal(first.lines.find(({ id }) => id === waiting)?.state, 'pending');
      const booked = await bank.edit(waiting, { pending: false, is_linked });
      const { lines, gone } = await newsSince(bank.session, first.next);
      assert.deepEqual(
        lines.map(({ id, state, wasPending }) => [id, state, wasPending]),
        [[booked, 'booked', is_linked ? waiting : null]],
      );
      assert.deepEqual(gone, [waiting]);
    }
  });

  test('a line that the bank takes back is gone, also for whoever asks for it by id', async () => {
    const id = await bank.line({ amount: '99' });
    const { next } = await newsSince(bank.session, null);
    await bank.takeBack(id);
    const { lines, gone } = await newsSince(bank.session, next);
    assert.deepEqual([lines, gone], [[], [id]]);
    assert.deepEqual(await bank.session.readers.statementLine?.fetch([id]), []);
  });

  test('news are one page, so that they are saved with their bookmark or not at all', async () => {
    const { next } = await newsSince(bank.session, null);
    for (let at = 1; at <= 8; at += 1) await bank.line({ amount: String(at) });
    const news = await newsSince(bank.session, next);
    assert.deepEqual([news.lines.length, news.pages], [8, 1]);
  });

  test('what came and went while pages were read is dropped with them, and everything is read again from where it began', async () => {
    const { next } = await newsSince(bank.session, null);
    const passing = await bank.line({ amount: '1' });
    const kept: string[] = [];
    for (let at = 2; at <= 5; at += 1) kept.push(await bank.line({ amount: String(at) }));
    let asked = 0;
    const session = bank.asking(async () => {
      asked += 1;
      if (asked === 2) await bank.takeBack(passing);
    });
    const { lines, gone } = await newsSince(session, next);
    assert.deepEqual([lines.map(({ id }) => id), gone, asked], [kept, [], 4]);
  });

  test('lines that never stand still are not read now, and not half', async () => {
    const { next } = await newsSince(bank.session, null);
    for (let at = 1; at <= 4; at += 1) await bank.line({ amount: String(at) });
    await bank.set({ mutations: 5 });
    await assert.rejects(newsSince(bank.session, next), /changed 5 times/);
    assert.equal((await newsSince(bank.session, next)).lines.length, 4);
  });

  test('nothing is gone because Plaid has not asked the bank yet', async () => {
    const id = await bank.line({ amount: '7' });
    await bank.set({ status: 'NOT_READY' });
    const { lines, gone, next } = await newsSince(bank.session, null);
    assert.deepEqual([lines, gone], [[], []]);
    await assert.rejects(async () => bank.session.readers.statementLine?.fetch([id]), /not fetched/);
    await bank.set({ status: 'HISTORICAL_UPDATE_COMPLETE' });
    assert.ok((await newsSince(bank.session, next)).lines.some((line) => line.id === id));
  });

  test('a bank that is down, or not ready, has not said no', async () => {
    for (const error_code of ['INSTITUTION_DOWN', 'PRODUCT_NOT_READY']) {
      await bank.set({ errors: [{ error_type: 'ITEM_ERROR', error_code }] });
      await assert.rejects(newsSince(bank.session, null), (error: Error) => error.name !== 'Refused' && error.message.includes(error_code));
    }
  });

  test('the balance of an account is its opening and its booked lines, and what is owed on a card is negative', async () => {
    const before = await balances();
    await bank.line({ amount: '100' });
    await bank.line({ amount: '55', pending: true });
    await bank.line({ amount: '20.5', account_id: 'harbour-card' });
    assert.deepEqual([before.get('harbour-savings'), before.get('harbour-card')], ['25000.5', '-120.25']);
    const after = await balances();
    assert.equal(after.get('harbour-card'), '-140.75');
    assert.equal(sumAmounts([after.get('harbour-checking') ?? '', '100']), before.get('harbour-checking'));
    const sheet = bank.sandbox.trialBalance();
    assert.equal(sheet['harbour-card'], '-140.75');
    assert.equal(sumAmounts(Object.values(sheet)), '0');
  });

  async function balances(): Promise<ReadonlyMap<string, string | null | undefined>> {
    const accounts = new Map<string, string | null | undefined>();
    assert.ok(bank.session.readers.account);
    for await (const { seen } of bank.session.readers.account.changes(null))
      for (const { record } of seen) accounts.set(record.id, record.balance);
    return accounts;
  }
});
