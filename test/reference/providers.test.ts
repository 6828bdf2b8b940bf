import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { providersPage } from './providers.ts';

test('the page about providers says what their manifests say', () => {
  const page = readFileSync(new URL('../../docs/reference/providers.md', import.meta.url), 'utf8');
  assert.equal(page === providersPage(), true, 'write it anew: npm run node24 -- test/reference/write-providers.ts');
});
