import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { addLive } from '../../src/server/office-live.ts';
import { officeServer } from '../../src/server/office-parts.ts';
import { scopeRequests } from '../../src/server/scope.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { openPool } from '../../src/store/database.ts';
import { openLiveFeed, tellChanged } from '../../src/store/overview-live.ts';
import type { LiveName } from '../../src/store/overview-live.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { openOffice } from './open-office.ts';
import type { TestOffice } from './open-office.ts';

/** Reads the messages of a page of that organisation, which has just asked its first question, until one names it, or the stream ends. */
async function listen({ server }: TestOffice, address: string, of: string) {
  const answer = await fetch(`${address}/v1/live`, { headers: { 'x-caller': `Ada/viewer/${of}` } });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  const reader = answer.body?.getReader();
  assert.ok(reader && server);
  let heard = '';
  return {
    heard: () => heard,
    until: async (name: string): Promise<boolean> => {
      while (!heard.includes(`"${name}"`)) {
        const { done, value } = await reader.read();
        if (done) return false;
        heard += new TextDecoder().decode(value);
      }
      return true;
    },
  };
}

test('a page hears at once what another process changed, and nothing of other organisations', async (t) => {
  const office = await openOffice(t);
  const address = await office.server.listen({ port: 0 });
  const page = await listen(office, address, 'acme');
  const other = await listen(office, address, 'other');
  const { id } = await office.bench.sell.invoice({ contact: await office.bench.sell.customer('Ada Ltd') });
  await office.bench.sync();
  const named = `document billing-to-ledger invoice ${id}`;
  assert.ok(await page.until(named));
  assert.ok(page.heard().includes('"standings"'));
  // A page that had its first answers before that, and opens its stream after it.
  const late = await listen(office, address, 'acme');
  assert.ok(await late.until('standings'));
  await office.server.close();
  assert.equal(await other.until('no such name'), false);
  assert.equal(other.heard().includes(named), false);
});

test('what is committed before the server listens for a page is told as soon as it listens', async (t) => {
  const database = await testDatabase();
  const narrow = openPool({ connectionString: database.url, max: 1 });
  const live = openLiveFeed(narrow);
  t.after(async () => {
    await live.close();
    await narrow.end();
    await database.close();
  });
  const taken = await narrow.connect();
  const heard = new Promise<readonly string[]>((resolve) => live.subscribe('acme', resolve, 0));
  await tellChanged(database.pool, 'acme', ['holds']);
  taken.release();
  assert.ok((await heard).includes('holds'));
});

test('who comes when the server listens already is told what changed since they began to ask, and nothing older', async (t) => {
  const database = await testDatabase();
  let time = 0;
  const live = openLiveFeed(database.pool, () => time);
  t.after(async () => {
    await live.close();
    await database.close();
  });
  let hear: (names: readonly string[]) => void = () => undefined;
  const hearing = (): Promise<readonly string[]> => new Promise((resolve) => (hear = resolve));
  const listens = hearing();
  live.subscribe('acme', (names) => hear(names), 0);
  assert.ok((await listens).includes('connections'));
  const told = async (names: readonly LiveName[]): Promise<void> => {
    const heard = hearing();
    await tellChanged(database.pool, 'acme', names);
    assert.deepEqual(await heard, names);
  };
  time += 1_000;
  await told(['overview']);
  time += 40_000;
  await told(['holds']);
  time += 20_000;
  await told(['batches', 'log']);
  const missed = (askedSeconds?: number, organisation = 'acme'): readonly string[] => {
    const names: string[] = [];
    live.subscribe(organisation, (heard) => names.push(...heard), askedSeconds)();
    return names;
  };
  assert.deepEqual(missed(5), ['batches', 'log']);
  assert.deepEqual(missed(30), ['holds', 'batches', 'log']);
  assert.deepEqual(missed(30, 'other'), []);
  // Before that nobody kept what changed.
  assert.ok(missed(70).includes('connections'));
  assert.ok(missed().includes('connections'));
});

test('whoever is no longer let in hears nothing more, and the stream ends', async (t) => {
  const app = fastify({ forceCloseConnections: true });
  t.after(() => app.close());
  let isLetIn = true;
  let time = 0;
  let hear: (names: readonly string[]) => void = () => assert.fail('nobody listens');
  scopeRequests(app, async () =>
    isLetIn
      ? { is: 'known', organisation: 'acme', actor: { kind: 'person', person: 'ada', name: 'Ada', role: 'viewer' } }
      : { is: 'stranger' },
  );
  addLive(
    officeServer(app, () => undefined),
    {
      clock: { ...realClock(), now: () => time },
      live: {
        subscribe: (_organisation, heard) => {
          hear = heard;
          return () => undefined;
        },
        close: () => Promise.resolve(),
      },
    },
  );
  const address = await app.listen({ port: 0 });
  const reader = (await fetch(`${address}/v1/live`)).body?.getReader() ?? assert.fail();
  const next = async (): Promise<string> => {
    const { done, value } = await reader.read();
    return done ? 'ended' : new TextDecoder().decode(value);
  };
  assert.equal(await next(), 'retry: 2000\n\n');
  hear(['holds']);
  assert.match(await next(), /"holds"/);
  isLetIn = false;
  time += 10_000;
  hear(['a secret']);
  assert.equal(await next(), 'ended');
});
