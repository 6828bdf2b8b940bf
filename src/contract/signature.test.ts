import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSignature } from './signature.ts';

test('only the whole signature is a signature, and where none is expected nothing is one', () => {
  assert.equal(isSignature('c2lnbmVk', 'c2lnbmVk'), true);
  for (const seen of ['', 'c2lnbmV', 'c2lnbmVkk', 'c2lnbmVl', 'C2lnbmVk']) assert.equal(isSignature(seen, 'c2lnbmVk'), false, seen);
  assert.equal(isSignature('', ''), false);
});
