import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { addApiKey } from '../../src/store/api-keys.ts';
import { addOrganisation } from '../../src/store/organisations.ts';
import { eventually, withServer } from './kit.ts';

const provider = z.looseObject({
  provider: z.string(),
  signIn: z.string(),
  hasSandbox: z.boolean(),
  hasApp: z.boolean(),
  scopes: z.array(z.looseObject({ name: z.string(), why: z.string() })),
  setUp: z.array(z.string()),
});
const card = z.looseObject({
  connection: z.string(),
  state: z.string(),
  isSandbox: z.boolean(),
  flows: z.array(z.string()),
  health: z.looseObject({ is: z.string() }),
});
const problem = z.looseObject({ error: z.string(), fix: z.string().optional() });
const choices = z.looseObject({
  accounts: z.array(
    z.looseObject({ id: z.string(), name: z.string(), advice: z.array(z.looseObject({ use: z.string(), why: z.string() })) }),
  ),
  baseCurrency: z.string(),
});
const diagnosis = z.looseObject({ checks: z.array(z.looseObject({ check: z.string(), ok: z.boolean(), fix: z.string().nullable() })) });

const xero = { provider: 'xero', sandbox: true };

test('the directory says how each is connected, why each permission is asked for, and what is to be done there first', () =>
  withServer(async ({ done }) => {
    const cards = z.array(provider).parse(await done('GET', '/v1/providers'));
    const ways = new Map(cards.map((one) => [one.provider, one.hasSandbox ? `${one.signIn}, or a sandbox` : one.signIn]));
    assert.deepEqual(
      ['xero', 'stripe', 'quickbooks', 'billing', 'tryton'].map((name) => ways.get(name)),
      ['consent, or a sandbox', 'key, or a sandbox', 'consent, or a sandbox', 'none', 'login'],
    );
    const [ledger] = cards;
    assert.ok(ledger !== undefined && ledger.scopes.length > 5 && ledger.scopes.every(({ why }) => why !== ''));
    assert.ok(ledger.setUp.some((line) => line.includes('/oauth/callback')));
  }));

test('who says no at the provider comes back with the reason, and nothing is connected', () =>
  withServer(async (kit) => {
    const begun = await kit.ask('POST', '/v1/connections/begin', xero);
    const back = await kit.consent(begun, 'Harbour Studio Ltd', 'deny');
    assert.equal(back.pathname, '/integrations');
    assert.match(back.searchParams.get('problem') ?? '', /did not allow the connection/);
    assert.deepEqual(await kit.done('GET', '/v1/connections'), []);
  }));

test('another browser than the one that began cannot finish a sign-in', () =>
  withServer(async (kit) => {
    const begun = await kit.ask('POST', '/v1/connections/begin', xero);
    const back = await kit.consent({ ...begun, cookie: 'tieout_sign_in=app.somebody-else' }, 'Harbour Studio Ltd');
    assert.match(back.searchParams.get('problem') ?? '', /begun in another browser/);
    assert.deepEqual(await kit.done('GET', '/v1/connections'), []);
  }));

test('a connection is ended and restored under its name, with its flows', () =>
  withServer(async (kit) => {
    await kit.done('POST', '/v1/connections/inside', { provider: 'billing', company: 'Harbour Studio' });
    const connect = async (connection: string | null): Promise<string | null> => {
      const begun = await kit.ask('POST', '/v1/connections/begin', { ...xero, connection });
      return (await kit.consent(begun, 'Harbour Studio Ltd')).searchParams.get('connected');
    };
    const name = (await connect(null)) ?? '';
    await kit.done('POST', '/v1/setups', { source: 'billing', target: name });
    const ended = card.parse(await kit.done('DELETE', `/v1/connections/${name}?revoke=true`));
    assert.deepEqual([ended.state, ended.health.is], ['closed', 'needs a person']);
    assert.equal(await connect(name), name);
    const restored = card.parse(await kit.done('GET', `/v1/connections/${name}`));
    assert.deepEqual([restored.state, restored.isSandbox, restored.flows], ['ready', true, [`billing-to-${name}`]]);
    const well = async () => card.parse(await kit.done('GET', `/v1/connections/${name}`));
    await eventually(well, ({ health }) => health.is === 'well');
    const { checks } = diagnosis.parse(await kit.done('GET', `/v1/connections/${name}/diagnosis`));
    assert.deepEqual(
      checks.filter(({ ok, fix }) => !ok || fix !== null),
      [],
    );
    assert.ok(checks.length >= 5);
  }));

test('each account is advised for what it suits, with the reason', () =>
  withServer(async (kit) => {
    const begun = await kit.ask('POST', '/v1/connections/begin', xero);
    const name = (await kit.consent(begun, 'Harbour Shop GmbH')).searchParams.get('connected') ?? '';
    const { accounts, baseCurrency } = choices.parse(await kit.done('GET', `/v1/connections/${name}/accounts`));
    assert.equal(baseCurrency, 'EUR');
    const advised = (use: string) => accounts.filter(({ advice }) => advice.some((each) => each.use === use)).map(({ id }) => id);
    assert.ok(advised('sales').includes('200'));
    assert.ok(advised('payments').includes('090'));
    assert.deepEqual(advised('rounding'), ['860']);
  }));

test('a platform with a key is connected and set up; what its balance needs is proposed or held', () =>
  withServer(async (kit) => {
    const begun = await kit.ask('POST', '/v1/connections/begin', xero);
    const target = (await kit.consent(begun, 'Harbour Studio Ltd')).searchParams.get('connected') ?? '';
    const source = card.parse(await kit.done('POST', '/v1/connections/key', { provider: 'stripe', sandbox: true }));
    assert.equal(source.isSandbox, true);
    const setup = z.looseObject({ kinds: z.array(z.string()), flow: z.string() });
    const made = setup.parse(await kit.done('POST', '/v1/setups', { source: source.connection, target }));
    assert.ok(made.kinds.includes('balanceTransaction'));
    const again = setup.parse(await kit.done('POST', '/v1/setups', { source: source.connection, target }));
    assert.equal(again.flow, made.flow);
    const wrong = await kit.ask('POST', '/v1/connections/key', { provider: 'stripe', secret: 'pk_live_nothing' });
    assert.equal(wrong.status, 409);
    assert.match(problem.parse(wrong.body).error, /no restricted key/);
  }));

test('the sandbox never takes the place of an app of one’s own, nor the other way round', () =>
  withServer(async (kit) => {
    const app = { clientId: 'ours', clientSecret: 'hush-hush', webhookSecret: 'psst' };
    const kept = provider.parse(await kit.done('PUT', '/v1/providers/xero/app', app));
    assert.equal(kept.hasApp, true);
    assert.doesNotMatch(JSON.stringify(kept), /hush-hush|psst/);
    const refused = await kit.ask('POST', '/v1/connections/begin', xero);
    assert.equal(refused.status, 409);
    assert.match(problem.parse(refused.body).error, /an app of your own/);
    const tried = z.looseObject({ state: z.string(), problem: z.string().nullable() });
    await kit.done('POST', '/v1/try');
    const failed = await eventually(
      async () => tried.parse(await kit.done('GET', '/v1/try')),
      ({ state }) => state === 'failed',
    );
    assert.match(failed.problem ?? '', /Real books are connected here/);
    const trail = JSON.stringify((await kit.office.pool.query('select action, subject, detail from audit')).rows);
    assert.match(trail, /gave the app of a provider/);
    assert.doesNotMatch(trail, /hush-hush|psst/);
    assert.doesNotMatch(kit.said.join('\n'), /hush-hush|psst/);
  }));

test('who may only look connects nothing; who keeps the books sends nothing; another organisation sees nothing', () =>
  withServer(async (kit) => {
    const viewer = await kit.key('viewer');
    assert.equal((await kit.ask('POST', '/v1/connections/begin', xero, viewer)).status, 403);
    assert.equal((await kit.ask('POST', '/v1/try', undefined, viewer)).status, 403);
    assert.equal((await kit.ask('GET', '/v1/providers', undefined, viewer)).status, 200);
    await kit.done('POST', '/v1/connections/inside', { provider: 'billing', company: 'Harbour Studio' });
    const name = (await kit.consent(await kit.ask('POST', '/v1/connections/begin', xero), 'Harbour Studio Ltd')).searchParams.get(
      'connected',
    );
    await kit.done('POST', '/v1/setups', { source: 'billing', target: name });
    const flow = encodeURIComponent(`billing-to-${name ?? ''}`);
    const bookkeeper = await kit.key('bookkeeper');
    for (const deed of ['test-invoice', 'activate'])
      assert.equal((await kit.ask('POST', `/v1/setups/${flow}/${deed}`, { mode: 'live' }, bookkeeper)).status, 403);
    await addOrganisation(kit.office.pool, 'other', 0);
    const { key } = await addApiKey(kit.office.pool, 'other', { label: 'x', role: 'owner', fresh: 'f'.repeat(43), by: 'test', now: 0 });
    assert.deepEqual((await kit.ask('GET', '/v1/connections', undefined, key)).body, []);
    assert.deepEqual((await kit.ask('GET', '/v1/setups', undefined, key)).body, []);
    const asked = [
      `/v1/setups/${flow}`,
      `/v1/connections/${name ?? ''}`,
      `/v1/connections/${name ?? ''}/diagnosis`,
      `/v1/connections/${name ?? ''}/accounts`,
    ];
    for (const path of asked) assert.equal((await kit.ask('GET', path, undefined, key)).status, 404, path);
  }));
