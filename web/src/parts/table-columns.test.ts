import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareAmounts } from './table-columns.ts';

test('amounts are ordered by what they are worth, to the last decimal', () => {
  const amounts = ['10', '9.5', '-3', '9007199254740993.01', '9007199254740993.02', '0.1', '-3.05'];
  assert.deepEqual(amounts.toSorted(compareAmounts), ['-3.05', '-3', '0.1', '9.5', '10', '9007199254740993.01', '9007199254740993.02']);
});

test('one amount written in two ways is the same', () => {
  assert.equal(compareAmounts('12.50', '12.5'), 0);
  assert.equal(compareAmounts('-0', '0'), 0);
});
