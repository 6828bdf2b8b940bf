import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { referenceText } from './reference.ts';

test('the reference of the command line says what the commands say', () => {
  assert.equal(readFileSync('docs/reference/cli.md', 'utf8'), referenceText());
});
