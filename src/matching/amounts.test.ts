import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amountsFor, fillAmounts, firstOf, nextOf } from './amounts.ts';

const someAmounts = fc.array(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(2 ** 40 + 3, 2 ** 41 + 3, -(2 ** 40) - 3)), {
  maxLength: 40,
});

test('the rows of an amount are found in their order, whatever was on the desk before', () => {
  const amounts = amountsFor(40);
  fc.assert(
    fc.property(someAmounts, (minors) => {
      fillAmounts(amounts, Float64Array.from(minors), minors.length);
      for (const minor of [...minors, 5]) {
        const rows: number[] = [];
        for (let row = firstOf(amounts, minor); row !== -1; row = nextOf(amounts, row)) rows.push(row);
        assert.deepEqual(
          rows,
          [...minors.keys()].filter((row) => minors[row] === minor),
        );
        rows.forEach((row, at) => assert.equal(amounts.left[row], rows.length - at));
      }
    }),
  );
});
