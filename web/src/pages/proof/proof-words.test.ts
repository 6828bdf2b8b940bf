import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOf, titleWithoutDifference, whyUnproven } from './proof-words.ts';

const count = { kind: 'invoice', atSource: 3, inSync: 0, pending: 0, held: 0, excluded: 1 } as const;

test('only a proof that says so tells that the books tie out, and of a flow that is off not even that', () => {
  assert.equal(titleWithoutDifference({ word: 'ties out', counts: [] }, false), 'Your books tie out.');
  assert.equal(titleWithoutDifference({ word: 'ties out', counts: [] }, true), 'Both sides agree, and the flow is off.');
  for (const word of ['open', 'unexplained'] as const)
    assert.equal(titleWithoutDifference({ word, counts: [count] }, false), 'No document differs.');
});

test('the proof of a flow that is off says how many records wait at the source', () => {
  const proof = { word: 'unexplained', counts: [count] } as const;
  assert.equal(meaningOf(proof, true, String), 'The flow is off: 2 records at the source have not been taken up yet.');
  assert.match(meaningOf(proof, false, String), /has no name/);
  assert.match(meaningOf({ word: 'unexplained', counts: [] }, true, String), /has no name/);
});

test('where every flow is off, the overview says that nothing is compared', () => {
  assert.match(whyUnproven([{ mode: 'off' }, { mode: 'off' }]), /^Every flow is off/);
  assert.match(whyUnproven([{ mode: 'off' }, { mode: 'test' }]), /Prove now/);
});
