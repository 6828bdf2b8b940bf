import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectStatus, openPeople, password } from './kit.ts';

test('the first who comes becomes the owner, and nobody can sign up after them', async (t) => {
  const { browser, first } = await openPeople(t);
  assert.equal((await browser().ask('GET', '/v1/start')).body['isFirst'], true);
  const ada = await first();
  const me = await expectStatus(ada.ask('GET', '/v1/me'), 200);
  assert.equal(me.body['role'], 'owner');
  assert.deepEqual(me.body['may'], ['read', 'create', 'keep', 'approve', 'own']);
  assert.equal((await browser().ask('GET', '/v1/start')).body['isFirst'], false);
  const bob = browser();
  const second = await bob.ask('POST', '/auth/sign-up/email', { name: 'Bob', email: 'bob@example.com', password });
  assert.deepEqual([second.status, second.body['code'], second.cookies], [403, 'sign-up-closed', []]);
});
