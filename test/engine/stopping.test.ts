import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine, Opened } from '../../src/engine/parts.ts';
import { poll, pollNews } from '../../src/engine/poll.ts';
import { turn } from '../../src/engine/turn.ts';
import { createWorker } from '../../src/engine/worker.ts';
import { onStage } from './stage.ts';
import { ledger, organisation, outward } from './world.ts';

/** A connection of a provider that takes one id in a call. */
function fetchingOne(opened: Opened): Opened {
  const { manifest } = opened;
  const ability = manifest.kinds.contact;
  assert.ok(ability);
  return { ...opened, manifest: { ...manifest, kinds: { ...manifest.kinds, contact: { ...ability, fetchAtOnce: 1 } } } };
}

test('a worker that stops ends a pass after the page that it is at; the next one begins it again and misses nothing', () =>
  onStage(2, async ({ bench, engine, contacts, asked, holdUp, kept, work }) => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) contacts.change(id);
    const answerNext = holdUp('page behind b');
    const { worker, ended } = work();
    await bench.pass(60);
    worker.stop();
    // On the page that was read, and on those that will not be.
    contacts.change('a');
    contacts.change('h');
    answerNext();
    await ended;
    assert.deepEqual(asked, ['page from the beginning', 'page behind b']);
    assert.deepEqual(await kept(), { a: 'a 1', b: 'b 2', c: 'c 3', d: 'd 4' });
    assert.equal((await engine.store.bookmark(organisation, ledger, 'contact'))?.completeAt, null);
    asked.length = 0;
    const { troubles } = work();
    await bench.pass(1);
    assert.deepEqual(asked, ['page from the beginning', 'page behind b', 'page behind d', 'page behind f']);
    assert.deepEqual(await kept(), { a: 'a 9', b: 'b 2', c: 'c 3', d: 'd 4', e: 'e 5', f: 'f 6', g: 'g 7', h: 'h 10' });
    assert.deepEqual(troubles, []);
  }));

test('a turn that would read a ledger whole first ends with the worker that stops, and whoever works next takes its keys at once', () =>
  onStage(2, async ({ bench, engine, contacts, asked, holdUp, work }) => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) contacts.change(id);
    await bench.sell.customer('Ada');
    const answerNext = holdUp('page behind b');
    const { worker, ended, troubles } = work();
    await bench.pass(60);
    const tasks = () =>
      bench.query<{ isTaken: boolean; wait: number | null; error: string | null }>(
        `select lease_token is not null as "isTaken", (due_at - $1)::int as wait, last_error as error from task where flow = $2`,
        [bench.clock.now(), outward.flow],
      );
    assert.deepEqual(
      (await tasks()).map(({ isTaken }) => isTaken),
      [true],
    );
    worker.stop();
    answerNext();
    await ended;
    assert.deepEqual(asked, ['page from the beginning', 'page behind b']);
    const [left, ...more] = await tasks();
    assert.ok(left && left.wait !== null && left.wait <= 0 && more.length === 0);
    assert.deepEqual([left.isTaken, left.error, troubles], [false, null, []]);
    asked.length = 0;
    assert.equal((await turn(engine, outward, { limit: 10, leaseSeconds: 300 })).claimed, 1);
    assert.deepEqual(asked, ['page from the beginning', 'page behind b', 'page behind d', 'page behind f']);
  }));

test('a pass that is told to end asks for no more of what it did not show, and is made again', () =>
  onStage(2, async ({ bench, engine, contacts, asked, holdUp, kept }) => {
    const oneByOne: Engine = { ...engine, open: async (of, connection) => fetchingOne(await engine.open(of, connection)) };
    for (const id of ['a', 'b', 'c', 'd']) contacts.change(id);
    await poll(oneByOne, organisation, ledger);
    const completeAt = async () => (await engine.store.bookmark(organisation, ledger, 'contact'))?.completeAt;
    const before = await completeAt();
    await bench.pass(86_401);
    for (const id of ['b', 'c', 'd']) contacts.remove(id);
    const answer = holdUp('fetch b');
    const ending = new AbortController();
    asked.length = 0;
    const polled = poll(oneByOne, organisation, ledger, null, ending.signal);
    await bench.pass(1);
    ending.abort();
    answer();
    assert.deepEqual(await polled, { seen: 1, changed: 1, isCut: true });
    assert.deepEqual(asked, ['page from the beginning', 'fetch b']);
    assert.deepEqual([await kept(), await completeAt()], [{ a: 'a 1', c: 'c 3', d: 'd 4' }, before]);
    asked.length = 0;
    await poll(oneByOne, organisation, ledger);
    assert.deepEqual(asked, ['page from the beginning', 'fetch c', 'fetch d']);
    assert.deepEqual(await kept(), { a: 'a 1' });
  }));

test('news that a webhook asks for end with the worker that stops, and whoever works next reads on', () =>
  onStage(1, async ({ bench, contacts, asked, holdUp, hint, kept, work }) => {
    contacts.change('a');
    const first = work();
    await bench.pass(1);
    for (const id of ['a', 'b', 'c']) contacts.change(id);
    asked.length = 0;
    const answer = holdUp('page of news');
    await hint('a', first.worker, ['contact']);
    await bench.pass(1);
    first.worker.stop();
    answer();
    await first.ended;
    assert.deepEqual(asked.toSorted(), ['fetch a', 'page of news']);
    const hints = await bench.query<{ is_due: boolean }>('select due_at <= $1 as is_due from poll_hint', [bench.clock.now()]);
    assert.deepEqual(hints, [{ is_due: true }]);
    const next = work();
    await bench.pass(1);
    assert.deepEqual(await kept(), { a: 'a 2', b: 'b 3', c: 'c 4' });
    assert.deepEqual([...first.troubles, ...next.troubles], []);
  }));

test('a reader that ends without a last page is not asked on and on after a pass that was cut short', () =>
  onStage(1, async ({ bench, engine, contacts, asked, answered, holdUp, kept }) => {
    contacts.change('a');
    await poll(engine, organisation, ledger);
    for (const id of ['a', 'b', 'c']) contacts.change(id);
    const answer = holdUp('page of news');
    const ending = new AbortController();
    const polled = poll(engine, organisation, ledger, null, ending.signal);
    await bench.pass(1);
    ending.abort();
    answer();
    assert.equal((await polled).isCut, true);
    const opened = await engine.open(organisation, ledger);
    async function* changes(cursor: string | null) {
      if (asked.length > 20) throw new Error('asked on and on');
      await answered('pages without a last one');
      for await (const page of contacts.reader.changes(cursor)) yield { ...page, last: false };
    }
    const readers = { contact: { ...contacts.reader, changes } };
    await pollNews(engine, organisation, { ...opened, session: { ...opened.session, readers } }, { kind: 'contact', chart: null });
    assert.deepEqual(await kept(), { a: 'a 2', b: 'b 3', c: 'c 4' });
  }));

test('a feed that cannot be opened is tried again later each time, and not at each look', () =>
  onStage(1, async ({ bench, engine }) => {
    const began = bench.clock.now();
    const tried: number[] = [];
    const closed: Engine = {
      ...engine,
      open: (of, connection) => {
        if (connection !== 'bank') return engine.open(of, connection);
        tried.push(Math.round((bench.clock.now() - began) / 1000));
        return Promise.reject(new Error('nobody knows this bank'));
      },
    };
    const worker = createWorker(closed, { organisation, idleSeconds: 10, feeds: () => Promise.resolve(['bank']) });
    const ended = worker.run();
    try {
      await bench.pass(240);
      assert.deepEqual(tried, [0, 30, 90, 210]);
    } finally {
      worker.stop();
      await ended;
    }
  }));

test('news that go on in the middle of a pass that was cut short are followed by those since it began', () =>
  onStage(1, async ({ bench, engine, contacts, asked, holdUp, kept }) => {
    contacts.change('a');
    await poll(engine, organisation, ledger);
    for (const id of ['a', 'b', 'c']) contacts.change(id);
    const answer = holdUp('page of news');
    const ending = new AbortController();
    const polled = poll(engine, organisation, ledger, null, ending.signal);
    await bench.pass(1);
    ending.abort();
    answer();
    assert.deepEqual(await polled, { seen: 1, changed: 1, isCut: true });
    contacts.change('a');
    asked.length = 0;
    const opened = await engine.open(organisation, ledger);
    await pollNews(engine, organisation, opened, { kind: 'contact', chart: null });
    assert.deepEqual(await kept(), { a: 'a 5', b: 'b 3', c: 'c 4' });
  }));
