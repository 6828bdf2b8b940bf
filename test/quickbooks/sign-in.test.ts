import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { quickbooks } from '../../src/connectors/quickbooks/connector.ts';
import { americanCompany, britishCompany, startQuickBooksSandbox } from '../../src/connectors/quickbooks/sandbox/server.ts';
import { openSignIns } from '../../src/engine/sign-in.ts';
import type { SignIns } from '../../src/engine/sign-in.ts';
import { openWire } from '../../src/engine/wire.ts';
import { hostsOfSandbox, sandboxApp } from '../../src/sandboxes.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { tokenStore } from '../../src/store/tokens.ts';

const organisation = 'books';

async function withSignIns(work: (signIns: SignIns) => Promise<void>): Promise<void> {
  const database = await testDatabase();
  const net = openWire();
  const clock = realClock();
  const sandbox = await startQuickBooksSandbox({ clock, limits: null });
  const secrets = secretsUnder(new Uint8Array(32).fill(3));
  const store = { ...tokenStore(database.pool, secrets), ...connectionStore(database.pool, secrets) };
  try {
    await database.pool.query(`insert into organisation values ($1, $1, 0)`, [organisation]);
    await store.keepApp(organisation, 'quickbooks', {
      ...sandboxApp,
      hosts: hostsOfSandbox(sandbox.url, 'quickbooks'),
      webhookSecrets: [],
    });
    const signIns = openSignIns({
      store,
      clock,
      wire: net.wire,
      fresh: () => randomBytes(32).toString('base64url'),
      sealing: secrets,
      connectorOf: () => quickbooks,
      redirectUri: () => 'http://127.0.0.1:4848/oauth/callback',
    });
    await work(signIns);
  } finally {
    await sandbox.close();
    net.close();
    await database.close();
  }
}

const unescaped = (text = ''): string => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** From our page to Intuit's, where the person picks a company; what the browser brings back. */
async function wayBack(signIns: SignIns, company: string): Promise<Parameters<SignIns['finish']>[0]> {
  const { url, browser } = await signIns.begin(signIns.invite({ organisation, provider: 'quickbooks', connection: null }));
  const page = await (await fetch(url)).text();
  const body = new URLSearchParams();
  for (const [, name, value] of page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g))
    body.append(unescaped(name), unescaped(value));
  body.append('account', company);
  body.append('decision', 'approve');
  const address = url.split('?')[0] ?? '';
  const answer = await fetch(address, { method: 'POST', body, redirect: 'manual', headers: { origin: new URL(url).origin } });
  const query = new URL(answer.headers.get('location') ?? '').searchParams;
  return { state: query.get('state') ?? '', code: query.get('code'), error: query.get('error'), browser, said: Object.fromEntries(query) };
}

test('the company that a person picks at Intuit is the one that is connected', () =>
  withSignIns(async (signIns) => {
    const result = await signIns.finish(await wayBack(signIns, americanCompany.id));
    assert.ok(result.is === 'connected');
    assert.deepEqual(
      result.connections.map(({ account, label, provider }) => [provider, account, label]),
      [['quickbooks', americanCompany.id, americanCompany.name]],
    );
  }));

test('a second company has a sign-in of its own', () =>
  withSignIns(async (signIns) => {
    const first = await signIns.finish(await wayBack(signIns, americanCompany.id));
    const second = await signIns.finish(await wayBack(signIns, britishCompany.id));
    assert.ok(first.is === 'connected' && second.is === 'connected');
    const [one, two] = [first.connections[0], second.connections.find(({ account }) => account === britishCompany.id)];
    assert.ok(one && two);
    assert.notEqual(one.settings.signIn, two.settings.signIn, 'the token of one company opens no other');
  }));
