import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposals } from './proposals.ts';
import type { Recoding } from './proposals.ts';

const recoding = (line: string, after = '260', category: string | null = 'hosting'): Recoding => ({ line, category, before: '200', after });

// Law F41.
test('three lines of one category that people moved to the same account propose a rule of the mapping', () =>
  assert.deepEqual(proposals([recoding('INV-1 1'), recoding('INV-2 1'), recoding('INV-3 2')]), [
    { category: 'hosting', before: '200', after: '260', times: 3 },
  ]));

test('two of a kind propose nothing, nor does one edit that is told three times', () => {
  assert.deepEqual(proposals([recoding('INV-1 1'), recoding('INV-2 1')]), []);
  assert.deepEqual(proposals([recoding('INV-1 1'), recoding('INV-1 1'), recoding('INV-1 1')]), []);
});

test('people who move a category to several accounts decide line by line, and nothing is proposed', () =>
  assert.deepEqual(proposals([recoding('INV-1 1'), recoding('INV-2 1'), recoding('INV-3 1'), recoding('INV-4 1', '270')]), []));

test('what was moved back counts no more', () =>
  assert.deepEqual(proposals([recoding('INV-1 1'), recoding('INV-2 1'), recoding('INV-3 1'), recoding('INV-3 1', '200')]), []));
