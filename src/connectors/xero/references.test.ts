import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceOf } from '../../core/fingerprint.ts';
import { appended, linkTo, parted, referenceInLink } from './references.ts';

const ours = referenceOf({ organisation: 'o', agreement: 'a', kind: 'payment', id: '1', part: 'main' });

test('our reference follows what a person expects in that field, and both are read back', () => {
  for (const text of ['ch_123', 'PO 17 / Ada', 'ends with a space ', 'Tnotours']) {
    assert.deepEqual(parted(appended(text, ours)), { text, reference: ours });
  }
  assert.deepEqual(parted(appended(null, ours)), { text: null, reference: ours });
});

test('text without a reference of ours stays as it is', () => {
  for (const text of ['PO 17', 'Tuesday', 'T', '']) assert.deepEqual(parted(text), { text, reference: null });
  assert.deepEqual(parted(null), { text: null, reference: null });
});

test('a link is ours by its end, whatever address it had when it was written', () => {
  assert.equal(referenceInLink(linkTo('https://tieout.invalid/r/', ours)), ours);
  assert.equal(referenceInLink(linkTo('https://books.example/app/links/', ours)), ours);
  for (const link of [null, '', 'https://shop.example/orders/17', `https://shop.example/${ours}/edit`])
    assert.equal(referenceInLink(link), null);
});
