import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount, decimal } from '../../../core/decimal.ts';
import { effectiveRate, shareOf, taxOf, toBase, workOutLine } from './totals.ts';

const sent = { quantity: undefined, unitAmount: undefined, lineAmount: undefined, discountRate: undefined, discountAmount: undefined };

test('half a cent of tax is rounded away from zero, on both sides', () => {
  equal(taxOf(10n, decimal('5'), 'Exclusive'), 1n);
  equal(taxOf(-10n, decimal('5'), 'Exclusive'), -1n);
});

test('tax within an amount is what is left after taking the net out', () => {
  equal(taxOf(2000n, decimal('8.25'), 'Inclusive'), 152n);
  equal(taxOf(12000n, decimal('20'), 'Inclusive'), 2000n);
});

test('of quantity, unit amount and line amount any two give the third', () => {
  equal(workOutLine({ ...sent, quantity: decimal('3'), unitAmount: decimal('9.99') }, 2).lineAmount, 2997n);
  equal(amount(workOutLine({ ...sent, quantity: decimal('3'), lineAmount: 2997n }, 2).unitAmount ?? decimal('0')), '9.99');
  equal(amount(workOutLine({ ...sent, unitAmount: decimal('9.99'), lineAmount: 2997n }, 2).quantity ?? decimal('0')), '3');
});

test('three that do not agree are refused', () => {
  throws(
    () => workOutLine({ ...sent, quantity: decimal('3'), unitAmount: decimal('9.99'), lineAmount: 3000n }, 2),
    /does not match the expected line total 29.97/,
  );
});

test('a compound component is charged on top of the simple ones', () => {
  const rate = effectiveRate([
    { rate: decimal('5'), isCompound: false },
    { rate: decimal('10'), isCompound: true },
  ]);
  equal(amount(rate), '15.5');
});

test('a rate is foreign units for one base unit', () => {
  equal(toBase(12_000n, decimal('1.25')), 9_600n);
});

test('shares of a whole sum to the whole, however the amount is cut', () => {
  const cents = fc.bigInt({ min: 1n, max: 100_000n });
  fc.assert(
    fc.property(cents, fc.array(cents, { minLength: 1, maxLength: 8 }), (whole, parts) => {
      const total = parts.reduce((sum, part) => sum + part, 0n);
      let [given, taken] = [0n, 0n];
      for (const part of parts) {
        given += shareOf({ whole, given, total, taken, part });
        taken += part;
      }
      deepEqual(given, whole);
    }),
  );
});
