import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceOf } from '../../core/fingerprint.ts';
import { linkTo, referenceInLink } from './references.ts';

const ours = referenceOf({ organisation: 'o', agreement: 'a', kind: 'payment', id: '1', part: 'main' });

test('a link is ours by its end, whatever address it had when it was written', () => {
  assert.equal(referenceInLink(linkTo('https://tieout.invalid/r/', ours)), ours);
  assert.equal(referenceInLink(linkTo('https://books.example/app/links/', ours)), ours);
  for (const link of [null, '', 'https://shop.example/orders/17', `https://shop.example/${ours}/edit`])
    assert.equal(referenceInLink(link), null);
});
