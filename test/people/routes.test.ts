import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Permission, Role } from '../../src/api/people.ts';
import { roles } from '../../src/api/people.ts';
import type { ServedRoute } from '../../src/server/server.ts';
import { addApiKey } from '../../src/store/api-keys.ts';
import { addOrganisation } from '../../src/store/organisations.ts';
import { expectStatus, openPeople } from './kit.ts';
import type { Answer, Browser, Kit } from './kit.ts';

// Written down a second time, so that a change of the table in the product has to be meant.
const table: Readonly<Record<Role, readonly Permission[]>> = {
  owner: ['read', 'create', 'keep', 'approve', 'own'],
  approver: ['read', 'keep', 'approve'],
  bookkeeper: ['read', 'create', 'keep'],
  creator: ['read', 'create'],
  viewer: ['read'],
};

/** Everything outside /v1, and who may reach it: a route that is new must be entered here by somebody who has thought about it. */
const outside: Readonly<Record<string, string>> = {
  '/openapi.json': 'anybody: it describes, and holds nothing',
  '/health': 'anybody',
  '/connect': 'whoever has a ticket',
  '/oauth/callback': 'whoever has a state and its cookie',
  '/oauth/choose': 'whoever has a ticket and its cookie',
  '/hooks/:connection': 'whoever signs like the provider',
  '/control/status': 'whoever can read the data folder',
  '/control/wake': 'whoever can read the data folder',
  '/control/stop': 'whoever can read the data folder',
  '/auth/reset': 'whoever has a link',
  '/assets/*': 'anybody',
  '/*': 'anybody: the page',
};
const isPage = (url: string): boolean => url.startsWith('/auth/') || /^\/[\w.-]+\.(js|svg|png|ico|txt|webmanifest)$/.test(url);

/** What a request is answered when nothing stands in its way: none of these has to do with who asks. */
const isLetIn = ({ status, body }: Answer): boolean =>
  ![401, 403].includes(status) || ['for-people', 'sign-in-first', 'somebody-else'].includes(String(body['code']));

const ids = { id: 'no-such-id', flow: 'no-such-flow', hold: 'none', batch: 'none', connection: 'none', provider: 'none', kind: 'invoice' };
const addressOf = (url: string): string =>
  url
    .replaceAll(/:(\w+)/g, (_, name: string) => (name in ids ? (Object.entries(ids).find(([key]) => key === name)?.[1] ?? '') : 'none'))
    .replace('*', '');

/** Answers that never end, or that begin something long, are asked only by those who must be refused. */
const goesOn = ({ method, url }: ServedRoute): boolean =>
  url === '/v1/live' || (method === 'POST' && /^\/v1\/(try|connections\/begin)$/.test(url));

const asked = ({ server }: Kit): readonly ServedRoute[] =>
  server.routes.filter(({ url, method }) => url.startsWith('/v1') && method !== 'HEAD');

const askAt = (browser: Browser, { method, url }: ServedRoute, headers: Record<string, string> = {}): Promise<Answer> =>
  browser.ask(method, addressOf(url), method === 'GET' ? undefined : {}, headers);

test('every route says who may reach it, and those outside the API are known', async (t) => {
  const { server } = await openPeople(t);
  assert.ok(server.routes.length > 80);
  const unknown = server.routes.filter(({ url, may }) => (url.startsWith('/v1') ? may === null : !(url in outside) && !isPage(url)));
  assert.deepEqual(unknown, []);
  const open = server.routes
    .filter(({ may, method }) => may === 'anybody' && method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url}`);
  assert.deepEqual(open, ['GET /v1/start', 'GET /v1/invitation', 'POST /v1/invitation']);
});

test('a stranger, a session that is over and a wrong key reach nothing of the API', async (t) => {
  const kit = await openPeople(t);
  await kit.first();
  const late = await kit.person('Late', 'owner');
  await kit.office.pool.query(`update person_session set expires_at = now() - interval '1 second' where person = $1`, [late.id]);
  const wrongKey = { authorization: `Bearer tieout_${'x'.repeat(43)}` };
  for (const route of asked(kit)) {
    const expected = route.may === 'anybody' ? 'let in' : '401';
    for (const [who, answer] of [
      ['a stranger', await askAt(kit.browser(), route)],
      ['a session that is over', await askAt(late, route)],
      ['a wrong key', await askAt(kit.browser(), route, wrongKey)],
    ] as const)
      assert.equal(isLetIn(answer) ? 'let in' : String(answer.status), expected, `${who}: ${route.method} ${route.url}`);
  }
});

test('each role reaches exactly what the table gives it', async (t) => {
  const kit = await openPeople(t);
  await kit.first();
  for (const role of roles) {
    const browser = await kit.person(`The-${role}`, role);
    for (const route of asked(kit)) {
      if (route.may === 'anybody') continue;
      const may = table[role].some((permission) => permission === route.may);
      if (may && goesOn(route)) continue;
      const answer = await askAt(browser, route);
      assert.equal(isLetIn(answer), may, `${role}: ${route.method} ${route.url} was answered ${answer.status}`);
      if (!may) assert.equal(answer.body['code'], 'not-allowed');
      assert.ok(answer.status < 500, `${route.method} ${route.url}: ${answer.text}`);
    }
  }
});

test('a key reaches what its role may, and never people, keys or the organisation', async (t) => {
  const kit = await openPeople(t);
  await kit.first();
  for (const role of roles) {
    const made = { label: role, role, fresh: role.padEnd(43, 'x'), by: 'Ada', now: 0 };
    const { key } = await addApiKey(kit.office.pool, 'acme', made);
    for (const route of asked(kit)) {
      if (route.may === 'anybody') continue;
      const may = route.may !== 'own' && table[role].some((permission) => permission === route.may);
      if (may && goesOn(route)) continue;
      const answer = await askAt(kit.browser(), route, { authorization: `Bearer ${key}` });
      assert.equal(isLetIn(answer), may, `a ${role}'s key: ${route.method} ${route.url} was answered ${answer.status}`);
    }
  }
});

test('nothing of one organisation can be seen or changed from another, by any address or name', async (t) => {
  const kit = await openPeople(t);
  const ada = await kit.first();
  const eve = await kit.person('Eve', 'owner', 'evil');
  await addOrganisation(kit.office.pool, 'evil', 0);
  const member = await kit.person('Bob', 'viewer');
  const invited = await ada.ask('POST', '/v1/invitations', { email: 'carl@example.com', role: 'viewer' });
  const key = await ada.ask('POST', '/v1/api-keys', { label: 'till', role: 'viewer' });
  await expectStatus(ada.ask('PUT', '/v1/book', book), 200);
  const contact = await ada.ask('POST', '/v1/contacts', { name: 'Zanzibar Secretive Ltd' });
  assert.equal(contact.status, 201, contact.text);
  const secrets = ['Zanzibar', 'carl@example.com', 'till', String(contact.body['id']), String(key.body['id']), member.email];
  for (const id of [member.id, String(invited.body['id']), String(key.body['id']), String(contact.body['id'])])
    for (const route of asked(kit)) {
      if (goesOn(route) || route.may === 'anybody') continue;
      const url = route.url.replaceAll(/:\w+/g, id);
      const answer = await eve.ask(route.method, url, route.method === 'GET' ? undefined : {});
      const leaks = secrets.filter((secret) => secret !== id && answer.text.includes(secret));
      assert.deepEqual(leaks, [], `${route.method} ${url}: ${answer.text}`);
    }
  // By name she is refused altogether, whether or not there is such an organisation.
  for (const route of asked(kit).filter(({ may }) => may !== 'anybody'))
    for (const named of ['acme', 'no-such-organisation']) {
      const refused = await askAt(eve, route, { 'x-tieout-organisation': named });
      assert.deepEqual([refused.status, refused.body['code']], [403, 'not-a-member'], `${route.method} ${route.url} of ${named}`);
    }
  assert.equal((await ada.ask('GET', '/v1/members')).text.includes(member.email), true);
  assert.equal((await ada.ask('GET', '/v1/invitations')).text.includes('carl@example.com'), true);
  assert.equal((await ada.ask('GET', `/v1/contacts/${String(contact.body['id'])}`)).body['name'], 'Zanzibar Secretive Ltd');
});

const book = {
  name: 'Acme Ltd',
  country: 'GB',
  baseCurrency: 'GBP',
  timeZone: 'Europe/London',
  roundsTax: 'perLine',
  series: { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CN-', digits: 4 } },
};
