import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectStatus, openPeople, password } from './kit.ts';
import type { Browser } from './kit.ts';

const invited = async (owner: Browser, email: string, role: string): Promise<string> => {
  const made = await expectStatus(owner.ask('POST', '/v1/invitations', { email, role }), 201);
  return new URL(String(made.body['link'])).searchParams.get('token') ?? '';
};
const accept = (browser: Browser, token: string, more: object = { name: 'Bob', password }) =>
  browser.ask('POST', '/v1/invitation', { token, ...more });

test('an invitation shows whom it invites, lets them in with its role, and nobody a second time', async (t) => {
  const { browser, first } = await openPeople(t);
  const ada = await first();
  const token = await invited(ada, 'Bob@Example.com', 'bookkeeper');
  const bob = browser();
  const shown = await expectStatus(bob.ask('GET', `/v1/invitation?token=${token}`), 200);
  assert.deepEqual(shown.body, { email: 'bob@example.com', organisation: 'acme', role: 'bookkeeper', isKnown: false });
  assert.equal((await accept(bob, token, { name: 'Bob', password: 'short' })).status, 400);
  await expectStatus(accept(bob, token), 201);
  const me = await expectStatus(bob.ask('GET', '/v1/me'), 200);
  assert.deepEqual([me.body['role'], me.body['may']], ['bookkeeper', ['read', 'create', 'keep']]);
  assert.equal((await accept(browser(), token)).status, 404);
  assert.equal((await browser().ask('GET', `/v1/invitation?token=${token}`)).status, 404);
  assert.deepEqual((await ada.ask('GET', '/v1/invitations')).body['list'], []);
});

test('of eight who open the same link at once one comes in', async (t) => {
  const { browser, first, office } = await openPeople(t);
  const token = await invited(await first(), 'bob@example.com', 'viewer');
  const tried = await Promise.all(Array.from({ length: 8 }, () => accept(browser(), token)));
  assert.deepEqual(
    tried.map(({ status }) => status).toSorted((one, other) => one - other),
    [201, ...Array.from({ length: 7 }, () => 404)],
  );
  assert.equal((await office.pool.query('select from member')).rowCount, 2);
});

test('an invitation that was taken back, made anew or is a week old is none', async (t) => {
  const { browser, first, office } = await openPeople(t);
  const ada = await first();
  const made = await expectStatus(ada.ask('POST', '/v1/invitations', { email: 'bob@example.com', role: 'viewer' }), 201);
  const token = new URL(String(made.body['link'])).searchParams.get('token') ?? '';
  await expectStatus(ada.ask('DELETE', `/v1/invitations/${String(made.body['id'])}`), 200);
  assert.equal((await accept(browser(), token)).status, 404);
  const older = await invited(ada, 'bob@example.com', 'owner');
  const newer = await invited(ada, 'bob@example.com', 'viewer');
  assert.equal((await accept(browser(), older)).status, 404);
  await office.pool.query('update invitation set expires_at = $1', [office.clock.now() - 1]);
  assert.equal((await accept(browser(), newer)).status, 404);
});

test('somebody who has an account joins another organisation with it, and with no other account', async (t) => {
  const { browser, first, person } = await openPeople(t);
  const ada = await first();
  const eve = await person('Eve', 'owner', 'evergreen');
  const token = await invited(ada, 'eve@example.com', 'viewer');
  assert.equal((await expectStatus(browser().ask('GET', `/v1/invitation?token=${token}`), 200)).body['isKnown'], true);
  // The link alone would let whoever finds it into her account, were it to set a password.
  assert.deepEqual((await accept(browser(), token)).body['code'], 'sign-in-first');
  assert.deepEqual((await accept(ada, token)).body['code'], 'somebody-else');
  await expectStatus(accept(eve, token, {}), 201);
  const organisations = (await expectStatus(eve.ask('GET', '/v1/me'), 200)).body['organisations'];
  assert.deepEqual(organisations, [
    { id: 'evergreen', name: 'evergreen', role: 'owner' },
    { id: 'acme', name: 'acme', role: 'viewer' },
  ]);
  const inAcme = { 'x-tieout-organisation': 'acme' };
  assert.deepEqual((await eve.ask('GET', '/v1/me', undefined, inAcme)).body['role'], 'viewer');
  assert.equal((await eve.ask('GET', '/v1/me?organisation=acme')).body['role'], 'viewer');
  assert.equal((await eve.ask('POST', '/v1/invitations', { email: 'x@example.com', role: 'owner' }, inAcme)).status, 403);
  // An owner of one organisation must not be able to become her in another.
  assert.equal((await ada.ask('POST', `/v1/members/${eve.id}/reset`, {})).body['code'], 'belongs-elsewhere');
});

test('an organisation keeps an owner: the last one can neither leave nor become less, and of two who remove each other one stays', async (t) => {
  const { first, person } = await openPeople(t);
  const ada = await first();
  const me = await ada.ask('GET', '/v1/me');
  const id = /"person":\{"id":"([^"]+)"/.exec(me.text)?.[1] ?? '';
  assert.equal((await ada.ask('DELETE', `/v1/members/${id}`)).body['code'], 'last-owner');
  assert.equal((await ada.ask('PATCH', `/v1/members/${id}`, { role: 'viewer' })).body['code'], 'last-owner');
  const bob = await person('Bob', 'owner');
  const both = await Promise.all([ada.ask('DELETE', `/v1/members/${bob.id}`), bob.ask('DELETE', `/v1/members/${id}`)]);
  assert.equal(both.filter(({ status }) => status === 200).length, 1, JSON.stringify(both));
});

test('a role that is taken away, and a membership that ends, count from the next request on', async (t) => {
  const { first, person } = await openPeople(t);
  const ada = await first();
  const bob = await person('Bob', 'bookkeeper');
  await expectStatus(ada.ask('PATCH', `/v1/members/${bob.id}`, { role: 'viewer' }), 200);
  assert.equal((await bob.ask('PUT', '/v1/book', {})).status, 403);
  assert.equal((await bob.ask('GET', '/v1/overview')).status, 200);
  await expectStatus(ada.ask('DELETE', `/v1/members/${bob.id}`), 200);
  assert.equal((await bob.ask('GET', '/v1/overview')).body['code'], 'not-a-member');
  assert.equal((await ada.ask('PATCH', '/v1/members/nobody', { role: 'viewer' })).status, 404);
});

test('a key is shown once, does what its role may, and is refused at once when it is taken back', async (t) => {
  const { browser, first } = await openPeople(t);
  const ada = await first();
  const made = await expectStatus(ada.ask('POST', '/v1/api-keys', { label: 'the till', role: 'viewer' }), 201);
  const key = String(made.body['key']);
  const listed = await expectStatus(ada.ask('GET', '/v1/api-keys'), 200);
  assert.equal(listed.text.includes(key), false);
  assert.equal(listed.text.includes('the till'), true);
  const withKey = { authorization: `Bearer ${key}` };
  assert.equal((await browser().ask('GET', '/v1/overview', undefined, withKey)).status, 200);
  assert.equal((await browser().ask('PUT', '/v1/book', {}, withKey)).status, 403);
  // A key beside a session is what counts: a program in a browser is not its person.
  assert.equal((await ada.ask('PUT', '/v1/book', {}, withKey)).status, 403);
  await expectStatus(ada.ask('DELETE', `/v1/api-keys/${String(made.body['id'])}`), 200);
  assert.equal((await browser().ask('GET', '/v1/overview', undefined, withKey)).status, 401);
});

test('settings of the organisation are changed by an owner, and nonsense is refused', async (t) => {
  const { first } = await openPeople(t);
  const ada = await first();
  const changed = await expectStatus(
    ada.ask('PATCH', '/v1/organisation', { name: 'Acme Ltd', timeZone: 'Europe/Berlin', fourEyes: true }),
    200,
  );
  assert.deepEqual(changed.body, { id: 'acme', name: 'Acme Ltd', locale: 'en-GB', timeZone: 'Europe/Berlin', fourEyes: true });
  for (const wrong of [{ timeZone: 'Mars/Base' }, { locale: '!!' }, { name: '' }, { id: 'other' }, { fourEyes: 'yes' }])
    assert.equal((await ada.ask('PATCH', '/v1/organisation', wrong)).status, 400, JSON.stringify(wrong));
  await expectStatus(ada.ask('PATCH', '/v1/me', { name: 'Ada Lovelace' }), 200);
  assert.equal((await ada.ask('GET', '/v1/me')).text.includes('Ada Lovelace'), true);
});
