import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOfNumber, firstFrom, invoiceOf, nextDays } from './recurring.ts';
import type { RecurringDraft } from './recurring.ts';

const retainer: RecurringDraft = {
  name: 'Ada Ltd, support',
  rhythm: { every: 1, unit: 'month' },
  startsOn: '2026-01-31',
  endsOn: null,
  dueAfterDays: 14,
  issueAs: 'open',
  invoice: {
    contact: 'con_1',
    currency: 'GBP',
    amountsAre: 'exclusive',
    lines: [
      { description: 'Support in {month}', quantity: '1', unitPrice: '900', discount: null, taxes: ['GB20'], account: null, item: null },
    ],
    discount: null,
    reference: 'PO 7 {month}',
    notes: null,
  },
};

test('what begins on the 31st is on the last day of a shorter month, and on the 31st again after it', () =>
  assert.deepEqual(nextDays(retainer, 0, 5), ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']));

test('the 29th of February comes back in the next leap year', () => {
  const yearly = { ...retainer, startsOn: '2028-02-29', rhythm: { every: 1, unit: 'year' } } as const;
  assert.deepEqual(nextDays(yearly, 0, 5), ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']);
});

test('every second week and every third month are counted from the first day', () => {
  assert.equal(dayOfNumber({ startsOn: '2026-03-02', rhythm: { every: 2, unit: 'week' } }, 3), '2026-04-13');
  assert.equal(dayOfNumber({ startsOn: '2025-11-30', rhythm: { every: 3, unit: 'month' } }, 1), '2026-02-28');
});

test('nothing is made after the last day, and the last day itself still counts', () => {
  assert.deepEqual(nextDays({ ...retainer, endsOn: '2026-03-31' }, 0, 12), ['2026-01-31', '2026-02-28', '2026-03-31']);
  assert.equal(firstFrom({ ...retainer, endsOn: '2026-03-30' }, '2026-03-01'), null);
});

test('from a day on, the first invoice is the one of that day or the next after it', () => {
  assert.deepEqual(firstFrom(retainer, '2026-02-28'), { number: 1, on: '2026-02-28' });
  assert.deepEqual(firstFrom(retainer, '2026-03-01'), { number: 2, on: '2026-03-31' });
});

test('an invoice is dated on its own day, is due so many days later, and names its month', () => {
  const { issuedOn, dueOn, lines, reference, state } = invoiceOf(retainer, '2026-02-28');
  assert.deepEqual([issuedOn, dueOn, state], ['2026-02-28', '2026-03-14', 'open']);
  assert.deepEqual([lines[0]?.description, reference], ['Support in February 2026', 'PO 7 February 2026']);
});
