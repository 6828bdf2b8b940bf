import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreedBut, assertBooks, balanceOn, booked, books, payout, transaction, wantedOf } from './books.ts';

const usTax = [{ rate: 'us_tax', amount: '8.25' }];
const e1 = [
  transaction('charge', '108.25', { fee: '3.44', taxes: usTax, about: 'ch_1' }),
  transaction('charge', '30', { fee: '1.17', about: 'ch_2' }),
  transaction('refund', '-54.13', { about: 're_1', original: { amount: '108.25', taxes: usTax, before: '0' } }),
  transaction('dispute', '-30', {
    fee: '15',
    fees: [{ for: 'dispute', description: null, amount: '15' }],
    about: 'dp_1',
  }),
  transaction('payout', '-34.51', { about: 'po_1' }),
];

test('two sales, a refund, a dispute and the payout of what is left, one by one', () => {
  assertBooks(
    [...e1, payout('po_1', '34.51')],
    books`
      Dr clearing 108.25 | Cr sales 100.00 | Cr tax 8.25
      Dr fees 3.44 | Cr clearing 3.44
      Dr clearing 30.00 | Cr sales 30.00
      Dr fees 1.17 | Cr clearing 1.17
      Dr refunds 50.00 | Dr tax 4.13 | Cr clearing 54.13
      Dr disputed 30.00 | Cr clearing 30.00
      Dr dispute_fees 15.00 | Cr clearing 15.00
      Dr transit 34.51 | Cr clearing 34.51
      Dr bank 34.51 | Cr transit 34.51
    `,
  );
  assert.equal(balanceOn('clearing', e1), '0');
});

test('a dispute that is won comes back from the asset; one that is lost is a loss, by an entry without the balance', () => {
  assertBooks([transaction('disputeReversal', '30')], books`Dr clearing 30.00 | Cr disputed 30.00`);
  const lost = {
    kind: 'dispute',
    id: 'dp_1',
    charge: 'ch_2',
    contact: null,
    amount: '30',
    currency: 'USD',
    openedOn: '2026-10-21',
    dueOn: '2026-10-29',
    closedOn: '2026-10-30',
    state: 'lost',
  } as const;
  assertBooks([lost], books`Dr chargebacks 30.00 | Cr disputed 30.00`);
  assertBooks(
    [
      { ...lost, state: 'inquiry' },
      { ...lost, state: 'open' },
      { ...lost, state: 'won' },
    ],
    '',
  );
});

test('a payout that failed before it arrived goes back from where it was; one that failed afterwards goes back from the bank', () => {
  const out = transaction('payout', '-34.51', { about: 'po_1' });
  const back = transaction('payoutReversal', '34.51', { about: 'po_1', madeOn: '2026-10-28' });
  const failed = payout('po_1', '34.51', { state: 'failed', out: out.id, back: back.id });
  assertBooks(
    [out, back, failed],
    books`
      Dr transit 34.51 | Cr clearing 34.51
      Dr clearing 34.51 | Cr transit 34.51
    `,
  );
  const arrived = wantedOf(payout('po_1', '34.51')).parts[0]?.record;
  assert.ok(arrived);
  const known = { asked: { main: arrived }, shown: [back] };
  assertBooks(
    [failed],
    books`
      Dr bank 34.51 | Cr transit 34.51
      Dr transit 34.51 | Cr bank 34.51
    `,
    known,
  );
  assert.deepEqual(
    wantedOf(failed, known).parts.map(({ record }) => record.kind === 'transfer' && record.madeOn),
    ['2026-10-24', '2026-10-28'],
  );
});

test('a negative payout takes money from the bank, and a destination that nobody mapped is asked about', () => {
  assertBooks(
    [transaction('payout', '20'), payout('po_2', '-20', { destination: 'ba_second' })],
    books`
      Dr clearing 20.00 | Cr transit 20.00
      Dr transit 20.00 | Cr second_bank 20.00
    `,
  );
  const held = booked(payout('po_3', '5', { destination: 'ba_new' }), { mapping: agreedBut(['default: bank, ', '']) });
  assert.ok(held.is === 'held');
  assert.equal(held.question.code, 'no account');
});
