import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mostTogether, sharesFinder } from './together.ts';

const mostRows = 12;

/** Every way in which rows and columns belong together, by name; what its pairs weigh together. */
function everyWay(rows: number, columns: number, weight: (row: number, column: number) => number): Float64Array {
  const shares = new Float64Array(rows * columns);
  let all = 0;
  const go = (row: number, taken: readonly (readonly [number, number])[], weighs: number): void => {
    if (row === rows) {
      all += weighs;
      for (const [of, column] of taken) shares[of * columns + column] = (shares[of * columns + column] ?? 0) + weighs;
      return;
    }
    go(row + 1, taken, weighs);
    for (let column = 0; column < columns; column += 1)
      if (taken.every(([, other]) => other !== column)) go(row + 1, [...taken, [row, column]], weighs * weight(row, column));
  };
  go(0, [], 1);
  return shares.map((share) => share / all);
}

const someWeights = fc
  .record({ rows: fc.integer({ min: 1, max: 4 }), columns: fc.integer({ min: 1, max: 4 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      weights: fc
        .array(fc.constantFrom(0, 0.001, 0.5, 3, 800), { minLength: rows * columns, maxLength: rows * columns })
        .map((weights) => Float64Array.from(weights)),
    }),
  );

test('how sure a line and an item are of each other is their share of every way to pair them all', () => {
  const sharesOf = sharesFinder(mostRows);
  fc.assert(
    fc.property(someWeights, ({ rows, columns, weights }) => {
      const expected = everyWay(rows, columns, (row, column) => weights[row * columns + column] ?? 0);
      const shares = sharesOf({ rows, columns, weights });
      expected.forEach((share, at) => assert.ok(Math.abs((shares[at] ?? 0) - share) < 1e-9));
    }),
  );
});

test('which side is the longer one does not matter', () => {
  const sharesOf = sharesFinder(mostRows);
  const [few, many] = [3, mostTogether + 3];
  const weights = new Float64Array(few * many).map((_, at) => ((at * 7) % 11) / 4);
  const turned = new Float64Array(few * many).map((_, at) => weights[(at % few) * many + Math.floor(at / few)] ?? 0);
  const across = sharesOf({ rows: few, columns: many, weights }).slice(0, few * many);
  const along = sharesOf({ rows: many, columns: few, weights: turned }).slice(0, few * many);
  for (let row = 0; row < few; row += 1)
    for (let column = 0; column < many; column += 1)
      assert.ok(Math.abs((across[row * many + column] ?? 0) - (along[column * few + row] ?? 0)) < 1e-9);
});
