import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginningOf, dateOf, dayAt } from './days.ts';
import { figure, fineFigure } from './figures.ts';
import { amount } from '../../core/decimal.ts';

const seconds = (text: string): number => Date.parse(text) / 1000;

test('an amount is what Stripe counts in: cents, whole yen, fils, and hundredths of a krona that has none', () => {
  assert.deepEqual(
    (['USD', 'JPY', 'KWD', 'ISK'] as const).map((currency) => figure(123_400n, currency)),
    ['1234', '123400', '123.4', '1234'],
  );
  assert.equal(figure(-5n, 'EUR'), '-0.05');
});

test('a price may be finer than a cent', () => assert.equal(amount(fineFigure('12.5', 'USD')), '0.125'));

test('a charge at nine in the evening in California is of that day there, and of the next in London', () => {
  const at = seconds('2026-11-01T05:00:00Z');
  assert.equal(dayAt('America/Los_Angeles', at), '2026-10-31');
  assert.equal(dayAt('Europe/London', at), '2026-11-01');
});

test('a payout that arrives on the first is not of the month before, wherever the seller is', () =>
  assert.equal(dateOf(seconds('2026-11-01T00:00:00Z')), '2026-11-01'));

test('a day begins at its first second, on days of 23 and 25 hours too', () => {
  const beginnings = [
    ['America/Los_Angeles', '2026-11-01', '2026-11-01T07:00:00Z'],
    ['America/Los_Angeles', '2026-11-02', '2026-11-02T08:00:00Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00Z'],
    ['Pacific/Kiritimati', '2026-05-05', '2026-05-04T10:00:00Z'],
    ['Pacific/Pago_Pago', '2026-05-05', '2026-05-05T11:00:00Z'],
    ['UTC', '2026-05-05', '2026-05-05T00:00:00Z'],
  ] as const;
  for (const [zone, day, expected] of beginnings) assert.equal(beginningOf(zone, day), seconds(expected), `${day} in ${zone}`);
});
