import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Sandbox } from '../contract/sandbox.ts';
import { sandboxOrganisations, startXeroSandbox } from '../connectors/xero/sandbox/server.ts';
import { xero } from '../connectors/xero/connector.ts';
import type { TokenSet } from '../engine/edge-ports.ts';
import { openSignIns } from '../engine/sign-in.ts';
import type { SignIns } from '../engine/sign-in.ts';
import { openWire } from '../engine/wire.ts';
import { realClock } from '../sandbox/clock.ts';
import { connectionStore } from '../store/connections.ts';
import { secretsUnder } from '../store/secrets.ts';
import { testDatabase } from '../store/testing.ts';
import type { TestDatabase } from '../store/testing.ts';
import { tokenStore } from '../store/tokens.ts';
import { signInRoutes } from './oauth-callback.ts';
import { createServer, noApi } from './server.ts';
import type { TieoutServer } from './server.ts';

const [studio, shop] = sandboxOrganisations;
assert.ok(studio && shop);
const secrets = secretsUnder(new Uint8Array(32).fill(3));
const net = openWire();
let database: TestDatabase;
let organisations = 0;
before(async () => (database = await testDatabase()));
after(async () => {
  net.close();
  await database.close();
});

interface World {
  readonly organisation: string;
  readonly sandbox: Sandbox;
  readonly server: TieoutServer;
  readonly signIns: SignIns;
  readonly store: ReturnType<typeof tokenStore> & ReturnType<typeof connectionStore>;
  readonly seal: (value: unknown, use: string) => string;
}

async function world(work: (world: World) => Promise<void>): Promise<void> {
  const clock = realClock();
  const organisation = `books-${(organisations += 1)}`;
  await database.pool.query(`insert into organisation values ($1, $1, 0)`, [organisation]);
  const sandbox = await startXeroSandbox({ clock, limits: null });
  const store = { ...tokenStore(database.pool, secrets), ...connectionStore(database.pool, secrets) };
  const { url } = sandbox;
  const hosts = {
    authorize: `${url}/identity/connect/authorize`,
    token: `${url}/connect/token`,
    revoke: `${url}/connect/revocation`,
    api: url,
  };
  const app = { clientId: 'tieout-sandbox', clientSecret: 'tieout-sandbox-secret', hosts, webhookSecrets: [] };
  await store.keepApp(organisation, 'xero', app);
  const signIns = openSignIns({
    store,
    clock,
    wire: net.wire,
    fresh: () => randomBytes(32).toString('base64url'),
    sealing: secrets,
    connectorOf: (provider) => (provider === 'xero' ? xero : null),
    redirectUri: () => `${server.address()}/oauth/callback`,
  });
  const server: TieoutServer = await createServer({
    publicUrl: null,
    version: '0',
    log: () => {},
    probe: () => database.pool.query('select 1'),
    routes: [signInRoutes({ signIns, log: () => {}, address: () => server.address() })],
    api: noApi,
  });
  await server.listen({ port: 0 });
  try {
    const seal = (value: unknown, use: string): string => secrets.seal(JSON.stringify(value), use);
    await work({ organisation, sandbox, server, signIns, store, seal });
  } finally {
    await server.close();
    await sandbox.close();
  }
}

interface Page {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly cookie: string;
}

/** A browser without scripts that goes where it is sent, one step at a time. */
async function visit(
  url: string,
  options: { readonly form?: Record<string, string | string[]>; readonly cookie?: string } = {},
): Promise<Page> {
  const { form, cookie = '' } = options;
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form ?? {})) for (const one of [value].flat()) body.append(name, one);
  const headers = { cookie, ...(form && { origin: new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded' }) };
  const response = await fetch(url, { redirect: 'manual', headers, ...(form && { method: 'POST', body: body.toString() }) });
  const set = response.headers.get('set-cookie') ?? '';
  return {
    status: response.status,
    text: await response.text(),
    location: response.headers.get('location') ?? '',
    cookie: set.split(';')[0] ?? '',
  };
}

const hidden = (page: Page): Record<string, string> =>
  Object.fromEntries(
    [...page.text.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [unescaped(name), unescaped(value)]),
  );

const unescaped = (text = ''): string =>
  text
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

/** From our page to Xero's, where the person allows these organisations, and back. */
async function signIn(
  at: World,
  options: { readonly connection?: string; readonly accounts: readonly string[]; readonly denies?: boolean },
) {
  const ticket = at.signIns.invite({ organisation: at.organisation, provider: 'xero', connection: options.connection ?? null });
  const first = await visit(`${at.server.address()}/connect?ticket=${encodeURIComponent(ticket)}`);
  assert.equal(first.status, 200, first.text);
  const away = await visit(`${at.server.address()}/connect`, { form: hidden(first) });
  assert.equal(away.status, 303, away.text);
  const consent = await visit(away.location);
  assert.equal(consent.status, 200, consent.text);
  const decision = options.denies ? 'deny' : 'approve';
  const form = { ...hidden(consent), account: [...options.accounts], decision };
  const back = await visit(away.location.split('?')[0] ?? '', { form });
  return { first, consent, back: back.location, cookie: away.cookie, last: await visit(back.location, { cookie: away.cookie }) };
}

const connectionsOf = async (at: World) => at.store.connections(at.organisation);

async function tokensOf(at: World): Promise<readonly TokenSet[]> {
  const names = new Set((await connectionsOf(at)).flatMap((one) => one.settings.signIn ?? []));
  const rows = await Promise.all([...names].map((name) => at.store.read({ organisation: at.organisation, signIn: name })));
  return rows.flatMap((row) => (row === null ? [] : [row.tokens]));
}

const signInRows = async (at: World): Promise<number> => {
  const { rows } = await database.pool.query(`select 1 from secret where organisation = $1 and name = 'tokens'`, [at.organisation]);
  return rows.length;
};

test('a person reads what is shared and why, allows one organisation at Xero, and it is connected', () =>
  world(async (at) => {
    const { first, consent, last } = await signIn(at, { accounts: [studio.id] });
    assert.match(first.text, /Connect Xero/);
    assert.match(first.text, /accounting\.invoices/);
    assert.match(consent.text, /Harbour Studio Ltd/);
    assert.match(last.text, /Xero is connected/);
    assert.match(last.text, /Harbour Studio Ltd/);
    const [connection, ...others] = await connectionsOf(at);
    assert.equal(others.length, 0);
    assert.equal(connection?.connection, 'xero-harbour-studio-ltd');
    assert.equal(connection.account, studio.id);
    assert.equal(connection.state, 'ready');
  }));

test('of several organisations of one sign-in the person chooses, and those chosen share its tokens', () =>
  world(async (at) => {
    const { last, cookie } = await signIn(at, { accounts: [studio.id, shop.id] });
    assert.match(last.text, /Choose the organisation/);
    assert.deepEqual(await connectionsOf(at), []);
    const none = await visit(`${at.server.address()}/oauth/choose`, { form: hidden(last), cookie });
    assert.match(none.text, /choose at least one/);
    const chosen = await visit(`${at.server.address()}/oauth/choose`, { form: { ...hidden(last), account: [studio.id, shop.id] }, cookie });
    assert.match(chosen.text, /Xero is connected/);
    const connections = await connectionsOf(at);
    assert.deepEqual(connections.map((one) => one.account).toSorted(), [studio.id, shop.id].toSorted());
    assert.equal(new Set(connections.map((one) => one.settings.signIn)).size, 1);
    assert.equal(await signInRows(at), 1);
  }));

test('signing in again restores the same connection, and its tasks are still there', () =>
  world(async (at) => {
    await signIn(at, { accounts: [studio.id] });
    const [before] = await connectionsOf(at);
    assert.ok(before);
    await database.pool.query(`update connection set state = 'expired' where organisation = $1`, [at.organisation]);
    await database.pool.query(
      `insert into task (organisation, flow, kind, external_id, due_at, nudged_at) values ($1, 'f', 'invoice', 'i1', 0, 0)`,
      [at.organisation],
    );
    const [spent] = await tokensOf(at);
    const { first, last } = await signIn(at, { connection: before.connection, accounts: [studio.id] });
    assert.match(first.text, /restores the connection/);
    assert.match(last.text, /Xero is connected/);
    assert.deepEqual(await connectionsOf(at), [before]);
    const [fresh] = await tokensOf(at);
    assert.notEqual(fresh?.refresh, spent?.refresh);
    assert.equal(await signInRows(at), 1);
    const { rows } = await database.pool.query(`select 1 from task where organisation = $1`, [at.organisation]);
    assert.equal(rows.length, 1);
  }));

test('connecting a second organisation later moves the first one to the newer sign-in of the same person', () =>
  world(async (at) => {
    await signIn(at, { accounts: [studio.id] });
    const { last, cookie } = await signIn(at, { accounts: [studio.id, shop.id] });
    assert.match(last.text, /connected as xero-harbour-studio-ltd/);
    await visit(`${at.server.address()}/oauth/choose`, { form: { ...hidden(last), account: shop.id }, cookie });
    const connections = await connectionsOf(at);
    assert.equal(connections.length, 2);
    assert.equal(new Set(connections.map((one) => one.settings.signIn)).size, 1);
    assert.equal(await signInRows(at), 1);
  }));

test('signing in to another organisation than the connection belongs to changes nothing, and says which to choose', () =>
  world(async (at) => {
    await signIn(at, { accounts: [studio.id] });
    const [before] = await connectionsOf(at);
    assert.ok(before);
    await at.sandbox.person({ does: 'disconnect', account: studio.id });
    const { last } = await signIn(at, { connection: before.connection, accounts: [shop.id] });
    assert.equal(last.status, 400);
    assert.match(unescaped(last.text), /belongs to Harbour Studio Ltd, and you signed in to Harbour Shop GmbH: nothing was changed/);
    assert.deepEqual(await connectionsOf(at), [before]);
    assert.equal(await signInRows(at), 1);
  }));

test('a person who says no at Xero is told that nothing was changed', () =>
  world(async (at) => {
    const { last } = await signIn(at, { accounts: [], denies: true });
    assert.equal(last.status, 400);
    assert.match(last.text, /did not allow the connection/);
    assert.deepEqual(await connectionsOf(at), []);
  }));

test('a sign-in cannot be finished in another browser, nor twice', () =>
  world(async (at) => {
    const done = await signIn(at, { accounts: [studio.id] });
    const elsewhere = await visit(done.back);
    assert.match(elsewhere.text, /another browser/);
    const again = await visit(done.back, { cookie: done.cookie });
    assert.match(again.text, /was used already/);
    assert.equal((await connectionsOf(at)).length, 1);
  }));

test('a link that we did not make, or that is too old, connects nothing', () =>
  world(async (at) => {
    const forged = secretsUnder(new Uint8Array(32).fill(4)).seal('{}', 'sign-in invitation');
    const invitation = { organisation: at.organisation, provider: 'xero', connection: null, until: 1 };
    for (const ticket of [
      '',
      'nonsense',
      forged,
      at.seal(invitation, 'sign-in invitation'),
      at.seal({ ...invitation, until: 1e15 }, 'sign-in state'),
    ]) {
      const page = await visit(`${at.server.address()}/connect?ticket=${encodeURIComponent(ticket)}`);
      assert.equal(page.status, 400);
      assert.match(page.text, /tieout connect/);
    }
  }));

test('a connection that was ended and is made again is the same one, and whoever had it open finds the new tokens', () =>
  world(async (at) => {
    await signIn(at, { accounts: [studio.id] });
    const [before] = await connectionsOf(at);
    assert.ok(before);
    await at.signIns.disconnect(before, { revoke: false });
    assert.equal(await signInRows(at), 0);
    await signIn(at, { accounts: [studio.id] });
    assert.deepEqual(await connectionsOf(at), [before]);
    assert.equal((await tokensOf(at)).length, 1);
  }));

test('ending a connection forgets its tokens, and revokes them where that is asked for', () =>
  world(async (at) => {
    await signIn(at, { accounts: [studio.id] });
    const [connection] = await connectionsOf(at);
    const [tokens] = await tokensOf(at);
    assert.ok(connection && tokens);
    await at.signIns.disconnect(connection, { revoke: true });
    assert.equal((await at.store.connection(connection))?.state, 'closed');
    assert.equal(await signInRows(at), 0);
    const asked = await fetch(`${at.sandbox.url}/connections`, { headers: { authorization: `Bearer ${tokens.access}` } });
    assert.equal(asked.status, 401);
  }));
