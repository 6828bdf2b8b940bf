import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decimal, isZero, sum } from '../core/decimal.ts';
import type { AnyRecord } from '../core/records.ts';
import { wholeDocument } from './posting.ts';
import { postingsOf, sourcePostings } from './postings.ts';
import { banked, chart, creditNote, invoice, journal, line, payment } from './testing.ts';
import { createSums, totalsDelta } from './totals.ts';

const moves = (record: AnyRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(postingsOf(record, chart).map(({ account, amount }) => [account, amount]));

test('an invoice is owed by the customer, earned on its lines’ accounts, and its tax is owed on', () => {
  assert.deepEqual(moves(invoice('INV-1', '2026-10-03', [10000, 2000])), { '*': '120', '610': '120', '200': '-100', '820': '-20' });
});

test('a credit note takes back what an invoice does', () => {
  assert.deepEqual(moves(creditNote('CN-1', '2026-10-03', [10000, 2000])), { '*': '-120', '610': '-120', '200': '100', '820': '20' });
});

test('a payment moves what the customer owes into the bank', () => {
  assert.deepEqual(moves(payment('PAY-1', '2026-10-03', 12000)), { '*': '120', '090': '120', '610': '-120' });
});

test('money in another currency reaches its account in the account’s own', () => {
  const paid = { ...payment('PAY-1', '2026-10-03', 12000), currency: 'USD', accountAmount: { amount: '95.4', currency: 'GBP' } };
  const postings = postingsOf(paid, chart).map(({ account, currency, amount }) => [account, currency, amount]);
  assert.deepEqual(postings, [
    ['*', 'USD', '120'],
    ['090', 'GBP', '95.4'],
    ['610', 'USD', '-120'],
  ]);
});

test('a refund pays the customer out of the bank', () => {
  assert.deepEqual(
    moves({
      kind: 'refund',
      id: 'R',
      contact: null,
      refundedOn: '2026-10-03',
      amount: '30',
      currency: 'GBP',
      account: '090',
      creditNote: 'CN-1',
      reference: null,
      isReconciled: null,
      state: 'made',
    }),
    { '*': '-30', '090': '-30', '610': '30' },
  );
});

test('money received and spent is coded by its lines, and money on account lowers what customers owe', () => {
  assert.deepEqual(moves(banked('receive', '2026-10-03', [5000, 1000], '260')), { '*': '60', '090': '60', '260': '-50', '820': '-10' });
  assert.deepEqual(moves(banked('spend', '2026-10-03', [5000, 1000], '404')), { '*': '-60', '090': '-60', '404': '50', '820': '10' });
  assert.deepEqual(moves(banked('receiveOnAccount', '2026-10-03', [5000, 0], null)), { '*': '50', '090': '50', '610': '-50' });
  assert.deepEqual(moves(banked('receivePrepayment', '2026-10-03', [5000, 1000], '260')), {
    '*': '60',
    '090': '60',
    '260': '-50',
    '820': '-10',
  });
});

test('a transfer and a journal move what they say, and an allocation moves no account', () => {
  const transfer = {
    kind: 'transfer',
    id: 'T',
    fromAccount: '090',
    toAccount: 'id-404',
    madeOn: '2026-10-03',
    amount: '10',
    currency: 'GBP',
    reference: null,
    isReconciled: null,
    state: 'made',
  } as const;
  assert.deepEqual(moves(transfer), { '*': '10', '404': '10', '090': '-10' });
  assert.deepEqual(moves(journal('2026-10-03', '404', '200', 700)), { '*': '7', '404': '7', '200': '-7' });
  const allocation = {
    kind: 'allocation',
    id: 'A',
    from: { kind: 'creditNote', id: 'CN-1' },
    invoice: 'INV-1',
    amount: '5',
    currency: 'GBP',
    allocatedOn: '2026-10-03',
    state: 'made',
  } as const;
  assert.deepEqual(moves(allocation), { '*': '5' });
});

test('drafts and voids move nothing', () => {
  assert.deepEqual(moves({ ...invoice('INV-1', '2026-10-03', [10000, 2000]), state: 'draft' }), {});
  assert.deepEqual(moves({ ...invoice('INV-1', '2026-10-03', [10000, 2000]), state: 'void' }), {});
  assert.deepEqual(moves({ ...payment('PAY-1', '2026-10-03', 12000), state: 'void' }), {});
  assert.deepEqual(moves({ ...journal('2026-10-03', '404', '200', 700), state: 'draft' }), {});
});

test('an account is the same whether a document names it by code or by id', () => {
  assert.deepEqual(
    moves(invoice('INV-1', '2026-10-03', [10000, 2000], 'id-200')),
    moves(invoice('INV-1', '2026-10-03', [10000, 2000], '200')),
  );
});

test('tax within the lines is taken out of what was earned', () => {
  const shown = { ...line('200', 12000, 2000), amount: '120' };
  assert.deepEqual(moves({ ...invoice('INV-1', '2026-10-03', [10000, 2000]), amountsAre: 'inclusive', lines: [shown] }), {
    '*': '120',
    '610': '120',
    '200': '-100',
    '820': '-20',
  });
});

test('a discount on the whole document is shared out over the lines’ accounts', () => {
  const lines = [line('200', 7500, 0), line('260', 2500, 0)];
  const record = { ...invoice('INV-1', '2026-10-03', [9000, 0]), lines, discount: { amount: '10' } };
  assert.deepEqual(moves(record), { '*': '90', '610': '90', '200': '-67.5', '260': '-22.5' });
});

test('what the lines do not explain stands without an account, never on one of them', () => {
  const record = { ...invoice('INV-1', '2026-10-03', [10000, 2000]), lines: [line('200', 9999, 2000)] };
  assert.deepEqual(moves(record), { '*': '120', '610': '120', '200': '-99.99', none: '-0.01', '820': '-20' });
});

test('every document’s accounts sum to zero', () => {
  const pence = fc.integer({ min: -100000, max: 100000 });
  const parts = fc.array(fc.record({ account: fc.constantFrom('200', '260', null), net: pence, tax: pence }), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(parts, fc.integer({ min: 0, max: 5000 }), fc.constantFrom('invoice', 'creditNote'), (drawn, off, kind) => {
      const lines = drawn.map(({ account, net, tax }) => line(account, net, tax));
      const net = drawn.reduce((total, part) => total + part.net, 0) - off;
      const tax = drawn.reduce((total, part) => total + part.tax, 0);
      const made = kind === 'invoice' ? invoice('D', '2026-10-03', [net, tax]) : creditNote('D', '2026-10-03', [net, tax]);
      const postings = postingsOf({ ...made, lines, discount: { amount: String(off) } }, chart);
      const accounts = postings.filter(({ account }) => account !== wholeDocument);
      assert.ok(isZero(sum(accounts.map((posting) => decimal(posting.amount)))), JSON.stringify(postings));
    }),
  );
});

test('a source record without a want counts with its total as seen, finer than a penny if it is', () => {
  const seen = { ...invoice('INV-1', '2026-10-03', [10000, 2000]), totals: { net: '118.9881', tax: '0', gross: '118.9881' } };
  assert.deepEqual(sourcePostings(seen, [], chart), [
    { kind: 'invoice', account: '*', currency: 'GBP', day: '2026-10-03', amount: '118.9881' },
  ]);
});

test('what a want rounds away still counts at the source', () => {
  const seen = { ...invoice('INV-1', '2026-10-03', [11899, 0]), totals: { net: '118.9881', tax: '0', gross: '118.9881' } };
  const whole = sourcePostings(seen, [invoice('', '2026-10-03', [11899, 0])], chart).find(({ account }) => account === wholeDocument);
  assert.equal(whole?.amount, '118.9881');
});

test('a payment that becomes two documents counts once at the source', () => {
  const seen = payment('PAY-1', '2026-10-03', 12000);
  const wants = [payment('', '2026-10-03', 10000), banked('receiveOnAccount', '2026-10-03', [2000, 0], null)];
  const wholes = sourcePostings(seen, wants, chart).filter(({ account }) => account === wholeDocument);
  assert.deepEqual(
    wholes.map(({ kind, amount }) => [kind, amount]),
    [
      ['payment', '100'],
      ['bankTransaction', '20'],
    ],
  );
});

test('an invoice that was booked in an open month instead of its closed one counts in its own month at the source', () => {
  const postings = sourcePostings(invoice('INV-1', '2026-09-30', [10000, 0]), [invoice('', '2026-10-01', [10000, 0])], chart);
  assert.deepEqual([...new Set(postings.map(({ day }) => day))], ['2026-09-30']);
});

test('a void invoice that the ledger keeps with a credit note against it adds up to nothing', () => {
  const seen = { ...invoice('INV-1', '2026-09-30', [10000, 0]), state: 'void' } as const;
  const postings = sourcePostings(seen, [invoice('', '2026-09-30', [10000, 0]), creditNote('', '2026-11-02', [10000, 0])], chart);
  assert.ok(isZero(sum(postings.filter(({ account }) => account === wholeDocument).map((posting) => decimal(posting.amount)))));
  assert.deepEqual(sourcePostings(seen, [], chart), []);
});

test('a change adds to the running sums only what changed', () => {
  const [before, after] = [
    postingsOf(invoice('INV-1', '2026-10-03', [10000, 2000]), chart),
    postingsOf(invoice('INV-1', '2026-10-03', [15000, 2000]), chart),
  ];
  assert.deepEqual(
    totalsDelta(before, after).map(({ account, month, amount, documents }) => [account, month, amount, documents]),
    [
      ['*', '2026-10', '50', 0],
      ['200', '2026-10', '-50', 0],
      ['610', '2026-10', '50', 0],
    ],
  );
  assert.deepEqual(totalsDelta(after, after), []);
});

test('running sums are the same in whatever order the changes came', () => {
  const versions = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 99999 }), fc.constantFrom('2026-09-30', '2026-10-01')),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(versions, (drawn) => {
      const now = new Map<number, AnyRecord>();
      const deltas = drawn.map(([id, net, on]) => {
        const [before, after] = [now.get(id), invoice(`INV-${id}`, on, [net, 0])];
        now.set(id, after);
        return totalsDelta(before ? postingsOf(before, chart) : [], postingsOf(after, chart));
      });
      const added = createSums();
      for (const total of deltas.flat()) added.addTotal(total, 1);
      const atOnce = totalsDelta(
        [],
        [...now.values()].flatMap((record) => postingsOf(record, chart)),
      );
      assert.deepEqual(added.totals(), atOnce);
    }),
  );
});
