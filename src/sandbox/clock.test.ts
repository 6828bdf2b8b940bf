import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { virtualClock, realClock } from './clock.ts';
import { clockRoutes } from './clock-lead.ts';
import { followClock } from './clock-follow.ts';
import { startHost } from './host.ts';

const start = Date.parse('2026-11-01T09:00:00Z');
const hour = 3_600_000;

// Far more turns of the event loop than a quiet clock needs to jump.
const aWhile = async () => {
  for (let turns = 0; turns < 2_000; turns += 1) await turn();
};

test('hours pass at once when everybody sleeps, and each wakes at its own instant in order', async () => {
  const clock = virtualClock(start);
  const seen: string[] = [];
  const worker = async (name: string, hours: number) => {
    for (let round = 1; round <= 3; round += 1) {
      await clock.sleepUntil(start + round * hours * hour);
      seen.push(`${name} at ${(clock.now() - start) / hour}`);
    }
  };
  await Promise.all([worker('A', 2), worker('B', 3)]);
  assert.deepEqual(seen, ['A at 2', 'B at 3', 'A at 4', 'B at 6', 'A at 6', 'B at 9']);
});

test('time stands still while something is held, even if it takes real time', async () => {
  const clock = virtualClock(start);
  const asleep = clock.sleepUntil(start + hour).then(() => clock.now());
  const after = await clock.during(async () => {
    await aWhile();
    return clock.now();
  });
  assert.equal(after, start);
  assert.equal(await asleep, start + hour);
});

test('a sleeper that is aborted does not wake, and does not pull the time', async () => {
  const clock = virtualClock(start);
  const giveUp = new AbortController();
  const long = clock.sleepUntil(start + 100 * hour, giveUp.signal);
  const short = clock.sleepUntil(start + hour);
  giveUp.abort(new Error('enough'));
  await assert.rejects(long, /enough/);
  await short;
  assert.equal(clock.now(), start + hour);
});

test('an instant that has passed needs no sleep', async () => {
  const clock = virtualClock(start);
  await clock.sleepUntil(start - hour);
  assert.equal(clock.now(), start);
  await realClock().sleepUntil(realClock().now() - 1);
});

const withLead = async (work: (url: string, clock: ReturnType<typeof virtualClock>) => Promise<void>) => {
  const clock = virtualClock(start);
  const host = await startHost({ clock, routes: clockRoutes(clock) });
  try {
    await work(host.url, clock);
  } finally {
    await host.close();
  }
};

test('two followers and the owner share one time, in any mix of sleeps', () =>
  withLead(async (url, clock) => {
    const [one, two] = [await followClock(url), await followClock(url)];
    const seen: string[] = [];
    const worker = async (name: string, own: typeof clock, minutes: number) => {
      for (let round = 1; round <= 20; round += 1) {
        await own.sleepUntil(own.now() + minutes * 60_000);
        seen.push(`${String((own.now() - start) / 60_000).padStart(4, '0')} ${name}`);
        assert.equal(own.now(), clock.now());
      }
    };
    await Promise.all([worker('one', one, 7), worker('two', two, 11), worker('owner', clock, 5)]);
    assert.equal(seen.length, 60);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => (a.slice(0, 4) < b.slice(0, 4) ? -1 : a.slice(0, 4) > b.slice(0, 4) ? 1 : 0)),
    );
    assert.equal(clock.now(), start + 220 * 60_000);
    one.leave();
    two.leave();
  }));

test('a follower that is awake keeps the owner from jumping', () =>
  withLead(async (url, clock) => {
    const follower = await followClock(url);
    const owner = clock.sleepUntil(start + hour).then(() => clock.now());
    await follower.during(async () => {
      await aWhile();
      assert.equal(clock.now(), start);
    });
    assert.equal(await owner, start + hour);
    follower.leave();
  }));

test('a follower that is called while it sleeps stops the time until it has nothing to do again', () =>
  withLead(async (url, clock) => {
    const follower = await followClock(url);
    const day = follower.sleepUntil(start + 24 * hour);
    const release = follower.hold();
    await aWhile();
    const at = clock.now();
    await aWhile();
    assert.equal(clock.now(), at);
    release();
    await day;
    assert.equal(clock.now(), start + 24 * hour);
    follower.leave();
  }));

test('a follower that dies awake does not stop the time of the others', () =>
  withLead(async (url, clock) => {
    const follower = await followClock(url);
    follower.hold();
    const owner = clock.sleepUntil(start + hour);
    await aWhile();
    assert.equal(clock.now(), start);
    follower.leave();
    await owner;
    assert.equal(clock.now(), start + hour);
  }));

test('who sleeps on a clock whose owner goes away is told so', async () => {
  const clock = virtualClock(start);
  const release = clock.hold();
  const host = await startHost({ clock, routes: clockRoutes(clock) });
  const follower = await followClock(host.url);
  const asleep = follower.sleepUntil(start + hour);
  await host.close();
  await assert.rejects(asleep, /the clock/);
  release();
});

test('real time cannot be followed', async () => {
  const clock = realClock();
  const host = await startHost({ clock, routes: clockRoutes(clock) });
  await assert.rejects(followClock(host.url), /start it with --virtual/);
  await host.close();
});

test('a sandbox that takes connections and never answers is not followed for ever', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  await assert.rejects(followClock(`http://127.0.0.1:${address.port}`, 50), /does not answer/);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
