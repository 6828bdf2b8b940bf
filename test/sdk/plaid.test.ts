import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Configuration, CountryCode, PlaidApi, Products, SandboxItemFireWebhookRequestWebhookCodeEnum } from 'plaid';
import type { Transaction, TransactionsSyncResponse } from 'plaid';
import { plaid } from '../../src/connectors/plaid/connector.ts';
import { startPlaidSandbox } from '../../src/connectors/plaid/sandbox/server.ts';
import { signedHttp } from '../../src/connectors/plaid/testing.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';

// Plaid's own SDK, which we did not write, against our sandbox.

let clock: SharedClock;
let sandbox: Sandbox;
let api: PlaidApi;

const client = (secret = 'tieout-sandbox-secret'): PlaidApi =>
  new PlaidApi(
    new Configuration({
      basePath: sandbox.url,
      baseOptions: { headers: { 'PLAID-CLIENT-ID': 'tieout-sandbox', 'PLAID-SECRET': secret } },
    }),
  );

/** The error code and the status of a refusal. */
async function refused(asked: Promise<unknown>): Promise<readonly [unknown, unknown]> {
  const error: unknown = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(typeof error === 'object' && error !== null && 'response' in error, `it was not refused: ${String(error)}`);
  const { response } = error;
  assert.ok(typeof response === 'object' && response !== null && 'data' in response && 'status' in response);
  const { data } = response;
  assert.ok(typeof data === 'object' && data !== null && 'error_code' in data);
  return [data.error_code, response.status];
}

/** A fresh access token of the first bank, by the shortest way. */
async function connected(webhook?: string): Promise<{ readonly access_token: string; readonly item_id: string }> {
  const { data } = await api.sandboxPublicTokenCreate({
    institution_id: 'ins_109508',
    initial_products: [Products.Transactions],
    ...(webhook !== undefined && { options: { webhook } }),
  });
  return (await api.itemPublicTokenExchange({ public_token: data.public_token })).data;
}

const add = (fields: Readonly<Record<string, unknown>>): Promise<string> =>
  sandbox.person({ does: 'create', kind: 'statementLine', fields: { name: 'A LINE', ...fields } });

/** As Plaid's own quickstart reads: page after page until there are no more. */
async function syncAll(
  access_token: string,
  cursor?: string,
): Promise<{ readonly pages: readonly TransactionsSyncResponse[]; readonly cursor: string }> {
  const pages: TransactionsSyncResponse[] = [];
  for (let at = cursor; ;) {
    const { data } = await api.transactionsSync({ access_token, count: 3, ...(at !== undefined && { cursor: at }) });
    pages.push(data);
    at = data.next_cursor;
    if (!data.has_more) return { pages, cursor: at };
  }
}

const addedIn = (pages: readonly TransactionsSyncResponse[]): readonly Transaction[] => pages.flatMap(({ added }) => added);

describe('the official SDK of Plaid', () => {
  before(async () => {
    clock = virtualClock(Date.parse('2026-11-02T10:00:00Z'));
    sandbox = await startPlaidSandbox({ clock, limits: null });
    api = client();
  });
  after(() => sandbox.close());

  test('a person connects a bank on the hosted page, and the public token becomes an access token once the page is done', async () => {
    const { data } = await api.linkTokenCreate({
      user: { client_user_id: 'robin' },
      client_name: 'Tieout',
      products: [Products.Transactions],
      country_codes: [CountryCode.Us],
      language: 'en',
      transactions: { days_requested: 730 },
      hosted_link: {},
    });
    assert.ok(data.hosted_link_url);
    assert.deepEqual((await api.linkTokenGet({ link_token: data.link_token })).data.link_sessions, []);
    assert.match(await (await fetch(data.hosted_link_url)).text(), /Harbour Bank/);
    await fetch(data.hosted_link_url, { method: 'POST', body: new URLSearchParams({ institution: 'ins_109509' }) });
    const [session] = (await api.linkTokenGet({ link_token: data.link_token })).data.link_sessions ?? [];
    const public_token = session?.results?.item_add_results[0]?.public_token ?? '';
    const { access_token, item_id } = (await api.itemPublicTokenExchange({ public_token })).data;
    const item = (await api.itemGet({ access_token })).data.item;
    assert.deepEqual([item.item_id, item.institution_name, item.error], [item_id, 'Bay Bank', null]);
  });

  test('accounts show what stands on them, and a card what is owed', async () => {
    const { access_token } = await connected();
    const { accounts } = (await api.accountsBalanceGet({ access_token })).data;
    assert.deepEqual(
      accounts.map(({ type, mask, balances }) => [type, mask, balances.current, balances.available]),
      [
        ['depository', '0001', 10000, 10000],
        ['depository', '0002', 25000.5, 25000.5],
        ['credit', '0003', 120.25, null],
      ],
    );
  });

  test('lines are read by cursor: first all, then what was added, changed and taken away', async () => {
    const { access_token } = await connected();
    const ids: string[] = [];
    for (let at = 1; at <= 7; at += 1) ids.push(await add({ amount: `${at}.5` }));
    const first = await syncAll(access_token);
    assert.deepEqual([addedIn(first.pages).map(({ transaction_id }) => transaction_id), first.pages.length], [ids, 3]);
    const pending = await add({ amount: '-20', pending: true });
    const second = await syncAll(access_token, first.cursor);
    assert.deepEqual(
      addedIn(second.pages).map(({ amount, pending: waits }) => [amount, waits]),
      [[-20, true]],
    );
    const posted = await sandbox.person({ does: 'edit', kind: 'statementLine', id: pending, fields: { pending: false } });
    await sandbox.person({ does: 'edit', kind: 'statementLine', id: ids[0] ?? '', fields: { name: 'SAID BETTER' } });
    await sandbox.person({ does: 'void', kind: 'statementLine', id: ids[1] ?? '' });
    const { pages } = await syncAll(access_token, second.cursor);
    assert.deepEqual(
      pages.map(({ added, modified, removed }) => [
        added.map((line) => [line.transaction_id, line.pending_transaction_id]),
        modified.map(({ name }) => name),
        removed.map(({ transaction_id }) => transaction_id),
      ]),
      [
        [[[posted, pending]], ['SAID BETTER'], [pending]],
        [[], [], [ids[1]]],
      ],
    );
  });

  test('pages between which the lines change are void', async () => {
    const { access_token } = await connected();
    const { next_cursor } = (await api.transactionsSync({ access_token, count: 1 })).data;
    await add({ amount: '3' });
    assert.deepEqual(await refused(api.transactionsSync({ access_token, count: 1, cursor: next_cursor })), [
      'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
      400,
    ]);
  });

  test('a developer makes lines of their own, and those of a day to come wait', async () => {
    const { access_token } = await connected();
    const { cursor } = await syncAll(access_token);
    await api.sandboxTransactionsCreate({
      access_token,
      transactions: [
        { date_transacted: '2026-10-30', date_posted: '2026-10-31', amount: 0.1, description: 'TEA' },
        { date_transacted: '2026-11-02', date_posted: '2026-11-04', amount: -188.98, description: 'ADA LTD' },
      ],
    });
    assert.deepEqual(
      addedIn((await syncAll(access_token, cursor)).pages).map(({ amount, date, pending }) => [amount, date, pending]),
      [
        [0.1, '2026-10-31', false],
        [-188.98, '2026-11-02', true],
      ],
    );
  });

  test('each refusal has the code that Plaid gives it', async () => {
    const { access_token } = await connected();
    assert.deepEqual(await refused(client('wrong').accountsGet({ access_token })), ['INVALID_API_KEYS', 400]);
    assert.deepEqual(await refused(api.accountsGet({ access_token: 'access-sandbox-nobody' })), ['INVALID_ACCESS_TOKEN', 400]);
    assert.deepEqual(await refused(api.itemPublicTokenExchange({ public_token: 'public-sandbox-nobody' })), ['INVALID_PUBLIC_TOKEN', 400]);
    assert.deepEqual(await refused(api.transactionsSync({ access_token, cursor: 'nowhere' })), ['INVALID_FIELD', 400]);
    assert.deepEqual(await refused(api.transactionsSync({ access_token, count: 501 })), ['INVALID_FIELD', 400]);
    sandbox.weather('throttle');
    assert.deepEqual((await refused(api.accountsGet({ access_token })))[1], 429);
    sandbox.weather('unavailable');
    assert.deepEqual(await refused(api.accountsGet({ access_token })), ['INTERNAL_SERVER_ERROR', 500]);
    await api.itemRemove({ access_token });
    assert.deepEqual(await refused(api.itemGet({ access_token })), ['INVALID_ACCESS_TOKEN', 400]);
  });

  test('a webhook is heard where the item was told, and its key is that which Plaid shows', async () => {
    const ear = await listener();
    const { access_token, item_id } = await connected(ear.url);
    assert.ok(
      (await api.sandboxItemFireWebhook({ access_token, webhook_code: SandboxItemFireWebhookRequestWebhookCodeEnum.SyncUpdatesAvailable }))
        .data.webhook_fired,
    );
    const { headers, body } = await ear.next();
    assert.match(body, /^\{\n {2}"webhook_type": "TRANSACTIONS"/);
    const [head = ''] = (headers['plaid-verification'] ?? '').split('.');
    const named: unknown = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'));
    assert.ok(typeof named === 'object' && named !== null && 'kid' in named && typeof named.kid === 'string');
    const { key } = (await api.webhookVerificationKeyGet({ key_id: named.kid })).data;
    assert.deepEqual([key.alg, key.crv, key.expired_at], ['ES256', 'P-256', null]);
    const nudge = plaid.nudge?.({ headers, body, secrets: [JSON.stringify(key)], now: clock.now(), hmac: () => '' });
    assert.deepEqual(nudge?.touched, [{ account: item_id, kind: 'organisation', id: item_id }]);
    ear.close();
  });

  test('a login that the bank no longer takes is asked for again, by webhook too, until the person has signed in', async () => {
    const { access_token } = await connected();
    assert.ok((await api.sandboxItemResetLogin({ access_token })).data.reset_login);
    assert.deepEqual(await refused(api.transactionsSync({ access_token })), ['ITEM_LOGIN_REQUIRED', 400]);
    assert.equal((await api.itemGet({ access_token })).data.item.error?.error_code, 'ITEM_LOGIN_REQUIRED');
    const key = (await sandbox.grant()).accessToken;
    const session = plaid.open({ http: signedHttp(sandbox.url, key), account: sandbox.accounts[0] ?? '' });
    await assert.rejects(session.organisation(), { name: 'Refused', reason: 'unauthorized' });
    await sandbox.person({ does: 'setting', fields: { login: 'good' } });
    assert.equal((await session.organisation()).name, 'Harbour Bank');
  });
});

interface Heard {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Hears what is posted to it, as it stood on the wire, one after the other. */
async function listener(): Promise<{ readonly url: string; next(): Promise<Heard>; close(): void }> {
  const heard: Heard[] = [];
  const waiting: ((one: Heard) => void)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const one = { body, headers: { 'plaid-verification': String(request.headers['plaid-verification']) } };
      const taker = waiting.shift();
      if (taker) taker(one);
      else heard.push(one);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    url: `http://127.0.0.1:${address.port}/hooks`,
    next: () => {
      const first = heard.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    close: () => server.close(),
  };
}
