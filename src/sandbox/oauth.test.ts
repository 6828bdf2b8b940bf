import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { z } from 'zod';
import type { Sandbox } from '../contract/sandbox.ts';
import { asking, startToy } from '../../test/sandbox/toy.ts';
import { virtualClock } from './clock.ts';
import type { SharedClock } from './clock.ts';
import { sandboxClient } from './oauth.ts';
import { challengeOf } from './signing.ts';

const start = Date.parse('2026-11-01T09:00:00Z');
const comeBackTo = 'http://127.0.0.1:9/callback';
const verifier = 'a-verifier-that-is-long-enough-for-the-standard-1234567890';

const withToy = async (work: (sandbox: Sandbox, clock: SharedClock) => Promise<void>) => {
  const clock = virtualClock(start);
  const sandbox = await startToy(clock);
  try {
    await work(sandbox, clock);
  } finally {
    await sandbox.close();
  }
};

const request = (changes: Readonly<Record<string, string>> = {}) =>
  new URLSearchParams({
    response_type: 'code',
    client_id: 'tieout-sandbox',
    redirect_uri: comeBackTo,
    scope: 'openid offline_access sales.read',
    state: 'xyz',
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...changes,
  });

const open = async (sandbox: Sandbox, changes: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${sandbox.url}/authorize?${request(changes).toString()}`, { redirect: 'manual' });
  return { status: response.status, html: await response.text(), location: response.headers.get('location') };
};

/** As a browser would: everything hidden in the page, what was ticked, and the button. */
const press = async (
  sandbox: Sandbox,
  decision: 'approve' | 'deny',
  accounts: readonly string[],
  changes: Readonly<Record<string, string>> = {},
) => {
  const { html } = await open(sandbox, changes);
  const form = new URLSearchParams(
    [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [name, value]),
  );
  for (const account of accounts) form.append('account', account);
  form.set('decision', decision);
  const response = await fetch(`${sandbox.url}/authorize`, { method: 'POST', body: form, redirect: 'manual' });
  const location = response.headers.get('location');
  return { html: await response.text(), back: new URL(location ?? 'http://nowhere') };
};

const basic = `Basic ${Buffer.from(`${sandboxClient.id}:${sandboxClient.secret}`).toString('base64')}`;

const tokens = async (sandbox: Sandbox, form: Readonly<Record<string, string>>, authorization: string | null = basic) => {
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  const response = await fetch(`${sandbox.url}/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: response.status, ...tokenAnswer.parse(await response.json()) };
};

const text = z.string().default('');
const tokenAnswer = z.object({ error: text, access_token: text, refresh_token: text, id_token: text, scope: text });
const discovered = z.object({ jwks_uri: z.string() });
const keySet = z.object({ keys: z.tuple([z.record(z.string(), z.string())]) });

const signIn = async (sandbox: Sandbox, changes: Readonly<Record<string, string>> = {}) => {
  const { back } = await press(sandbox, 'approve', ['one'], changes);
  return tokens(sandbox, {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: comeBackTo,
    code_verifier: verifier,
  });
};

const refresh = (sandbox: Sandbox, token: string) => tokens(sandbox, { grant_type: 'refresh_token', refresh_token: token });

test('the consent page names the application, the organisations to pick and the kinds of data with their reason', () =>
  withToy(async (sandbox) => {
    const { status, html } = await open(sandbox);
    assert.equal(status, 200);
    for (const words of ['Tieout wants', 'Company one', 'Company two', 'Sales', 'read only', 'To compare.', 'Signed in as Ada']) {
      assert.ok(html.includes(words), words);
    }
    assert.ok(!html.includes('To write what you sold.'), 'a scope that was not asked for');
  }));

test('approving connects only the organisations that were ticked, with only the scopes that were asked for', () =>
  withToy(async (sandbox) => {
    const { access_token: token, scope } = await signIn(sandbox);
    assert.equal(scope, 'openid offline_access sales.read');
    const { list, sell } = asking(sandbox, token);
    assert.equal((await list())?.status, 200);
    assert.equal((await list({ account: 'two' }))?.status, 403);
    assert.match((await sell('A'))?.text ?? '', /"no":"scope"/);
  }));

test('the way back carries the state, and the reason when access was denied or asked for wrongly', () =>
  withToy(async (sandbox) => {
    const approved = await press(sandbox, 'approve', ['one']);
    assert.equal(approved.back.searchParams.get('state'), 'xyz');
    const denied = await press(sandbox, 'deny', []);
    assert.equal(denied.back.searchParams.get('error'), 'access_denied');
    const unknown = await open(sandbox, { scope: 'everything' });
    assert.match(unknown.location ?? '', /error=invalid_scope/);
    const none = await press(sandbox, 'approve', []);
    assert.match(none.html, /Choose at least one organisation/);
  }));

test('an unknown application or a foreign address to come back to gets a page and no redirect', () =>
  withToy(async (sandbox) => {
    for (const changes of [{ client_id: '<b>who</b>' }, { redirect_uri: 'https://evil.example/' }]) {
      const { status, location, html } = await open(sandbox, changes);
      assert.equal(status, 400);
      assert.equal(location, null);
      assert.ok(!html.includes('<b>who'), 'what was sent must not become part of the page');
    }
  }));

test('a code works once, for five minutes, at its own address, and only with its verifier', () =>
  withToy(async (sandbox, clock) => {
    const redeem = (code: string, changes: Readonly<Record<string, string>> = {}) =>
      tokens(sandbox, { grant_type: 'authorization_code', code, redirect_uri: comeBackTo, code_verifier: verifier, ...changes });
    const code = async () => (await press(sandbox, 'approve', ['one'])).back.searchParams.get('code') ?? '';
    const used = await code();
    assert.equal((await redeem(used)).status, 200);
    assert.equal((await redeem(used)).error, 'invalid_grant');
    assert.equal((await redeem(await code(), { code_verifier: 'another' })).error, 'invalid_grant');
    assert.equal((await redeem(await code(), { redirect_uri: `${comeBackTo}/2` })).error, 'invalid_grant');
    const old = await code();
    await clock.sleepUntil(clock.now() + 300_000);
    assert.equal((await redeem(old)).error, 'invalid_grant');
  }));

test('the secret is asked for, in the header or in the form; a public application shows its verifier instead', () =>
  withToy(async (sandbox) => {
    const wrong = `Basic ${Buffer.from('tieout-sandbox:wrong').toString('base64')}`;
    assert.equal((await tokens(sandbox, { grant_type: 'refresh_token', refresh_token: 'x' }, wrong)).error, 'invalid_client');
    const inForm = { client_id: 'tieout-sandbox', client_secret: 'tieout-sandbox-secret' };
    assert.equal((await tokens(sandbox, { grant_type: 'refresh_token', refresh_token: 'x', ...inForm }, null)).error, 'invalid_grant');
    const asPublic = { client_id: 'tieout-sandbox-public' };
    const { back } = await press(sandbox, 'approve', ['one'], asPublic);
    const code = back.searchParams.get('code') ?? '';
    assert.equal(
      (
        await tokens(
          sandbox,
          { grant_type: 'authorization_code', code, redirect_uri: comeBackTo, code_verifier: verifier, ...asPublic },
          null,
        )
      ).status,
      200,
    );
  }));

test('each refresh gives a new refresh token; the spent one is good for half an hour more, in case the answer was lost', () =>
  withToy(async (sandbox, clock) => {
    const first = await signIn(sandbox);
    const second = await refresh(sandbox, first.refresh_token);
    assert.notEqual(second.refresh_token, first.refresh_token);
    await clock.sleepUntil(start + 1_700_000);
    assert.equal((await refresh(sandbox, first.refresh_token)).status, 200);
    await clock.sleepUntil(start + 1_800_000);
    assert.equal((await refresh(sandbox, first.refresh_token)).error, 'invalid_grant');
    assert.equal((await refresh(sandbox, second.refresh_token)).status, 200);
  }));

test('a refresh token that nobody used for sixty days is dead', () =>
  withToy(async (sandbox, clock) => {
    const { refresh_token: token } = await signIn(sandbox);
    await clock.sleepUntil(start + 60 * 86_400_000);
    assert.equal((await refresh(sandbox, token)).error, 'invalid_grant');
  }));

test('after revocation neither token works and the organisation is no longer connected', () =>
  withToy(async (sandbox) => {
    const { access_token: access, refresh_token: token } = await signIn(sandbox);
    const response = await fetch(`${sandbox.url}/revoke`, {
      method: 'POST',
      headers: { authorization: basic },
      body: new URLSearchParams({ token }),
    });
    assert.equal(response.status, 200);
    assert.equal((await asking(sandbox, access).list())?.status, 401);
    assert.equal((await refresh(sandbox, token)).error, 'invalid_grant');
  }));

test('the identity token is signed with the published key and names the person, the application and the nonce', () =>
  withToy(async (sandbox) => {
    const { id_token: token } = await signIn(sandbox, { nonce: 'n-1' });
    const [head = '', body = '', signature = ''] = token.split('.');
    const { jwks_uri: address } = discovered.parse(await (await fetch(`${sandbox.url}/.well-known/openid-configuration`)).json());
    const { keys } = keySet.parse(await (await fetch(address)).json());
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')));
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    assert.deepEqual(
      [claims.iss, claims.aud, claims.sub, claims.nonce, claims.email],
      [sandbox.url, 'tieout-sandbox', 'ada', 'n-1', 'ada@example.com'],
    );
  }));
