import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HoldRow } from '../../../../src/api/office.ts';
import { groupsOf, nextAfter, sharedFixes } from './hold-groups.ts';

const question = (hold: string, code: string, more: Partial<HoldRow> = {}): HoldRow => ({
  hold,
  flow: 'billing',
  kind: 'invoice',
  id: hold,
  number: null,
  code,
  text: 'One sentence.',
  evidence: {},
  fixes: [
    { id: 'retry', label: 'Look again', does: 'retry', effect: null },
    { id: 'adopt', label: `Use INV-${hold}`, does: 'adopt', effect: null },
  ],
  openedAt: 0,
  gross: null,
  currency: null,
  day: null,
  party: null,
  ...more,
});

test('questions of one sort stand together, most first and oldest first', () => {
  const groups = groupsOf([
    question('a', 'refused'),
    question('b', 'no tax code', { openedAt: 9 }),
    question('c', 'no tax code', { openedAt: 3 }),
  ]);
  assert.deepEqual(
    groups.map(({ code, holds }) => [code, ...holds.map(({ hold }) => hold)]),
    [
      ['no tax code', 'c', 'b'],
      ['refused', 'a'],
    ],
  );
});

test('several questions are offered only the answers that mean the same in each', () => {
  const fixes = sharedFixes([question('1', 'several candidates'), question('2', 'several candidates')]);
  assert.deepEqual(
    fixes.map(({ id }) => id),
    ['retry'],
  );
});

test('after an answer the next question is shown, and after the last one the one before', () => {
  const listed = [question('a', 'x'), question('b', 'x'), question('c', 'x')];
  assert.equal(nextAfter(listed, new Set(['b'])), 'c');
  assert.equal(nextAfter(listed, new Set(['b', 'c'])), 'a');
  assert.equal(nextAfter(listed, new Set(['a', 'b', 'c'])), null);
});
