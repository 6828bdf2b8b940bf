import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reread } from '../../src/engine/fetch-by-id.ts';
import type { Engine } from '../../src/engine/parts.ts';
import { poll, pollNews } from '../../src/engine/poll.ts';
import { createWorker } from '../../src/engine/worker.ts';
import type { Worker } from '../../src/engine/worker.ts';
import { seededChance } from '../../src/sandbox/chance.ts';
import { hintPolls } from '../../src/store/poll-hints.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { pagedContacts } from './paged.ts';
import type { PagedContacts } from './paged.ts';
import { ledger, organisation, platform } from './world.ts';

/** The books of a ledger that answers when the test lets it, and what it was asked for. */
interface Scene {
  readonly bench: Bench;
  readonly engine: Engine;
  readonly contacts: PagedContacts;
  readonly asked: string[];
  answered(asked: string): Promise<void>;
  /** From now on what is asked for so is not answered, until it is called. */
  holdUp(asked: string): () => void;
  /** A webhook names a contact of the ledger. */
  hint(id: string, worker?: Worker): Promise<void>;
  /** The names that the database has for the ledger's contacts that are not gone, by id. */
  kept(): Promise<Readonly<Record<string, string>>>;
  work(engine?: Engine): { readonly worker: Worker; readonly ended: Promise<void>; readonly troubles: readonly unknown[] };
}

async function onStage(pageSize: number, act: (scene: Scene) => Promise<void>): Promise<void> {
  const bench = await openBench({ isTwoWay: false });
  const { clock, pool } = bench;
  const asked: string[] = [];
  const held = new Map<string, PromiseWithResolvers<void>>();
  const answered = async (what: string): Promise<void> => {
    asked.push(what);
    await held.get(what)?.promise;
  };
  const contacts = pagedContacts({ pageSize, answered });
  const engine = contacts.inPlaceOfLedger(bench.life.engine);
  const workers: { readonly worker: Worker; readonly ended: Promise<void> }[] = [];
  try {
    await act({
      bench,
      engine,
      contacts,
      asked,
      answered,
      holdUp: (what) => {
        const gate = Promise.withResolvers<void>();
        held.set(what, gate);
        return () => {
          held.delete(what);
          gate.resolve();
        };
      },
      hint: async (id, worker) => {
        const touch = { kind: 'contact', id, version: null, reads: [] } as const;
        await clock.during(() =>
          inTransaction(pool, async (client, last) => last(hintPolls(client, organisation, ledger, [touch], clock.now()))),
        );
        worker?.hear();
      },
      kept: async () => {
        const rows = await bench.query<{ external_id: string; name: string }>(
          `select external_id, body ->> 'name' as name from record where connection = $1 and kind = 'contact' and gone_at is null order by 1`,
          [ledger],
        );
        return Object.fromEntries(rows.map((row) => [row.external_id, row.name]));
      },
      work: (with_ = engine) => {
        const troubles: unknown[] = [];
        const worker = createWorker(with_, { organisation, idleSeconds: 30, onTrouble: (error) => troubles.push(error) });
        const ended = worker.run();
        workers.push({ worker, ended });
        return { worker, ended, troubles };
      },
    });
  } finally {
    for (const gate of held.values()) gate.resolve();
    for (const { worker } of workers) worker.stop();
    await Promise.all(workers.map(({ ended }) => ended));
    await bench.close();
  }
}

test('what a webhook names is read while a pass over everything goes on at another connection that does not answer', () =>
  onStage(2, async ({ bench, engine, contacts, asked, answered, holdUp, hint, kept, work }) => {
    const answer = holdUp(`open ${platform}`);
    const slow: Engine = {
      ...engine,
      open: async (of, connection) => {
        await answered(`open ${connection}`);
        return engine.open(of, connection);
      },
    };
    contacts.change('a');
    const { worker, troubles } = work(slow);
    await bench.pass(60);
    assert.ok(asked.includes(`open ${platform}`) && asked.includes('page from the beginning'), asked.join(', '));
    contacts.change('a');
    asked.length = 0;
    await hint('a', worker);
    await bench.pass(60);
    assert.ok(asked.includes('fetch a'), asked.join(', '));
    assert.deepEqual(await kept(), { a: 'a 2' });
    answer();
    await bench.pass(60);
    assert.deepEqual(troubles, []);
  }));

test('what a webhook names waits for one page of a pass over the same list, and not for the pass', () =>
  onStage(2, async ({ bench, contacts, asked, holdUp, hint, kept, work }) => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) contacts.change(id);
    const answerPage = holdUp('page from the beginning');
    const answerNext = holdUp('page behind b');
    const { worker, troubles } = work();
    await bench.pass(60);
    contacts.change('a');
    await hint('a', worker);
    await bench.pass(60);
    assert.deepEqual(asked, ['page from the beginning']);
    answerPage();
    await bench.pass(60);
    assert.deepEqual(asked.slice(1), ['fetch a', 'page behind b']);
    assert.deepEqual(await kept(), { a: 'a 7', b: 'b 2' });
    answerNext();
    await bench.pass(60);
    assert.deepEqual(asked.slice(3), ['page behind d']);
    assert.deepEqual(await kept(), { a: 'a 7', b: 'b 2', c: 'c 3', d: 'd 4', e: 'e 5', f: 'f 6' });
    assert.deepEqual(troubles, []);
  }));

test('news that a webhook asks for while everything is read for the first time are read when that has ended, and not at the next poll', () =>
  onStage(2, async ({ bench, engine, contacts, asked, holdUp, kept }) => {
    for (const id of ['a', 'b', 'c']) contacts.change(id);
    const answerNext = holdUp('page behind b');
    const polled = poll(engine, organisation, ledger);
    await bench.pass(1);
    assert.deepEqual(asked, ['page from the beginning', 'page behind b']);
    // Stands on the page that was read.
    contacts.change('a');
    const opened = await engine.open(organisation, ledger);
    assert.equal((await pollNews(engine, organisation, opened, { kind: 'contact', chart: null, ending: null })).seen, 0);
    answerNext();
    assert.deepEqual(await polled, { seen: 4, changed: 4, isCut: false });
    assert.deepEqual(asked.slice(2), ['page of news']);
    assert.deepEqual(await kept(), { a: 'a 4', b: 'b 2', c: 'c 3' });
  }));

test('during a later pass over everything webhooks read on from the former bookmark, and nobody begins a second pass', () =>
  onStage(2, async ({ bench, engine, contacts, asked, holdUp, kept }) => {
    for (const id of ['a', 'b', 'c']) contacts.change(id);
    await poll(engine, organisation, ledger);
    const opened = await engine.open(organisation, ledger);
    const askForNews = () => pollNews(engine, organisation, opened, { kind: 'contact', chart: null, ending: null });
    contacts.change('a', 'red');
    assert.equal((await askForNews()).changed, 1);
    await bench.pass(86_401);
    contacts.change('a', 'blue');
    const [answerFirst, answerNext] = [holdUp('page from the beginning'), holdUp('page behind b')];
    asked.length = 0;
    const polls = [poll(engine, organisation, ledger), poll(engine, organisation, ledger)];
    await bench.pass(1);
    // As it was when news were read last, after the pass has seen it otherwise.
    contacts.change('a', 'red');
    const news = askForNews();
    await bench.pass(1);
    answerFirst();
    assert.deepEqual(await news, { seen: 1, changed: 1, isCut: false });
    await bench.pass(1);
    assert.deepEqual(await kept(), { a: 'a red', b: 'b 2', c: 'c 3' });
    contacts.change('b', 'new');
    answerNext();
    await Promise.all(polls);
    // Once the news of webhooks, after the pass, and once those of the second poll, from where it began.
    assert.deepEqual(asked, ['page from the beginning', 'page of news', 'page behind b', 'page of news', 'page of news']);
    assert.deepEqual(await kept(), { a: 'a red', b: 'b new', c: 'c 3' });
  }));

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

test('a pass that fails before it has asked for what it did not show is made again', () =>
  onStage(2, async ({ bench, engine, contacts, asked, kept }) => {
    for (const id of ['a', 'b']) contacts.change(id);
    await poll(engine, organisation, ledger);
    await bench.pass(86_401);
    contacts.remove('b');
    const failing: Engine = { ...engine, store: { ...engine.store, unseenSince: () => Promise.reject(new Error('no database')) } };
    await assert.rejects(poll(failing, organisation, ledger), /no database/);
    asked.length = 0;
    await poll(engine, organisation, ledger);
    assert.deepEqual(asked, ['page from the beginning', 'fetch b']);
    assert.deepEqual(await kept(), { a: 'a 1' });
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
    await pollNews(engine, organisation, opened, { kind: 'contact', chart: null, ending: null });
    assert.deepEqual(await kept(), { a: 'a 5', b: 'b 3', c: 'c 4' });
  }));

test('whoever polls, hears of webhooks or looks at single records: what an older look brought is never saved after a newer one', () =>
  onStage(2, async ({ bench, engine, kept }) => {
    const { clock } = bench;
    const { store } = engine;
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const chance = seededChance(20_261_122);
    const below = (count: number): number => Math.floor(chance() * count);
    const slow = pagedContacts({ pageSize: 2, answered: () => clock.sleepUntil(clock.now() + below(900)) });
    const newest = new Map<string, number>();
    const overtaken: string[] = [];
    const watched: Engine = {
      ...engine,
      store: {
        ...store,
        observe: async (observation) => {
          const report = await store.observe(observation);
          for (const { seen } of observation.seen) {
            const before = newest.get(seen.record.id) ?? 0;
            if (Number(seen.version) < before) overtaken.push(`${seen.record.id} ${seen.version} after ${before}: ${observation.cause}`);
            newest.set(seen.record.id, Math.max(before, Number(seen.version)));
          }
          return report;
        },
      },
    };
    const looking = slow.inPlaceOfLedger(watched);
    const opened = await looking.open(organisation, ledger);
    const polled = { kind: 'contact', chart: null, ending: null } as const;
    const of = { organisation, kind: 'contact', chart: null, cause: 'webhook', marks: true } as const;
    const looks: (() => Promise<unknown>)[] = [
      () => poll(looking, organisation, ledger),
      () => pollNews(looking, organisation, opened, polled),
      () => reread(looking, opened, { ...of, ids: ids.filter(() => chance() < 0.6) }),
    ];
    const under: Promise<unknown>[] = [];
    for (let step = 0; step < 120; step += 1) {
      slow.change(ids[below(ids.length)] ?? 'a');
      // Now and then a day goes by, and everything is read.
      if (step % 40 === 39) await bench.pass(86_400);
      const look = looks[below(looks.length)];
      if (look) under.push(look());
      await clock.sleepUntil(clock.now() + below(600));
    }
    await Promise.all(under);
    assert.deepEqual(overtaken, []);
    await poll(looking, organisation, ledger);
    const shown = (await slow.reader.fetch(ids)).map(({ record }) => [record.id, record.name]);
    assert.deepEqual(await kept(), Object.fromEntries(shown));
  }));
