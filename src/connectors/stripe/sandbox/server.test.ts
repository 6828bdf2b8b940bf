import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import type { Sandbox } from '../../../contract/sandbox.ts';
import { virtualClock } from '../../../sandbox/clock.ts';
import type { SharedClock } from '../../../sandbox/clock.ts';
import { memoryKeeper } from '../../../sandbox/keeper.ts';
import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';
import { readingKey, secretKey } from './keys.ts';
import { sandboxAccount, startStripeSandbox } from './server.ts';
import type { StripeSandboxOptions } from './server.ts';
import { childOf, idIn, listIn } from './testing.ts';

const monday = (): SharedClock => virtualClock(Date.parse('2026-11-02T10:00:00Z'));

async function withSandbox(
  options: Partial<StripeSandboxOptions>,
  work: (sandbox: Sandbox, clock: SharedClock) => Promise<void>,
): Promise<void> {
  const clock = options.clock ?? monday();
  const sandbox = await startStripeSandbox({ limits: null, ...options, clock });
  try {
    await work(sandbox, clock);
  } finally {
    await sandbox.close();
  }
}

interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Fields;
}

async function ask(
  sandbox: Sandbox,
  path: string,
  {
    key = secretKey.key,
    form,
    headers = {},
  }: { readonly key?: string; readonly form?: Readonly<Record<string, string>>; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Asked> {
  const response = await fetch(`${sandbox.url}${path}`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  const read: unknown = await response.json();
  return { status: response.status, headers: response.headers, body: isFields(read) ? read : {} };
}

/** Hears what is posted to it, one after the other. */
async function listener(): Promise<{
  readonly url: string;
  next(): Promise<{ readonly body: string; readonly signature: string }>;
  close(): void;
}> {
  const heard: { readonly body: string; readonly signature: string }[] = [];
  const waiting: ((one: { readonly body: string; readonly signature: string }) => void)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const one = { body, signature: String(request.headers['stripe-signature']) };
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
    url: `http://127.0.0.1:${address.port}`,
    next: () => {
      const first = heard.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    close: () => server.close(),
  };
}

test('a key works as a bearer and as the user of HTTP Basic, and never ends', () =>
  withSandbox({}, async (sandbox, clock) => {
    const basic = `Basic ${Buffer.from(`${secretKey.key}:`).toString('base64')}`;
    assert.equal((await ask(sandbox, '/v1/account')).body['id'], sandboxAccount.id);
    assert.equal((await ask(sandbox, '/v1/account', { headers: { authorization: basic } })).status, 200);
    await clock.sleepUntil(clock.now() + 400 * 86_400_000);
    assert.equal((await ask(sandbox, '/v1/account')).status, 200);
    assert.equal((await ask(sandbox, '/v1/account', { key: 'sk_test_unknown' })).status, 401);
    assert.equal((await sandbox.grant()).accessToken, readingKey.key);
  }));

test('a restricted key is told which permission it lacks', () =>
  withSandbox({ keys: [{ key: 'rk_test_charges', permissions: ['charge_read'] }] }, async (sandbox) => {
    assert.equal((await ask(sandbox, '/v1/charges', { key: 'rk_test_charges' })).status, 200);
    const { status, body } = await ask(sandbox, '/v1/payouts', { key: 'rk_test_charges' });
    assert.equal(status, 403);
    assert.match(String(childOf(body, 'error')['message']), /rak_payout_read/);
  }));

test('another account than its own is closed to a key, and its own once it was taken away', () =>
  withSandbox({}, async (sandbox) => {
    const other = await ask(sandbox, '/v1/charges', { headers: { 'stripe-account': 'acct_other' } });
    assert.deepEqual([other.status, childOf(other.body, 'error')['code']], [403, 'account_invalid']);
    await sandbox.person({ does: 'disconnect', account: sandboxAccount.id });
    assert.equal((await ask(sandbox, '/v1/charges')).status, 403);
  }));

test('the twenty-sixth call of a second is refused, and says nothing of when to come again', () =>
  withSandbox({ limits: { perMinute: 1_500, perDay: null, concurrent: 20, perSecond: 25 } }, async (sandbox, clock) => {
    const statuses: number[] = [];
    for (let call = 0; call < 26; call += 1) statuses.push((await ask(sandbox, '/v1/balance')).status);
    assert.deepEqual([statuses.slice(0, 25).every((status) => status === 200), statuses[25]], [true, 429]);
    const refused = await ask(sandbox, '/v1/balance');
    assert.deepEqual(
      [refused.headers.get('stripe-rate-limited-reason'), refused.headers.get('retry-after'), childOf(refused.body, 'error')['code']],
      ['global-rate', null, 'rate_limit'],
    );
    await clock.sleepUntil(clock.now() + 1_000);
    assert.equal((await ask(sandbox, '/v1/balance')).status, 200);
  }));

test('the same key of a request gets the first answer again, and another request with it is refused', () =>
  withSandbox({}, async (sandbox) => {
    const headers = { 'idempotency-key': 'one' };
    const first = await ask(sandbox, '/v1/customers', { form: { name: 'Ada' }, headers });
    const again = await ask(sandbox, '/v1/customers', { form: { name: 'Ada' }, headers });
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal(again.headers.get('original-request'), first.headers.get('request-id'));
    assert.notEqual(again.headers.get('request-id'), first.headers.get('request-id'));
    const other = await ask(sandbox, '/v1/customers', { form: { name: 'Grace' }, headers });
    assert.deepEqual([other.status, childOf(other.body, 'error')['type']], [400, 'idempotency_error']);
  }));

test('objects that come while a list is paged shift nothing', () =>
  withSandbox({}, async (sandbox) => {
    for (const name of ['a', 'b', 'c', 'd']) await sandbox.person({ does: 'create', kind: 'contact', fields: { name } });
    const first = await ask(sandbox, '/v1/customers?limit=2');
    await sandbox.person({ does: 'create', kind: 'contact', fields: { name: 'e' } });
    const second = await ask(sandbox, `/v1/customers?limit=2&starting_after=${idIn(listIn(first.body, 'data').at(-1))}`);
    const names = [...listIn(first.body, 'data'), ...listIn(second.body, 'data')].map((row) => row['name']);
    assert.deepEqual([names, second.body['has_more']], [['d', 'c', 'b', 'a'], false]);
  }));

test('a sandbox that ended goes on where it was, with its time, its keys and what was due', async () => {
  const keeper = memoryKeeper();
  let payment = '';
  await withSandbox({ keeper }, async (sandbox, clock) => {
    payment = await sandbox.person({ does: 'create', kind: 'payment', fields: { amount: 5000, fee: 0 } });
    await clock.sleepUntil(clock.now() + 3_600_000);
    await ask(sandbox, '/v1/customers', { form: { name: 'Ada' }, headers: { 'idempotency-key': 'one' } });
  });
  await withSandbox({ keeper }, async (sandbox, clock) => {
    assert.deepEqual(sandbox.trialBalance(), { usd: '50.00' });
    assert.equal((await ask(sandbox, `/v1/charges/${payment}`)).body['amount'], 5000);
    const again = await ask(sandbox, '/v1/customers', { form: { name: 'Ada' }, headers: { 'idempotency-key': 'one' } });
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    await clock.sleepUntil(clock.now() + 5 * 86_400_000);
    assert.deepEqual(
      sandbox.documents('payout').map((row) => [row['amount'], row['status']]),
      [[5000, 'paid']],
    );
  });
});

test('whoever listens hears of a payout when it happens, though nobody asks', () =>
  withSandbox({}, async (sandbox, clock) => {
    const ear = await listener();
    sandbox.webhooks({ url: ear.url, secret: 'whsec_one' });
    await sandbox.person({ does: 'create', kind: 'payment', fields: { amount: 5000 } });
    const types: string[] = [];
    for (let event = 0; event < 7; event += 1) {
      const { body, signature } = await ear.next();
      const read: unknown = JSON.parse(body);
      types.push(String(isFields(read) ? read['type'] : ''));
      const [, at = '', given = ''] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(signature) ?? [];
      assert.equal(given, createHmac('sha256', 'whsec_one').update(`${at}.${body}`).digest('hex'));
    }
    assert.deepEqual(types, [
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'payout.created',
      'payout.reconciliation_completed',
      'payout.paid',
    ]);
    assert.equal(new Date(clock.now()).toISOString().slice(0, 10), '2026-11-06');
    ear.close();
  }));

test('an app signs in with its own secret key, and each refresh token is good once', () =>
  withSandbox({}, async (sandbox) => {
    const question = new URLSearchParams({ client_id: 'tieout-sandbox', redirect_uri: 'http://localhost:9/back', state: 'x' });
    const form = {
      ...Object.fromEntries(question),
      scope: 'offline_access charge_read',
      response_type: 'code',
      account: sandboxAccount.id,
      decision: 'approve',
    };
    const page = await fetch(`${sandbox.url}/oauth/v2/authorize?${question.toString()}`);
    assert.match(await page.text(), /Charges and refunds/);
    const agreed = await fetch(`${sandbox.url}/oauth/v2/authorize`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    const code = new URL(agreed.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const headers = { authorization: `Basic ${Buffer.from('tieout-sandbox-secret:').toString('base64')}` };
    const token = (fields: Readonly<Record<string, string>>) => ask(sandbox, '/v1/oauth/token', { form: fields, headers });
    const first = await token({ grant_type: 'authorization_code', code, redirect_uri: 'http://localhost:9/back' });
    assert.deepEqual([first.status, first.body['stripe_user_id'], first.body['livemode']], [200, sandboxAccount.id, false]);
    assert.equal((await ask(sandbox, '/v1/charges', { key: String(first.body['access_token']) })).status, 200);
    const spent = String(first.body['refresh_token']);
    const second = await token({ grant_type: 'refresh_token', refresh_token: spent });
    assert.notEqual(second.body['refresh_token'], spent);
    assert.equal((await token({ grant_type: 'refresh_token', refresh_token: spent })).status, 400);
  }));
