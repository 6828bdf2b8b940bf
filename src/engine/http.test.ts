import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { virtualClock } from '../sandbox/clock.ts';
import type { SharedClock } from '../sandbox/clock.ts';
import { json, startHost } from '../sandbox/host.ts';
import type { Incoming, Outgoing } from '../sandbox/host.ts';
import { paceStore } from '../store/pace.ts';
import { testDatabase } from '../store/testing.ts';
import type { TestDatabase } from '../store/testing.ts';
import { Refused } from '../contract/refused.ts';
import { openHttp, retryAfterSeconds } from './http.ts';
import type { CallSeen, ProviderHttp } from './http.ts';
import { openGate, paceGate } from './pace-gate.ts';
import { defaultPaceRules } from './pacing.ts';
import type { TokenSource } from './tokens.ts';
import { Unanswered, openWire } from './wire.ts';

const start = Date.parse('2026-11-21T09:00:00Z');
const limits = { perMinute: 60, perDay: 5_000, concurrent: 5 };
const net = openWire();
let database: TestDatabase;
let connections = 0;
let tickets = 0;
before(async () => (database = await testDatabase()));
after(async () => {
  net.close();
  await database.close();
});

interface World {
  readonly clock: SharedClock;
  readonly url: string;
  /** What the provider saw, in order. */
  readonly seen: readonly (Incoming & { readonly at: number })[];
  readonly calls: readonly CallSeen[];
  /** Another worker of the same connection, with a pace of its own or none. */
  worker(options?: { readonly tokens?: TokenSource; readonly limited?: boolean; readonly waitSeconds?: number }): ProviderHttp;
}

async function world(answer: (incoming: Incoming, now: number) => Outgoing, work: (world: World) => Promise<void>): Promise<void> {
  const clock = virtualClock(start);
  const seen: (Incoming & { at: number })[] = [];
  const calls: CallSeen[] = [];
  const connection = `c${(connections += 1)}`;
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/',
        answer: (incoming) => {
          seen.push({ ...incoming, at: clock.now() });
          return answer(incoming, clock.now());
        },
      },
    ],
  });
  const worker: World['worker'] = ({ tokens, limited = false, waitSeconds = 120 } = {}) =>
    openHttp({
      base: host.url,
      label: 'Xero',
      requestSeconds: 30,
      leftIn: { minute: 'x-minlimit-remaining', day: 'x-daylimit-remaining' },
      clock,
      tokens: tokens ?? null,
      wire: net.wire,
      onCall: (call) => void calls.push(call),
      gate: limited
        ? paceGate({
            of: { organisation: 'acme', connection },
            label: 'Xero',
            store: paceStore(database.pool),
            clock,
            rules: defaultPaceRules(limits),
            ticket: () => `${(tickets += 1)}`,
            holdSeconds: 60,
            waitSeconds,
          })
        : openGate,
    });
  try {
    await work({ clock, url: host.url, seen, calls, worker });
  } finally {
    await host.close();
  }
}

/** A provider's own counter: a rolling minute and a number at once. */
function limiter(perMinute: number): (incoming: Incoming, now: number) => Outgoing {
  let counted: number[] = [];
  return (_incoming, now) => {
    counted = counted.filter((at) => at > now - 60_000);
    if (counted.length >= perMinute) return { status: 429, headers: { 'retry-after': '17' }, body: '' };
    counted.push(now);
    return {
      status: 200,
      headers: { 'x-minlimit-remaining': `${perMinute - counted.length}`, 'x-daylimit-remaining': '4000' },
      body: 'ok',
    };
  };
}

const tokensOf = (names: readonly string[]): TokenSource & { readonly renewed: () => number } => {
  let at = 0;
  return {
    current: async () => names[at] ?? '',
    renewAfter401: async (used, response) => {
      if (!response.body.includes('TokenExpired')) return null;
      if (used === names[at]) at += 1;
      return names[at] ?? null;
    },
    renewed: () => at,
  };
};

const get = { method: 'GET', path: '/Invoices?where=Ada' } as const;
const post = {
  method: 'POST',
  path: '/Invoices?summarizeErrors=false',
  body: '{"Total":1.10}',
  headers: { 'idempotency-key': 'k1' },
} as const;

test('three workers of one connection use at least 98 % of the limit between them, and the provider never has to say no', () =>
  world(limiter(60), async ({ seen, clock, worker }) => {
    const workers = [worker({ limited: true }), worker({ limited: true }), worker({ limited: true })];
    const each = 35;
    const statuses = await Promise.all(
      workers.flatMap((one) =>
        [1, 2, 3, 4].map(async () => {
          const got: number[] = [];
          for (let call = 0; call < each; call += 1) got.push((await one.as('backfill')(get)).status);
          return got;
        }),
      ),
    );
    assert.deepEqual(new Set(statuses.flat()), new Set([200]));
    assert.equal(seen.length, 12 * each);
    const minutes = (clock.now() - (seen[59]?.at ?? 0)) / 60_000;
    const use = (12 * each - 60) / (60 * minutes);
    assert.ok(use >= 0.98, `${(use * 100).toFixed(2)} %`);
  }));

test('an answer 429 stops every worker of the connection until the provider takes calls again', () =>
  world(limiter(3), async ({ seen, clock, worker }) => {
    const [first, second] = [worker({ limited: true }), worker({ limited: true })];
    for (let call = 0; call < 3; call += 1) await first.as('work')(get);
    const refused = await first.as('work')(get);
    assert.equal(refused.status, 429);
    await second.as('person')(get);
    assert.equal(clock.now(), start + 17_000);
    assert.equal(seen.length, 5);
  }));

test('who would have to wait for hours is told so, and does not sit on what it has leased', () =>
  world(
    () => ({ status: 429, headers: { 'retry-after': '66975' }, body: '' }),
    async ({ seen, worker }) => {
      const http = worker({ limited: true });
      await http.as('work')(get);
      await assert.rejects(
        http.as('work')(get),
        (cause) => cause instanceof Refused && cause.reason === 'throttled' && cause.retryAfterSeconds === 66_975,
      );
      assert.equal(seen.length, 1);
    },
  ));

test('an expired token is renewed and the request sent once more, with the same body and key', () =>
  world(
    (incoming) =>
      incoming.headers['authorization'] === 'Bearer new' ? { status: 200, body: 'done' } : json(401, { Detail: 'TokenExpired: x' }),
    async ({ seen, worker }) => {
      const tokens = tokensOf(['old', 'new']);
      const answer = await worker({ tokens, limited: true }).as('work')(post);
      assert.equal(answer.body, 'done');
      assert.deepEqual(
        seen.map((one) => [one.headers['authorization'], one.headers['idempotency-key'], one.body]),
        [
          ['Bearer old', 'k1', post.body],
          ['Bearer new', 'k1', post.body],
        ],
      );
    },
  ));

test('a missing permission is answered as it is, without renewing anything', () =>
  world(
    () => json(401, { Detail: 'AuthorizationUnsuccessful' }),
    async ({ seen, worker }) => {
      assert.equal((await worker({ tokens: tokensOf(['old', 'new']) }).as('work')(get)).status, 401);
      assert.equal(seen.length, 1);
    },
  ));

test('a write whose answer was lost is not repeated, and counts as perhaps done', () =>
  world(
    () => ({ cut: true }),
    async ({ seen, calls, worker }) => {
      const lost = worker({ limited: true }).as('work')(post);
      await assert.rejects(lost, (cause) => cause instanceof Unanswered && cause.mayHaveArrived);
      assert.equal(seen.length, 1);
      assert.deepEqual(
        calls.map((call) => call.status),
        [null],
      );
    },
  ));

test('a provider that cannot be reached surely did nothing', async () => {
  const clock = virtualClock(start);
  const gone = await startHost({ clock, routes: [] });
  await gone.close();
  const unreachable = openHttp({
    base: gone.url,
    label: 'Xero',
    requestSeconds: 30,
    clock,
    tokens: null,
    wire: net.wire,
    gate: openGate,
  });
  await assert.rejects(unreachable.as('work')(post), (cause) => cause instanceof Unanswered && !cause.mayHaveArrived);
});

test('a stored call is not sent once we have stopped listening for it', () =>
  world(
    () => ({ status: 200, body: 'ok' }),
    async ({ seen, clock, worker }) => {
      const http = worker({ limited: true });
      const pass = await http.enter('work');
      const listenUntil = clock.now() + 30_000;
      await clock.sleepUntil(listenUntil + 1);
      await assert.rejects(
        http.send({ request: post, listenUntil }, pass),
        (cause) => cause instanceof Unanswered && !cause.mayHaveArrived,
      );
      assert.equal(seen.length, 0);
    },
  ));

test('at the end of its time a request is given up, on the clock', async () => {
  const clock = virtualClock(start);
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  assert.ok(address !== null && typeof address === 'object');
  const base = `http://127.0.0.1:${address.port}`;
  const http = openHttp({ base, label: 'Xero', requestSeconds: 30, clock, tokens: null, wire: net.wire, gate: openGate });
  await assert.rejects(http.as('work')(post), /POST 127.0.0.1:\d+\/Invoices got no whole answer: Xero did not answer within 30 s/);
  assert.equal(clock.now(), start + 30_000);
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});

test('neither the log nor an error shows a token, a query or a body', () =>
  world(
    () => ({ cut: true }),
    async ({ calls, worker }) => {
      const lost = worker({ tokens: tokensOf(['secret-token']) }).as('work')({
        ...post,
        path: '/Contacts?where=EmailAddress=="ada@example.com"',
      });
      const cause = await lost.then(
        () => null,
        (error: unknown) => error,
      );
      const shown = JSON.stringify(calls) + String(cause);
      assert.match(shown, /POST 127.0.0.1:\d+\/Contacts/);
      assert.doesNotMatch(shown, /secret-token|ada@example|1\.10/);
    },
  ));

test('Retry-After is understood as seconds and as a date', () => {
  assert.equal(retryAfterSeconds('17', start), 17);
  assert.equal(retryAfterSeconds('Sat, 21 Nov 2026 09:01:00 GMT', start), 60);
  assert.equal(retryAfterSeconds('soon', start), null);
  assert.equal(retryAfterSeconds(undefined, start), null);
});
