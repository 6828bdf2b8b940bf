import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startXeroSandbox, sandboxOrganisations } from '../connectors/xero/sandbox/server.ts';
import { xero } from '../connectors/xero/connector.ts';
import type { DeliveryStore } from '../engine/edge-ports.ts';
import { realClock, virtualClock } from '../sandbox/clock.ts';
import type { SharedClock } from '../sandbox/clock.ts';
import { webhookAddresses } from '../store/across.ts';
import { connectionStore } from '../store/connections.ts';
import { deliveryStore } from '../store/deliveries.ts';
import { secretsUnder } from '../store/secrets.ts';
import { testDatabase } from '../store/testing.ts';
import type { TestDatabase } from '../store/testing.ts';
import { createServer, noApi } from './server.ts';
import type { TieoutServer } from './server.ts';
import { webhookRoutes } from './webhooks-in.ts';

const start = Date.parse('2026-11-21T09:00:00Z');
const secrets = secretsUnder(new Uint8Array(32).fill(5));
const key = 'signing-key';
let database: TestDatabase;
let worlds = 0;
before(async () => (database = await testDatabase()));
after(() => database.close());

interface World {
  readonly server: TieoutServer;
  /** One organisation's connection to Xero, called like the address. */
  readonly name: string;
  readonly account: string;
  readonly organisations: readonly [string, string];
  readonly logged: { readonly what: string; readonly detail: Readonly<Record<string, unknown>> }[];
  readonly kept: () => number;
  readonly woken: string[];
}

interface Weather {
  readonly clock?: SharedClock;
  readonly account?: string;
  /** Both call their connection alike. */
  readonly isOneAddress?: boolean;
  readonly deliveries?: (store: DeliveryStore) => DeliveryStore;
}

/** Two organisations with the same app at Xero. Each has flows both ways between its billing and Xero. */
async function world(
  work: (world: World) => Promise<void>,
  { clock = virtualClock(start), account, isOneAddress = false, deliveries = (same) => same }: Weather = {},
) {
  const number = (worlds += 1);
  const name = `xero-${number}`;
  const other = isOneAddress ? name : 'other';
  const tenants = [account ?? `tenant-${number}-1`, `tenant-${number}-2`] as const;
  const organisations = [`acme-${number}`, `bolt-${number}`] as const;
  const store = connectionStore(database.pool, secrets);
  for (const [index, organisation] of organisations.entries()) {
    await database.pool.query(`insert into organisation values ($1, $1, 0)`, [organisation]);
    await store.keepApp(organisation, 'xero', {
      clientId: `app-${number}`,
      clientSecret: null,
      hosts: {},
      webhookSecrets: ['older-key', key],
    });
    const common = { organisation, label: 'X', hosts: {}, state: 'ready' as const };
    const xeroConnection = { provider: 'xero', account: tenants[index] ?? '', settings: { signIn: 's', app: `app-${number}`, other: {} } };
    await store.addConnection({ ...common, ...xeroConnection, connection: index === 0 ? name : other }, start);
    const none = { signIn: null, app: null, other: {} };
    await store.addConnection({ ...common, connection: 'billing', provider: 'billing', account: 'own', settings: none }, start);
    await addFlows(organisation, index === 0 ? name : other);
  }
  const counted = deliveries(deliveryStore(database.pool));
  let kept = 0;
  const logged: World['logged'] = [];
  const woken: string[] = [];
  const server = await createServer({
    publicUrl: null,
    version: '0',
    log: (_level, what, detail) => void logged.push({ what, detail }),
    probe: () => Promise.resolve(),
    routes: [
      webhookRoutes({
        store: {
          ...counted,
          ...webhookAddresses(database.pool),
          app: store.app,
          keep: (rows) => {
            kept += 1;
            return counted.keep(rows);
          },
        },
        clock,
        connectorOf: (provider) => (provider === 'xero' ? xero : null),
        log: (_level, what, detail) => void logged.push({ what, detail }),
        touched: (organisation) => void woken.push(organisation),
      }),
    ],
    api: noApi,
  });
  try {
    await work({ server, name, account: tenants[0], organisations, logged, kept: () => kept, woken });
  } finally {
    await server.close();
  }
}

async function addFlows(organisation: string, ledger: string): Promise<void> {
  const sql = `insert into flow (organisation, flow, agreement, source, target, kinds, starts_on, mode, mapping, mapping_version, created_at)
               values ($1, $2, 'a', $3, $4, $5, '2026-01-01', 'live', 'm', '1', 0)`;
  await database.pool.query(sql, [organisation, 'out', 'billing', ledger, ['invoice', 'contact']]);
  await database.pool.query(sql, [organisation, 'back', ledger, 'billing', ['contact']]);
  await database.pool.query(
    `insert into link (organisation, agreement, source, kind, external_id, part, target, target_kind, target_id, origin, state, wanted, wanted_print, linked_at)
     values ($1, 'a', 'billing', 'invoice', 'INV-7', 'main', $2, 'invoice', 'doc-7', 'ours', 'live', '{}', '', 0)`,
    [organisation, ledger],
  );
}

interface Event {
  readonly account: string;
  readonly category: string;
  readonly id: string;
  readonly at?: string;
}

let sequence = 0;
const bodyOf = (events: readonly Event[]): string =>
  JSON.stringify({
    events: events.map(({ id, account, category, at }) => ({
      ...(at !== undefined && { eventDateUtc: at }),
      resourceId: id,
      tenantId: account,
      eventCategory: category,
      eventType: 'UPDATE',
    })),
    firstEventSequence: (sequence += 1),
    lastEventSequence: sequence,
    entropy: 'FXNGWLCCGVANWHKILRUB',
  });

const deliver = (server: TieoutServer, name: string, body: string, signedWith = key) =>
  server.app.inject({
    method: 'POST',
    url: `/hooks/${name}`,
    payload: body,
    headers: { 'content-type': 'application/json', 'x-xero-signature': createHmac('sha256', signedWith).update(body).digest('base64') },
  });

/** What is to be read now; a kind alone stands for whatever changed of it. */
async function toRead(organisation: string): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `select trim(kind || ' ' || external_id) as line from poll_hint where organisation = $1
     union select reads.kind from poll_hint, jsonb_array_elements_text(poll_hint.reads) as reads(kind) where organisation = $1 order by 1`,
    [organisation],
  );
  return rows.map((row) => row.line);
}

async function deliveriesIn(organisation: string): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `select connection || ' ' || (body <> '') || ' ' || touched::text as line from delivery where organisation = $1 order by received_at`,
    [organisation],
  );
  return rows.map((row) => row.line);
}

test('what a webhook names is read by its id, and whatever changed of the kinds that show as a change of it', () =>
  world(async ({ server, name, account, organisations, woken }) => {
    const body = bodyOf([
      { account, category: 'INVOICE', id: 'doc-7' },
      { account, category: 'INVOICE', id: 'somebody-elses' },
      { account, category: 'CONTACT', id: 'ada' },
    ]);
    const answer = await deliver(server, name, body);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body, '');
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.deepEqual(await toRead(organisations[0]), ['allocation', 'contact ada', 'invoice doc-7', 'invoice somebody-elses', 'payment']);
    assert.deepEqual(woken, [organisations[0]]);
  }));

test('what our own write made in the very version of an event is not read again; any other version is, and so is what is gone', () =>
  world(async ({ server, name, account, organisations }) => {
    const at = '2026-11-02T00:44:09.923';
    const seen = async (id: string, version: string, goneAt: number | null): Promise<void> => {
      await database.pool.query(
        `insert into record (organisation, connection, kind, external_id, body, version, print, seen_at, gone_at) values ($1, $2, 'invoice', $3, '{}', $4, '', 0, $5)`,
        [organisations[0], name, id, version, goneAt],
      );
      await database.pool.query(
        `insert into record_history (organisation, connection, kind, external_id, seen_at, print, body, cause) values ($1, $2, 'invoice', $3, 0, '', '{}', 'write')`,
        [organisations[0], name, id],
      );
    };
    await seen('ours', String(Date.parse(`${at}Z`)), null);
    await seen('older', String(Date.parse(`${at}Z`) - 1), null);
    await seen('newer', String(Date.parse(`${at}Z`) + 1), null);
    await seen('gone', String(Date.parse(`${at}Z`)), 1);
    const named = ['ours', 'older', 'newer', 'gone'];
    assert.equal((await deliver(server, name, bodyOf([{ account, category: 'INVOICE', id: 'ours', at }]))).statusCode, 200);
    assert.deepEqual(await toRead(organisations[0]), []);
    await deliver(server, name, bodyOf(named.map((id) => ({ account, category: 'INVOICE', id, at }))));
    assert.deepEqual(await toRead(organisations[0]), ['allocation', 'invoice gone', 'invoice newer', 'invoice older', 'payment']);
  }));

test('what no flow reads or writes there is not read', () =>
  world(async ({ server, name, account, organisations }) => {
    await database.pool.query(`update flow set mode = 'off' where organisation = $1 and flow = 'out'`, [organisations[0]]);
    await deliver(
      server,
      name,
      bodyOf([
        { account, category: 'INVOICE', id: 'doc-7' },
        { account, category: 'CONTACT', id: 'ada' },
      ]),
    );
    assert.deepEqual(await toRead(organisations[0]), ['contact ada']);
  }));

test('a webhook that comes twice is kept once, and read once', () =>
  world(async ({ server, name, account, organisations }) => {
    const body = bodyOf([{ account, category: 'CONTACT', id: 'ada' }]);
    const answers = await Promise.all([deliver(server, name, body), deliver(server, name, body)]);
    answers.push(await deliver(server, name, body));
    assert.deepEqual(
      answers.map((answer) => answer.statusCode),
      [200, 200, 200],
    );
    assert.equal((await deliveriesIn(organisations[0])).length, 1);
    assert.deepEqual(await toRead(organisations[0]), ['contact ada']);
  }));

test('a wrong signature is refused and leaves nothing, and a flood of them is one line a minute in the log', () => {
  const clock = virtualClock(start);
  return world(
    async ({ server, name, account, organisations, logged }) => {
      const body = bodyOf([{ account, category: 'CONTACT', id: 'ada' }]);
      for (let time = 0; time < 40; time += 1) assert.equal((await deliver(server, name, body, 'guessed')).statusCode, 401);
      assert.equal(logged.length, 1);
      await clock.sleepUntil(start + 61_000);
      await deliver(server, name, body, 'guessed');
      assert.deepEqual(
        logged.map((line) => line.detail['count']),
        [1, 40],
      );
      assert.deepEqual(await deliveriesIn(organisations[0]), []);
      assert.deepEqual(await toRead(organisations[0]), []);
    },
    { clock },
  );
});

test('a body that changed on the way by one character is refused', () =>
  world(async ({ server, name, account }) => {
    const body = bodyOf([{ account, category: 'CONTACT', id: 'ada' }]);
    const signature = createHmac('sha256', key).update(body).digest('base64');
    const changed = body.replace('ada', 'adb');
    const headers = { 'content-type': 'application/json', 'x-xero-signature': signature };
    assert.equal((await server.app.inject({ method: 'POST', url: `/hooks/${name}`, payload: changed, headers })).statusCode, 401);
  }));

test('while one signing key replaces another, both are right', () =>
  world(async ({ server, name, account }) => {
    const body = bodyOf([{ account, category: 'CONTACT', id: 'ada' }]);
    assert.equal((await deliver(server, name, body, 'older-key')).statusCode, 200);
  }));

test('one delivery that names accounts of two organisations reaches both, and shows neither the other', () =>
  world(async ({ server, name, account, organisations }) => {
    const other = account.replace(/1$/, '2');
    const body = bodyOf([
      { account, category: 'CONTACT', id: 'ada' },
      { account: other, category: 'CONTACT', id: 'bob' },
      { account: 'nobody-we-know', category: 'CONTACT', id: 'eve' },
    ]);
    assert.equal((await deliver(server, name, body)).statusCode, 200);
    assert.deepEqual(await toRead(organisations[0]), ['contact ada']);
    assert.deepEqual(await toRead(organisations[1]), ['contact bob']);
    assert.deepEqual(await deliveriesIn(organisations[0]), [`${name} true [{"id": "ada", "kind": "contact"}]`]);
    assert.deepEqual(await deliveriesIn(organisations[1]), ['other false [{"id": "bob", "kind": "contact"}]']);
  }));

test('of two organisations at one address, what names the one is kept by it alone, and what names neither by nobody', () => {
  const work = async ({ server, name, account, organisations }: World): Promise<void> => {
    const other = account.replace(/1$/, '2');
    const events = (one: string): string => bodyOf([{ account: one, category: 'CONTACT', id: 'bob' }]);
    for (const one of [other, account, 'nobody-we-know']) assert.equal((await deliver(server, name, events(one))).statusCode, 200);
    const its = [`${name} true [{"id": "bob", "kind": "contact"}]`];
    assert.deepEqual([await deliveriesIn(organisations[0]), await deliveriesIn(organisations[1])], [its, its]);
  };
  return world(work, { isOneAddress: true });
});

test('an address that nobody has, a body that is no webhook and one that is far too long are refused, each in its way', () =>
  world(async ({ server, name }) => {
    assert.equal((await deliver(server, 'nobody', bodyOf([]))).statusCode, 404);
    assert.equal((await deliver(server, name, '<events/>')).statusCode, 400);
    assert.equal((await deliver(server, name, ' '.repeat(1_100_000))).statusCode, 413);
  }));

test('deliveries that come together are committed together, and each is answered only then', () =>
  world(async ({ server, name, account, organisations, kept }) => {
    const bodies = Array.from({ length: 150 }, (_each, index) => bodyOf([{ account, category: 'CONTACT', id: `c${index}` }]));
    const answers = await Promise.all(
      bodies.map(async (body) => {
        const { statusCode } = await deliver(server, name, body);
        return { statusCode, known: (await deliveriesIn(organisations[0])).length };
      }),
    );
    assert.ok(answers.every((answer) => answer.statusCode === 200 && answer.known > 0));
    assert.equal((await toRead(organisations[0])).length, 150);
    assert.ok(kept() < 50, `${kept()} commits`);
  }));

test('what cannot be kept is not acknowledged, and is taken when the provider comes again', () => {
  let isBroken = true;
  const deliveries = (store: DeliveryStore): DeliveryStore => ({
    keep: (rows) => (isBroken ? Promise.reject(new Error('disk full')) : store.keep(rows)),
  });
  return world(
    async ({ server, name, account, organisations }) => {
      const body = bodyOf([{ account, category: 'CONTACT', id: 'ada' }]);
      assert.equal((await deliver(server, name, body)).statusCode, 503);
      isBroken = false;
      assert.equal((await deliver(server, name, body)).statusCode, 200);
      assert.equal((await deliveriesIn(organisations[0])).length, 1);
      assert.deepEqual(await toRead(organisations[0]), ['contact ada']);
    },
    { deliveries },
  );
});

test('the Xero sandbox accepts our address, and an edit of a person there is read once though it is told twice', async () => {
  const account = sandboxOrganisations[0]?.id ?? '';
  const clock = realClock();
  const sandbox = await startXeroSandbox({ clock, limits: null });
  const edited = async ({ server, name, organisations, woken }: World): Promise<void> => {
    const address = await server.listen({ port: 0 });
    const requests: unknown[] = [];
    server.app.server.on('request', (request) => requests.push(request));
    sandbox.webhooks({ url: `${address}/hooks/${name}`, secret: key, double: 1, seed: 1 });
    const id = await sandbox.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Ltd' } });
    // The two deliveries of Xero's intent to receive, one of them signed wrongly, and then the edit.
    for (let turn = 0; turn < 500 && requests.length < 3; turn += 1) await clock.sleepUntil(clock.now() + 10);
    assert.equal(requests.length, 3);
    await deliver(server, name, bodyOf([]));
    assert.deepEqual(await toRead(organisations[0]), [`contact ${id}`]);
    assert.ok(woken.length > 0);
  };
  try {
    await world(edited, { clock, account });
  } finally {
    await sandbox.close();
  }
});
