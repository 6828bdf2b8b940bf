import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { ownerOfApiKey } from '../store/across.ts';
import { addApiKey, hashOfApiKey, removeApiKeys } from '../store/api-keys.ts';
import { testDatabase } from '../store/testing.ts';
import type { TestDatabase } from '../store/testing.ts';
import { answerErrors } from './billing-answers.ts';
import { controlRoutes } from './control-routes.ts';
import { apiKeyOf, createServer } from './server.ts';
import type { Routes, TieoutServer } from './server.ts';

let database: TestDatabase;
before(async () => (database = await testDatabase()));
after(() => database.close());

const deeds: unknown[] = [];

interface Options {
  readonly publicUrl?: string;
  readonly routes?: readonly Routes[];
  readonly probe?: () => Promise<unknown>;
}

const books: Routes = async (app: FastifyInstance) => {
  app.setErrorHandler(answerErrors(() => {}));
  app.get('/v1/whose', { config: { may: 'read' } }, (request) => ({ organisation: request.organisation }));
  app.post('/v1/whose', { config: { may: 'create' } }, (request) => ({ organisation: request.organisation }));
  const schema = { hide: true };
  app.post('/v1/accepted', { schema, config: { may: 'create', deed: 'began something' } }, (_asked, reply) => reply.code(202).send({}));
  app.post('/v1/waiting', { schema, config: { may: 'create', isAskedUntilDone: true } }, (_asked, reply) => reply.code(202).send({}));
};

async function serving(options: Options, work: (server: TieoutServer) => Promise<void>): Promise<void> {
  const server = await createServer({
    publicUrl: options.publicUrl ?? null,
    version: '1.2.3',
    log: () => {},
    probe: options.probe ?? (() => database.pool.query('select 1')),
    routes: options.routes ?? [],
    api: {
      scopeOf: async (request) => {
        const key = apiKeyOf(request);
        const owner = key === null ? null : await ownerOfApiKey(database.pool, hashOfApiKey(key), 0);
        return owner === null
          ? { is: 'stranger' }
          : { is: 'known', organisation: owner.organisation, actor: { kind: 'key', label: owner.label, role: owner.role } };
      },
      routes: [books],
      audit: { addDeed: async (...told) => void deeds.push(told), isOwnBatch: () => Promise.resolve(false), now: () => 5 },
    },
  });
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

const newKey = async (organisation: string, label = 'shop'): Promise<string> => {
  const made = { label, role: 'owner', fresh: randomBytes(32).toString('base64url'), by: 'Ada', now: 0 } as const;
  return (await addApiKey(database.pool, organisation, made)).key;
};

test('a key speaks for its own organisation and no other, until it is taken back', () =>
  serving({}, async ({ app }) => {
    const [acme, bolt] = [await newKey('acme'), await newKey('bolt')];
    const asked = async (key: string) => (await app.inject({ url: '/v1/whose', headers: { authorization: `Bearer ${key}` } })).body;
    assert.equal(await asked(acme), '{"organisation":"acme"}');
    assert.equal(await asked(bolt), '{"organisation":"bolt"}');
    await removeApiKeys(database.pool, 'acme', 'shop');
    const refused = await app.inject({ url: '/v1/whose', headers: { authorization: `Bearer ${acme}` } });
    assert.equal(refused.statusCode, 401);
    assert.equal((await app.inject({ url: '/v1/whose' })).statusCode, 401);
  }));

test('what is done is written down with its actor and without its secrets; what is refused or only read is not', () =>
  serving({}, async ({ app }) => {
    const authorization = `Bearer ${await newKey('eve', 'till')}`;
    deeds.length = 0;
    await app.inject({ url: '/v1/whose', headers: { authorization } });
    await app.inject({ method: 'POST', url: '/v1/whose' });
    const payload = { name: 'Ada', password: 'open sesame', nested: { webhookSecret: 'whsec_1' }, url: 'https://ada:pw@example.com' };
    await app.inject({ method: 'POST', url: '/v1/whose', headers: { authorization }, payload });
    assert.deepEqual(deeds, [
      [
        'eve',
        {
          at: 5,
          actor: 'the key "till"',
          action: 'POST /v1/whose',
          subject: '',
          detail: {
            who: { key: 'till' },
            body: { name: 'Ada', password: '(left out)', nested: { webhookSecret: '(left out)' }, url: '(left out)' },
          },
        },
      ],
    ]);
  }));

test('what is accepted and done later is written down as well; what is only asked until it is done is not, before it is', () =>
  serving({}, async ({ app }) => {
    const authorization = `Bearer ${await newKey('finn', 'till')}`;
    deeds.length = 0;
    for (const url of ['/v1/accepted', '/v1/waiting'])
      assert.equal((await app.inject({ method: 'POST', url, headers: { authorization } })).statusCode, 202);
    const detail = { who: { key: 'till' } };
    assert.deepEqual(deeds, [['finn', { at: 5, actor: 'the key "till"', action: 'began something', subject: '', detail }]]);
  }));

test('a key cannot be read back from the database', async () => {
  const key = await newKey('carl');
  const { rows } = await database.pool.query<{ row: string }>(`select api_key::text as row from api_key`);
  assert.ok(rows.length > 0);
  assert.ok(rows.every(({ row }) => !row.includes(key.slice(8, 30))));
});

test('under a name that is not ours nothing is answered, so a rebound name reaches nothing', () =>
  serving({ publicUrl: 'https://books.example.com' }, async ({ app }) => {
    const asked = async (host: string) => (await app.inject({ url: '/health', headers: { host } })).statusCode;
    for (const host of ['127.0.0.1:8484', 'localhost', '[::1]:8484', 'books.example.com']) assert.equal(await asked(host), 200, host);
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'books.example.com.evil.example'])
      assert.equal(await asked(host), 421, host);
  }));

test('a page of another site cannot make a person’s browser change anything', () =>
  serving({ publicUrl: 'https://books.example.com' }, async ({ app }) => {
    const authorization = `Bearer ${await newKey('dora')}`;
    const posted = async (headers: Record<string, string>) =>
      (await app.inject({ method: 'POST', url: '/v1/whose', headers: { host: '127.0.0.1:8484', authorization, ...headers } })).statusCode;
    assert.equal(await posted({}), 200);
    assert.equal(await posted({ origin: 'http://127.0.0.1:8484', 'sec-fetch-site': 'same-origin' }), 200);
    assert.equal(await posted({ host: 'books.example.com', origin: 'https://books.example.com' }), 200);
    for (const origin of ['https://evil.example', 'http://127.0.0.1:9999', 'null', 'http://localhost:8484']) {
      assert.equal(await posted({ origin }), 403, origin);
    }
    assert.equal(await posted({ 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await posted({ 'sec-fetch-site': 'same-site' }), 403);
  }));

test('a mistake of ours is told to the log, and to the caller without its words', async () => {
  const told: unknown[] = [];
  const app = fastify();
  app.setErrorHandler(answerErrors((...line) => told.push(line)));
  app.get('/v1/breaks', () => {
    throw new TypeError('the sealed token is xyz');
  });
  const answer = await app.inject('/v1/breaks?secret=abc');
  assert.equal(answer.statusCode, 500);
  assert.ok(!answer.body.includes('xyz'));
  assert.deepEqual(told, [['error', 'a request failed', { method: 'GET', path: '/v1/breaks', error: 'the sealed token is xyz' }]]);
  await app.close();
});

test('health says no when the database does not answer', async () => {
  await serving({}, async ({ app }) => assert.equal((await app.inject('/health')).statusCode, 200));
  const probe = () => Promise.reject(new Error('the server was stopped'));
  await serving({ probe }, async ({ app }) => assert.equal((await app.inject('/health')).statusCode, 503));
});

test('commands need the token of the data folder, and a stop is answered before it happens', async () => {
  let stopped = 0;
  const control = controlRoutes({
    token: 'from-the-data-folder',
    status: () => Promise.resolve({ pid: 1, version: '1.2.3', address: 'http://127.0.0.1' }),
    wake: () => {},
    stop: () => void (stopped += 1),
  });
  await serving({ routes: [control] }, async ({ app }) => {
    const asked = (token: string) => app.inject({ method: 'POST', url: '/control/stop', headers: { authorization: `Bearer ${token}` } });
    assert.equal((await asked('guessed')).statusCode, 401);
    assert.equal(stopped, 0);
    const answer = await asked('from-the-data-folder');
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().stopping, true);
    assert.equal(stopped, 1);
  });
});

test('a server that stops lets the request under way end, and takes no new one', async () => {
  let arrived = (): void => {};
  let go = (): void => {};
  const isThere = new Promise<void>((resolve) => (arrived = resolve));
  const mayGo = new Promise<void>((resolve) => (go = resolve));
  const slow: Routes = async (app) => {
    app.get('/slow', async () => {
      arrived();
      await mayGo;
      return { done: true };
    });
  };
  let closing: Promise<void> = Promise.resolve();
  await serving({ routes: [slow] }, async (server) => {
    const address = await server.listen({ port: 0 });
    const answer = fetch(`${address}/slow`);
    await isThere;
    closing = server.close();
    const port = Number(new URL(address).port);
    let isRefused = false;
    for (let turn = 0; turn < 1_000 && !isRefused; turn += 1) isRefused = !(await takesConnections(port));
    go();
    assert.ok(isRefused);
    assert.deepEqual(await (await answer).json(), { done: true });
    await closing;
  });
});

const takesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

test('the description for programs names the API and none of the pages', () =>
  serving({ routes: [async (app) => void app.get('/connect', () => '')] }, async ({ app }) => {
    const description = (await app.inject('/openapi.json')).json();
    assert.deepEqual(Object.keys(description.paths), ['/v1/whose']);
  }));
