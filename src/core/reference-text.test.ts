import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceOf } from './fingerprint.ts';
import { appended, parted } from './reference-text.ts';

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
