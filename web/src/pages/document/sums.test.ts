import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNone, plus, sumsOf } from './sums.ts';

test('amounts add up exactly, and currencies stay apart', () => {
  assert.deepEqual(
    sumsOf([
      { amount: '0.1', currency: 'EUR' },
      { amount: '0.2', currency: 'EUR' },
      { amount: '9007199254740993', currency: 'JPY' },
      { amount: null, currency: null },
    ]),
    [
      { currency: 'EUR', amount: '0.3' },
      { currency: 'JPY', amount: '9007199254740993' },
    ],
  );
  assert.equal(plus('1.5', '-1.75'), '-0.25');
  assert.equal(plus('100', '20'), '120');
  assert.ok(isNone(plus('12.10', '-12.1')));
});
