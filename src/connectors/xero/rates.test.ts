import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount, decimal, divide } from '../../core/decimal.ts';
import { fromCurrencyRate, rateBetween, toCurrencyRate } from './rates.ts';

test('Xero counts foreign units for one base unit, and we count base units for one foreign unit', () => {
  assert.equal(toCurrencyRate('0.8'), '1.25');
  assert.equal(fromCurrencyRate('1.25'), '0.8');
  assert.equal(toCurrencyRate('150'), '0.006667');
  assert.equal(fromCurrencyRate('0.006667'), '150');
});

test('a document in the base currency has no rate', () => {
  assert.deepEqual([fromCurrencyRate('1'), fromCurrencyRate('0'), fromCurrencyRate(null)], [null, null, null]);
});

test('a rate between a fifth and one, of five digits, comes back as it was sent', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 20_000n, max: 99_999n }), (units) => {
      const rate = amount({ units, scale: 5 });
      assert.equal(fromCurrencyRate(toCurrencyRate(rate)), rate);
    }),
  );
});

test('any rate below ten that is read is written back the same', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 100n, max: 7_000_000n }), (units) => {
      const theirs = amount({ units, scale: 6 });
      const ours = fromCurrencyRate(theirs);
      if (ours !== null) assert.equal(toCurrencyRate(ours), theirs);
    }),
  );
});

test('the rate of a payment leads from its amount to the cent that reached the account', () => {
  assert.equal(rateBetween(decimal('100'), decimal('80')), '1.25');
  const cents = fc.bigInt({ min: 1n, max: 10_000_000_000n });
  fc.assert(
    fc.property(cents, cents, (paid, reached) => {
      fc.pre(paid < reached * 1000n && reached < paid * 1000n);
      const [ofDocument, ofAccount] = [decimal(amount({ units: paid, scale: 2 })), decimal(amount({ units: reached, scale: 2 }))];
      assert.equal(amount(divide(ofDocument, decimal(rateBetween(ofDocument, ofAccount)), 2)), amount(ofAccount));
    }),
  );
});
