import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bugs } from './bugs.ts';
import { checks, firstFailure } from './suite.ts';
import { xeroSubject } from './xero-rig.ts';

for (const bug of bugs) {
  test(`the suite notices a connector in which ${bug.name}`, async () => {
    assert.equal(await firstFailure(xeroSubject(bug.connector), [bug.noticedBy]), bug.noticedBy);
  });
}

test('every planted bug is expected to be noticed by a check that exists', () => {
  const titles = new Set(checks.map(({ title }) => title));
  assert.deepEqual(
    bugs.map(({ noticedBy }) => noticedBy).filter((title) => !titles.has(title)),
    [],
  );
});
