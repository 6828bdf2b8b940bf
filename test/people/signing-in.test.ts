import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { expectStatus, openPeople, password } from './kit.ts';
import type { Browser } from './kit.ts';

const signIn = (browser: Browser, email: string, typed = password) =>
  browser.ask('POST', '/auth/sign-in/email', { email, password: typed });

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

test('of twelve who sign up at once as the first one becomes the owner, and the others nothing', async (t) => {
  const { browser, office } = await openPeople(t);
  const tried = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      browser().ask('POST', '/auth/sign-up/email', { name: `P${index}`, email: `p${index}@example.com`, password }),
    ),
  );
  assert.equal(tried.filter(({ status }) => status === 200).length, 1);
  assert.equal(tried.filter(({ status }) => status === 403).length, 11);
  const { rows } = await office.pool.query(
    'select (select count(*)::int from person) as people, (select count(*)::int from member) as members',
  );
  assert.deepEqual(rows, [{ people: 1, members: 1 }]);
});

test('under a public address nobody becomes the owner by being first', async (t) => {
  const { browser } = await openPeople(t, { publicUrl: 'https://books.example.com' });
  const tried = await browser().ask('POST', '/auth/sign-up/email', { name: 'Eve', email: 'eve@example.com', password });
  assert.deepEqual([tried.status, tried.body['code']], [403, 'sign-up-closed']);
});

test('the cookie of a session cannot be read by a script or sent by another site, and travels over TLS only where there is TLS', async (t) => {
  const plain = await openPeople(t);
  await plain.first();
  const { cookies } = await signIn(plain.browser(), 'ada@example.com');
  const [session = ''] = cookies.filter((cookie) => cookie.startsWith('tieout.session_token='));
  assert.match(session, /HttpOnly/i);
  assert.match(session, /SameSite=Lax/i);
  assert.doesNotMatch(session, /Secure/i);
  const secure = await openPeople(t, { publicUrl: 'https://books.example.com' });
  const bob = await secure.person('Bob', 'viewer');
  assert.match(bob.cookie(), /^__Secure-tieout\.session_token=/);
  assert.match((await signIn(bob, bob.email)).cookies.join('\n'), /__Secure-tieout\.session_token=[^\n]*Secure/i);
  await expectStatus(bob.ask('GET', '/v1/me'), 200);
});

test('a session that somebody brings along is not the one they get when they sign in', async (t) => {
  const { browser, first } = await openPeople(t);
  const ada = await first();
  const planted = browser();
  planted.setCookie('tieout.session_token=planted.by-somebody-else');
  await expectStatus(signIn(planted, 'ada@example.com'), 200);
  assert.doesNotMatch(planted.cookie(), /planted/);
  assert.notEqual(planted.cookie(), ada.cookie());
  const again = browser();
  again.setCookie(ada.cookie());
  const before = ada.cookie();
  await expectStatus(signIn(again, 'ada@example.com'), 200);
  assert.notEqual(again.cookie(), before);
});

test('a cookie that was made up, or signed by another server, is nobody’s', async (t) => {
  const [one, other] = [await openPeople(t), await openPeople(t)];
  const ada = await one.first();
  await other.first();
  const token = /tieout\.session_token=([^;.]+)/.exec(ada.cookie())?.[1] ?? '';
  for (const cookie of [ada.cookie(), `tieout.session_token=${token}`, `tieout.session_token=${token}.${'A'.repeat(44)}`]) {
    const browser = other.browser();
    browser.setCookie(cookie);
    assert.equal((await browser.ask('GET', '/v1/me')).status, 401, cookie);
  }
});

test('a page of another site can neither sign anybody in nor use their session', async (t) => {
  const { browser, first } = await openPeople(t);
  const ada = await first();
  const foreign = { origin: 'https://evil.example' };
  assert.equal((await browser().ask('POST', '/auth/sign-in/email', { email: 'ada@example.com', password }, foreign)).status, 403);
  assert.equal((await ada.ask('PATCH', '/v1/organisation', { name: 'Eve Ltd' }, foreign)).status, 403);
  assert.equal((await ada.ask('POST', '/auth/sign-out', {}, foreign)).status, 403);
  assert.equal((await ada.ask('PATCH', '/v1/organisation', { name: 'Eve Ltd' }, { 'sec-fetch-site': 'cross-site' })).status, 403);
  await expectStatus(ada.ask('GET', '/v1/me'), 200);
});

test('signing out and ending other sessions takes effect at once', async (t) => {
  const { browser, first, office } = await openPeople(t);
  const ada = await first();
  await office.pool.query(`update person_session set created_at = now() - interval '3 days'`);
  const [phone, laptop] = [browser(), browser()];
  for (const one of [phone, laptop]) await expectStatus(signIn(one, 'ada@example.com'), 200);
  const listed = await expectStatus(ada.ask('GET', '/auth/list-sessions'), 200);
  assert.equal(Array.isArray(listed.body['list']) ? listed.body['list'].length : 0, 3);
  const stolen = phone.cookie();
  await expectStatus(phone.ask('POST', '/auth/sign-out', {}), 200);
  const thief = browser();
  thief.setCookie(stolen);
  assert.equal((await thief.ask('GET', '/v1/me')).status, 401);
  await expectStatus(ada.ask('POST', '/auth/revoke-other-sessions', {}), 200);
  assert.equal((await laptop.ask('GET', '/v1/me')).status, 401);
  await expectStatus(ada.ask('GET', '/v1/me'), 200);
});

test('passwords cannot be guessed by trying: not from one address, nor from many, and the right one does not help then', async (t) => {
  const one = await openPeople(t, { triesPerMinute: 3 });
  await one.first();
  const tried = [];
  for (let turn = 0; turn < 4; turn += 1) tried.push((await signIn(one.browser(), 'ada@example.com', `wrong password ${turn}`)).status);
  assert.deepEqual(tried, [401, 401, 401, 429]);
  assert.equal((await signIn(one.browser(), 'ada@example.com')).status, 429);
  // The address that a client claims for itself is not believed.
  const spoofed = { 'x-forwarded-for': '203.0.113.9', 'x-tieout-asker': '203.0.113.9' };
  assert.equal((await one.browser().ask('POST', '/auth/sign-in/email', { email: 'ada@example.com', password }, spoofed)).status, 429);
  const many = await openPeople(t);
  await many.first();
  for (let turn = 0; turn < 10; turn += 1) assert.equal((await signIn(many.browser(), 'Ada@Example.com', `wrong ${turn}`)).status, 401);
  const refused = await signIn(many.browser(), 'ada@example.com');
  assert.deepEqual([refused.status, refused.body['code']], [429, 'too-many-failures']);
});

test('behind our own proxy each of its clients has tries of its own, by the address that the proxy has noted', async (t) => {
  const { browser, person } = await openPeople(t, { publicUrl: 'https://books.example.com', triesPerMinute: 3 });
  await person('Bob', 'viewer');
  const tryAs = async (forwarded: string) =>
    (await browser().ask('POST', '/auth/sign-in/email', { email: 'bob@example.com', password: 'wrong' }, { 'x-forwarded-for': forwarded }))
      .status;
  const tried = [];
  // What a client writes there itself stands before what the proxy adds.
  for (const claimed of ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4']) tried.push(await tryAs(`${claimed}, 203.0.113.7`));
  assert.deepEqual(tried, [401, 401, 401, 429]);
  assert.equal(await tryAs('203.0.113.8'), 401);
});

test('whether an address has an account here cannot be told from the answer', async (t) => {
  const { browser, first } = await openPeople(t);
  await first();
  const [known, unknown] = [await signIn(browser(), 'ada@example.com', 'not it at all'), await signIn(browser(), 'nobody@example.com')];
  assert.deepEqual([known.status, known.text, known.cookies], [unknown.status, unknown.text, unknown.cookies]);
});

test('a second factor is asked for from then on, and a wrong code lets nobody in', async (t) => {
  const { browser, first, office } = await openPeople(t);
  const ada = await first();
  const enabled = await expectStatus(ada.ask('POST', '/auth/two-factor/enable', { password }), 200);
  const secret = new URL(String(enabled.body['totpURI'])).searchParams.get('secret') ?? '';
  assert.equal((await ada.ask('GET', '/v1/me')).text.includes('"hasTwoFactor":true'), false);
  await expectStatus(ada.ask('POST', '/auth/two-factor/verify-totp', { code: codeOf(secret) }), 200);
  assert.equal((await ada.ask('GET', '/v1/me')).text.includes('"hasTwoFactor":true'), true);
  const phone = browser();
  const halfway = await expectStatus(signIn(phone, 'ada@example.com'), 200);
  assert.equal(halfway.body['twoFactorRedirect'], true);
  assert.equal((await phone.ask('GET', '/v1/me')).status, 401);
  const wrong = codeOf(secret) === '000000' ? '000001' : '000000';
  assert.equal((await phone.ask('POST', '/auth/two-factor/verify-totp', { code: wrong })).status, 401);
  assert.equal((await phone.ask('GET', '/v1/me')).status, 401);
  await expectStatus(phone.ask('POST', '/auth/two-factor/verify-totp', { code: codeOf(secret) }), 200);
  await expectStatus(phone.ask('GET', '/v1/me'), 200);
  const [backup] = Array.isArray(enabled.body['backupCodes']) ? enabled.body['backupCodes'] : [];
  for (const status of [200, 401]) {
    const tablet = browser();
    await expectStatus(signIn(tablet, 'ada@example.com'), 200);
    assert.equal((await tablet.ask('POST', '/auth/two-factor/verify-backup-code', { code: backup })).status, status);
  }
  const { rows } = await office.pool.query<{ row: string }>('select person_second_factor::text as row from person_second_factor');
  assert.ok(rows.every(({ row }) => !row.includes(secret) && !row.includes(String(backup))));
});

/** RFC 6238, as an authenticator computes it. */
function codeOf(secret: string): string {
  const bits = secret
    .split('')
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('a link to a new password works once, ends all sessions, and not after a day', async (t) => {
  const { browser, first, person, office } = await openPeople(t);
  const ada = await first();
  const bob = await person('Bob', 'viewer');
  const linkOf = async (): Promise<string> => {
    const made = await expectStatus(ada.ask('POST', `/v1/members/${bob.id}/reset`, {}), 200);
    return new URL(String(made.body['link'])).search.slice('?token='.length);
  };
  const set = (token: string, typed: string) => browser().ask('POST', '/auth/reset-password', { token, newPassword: typed });
  const token = await linkOf();
  assert.equal((await browser().ask('GET', `/auth/reset?token=${token}`)).status, 200);
  assert.equal((await set(token, 'short')).status, 400);
  await expectStatus(set(token, 'quite another password'), 200);
  assert.equal((await bob.ask('GET', '/v1/me')).status, 401);
  assert.equal((await set(token, 'a third password')).status, 400);
  assert.equal((await signIn(browser(), bob.email)).status, 401);
  await expectStatus(signIn(browser(), bob.email, 'quite another password'), 200);
  const old = await linkOf();
  await office.pool.query(`update person_token set expires_at = now() - interval '1 second'`);
  assert.equal((await set(old, 'a fourth password')).status, 400);
});

test('neither a password nor a token is ever written into the log, the trail or the database as it was typed', async (t) => {
  const kit = await openPeople(t);
  const ada = await kit.first();
  await signIn(kit.browser(), 'ada@example.com', 'the wrong one, typed');
  await ada.ask('POST', '/auth/change-password', { currentPassword: password, newPassword: 'the new one, typed' });
  await ada.ask('POST', '/auth/sign-in/email', undefined, { 'content-type': 'application/json' });
  const invited = await ada.ask('POST', '/v1/invitations', { email: 'carl@example.com', role: 'viewer' });
  const token = new URL(String(invited.body['link'])).searchParams.get('token') ?? '';
  await kit.browser().ask('POST', '/v1/invitation', { token, name: 'Carl', password: 'the one of Carl, typed' });
  const { rows: tables } = await kit.office.pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const dumped = await Promise.all(
    tables.map(async ({ name }) => (await kit.office.pool.query<{ row: string }>(`select t::text as row from ${name} t`)).rows),
  );
  const everything = [...kit.said, ...dumped.flat().map(({ row }) => row)].join('\n');
  assert.ok(everything.includes('carl@example.com'));
  for (const secret of [password, 'the wrong one, typed', 'the new one, typed', 'the one of Carl, typed', token])
    assert.equal(everything.includes(secret), false, secret);
});

test('what the auth library could do beside what we need cannot be reached', async (t) => {
  const { first } = await openPeople(t);
  const ada = await first();
  for (const path of [
    '/update-user',
    '/delete-user',
    '/change-email',
    '/request-password-reset',
    '/sign-in/social',
    '/two-factor/send-otp',
    '/list-accounts',
    '/ok',
  ])
    assert.equal((await ada.ask('POST', `/auth${path}`, { email: 'ada@example.com' })).status, 404, path);
});
