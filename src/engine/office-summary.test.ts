import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProofFigures } from './overview-port.ts';
import { summaryOf } from './office-summary.ts';

const proof = (flow: string, word: ProofFigures['word'], madeAt = 5): ProofFigures => ({
  flow,
  word,
  madeAt,
  differences: 0,
  headline: [],
});

test('the books tie out only when every flow that is live has a proof that says so', () => {
  const live = ['there', 'back'];
  assert.equal(summaryOf([], live), null);
  assert.equal(summaryOf([proof('there', 'ties out')], live), null);
  assert.equal(summaryOf([proof('there', 'ties out'), proof('back', 'ties out', 3)], live)?.word, 'ties out');
  assert.equal(summaryOf([proof('there', 'ties out'), proof('back', 'ties out', 3)], live)?.madeAt, 3);
});

test('what is wrong is told also while another flow was never proven', () => {
  for (const word of ['unexplained', 'open', 'explained'] as const)
    assert.equal(summaryOf([proof('there', word)], ['there', 'back'])?.word, word);
});
