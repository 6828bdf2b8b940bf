import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { virtualClock } from '../sandbox/clock.ts';
import type { SharedClock } from '../sandbox/clock.ts';
import { connectionStore } from '../store/connections.ts';
import { secretsUnder } from '../store/secrets.ts';
import { testDatabase } from '../store/testing.ts';
import type { TestDatabase } from '../store/testing.ts';
import { tokenStore } from '../store/tokens.ts';
import { tokenProvider } from '../../test/edges/token-provider.ts';
import type { TokenProvider } from '../../test/edges/token-provider.ts';
import type { TokenStore } from './edge-ports.ts';
import { refreshTokens } from './oauth.ts';
import type { OAuthClient } from './oauth.ts';
import { ReconnectNeeded, openTokens } from './tokens.ts';
import type { TokenSource } from './tokens.ts';
import { Unanswered, openWire } from './wire.ts';

const start = Date.parse('2026-11-21T09:00:00Z');
const minutes = 60_000;
const secrets = secretsUnder(new Uint8Array(32).fill(7));
const net = openWire();
let database: TestDatabase;
let signIns = 0;
before(async () => (database = await testDatabase()));
after(async () => {
  net.close();
  await database.close();
});

interface World {
  readonly clock: SharedClock;
  readonly provider: TokenProvider;
  readonly signIn: string;
  readonly store: TokenStore;
  /** Another process that knows the same sign-in. */
  process(store?: TokenStore): TokenSource;
}

/** A sign-in of which two connections live, its tokens half an hour old: about to expire. */
async function world(work: (world: World) => Promise<void>): Promise<void> {
  const clock = virtualClock(start);
  const provider = await tokenProvider(clock);
  const signIn = `sign-in:${(signIns += 1)}`;
  const store = tokenStore(database.pool, secrets);
  const of = { organisation: 'acme', signIn };
  await database.pool.query(`insert into organisation values ('acme', 'Acme', 0) on conflict do nothing`);
  const connections = connectionStore(database.pool, secrets);
  for (const account of ['one', 'two']) {
    const settings = { signIn, app: 'app', other: {} };
    const connection = { organisation: 'acme', connection: `${signIn}-${account}`, provider: 'xero', label: account, account, hosts: {} };
    await connections.addConnection({ ...connection, settings, state: 'ready' }, start);
  }
  const pair = provider.signIn();
  const life = { issuedAt: start, expiresAt: start + 30 * minutes };
  await store.add(of, { ...pair, ...life, previous: null, subject: 'ada', scopes: [], refusedAt: null });
  const client: OAuthClient = {
    profile: {
      type: 'oauth2',
      hosts: { authorize: provider.url, token: `${provider.url}/token`, revoke: null, api: provider.url, tenants: null },
      scopes: [],
      clientAuth: 'basic',
      refreshTokenDays: 60,
      refreshGraceSeconds: 1_800,
    },
    app: { clientId: 'app', clientSecret: 'app-secret', hosts: {}, webhookSecrets: [] },
    label: 'Xero',
    redirectUri: 'http://127.0.0.1/oauth/callback',
    clock,
    wire: net.wire,
  };
  const process = (through = store): TokenSource =>
    openTokens({
      of,
      label: 'Xero',
      store: through,
      clock,
      fresh: () => randomBytes(32).toString('base64url'),
      graceSeconds: 1_800,
      ask: (refresh) => refreshTokens(client, refresh),
    });
  await clock.sleepUntil(start + 29 * minutes);
  try {
    await work({ clock, provider, signIn, store, process });
  } finally {
    await provider.close();
  }
}

/** The same store, which stops for good at its n-th use, before or after doing what it was asked. */
function dying(store: TokenStore, uses: number, when: 'before' | 'after'): TokenStore {
  let left = uses;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left < 0 || (left === 0 && when === 'before')) throw new Error('killed');
    const result = await work();
    if (left === 0) throw new Error('killed');
    return result;
  };
  return {
    read: (of) => step(() => store.read(of)),
    lease: (of, lease) => step(() => store.lease(of, lease)),
    keepRenewed: (of, lease, tokens) => step(() => store.keepRenewed(of, lease, tokens)),
    keepRefused: (of, lease, tokens) => step(() => store.keepRefused(of, lease, tokens)),
    release: (of, lease) => step(() => store.release(of, lease)),
    add: (of, tokens) => step(() => store.add(of, tokens)),
    move: (from, to) => step(() => store.move(from, to)),
    remove: (of) => step(() => store.remove(of)),
  };
}

const states = async (signIn: string): Promise<readonly string[]> => {
  const { rows } = await database.pool.query<{ state: string }>(
    `select state from connection where settings ->> 'signIn' = $1 order by connection`,
    [signIn],
  );
  return rows.map((row) => row.state);
};

test('two processes that need a new token at the same moment refresh once, and both get it', () =>
  world(async ({ provider, process }) => {
    const got = await Promise.all([process(), process(), process()].flatMap((source) => [source.current(), source.current()]));
    assert.equal(new Set(got).size, 1);
    assert.ok(provider.accepts(got[0] ?? ''));
    assert.equal(provider.asked(), 1);
  }));

test('a token is used only after its refresh token was committed', () =>
  world(async ({ store, signIn, process }) => {
    const access = await process().current();
    assert.equal((await store.read({ organisation: 'acme', signIn }))?.tokens.access, access);
  }));

test('when the answer to a refresh is lost, the spent token is replayed within its grace', () =>
  world(async ({ provider, process }) => {
    provider.loseAnswers(1);
    assert.ok(provider.accepts(await process().current()));
    assert.equal(provider.asked(), 2);
  }));

test('when every answer is lost the sign-in is not given up, and a later refresh mends it', () =>
  world(async ({ clock, provider, process, signIn }) => {
    await clock.sleepUntil(start + 31 * minutes);
    provider.loseAnswers(2);
    const source = process();
    await assert.rejects(source.current(), Unanswered);
    assert.deepEqual(await states(signIn), ['ready', 'ready']);
    assert.ok(provider.accepts(await source.current()));
  }));

test('a provider that is down while the token is still good stops nobody', () =>
  world(async ({ provider, process }) => {
    provider.answerWith(502, '<html>Bad gateway</html>', 2);
    assert.equal(await process().current(), 'access-1');
  }));

test('a process killed at any step of a refresh leaves a sign-in that the next process can use', async () => {
  for (const when of ['before', 'after'] as const) {
    let killed = 0;
    for (let uses = 1; uses <= killed + 1; uses += 1) {
      await world(async ({ clock, provider, process, store, signIn }) => {
        await clock.sleepUntil(start + 31 * minutes);
        const isKilled = await process(dying(store, uses, when))
          .current()
          .then(
            () => false,
            (cause: unknown) => {
              assert.match(String(cause), /killed/);
              return true;
            },
          );
        if (isKilled) killed = uses;
        assert.ok(provider.accepts(await process().current()), `killed ${when} step ${uses}`);
        assert.deepEqual(await states(signIn), ['ready', 'ready']);
      });
    }
    assert.ok(killed >= 4, `only ${killed} steps were seen`);
  }
});

test('a refresh that outlives its lease keeps nothing, and everybody uses what the other process got', () =>
  world(async ({ clock, provider, process, store, signIn }) => {
    const slow: TokenStore = {
      ...store,
      keepRenewed: async (of, lease, tokens) => {
        await clock.sleepUntil(clock.now() + 2 * minutes);
        return store.keepRenewed(of, lease, tokens);
      },
    };
    // Only the sleep of the slow one lets time pass, so it must not hold the clock.
    const free: SharedClock = { ...clock, during: (work) => work() };
    const late = openTokens({
      of: { organisation: 'acme', signIn },
      label: 'Xero',
      store: slow,
      clock: free,
      fresh: () => randomBytes(32).toString('base64url'),
      graceSeconds: 1_800,
      ask: async () => ({
        is: 'granted',
        tokens: {
          access: 'stale',
          refresh: 'stale',
          issuedAt: clock.now(),
          expiresAt: clock.now() + 30 * minutes,
          subject: null,
          scopes: [],
        },
      }),
    }).current();
    await clock.sleepUntil(clock.now() + 1 * minutes);
    const winner = await process().current();
    assert.equal(await late, winner);
    assert.ok(provider.accepts(winner));
  }));

test('when the provider refuses the sign-in, its connections ask for a person, and nothing more is asked of the provider', () =>
  world(async ({ clock, provider, process, signIn }) => {
    provider.endAll();
    await clock.sleepUntil(start + 31 * minutes);
    await assert.rejects(process().current(), ReconnectNeeded);
    assert.deepEqual(await states(signIn), ['expired', 'expired']);
    const asked = provider.asked();
    await assert.rejects(process().current(), /Sign in again/);
    assert.equal(provider.asked(), asked);
  }));

test('once a person signed in again, a process that was refused before goes on without a restart', () =>
  world(async ({ clock, provider, process, store, signIn }) => {
    provider.endAll();
    await clock.sleepUntil(start + 31 * minutes);
    const source = process();
    await assert.rejects(source.current(), ReconnectNeeded);
    const again = { organisation: 'acme', signIn: `${signIn}-again` };
    const pair = provider.signIn();
    const life = { issuedAt: clock.now(), expiresAt: clock.now() + 30 * minutes };
    await store.add(again, { ...pair, ...life, previous: null, subject: 'ada', scopes: [], refusedAt: null });
    assert.equal(await store.move(again, { organisation: 'acme', signIn }), true);
    assert.equal(await source.current(), pair.access);
    assert.equal(await store.read(again), null);
  }));

test('a wrong client secret is not taken for an ended sign-in', () =>
  world(async ({ clock, provider, process, signIn }) => {
    await clock.sleepUntil(start + 31 * minutes);
    provider.answerWith(401, '{"error":"invalid_client"}', 1);
    const source = process();
    await assert.rejects(source.current(), /client id and secret/);
    assert.deepEqual(await states(signIn), ['ready', 'ready']);
    assert.ok(provider.accepts(await source.current()));
  }));

test('who waits for renewals of others that never succeed is told so, and does not wait for ever', () =>
  world(async ({ clock, process, store }) => {
    await clock.sleepUntil(start + 31 * minutes);
    const taken: TokenStore = { ...store, lease: () => Promise.resolve(null) };
    await assert.rejects(process(taken).current(), /renewing the sign-in for two minutes/);
    assert.ok(clock.now() < start + 36 * minutes);
  }));

test('tokens cannot be read in the database', () =>
  world(async ({ process }) => {
    await process().current();
    const { rows } = await database.pool.query<{ row: string }>(`select encode(sealed, 'escape') as row from secret`);
    assert.ok(rows.length > 0);
    for (const { row } of rows) assert.doesNotMatch(row, /access-|refresh-/);
  }));
