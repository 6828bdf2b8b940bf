import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedLines } from './changed-lines.ts';

const shown = (before: string, after: string): readonly string[] =>
  changedLines(before, after).map(({ is, text }) => `${{ same: ' ', gone: '-', new: '+' }[is]}${text}`);

test('a changed line is shown gone and new, between the lines that stayed', () =>
  assert.deepEqual(shown('a\nb\nc', 'a\nB\nc'), [' a', '-b', '+B', ' c']));

test('a line that was put in between moves no other', () =>
  assert.deepEqual(shown('accounts:\n  sales: 200', 'accounts:\n  # services only\n  sales: 200'), [
    ' accounts:',
    '+  # services only',
    '   sales: 200',
  ]));

test('both versions can be read back from what is shown', () => {
  const [before, after] = ['x\ny\nz\nx\ny', 'y\nx\nq\ny\nz'];
  const lines = changedLines(before, after);
  const side = (not: 'gone' | 'new'): string =>
    lines
      .filter(({ is }) => is !== not)
      .map(({ text }) => text)
      .join('\n');
  assert.deepEqual([side('new'), side('gone')], [before, after]);
});
