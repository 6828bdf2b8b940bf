import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { connectionOpener } from '../../src/connections.ts';
import { xero } from '../../src/connectors/xero/connector.ts';
import { startXeroSandbox } from '../../src/connectors/xero/sandbox/server.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { CallSeen } from '../../src/engine/http.ts';
import type { Opened } from '../../src/engine/parts.ts';
import { openSignIns } from '../../src/engine/sign-in.ts';
import { ReconnectNeeded } from '../../src/engine/tokens.ts';
import { openWire } from '../../src/engine/wire.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import { testDatabase } from '../../src/store/testing.ts';
import type { TestDatabase } from '../../src/store/testing.ts';
import { tokenStore } from '../../src/store/tokens.ts';

const start = Date.parse('2026-11-21T09:00:00Z');
const minutes = 60_000;
const secrets = secretsUnder(new Uint8Array(32).fill(9));
let database: TestDatabase;
let worlds = 0;
before(async () => (database = await testDatabase()));
after(() => database.close());

interface World {
  readonly clock: SharedClock;
  readonly sandbox: Sandbox;
  readonly calls: readonly CallSeen[];
  readonly organisation: string;
  /** The connection as another process opens it. */
  process(): Promise<Opened>;
  /** As a process that goes on opens it, each time that it works with it. */
  readonly open: () => Promise<Opened>;
  /** A person signs in at Xero; what they agreed to is kept under this name. */
  readonly signIn: (name: string) => Promise<void>;
}

/** A signed-in connection to the Xero sandbox, with Xero's own limits, in shared virtual time. */
async function world(work: (world: World) => Promise<void>): Promise<void> {
  const clock = virtualClock(start);
  const net = openWire();
  const sandbox = await startXeroSandbox({ clock });
  const organisation = `edges-${(worlds += 1)}`;
  const of = { organisation, connection: 'xero' };
  const connections = connectionStore(database.pool, secrets);
  const signIn = async (name: string): Promise<void> => {
    const { accessToken, refreshToken, expiresInSeconds } = await sandbox.grant();
    const life = { issuedAt: clock.now(), expiresAt: clock.now() + expiresInSeconds * 1_000 };
    const tokens = { access: accessToken, refresh: refreshToken, ...life, previous: null, subject: null, scopes: [], refusedAt: null };
    await clock.during(() => tokenStore(database.pool, secrets).add({ organisation, signIn: name }, tokens));
  };
  await clock.during(async () => {
    await database.pool.query(`insert into organisation values ($1, $1, 0)`, [organisation]);
    const hosts = { token: `${sandbox.url}/connect/token`, api: sandbox.url };
    await connections.keepApp(organisation, 'xero', {
      clientId: 'tieout-sandbox',
      clientSecret: 'tieout-sandbox-secret',
      hosts,
      webhookSecrets: [],
    });
    const settings = { signIn: 'sign-in:1', app: 'tieout-sandbox', other: {} };
    const account = sandbox.accounts[0] ?? '';
    await connections.addConnection({ ...of, provider: 'xero', label: 'Xero', account, hosts, settings, state: 'ready' }, start);
  });
  await signIn('sign-in:1');
  const calls: CallSeen[] = [];
  const opener = () =>
    connectionOpener({
      pool: database.pool,
      secrets,
      clock,
      wire: net.wire,
      billing: () => () => Promise.reject(new Error('there is no billing here')),
      fresh: () => randomBytes(32).toString('base64url'),
      onCall: (_of, call) => void calls.push(call),
    });
  const going = opener();
  try {
    await work({
      clock,
      sandbox,
      calls,
      organisation,
      process: () => opener()(organisation, 'xero'),
      open: () => going(organisation, 'xero'),
      signIn,
    });
  } finally {
    net.close();
    await sandbox.close();
  }
}

const headersFor = (sandbox: Sandbox): Record<string, string> => ({
  accept: 'application/json',
  'xero-tenant-id': sandbox.accounts[0] ?? '',
});

async function sendMany(at: World, opened: Opened, count: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let call = 0; call < count; call += 1) {
    const request = { method: 'GET', path: '/api.xro/2.0/Currencies', headers: headersFor(at.sandbox) } as const;
    const pass = await opened.enter('backfill', request);
    statuses.push((await opened.send({ request, listenUntil: at.clock.now() + 60_000 }, pass)).status);
  }
  return statuses;
}

test('two processes use Xero’s whole limit between them and never exceed it, over the life of several access tokens', () =>
  world(async (at) => {
    const processes = await Promise.all([at.process(), at.process()]);
    const before = at.clock.now();
    const first = await Promise.all(processes.flatMap((one) => [sendMany(at, one, 75), sendMany(at, one, 75)]));
    const passed = (at.clock.now() - before) / minutes;
    await at.clock.sleepUntil(at.clock.now() + 31 * minutes);
    const second = await Promise.all(processes.map((one) => sendMany(at, one, 40)));
    assert.deepEqual(new Set([...first, ...second].flat()), new Set([200]));
    assert.equal(at.sandbox.stats().throttled, 0);
    // Sixty go at once; what counts is how many follow per minute.
    const use = (300 - 60) / (60 * passed);
    assert.ok(use >= 0.98, `${(use * 100).toFixed(2)} %`);
  }));

test('throttled by the provider, signed out in between and cut off, a reader still reads everything', () =>
  world(async (at) => {
    const opened = await at.process();
    at.sandbox.weather('expireToken', { count: 1 });
    assert.deepEqual(await sendMany(at, opened, 1), [200]);
    at.sandbox.weather('throttle', { count: 1 });
    assert.deepEqual(await sendMany(at, opened, 2), [429, 200]);
    assert.ok(at.clock.now() > start, 'the second call waited for as long as the provider said');
    at.sandbox.weather('drop', { count: 1 });
    await assert.rejects(sendMany(at, opened, 1), /got no whole answer/);
    assert.equal((await opened.session.organisation()).baseCurrency, 'GBP');
  }));

/** A person ends what they agreed to with the first sign-in. */
async function revoke({ clock, sandbox, organisation }: World): Promise<void> {
  const tokens = await clock.during(() => tokenStore(database.pool, secrets).read({ organisation, signIn: 'sign-in:1' }));
  const body = new URLSearchParams({ token: tokens?.tokens.refresh ?? '' }).toString();
  const basic = Buffer.from('tieout-sandbox:tieout-sandbox-secret').toString('base64');
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
  await fetch(`${sandbox.url}/connect/revocation`, { method: 'POST', body, headers });
}

const stateOf = async ({ clock, organisation }: World): Promise<string | undefined> =>
  (await clock.during(() => connectionStore(database.pool, secrets).connection({ organisation, connection: 'xero' })))?.state;

test('a process that still has the sign-in before the last one does not end a connection that was connected again', () =>
  world(async (at) => {
    const before = await at.open();
    await before.session.organisation();
    await revoke(at);
    await at.signIn('sign-in:2');
    const to = { signIn: 'sign-in:2', app: 'tieout-sandbox', label: 'Xero' };
    await at.clock.during(() => connectionStore(database.pool, secrets).attach({ organisation: at.organisation, connection: 'xero' }, to));
    await assert.rejects(before.session.organisation(), { reason: 'throttled' });
    assert.equal(await stateOf(at), 'ready');
    assert.equal((await (await at.open()).session.organisation()).baseCurrency, 'GBP');
  }));

test('when the person ends the permission at Xero, calls ask for a new sign-in and nothing is tried on and on', () =>
  world(async (at) => {
    const opened = await at.process();
    await revoke(at);
    await at.clock.sleepUntil(at.clock.now() + 61 * minutes);
    await assert.rejects(opened.session.organisation(), ReconnectNeeded);
    await assert.rejects(sendMany(at, opened, 1), /Sign in again/);
    assert.equal(at.calls.length, 0);
    assert.equal(await stateOf(at), 'expired');
  }));

test('a sign-in that nothing uses for months is kept alive, and one that cannot be is named in time', () =>
  world(async (at) => {
    const organisation = `edges-${worlds}`;
    const net = openWire();
    const signIns = openSignIns({
      store: { ...tokenStore(database.pool, secrets), ...connectionStore(database.pool, secrets) },
      clock: at.clock,
      wire: net.wire,
      fresh: () => randomBytes(32).toString('base64url'),
      sealing: secrets,
      connectorOf: () => xero,
      redirectUri: () => 'http://127.0.0.1/oauth/callback',
    });
    for (let day = 0; day < 90; day += 1) {
      await at.clock.sleepUntil(at.clock.now() + 24 * 60 * minutes);
      const [standing] = await signIns.tend(organisation);
      assert.equal(standing?.warning, null);
      assert.ok((standing?.endsAt ?? 0) > at.clock.now() + 59 * 24 * 60 * minutes);
    }
    assert.equal((await (await at.process()).session.organisation()).baseCurrency, 'GBP');
    await at.sandbox.close();
    await at.clock.sleepUntil(at.clock.now() + 25 * 60 * minutes);
    const [standing] = await signIns.tend(organisation);
    assert.match(standing?.warning ?? '', /ends in 58 days .*tieout connect --reconnect xero/);
    net.close();
  }));
