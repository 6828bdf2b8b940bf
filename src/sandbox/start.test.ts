import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Sandbox } from '../contract/sandbox.ts';
import { asking, startToy, toyLimits } from '../../test/sandbox/toy.ts';
import { realClock, virtualClock } from './clock.ts';
import type { SharedClock } from './clock.ts';
import { memoryKeeper } from './keeper.ts';
import type { StartOptions } from './start.ts';

const start = Date.parse('2026-11-01T09:00:00Z');
type Toy = ReturnType<typeof asking> & { readonly sandbox: Sandbox; readonly clock: SharedClock };

const withToy = async (work: (toy: Toy) => Promise<void>, options: Partial<StartOptions> = {}) => {
  const clock = virtualClock(start);
  const sandbox = await startToy(clock, options);
  try {
    await work({ ...asking(sandbox, (await sandbox.grant()).accessToken), sandbox, clock });
  } finally {
    await sandbox.close();
  }
};

test('a sale through the API is in the books, and the sandbox counts the call', () =>
  withToy(async ({ sell, list, sandbox }) => {
    assert.equal((await sell('A'))?.status, 200);
    assert.equal((await list())?.text, '["A"]');
    assert.deepEqual(sandbox.trialBalance(), { receivable: '100', sales: '-100' });
    assert.deepEqual(sandbox.stats(), { calls: 2, writes: 1, throttled: 0 });
  }));

test('without a token, with a foreign account or after it was disconnected, nothing is answered', () =>
  withToy(async ({ sell, sandbox }) => {
    assert.equal((await sell('A', { authorization: 'Bearer guessed' }))?.status, 401);
    assert.equal((await sell('A', { account: 'three' }))?.status, 403);
    await sandbox.person({ does: 'disconnect', account: 'one' });
    assert.equal((await sell('A'))?.status, 403);
    assert.equal((await sell('A', { account: 'two' }))?.status, 200);
    assert.deepEqual(sandbox.trialBalance(), {});
  }));

test('an access token ends half an hour after it was given', () =>
  withToy(async ({ list, clock }) => {
    await clock.sleepUntil(start + 1_799_000);
    assert.equal((await list())?.status, 200);
    await clock.sleepUntil(start + 1_800_000);
    assert.match((await list())?.text ?? '', /expired/);
  }));

test('the sixth call in a minute waits until the first is a minute old, and the ninth of a day until the day is over', () =>
  withToy(
    async ({ list, clock }) => {
      assert.equal((await list())?.headers.get('left-this-minute'), '4');
      await clock.sleepUntil(start + 10_000);
      for (let call = 2; call <= 5; call += 1) await list();
      const sixth = await list();
      assert.equal(sixth?.status, 429);
      assert.equal(sixth?.headers.get('retry-after'), '50');
      await clock.sleepUntil(start + 60_000);
      assert.equal((await list())?.status, 200);
      assert.equal((await list())?.status, 429);
      await clock.sleepUntil(start + 70_000);
      assert.equal((await list())?.status, 200);
      assert.equal((await list())?.status, 200);
      const ninth = await list();
      assert.match(ninth?.text ?? '', /"problem":"day"/);
      assert.equal(ninth?.headers.get('retry-after'), String(86_400 - 70));
    },
    { limits: toyLimits },
  ));

test('more calls at once than the provider takes are refused, and do not count', () =>
  withToy(
    async ({ sell, sandbox }) => {
      const statuses = (await Promise.all(['A', 'B', 'C', 'D'].map((id) => sell(id))))
        .map((heard) => heard?.status ?? 0)
        .toSorted((a, b) => a - b);
      assert.deepEqual(statuses, [200, 200, 429, 429]);
      assert.deepEqual(sandbox.stats(), { calls: 2, writes: 2, throttled: 2 });
    },
    { limits: { ...toyLimits, perDay: null }, keeper: slowKeeper() },
  ));

test('the same key with the same request gets the first answer again and sells nothing', () =>
  withToy(async ({ sell, sandbox, clock }) => {
    assert.equal((await sell('A', { 'idempotency-key': 'k' }))?.text, 'A');
    assert.equal((await sell('A', { 'idempotency-key': 'k' }))?.text, 'A');
    assert.equal(sandbox.documents('invoice').length, 1);
    assert.equal((await sell('B', { 'idempotency-key': 'k' }))?.status, 409);
    assert.equal((await sell('B', { 'idempotency-key': 'k', account: 'two' }))?.status, 200);
    await clock.sleepUntil(start + 361_000);
    assert.equal((await sell('A', { 'idempotency-key': 'k' }))?.text, 'it exists already');
  }));

test('a dropped request was never there; a swallowed one was, though nobody heard of it', () =>
  withToy(async ({ sell, list, sandbox }) => {
    sandbox.weather('drop');
    sandbox.weather('swallow', { writesOnly: true });
    assert.equal(await sell('A'), null);
    assert.equal((await list())?.text, '[]');
    assert.equal(await sell('B'), null);
    assert.equal((await list())?.text, '["B"]');
  }));

test('a late request lands when it lands, once, even if it was sent again meanwhile under its key', () =>
  withToy(async ({ sell, sandbox, clock }) => {
    sandbox.weather('late', { count: 2, lateSeconds: 40 });
    assert.equal(await sell('A', { 'idempotency-key': 'a' }), null);
    assert.equal(await sell('B'), null);
    assert.deepEqual(sandbox.documents('invoice'), []);
    assert.equal((await sell('A', { 'idempotency-key': 'a' }))?.text, 'A');
    await clock.sleepUntil(start + 41_000);
    assert.equal(sandbox.documents('invoice').length, 2);
  }));

test('throttled, unavailable, forbidden: each says so and changes nothing; an expired token stays expired', () =>
  withToy(async ({ sell, sandbox }) => {
    for (const kind of ['throttle', 'unavailable', 'forbid', 'expireToken'] as const) sandbox.weather(kind);
    assert.equal((await sell('A'))?.status, 429);
    assert.equal((await sell('A'))?.status, 503);
    assert.equal((await sell('A'))?.status, 403);
    assert.equal((await sell('A'))?.status, 401);
    assert.equal((await sell('A'))?.status, 401);
    assert.deepEqual(sandbox.documents('invoice'), []);
  }));

test('what was answered is there after a restart: documents, books, sign-ins, keys and the time', async () => {
  const keeper = memoryKeeper();
  const clock = virtualClock(start);
  const first = await startToy(clock, { keeper });
  const { accessToken } = await first.grant();
  await clock.sleepUntil(start + 60_000);
  await asking(first, accessToken).sell('A', { 'idempotency-key': 'k' });
  await first.close();

  const later = virtualClock(start);
  const second = await startToy(later, { keeper });
  assert.equal(later.now(), start + 60_000);
  assert.equal((await asking(second, accessToken).sell('A', { 'idempotency-key': 'k' }))?.text, 'A');
  assert.deepEqual(second.trialBalance(), { receivable: '100', sales: '-100' });
  await second.close();
});

test('no answer leaves before its rows are safe, and requests that come together are saved together', async () => {
  const keeper = slowKeeper();
  await withToy(
    async ({ sell }) => {
      const before = keeper.saves();
      await Promise.all(['A', 'B', 'C', 'D', 'E', 'F'].map((id) => sell(id)));
      assert.ok(keeper.saves() - before <= 3, `${keeper.saves() - before} saves`);
      for await (const row of keeper.load()) if (row.kind === 'sales') assert.match(row.id, /[A-F]/);
    },
    { keeper },
  );
});

test('a sandbox that cannot save answers nothing more', async () => {
  const keeper = memoryKeeper();
  let isFull = false;
  const save = (rows: Parameters<typeof keeper.save>[0]) => (isFull ? Promise.reject(new Error('disk full')) : keeper.save(rows));
  await withToy(
    async ({ sell, list }) => {
      isFull = true;
      assert.match((await sell('A'))?.text ?? '', /disk full/);
      isFull = false;
      assert.match((await list())?.text ?? '', /disk full/);
    },
    { keeper: { load: () => keeper.load(), save } },
  ).catch((error: unknown) => assert.match(String(error), /disk full/));
});

test('the machine’s own time serves as well', async () => {
  const sandbox = await startToy(realClock());
  const { list } = asking(sandbox, (await sandbox.grant()).accessToken);
  assert.equal((await list())?.headers.get('x-sandbox-now'), null);
  await sandbox.close();
});

/** Takes some turns of the event loop for each save. */
function slowKeeper() {
  const keeper = memoryKeeper();
  let saves = 0;
  return {
    saves: () => saves,
    load: () => keeper.load(),
    save: async (rows: Parameters<typeof keeper.save>[0]) => {
      saves += 1;
      for (let turns = 0; turns < 400; turns += 1) await turn();
      await keeper.save(rows);
    },
  };
}
