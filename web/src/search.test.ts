import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchOf } from './search.ts';

test('an address keeps the words that a page knows, and no link can put anything else into it', () => {
  const read = searchOf('flow', 'state');
  assert.deepEqual(read({ flow: 'billing-xero', state: '', other: 'x' }), { flow: 'billing-xero' });
  assert.deepEqual(read({ flow: { a: 1 }, state: ['held'] }), {});
});

test('a word that the router took for a number is the text that was written', () => {
  assert.deepEqual(searchOf('search', 'flow')({ search: 2026, flow: true }), { search: '2026', flow: 'true' });
});
