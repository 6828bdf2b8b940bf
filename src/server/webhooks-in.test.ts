import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startXeroSandbox, sandboxOrganisations } from '../connectors/xero/sandbox/server.ts';
import type { DeliveryStore } from '../engine/edge-ports.ts';
import { realClock, virtualClock } from '../sandbox/clock.ts';
import { testDatabase } from '../store/testing.ts';
import type { TestDatabase } from '../store/testing.ts';
import {
  bodyOf,
  deliver,
  deliveriesIn as deliveriesOf,
  key,
  start,
  toRead as toReadOf,
  worldOn,
} from '../../test/webhooks/intake-world.ts';
import type { Weather, World } from '../../test/webhooks/intake-world.ts';

let database: TestDatabase;
before(async () => (database = await testDatabase()));
after(() => database.close());

const world = (work: (world: World) => Promise<void>, weather: Weather = {}): Promise<void> => worldOn(database.pool, work, weather);
const toRead = (organisation: string): Promise<readonly string[]> => toReadOf(database.pool, organisation);
const deliveriesIn = (organisation: string): Promise<readonly string[]> => deliveriesOf(database.pool, organisation);

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
