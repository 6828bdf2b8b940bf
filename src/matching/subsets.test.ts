import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mostItems, subsetSearch } from './subsets.ts';

/** Every choice, one by one; choices of equal amounts are one. */
function counted(amounts: readonly number[], target: number): number {
  const found = new Set<string>();
  for (let mask = 0; mask < 1 << amounts.length; mask += 1) {
    const chosen = amounts.filter((_, at) => (mask & (1 << at)) !== 0);
    if (chosen.length >= 2 && chosen.reduce((a, b) => a + b, 0) === target) found.add(chosen.toSorted((a, b) => a - b).join(' '));
  }
  return Math.min(found.size, 2);
}

test('the halves count what counting every choice counts, and what is found sums to the target', () => {
  const find = subsetSearch();
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 10, size: 'max' }),
      fc.integer({ min: 2, max: 90 }),
      (amounts, target) => {
        const { count, first } = find(amounts, target);
        assert.equal(count, counted(amounts, target));
        if (count > 0)
          assert.equal(
            first.reduce((sum, at) => sum + (amounts[at] ?? 0), 0),
            target,
          );
      },
    ),
    { numRuns: 500 },
  );
});

test('sixteen amounts, many of them equal, are still searched', () => {
  const amounts = Array.from({ length: mostItems }, (_, at) => (at < 7 ? at + 1 : 100));
  assert.equal(subsetSearch()(amounts, 905).count, 2);
  assert.equal(subsetSearch()(amounts, 928).count, 1);
});
