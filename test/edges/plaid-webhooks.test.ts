import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plaid } from '../../src/connectors/plaid/connector.ts';
import { startPlaidSandbox } from '../../src/connectors/plaid/sandbox/server.ts';
import { signedHttp } from '../../src/connectors/plaid/testing.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import { startHost } from '../../src/sandbox/host.ts';
import { createIntake } from '../../src/server/webhook-intake.ts';
import type { Arrival } from '../../src/server/webhook-intake.ts';
import { webhookAddresses } from '../../src/store/across.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { deliveryStore } from '../../src/store/deliveries.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import { testDatabase } from '../../src/store/testing.ts';

const start = Date.parse('2026-11-09T09:00:00Z');

test('the key of a webhook is asked of Plaid once, and a flood of keys that nobody has does not ask without end', async () => {
  const database = await testDatabase();
  const clock = virtualClock(start);
  const bank = await startPlaidSandbox({ clock, limits: null });
  const store = connectionStore(database.pool, secretsUnder(new Uint8Array(32).fill(5)));
  const [account = ''] = bank.accounts;
  await database.pool.query(`insert into organisation values ('main', 'main', 0)`);
  const settings = { signIn: 's', app: 'plaid', other: {} };
  const named = { organisation: 'main', connection: 'bank', provider: 'plaid', label: 'Harbour Bank' };
  await store.addConnection({ ...named, account, hosts: {}, state: 'ready', settings }, start);
  const asked: string[] = [];
  const http = signedHttp(bank.url, (await bank.grant()).accessToken);
  const session = plaid.open({
    account,
    http: (request) => {
      asked.push(request.path);
      return http(request);
    },
  });
  const intake = createIntake({
    store: { ...webhookAddresses(database.pool), app: store.app, keep: deliveryStore(database.pool).keep },
    clock,
    connectorOf: () => plaid,
    asksForKey: () => Promise.resolve(session.webhookKey ?? null),
    log: () => undefined,
  });
  const arrivals: Arrival[] = [];
  const answers: string[] = [];
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/hooks/',
        answer: async ({ headers, body }) => {
          arrivals.push({ connection: 'bank', headers, body });
          answers.push(await intake.receive({ connection: 'bank', headers, body }));
          return { status: 200, body: '' };
        },
      },
    ],
  });
  try {
    bank.webhooks({ url: `${host.url}/hooks/bank`, secret: '' });
    for (const amount of ['1', '2']) await bank.person({ does: 'create', kind: 'statementLine', fields: { amount, name: 'TEA' } });
    await clock.sleepUntil(start + 60_000);
    assert.deepEqual([answers, asked], [['kept', 'kept'], ['/webhook_verification_key/get']]);
    const { rows } = await database.pool.query<{ kind: string; external_id: string }>(
      `select distinct named ->> 'kind' as kind, named ->> 'id' as external_id from delivery, jsonb_array_elements(touched) as named where organisation = 'main'`,
    );
    assert.deepEqual(rows, [{ kind: 'organisation', external_id: account }]);

    const [genuine] = arrivals;
    assert.ok(genuine);
    const [, claims = '', signature = ''] = (genuine.headers['plaid-verification'] ?? '').split('.');
    const forged = (kid: string): Arrival => {
      const head = Buffer.from(JSON.stringify({ alg: 'ES256', kid })).toString('base64url');
      return { ...genuine, headers: { 'plaid-verification': `${head}.${claims}.${signature}` } };
    };
    for (let at = 1; at <= 20; at += 1) assert.equal(await intake.receive(forged(`nobody ${at}`)), 'forged');
    await assert.rejects(intake.receive(forged('one too many')), /20 times within a minute/);
    assert.equal(asked.length, 21);
    assert.equal(await intake.receive(genuine), 'kept');
  } finally {
    await bank.close();
    await host.close();
    await database.close();
  }
});
