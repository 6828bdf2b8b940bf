import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentsIn } from './batch-words.ts';

test('a document that takes several writes is counted once, and one of another kind with the same id is another', () => {
  assert.equal(documentsIn([]), 0);
  const invoice = { kind: 'invoice', id: '7' } as const;
  assert.equal(documentsIn([invoice, invoice, { kind: 'payment', id: '7' }, { kind: 'invoice', id: '8' }]), 3);
});
