import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { z } from 'zod';
import { createApp } from '../../src/app.ts';
import { startPlaidSandbox } from '../../src/connectors/plaid/sandbox/server.ts';
import type { PersonEdit } from '../../src/contract/sandbox.ts';
import { bankFeedsOf } from '../../src/engine/bank-desk.ts';
import { feedPoll } from '../../src/engine/poll-pace.ts';
import { poll } from '../../src/engine/poll.ts';
import { openSignIns } from '../../src/engine/sign-in.ts';
import { findProvider } from '../../src/providers.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import { addOrganisation } from '../../src/store/organisations.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { tokenStore } from '../../src/store/tokens.ts';
import { openCommandLine } from '../cli/command-line.ts';
import { eventually, withServer } from '../integrations/kit.ts';
import type { Kit } from '../integrations/kit.ts';

const begun = z.strictObject({ url: z.string(), ticket: z.string() });
const card = z.looseObject({ connection: z.string(), provider: z.string(), state: z.string(), isSandbox: z.boolean() });
const seen = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('waiting') }),
  z.strictObject({ is: z.literal('connected'), connection: card }),
]);
const problem = z.looseObject({ error: z.string() });

const pageFor = async (kit: Kit, connection: string | null) =>
  begun.parse(await kit.done('POST', '/v1/connections/page', { provider: 'plaid', sandbox: true, connection }));
const whatCame = async (kit: Kit, ticket: string) => seen.parse(await kit.done('POST', '/v1/connections/page/finish', { ticket }));

/** Signs in on the page of Link: at the first of the banks that it shows. */
async function signIn(url: string): Promise<void> {
  const institution = /name="institution" value="([^"]*)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const done = await fetch(url, { method: 'POST', headers, body: new URLSearchParams({ institution }).toString() });
  assert.match(await done.text(), /Your bank is connected/);
}

async function atTheBank(url: string, edit: PersonEdit): Promise<void> {
  const done = await fetch(`${new URL(url).origin}/_sandbox/person`, { method: 'POST', body: JSON.stringify(edit) });
  assert.equal(done.status, 200);
}

test('a bank is connected at its own page, and its lines are read although no flow uses them', () =>
  withServer(async (kit) => {
    const { engine } = kit.office;
    const { url, ticket } = await pageFor(kit, null);
    await atTheBank(url, { does: 'create', kind: 'statementLine', fields: { name: 'TEA', amount: '2.5', date: '2026-11-02' } });
    assert.deepEqual(await whatCame(kit, ticket), { is: 'waiting' });
    await signIn(url);
    const made = await whatCame(kit, ticket);
    assert.ok(made.is === 'connected' && made.connection.isSandbox && made.connection.state === 'ready');
    const { connection } = made.connection;
    const lines = await eventually(
      () => engine.store.records('acme', connection, 'statementLine'),
      (found) => found.length > 0,
      60,
    );
    assert.deepEqual(
      lines.map(({ record }) => (record.kind === 'statementLine' ? [record.text, record.amount] : [])),
      [['TEA', '-2.5']],
    );
    // It is polled once an hour: what comes sooner was told by a webhook, which nobody had to set up.
    const news = { name: 'CAKE', amount: '4', date: '2026-11-03' };
    await atTheBank(url, { does: 'create', kind: 'statementLine', fields: news });
    await eventually(
      () => engine.store.records('acme', connection, 'statementLine'),
      (found) => found.length === 2,
    );
    const row = z.looseObject({ account: z.string(), name: z.string(), lines: z.number() });
    const accounts = async () => z.array(row).parse(await kit.done('GET', '/v1/bank/accounts'));
    const shown = await eventually(accounts, (found) => found.some(({ lines: count }) => count === 2), 60);
    const used = shown.find(({ lines: count }) => count === 2);
    assert.ok(used !== undefined && used.account.startsWith(`${connection}:`));
    assert.match(used.name, /^[A-Z][a-z ]+.* …\d{4}$/, 'it is called as the bank calls it, not by its key');
    const providers = z.array(card).parse(await kit.done('GET', '/v1/connections'));
    assert.deepEqual(providers.map((one) => one.provider).toSorted(), ['bank', 'plaid']);
  }));

test('a bank that wants its person again gets a page that restores the same connection', () =>
  withServer(async (kit) => {
    const first = await pageFor(kit, null);
    await signIn(first.url);
    const made = await whatCame(kit, first.ticket);
    assert.ok(made.is === 'connected');
    const { connection } = made.connection;
    const stands = async () => card.parse(await kit.done('GET', `/v1/connections/${connection}`)).state;
    await atTheBank(first.url, { does: 'setting', fields: { login: 'required' } });
    await assert.rejects(poll(kit.office.engine, 'acme', connection));
    assert.equal(await stands(), 'expired');
    const again = await pageFor(kit, connection);
    assert.deepEqual(await whatCame(kit, again.ticket), { is: 'waiting' });
    await signIn(again.url);
    const restored = await whatCame(kit, again.ticket);
    assert.ok(restored.is === 'connected' && restored.connection.connection === connection);
    assert.equal(await stands(), 'ready');
  }));

test('a page is asked for with the id and the secret of an account of one’s own, and a ticket is good for whom it was made', () =>
  withServer(async (kit) => {
    const unknown = await kit.ask('POST', '/v1/connections/page', { provider: 'plaid' });
    assert.equal(unknown.status, 409);
    assert.match(problem.parse(unknown.body).error, /Plaid does not know us yet: give the client id and the secret/);
    const none = await kit.ask('POST', '/v1/connections/page', { provider: 'stripe', sandbox: true });
    assert.match(problem.parse(none.body).error, /Stripe has no page/);
    const viewer = await kit.key('viewer');
    assert.equal((await kit.ask('POST', '/v1/connections/page', { provider: 'plaid', sandbox: true }, viewer)).status, 403);
    const { ticket } = await pageFor(kit, null);
    const forged = await kit.ask('POST', '/v1/connections/page/finish', { ticket: `${ticket.slice(0, -2)}xx` });
    assert.match(problem.parse(forged.body).error, /not valid any more/);
  }));

test('the command line waits at the page of a bank, and says so where a provider has none', async () => {
  const line = await openCommandLine();
  try {
    const none = await line.run(['connect', 'stripe', '--page', '--sandbox']);
    assert.match(none.err, /Stripe has no page on which its key is made/);
    const visits: Promise<void>[] = [];
    const ran = await line.run(['connect', 'plaid', '--page', '--sandbox'], (text) => {
      const url = /http:\/\/\S+\/hosted\/\S+/.exec(text)?.[0];
      if (url !== undefined && visits.length === 0) visits.push(signIn(url));
    });
    await Promise.all(visits);
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /Connected: .*\(plaid-[a-z-]+\)/);
  } finally {
    await line.close();
  }
});

test('a feed that fails waits longer each time, and is polled at its pace when it answers again', async () => {
  const database = await testDatabase();
  const clock = virtualClock(Date.parse('2026-11-10T09:00:00Z'));
  const sandbox = await startPlaidSandbox({ clock, limits: null });
  const secrets = secretsUnder(randomBytes(32));
  const app = createApp({ pool: database.pool, keyed: database.pool, secrets, clock, limitsOf: () => null });
  try {
    await clock.during(() => addOrganisation(database.pool, 'acme', clock.now()));
    const signIns = openSignIns({
      store: { ...tokenStore(database.pool, secrets), ...app.connections },
      clock,
      wire: app.wire,
      fresh: () => randomBytes(32).toString('base64url'),
      sealing: secrets,
      connectorOf: findProvider,
      redirectUri: () => '',
    });
    const secret = (await sandbox.grant()).accessToken;
    const of = { organisation: 'acme', provider: 'plaid', hosts: { api: sandbox.url }, timeZone: null, restores: null };
    const { connection } = await clock.during(() => signIns.withKey({ ...of, secret }));
    const feeds = () => clock.during(() => bankFeedsOf(app, 'acme', (provider) => findProvider(provider)?.manifest ?? null));
    assert.deepEqual(await feeds(), [connection]);
    const failures: number[] = [];
    const began = clock.now();
    const feeding = feedPoll(() => failures.push(Math.round((clock.now() - began) / 1000)));
    sandbox.weather('unavailable', { count: 3 });
    const accounts = async (): Promise<number> => (await app.engine.store.records('acme', connection, 'account')).length;
    let read: number | null = null;
    for (let second = 0; second <= 600; second += 30) {
      await clock.sleepUntil(began + second * 1000);
      await feeding(app.engine, 'acme', connection);
      if (read === null && (await accounts()) > 0) read = second;
    }
    assert.deepEqual(failures, [0, 30, 90]);
    // Two minutes after the third, which did not answer.
    assert.equal(read, 210);
  } finally {
    await app.close();
    await sandbox.close();
    await database.close();
  }
});
