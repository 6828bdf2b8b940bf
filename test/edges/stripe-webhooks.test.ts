import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripe } from '../../src/connectors/stripe/connector.ts';
import { startStripeSandbox } from '../../src/connectors/stripe/sandbox/server.ts';
import type { ReceivedDelivery } from '../../src/engine/edge-ports.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import { startHost } from '../../src/sandbox/host.ts';
import { createIntake } from '../../src/server/webhook-intake.ts';
import { webhookAddresses } from '../../src/store/across.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { deliveryStore } from '../../src/store/deliveries.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import { testDatabase } from '../../src/store/testing.ts';

const start = Date.parse('2026-11-09T09:00:00Z');

test('what happens at Stripe is looked at in the account whose secret signed it, though no event says whose it is', async () => {
  const database = await testDatabase();
  const clock = virtualClock(start);
  const seller = await startStripeSandbox({ clock, limits: null, seed: 7 });
  const store = connectionStore(database.pool, secretsUnder(new Uint8Array(32).fill(5)));
  const deliveries = deliveryStore(database.pool);
  const kept: ReceivedDelivery[] = [];
  const answers: string[] = [];
  const [account = ''] = seller.accounts;
  await database.pool.query(`insert into organisation values ('main', 'main', 0)`);
  const common = { organisation: 'main', provider: 'stripe', label: 'X', hosts: {}, state: 'ready' as const };
  const settings = { signIn: 's', app: 'stripe', other: {} };
  await store.addConnection({ ...common, connection: 'stripe-one', account, settings }, start);
  await store.addConnection({ ...common, connection: 'stripe-two', account: 'acct_2', settings }, start);
  const webhookSecrets = ['acct_2 whsec_two', `${account} whsec_one`];
  await store.keepApp('main', 'stripe', { clientId: 'stripe', clientSecret: null, hosts: {}, webhookSecrets });
  const keep: typeof deliveries.keep = async (rows) => {
    const fresh = await deliveries.keep(rows);
    kept.push(...fresh);
    return fresh;
  };
  const intake = createIntake({
    store: { ...webhookAddresses(database.pool), app: store.app, keep },
    clock,
    connectorOf: () => stripe,
    log: () => undefined,
  });
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/hooks/',
        answer: async ({ headers, body }) => {
          answers.push(await intake.receive({ connection: 'stripe-one', headers, body }));
          return { status: 200, body: '' };
        },
      },
    ],
  });
  try {
    seller.webhooks({ url: `${host.url}/hooks/stripe-one`, secret: 'whsec_one' });
    const id = await seller.person({ does: 'create', kind: 'contact', fields: { name: 'Ada Ltd' } });
    await clock.sleepUntil(start + 60_000);
    assert.deepEqual(answers, ['kept']);
    assert.deepEqual(
      kept.flatMap(({ connection, touched }) => touched.map((one) => `${connection} ${one.kind} ${one.id}`)),
      [`stripe-one contact ${id}`],
    );
    seller.webhooks({ url: `${host.url}/hooks/stripe-one`, secret: 'whsec_of_nobody' });
    await seller.person({ does: 'create', kind: 'contact', fields: { name: 'Mallory' } });
    await clock.sleepUntil(start + 120_000);
    assert.ok(answers.slice(1).length > 0 && answers.slice(1).every((answer) => answer === 'forged'), answers.join(' '));
  } finally {
    await seller.close();
    await host.close();
    await database.close();
  }
});
