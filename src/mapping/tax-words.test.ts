import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taxWords } from './tax-words.ts';

test('a tax says its percentage, and only once', () => {
  assert.equal(taxWords('Standard rate', '20'), 'Standard rate (20 %)');
  assert.equal(taxWords('VAT 20 %', '20'), 'VAT 20 %');
  assert.equal(taxWords('20% (VAT on Income)', '20'), '20% (VAT on Income)');
  assert.equal(taxWords('VAT 20 %', '5'), 'VAT 20 % (5 %)');
  assert.equal(taxWords('Reverse charge', null), 'Reverse charge');
});
