import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reread } from '../../src/engine/fetch-by-id.ts';
import { lookForCandidates } from '../../src/engine/look.ts';
import type { Engine, LedgerFacts, Opened } from '../../src/engine/parts.ts';
import { poll, pollNews } from '../../src/engine/poll.ts';
import { seededChance } from '../../src/sandbox/chance.ts';
import { contact, pagedContacts } from './paged.ts';
import type { PagedContacts } from './paged.ts';
import { onStage } from './stage.ts';
import { ledger, organisation, outward, platform } from './world.ts';

const noFacts: LedgerFacts = { organisation: null, accounts: [], taxRates: [] };

/** A connection whose contacts can be asked for before one is made. */
function seeking(opened: Opened, { reader }: PagedContacts): Opened {
  const { manifest, session } = opened;
  const [ability, writer] = [manifest.kinds.contact, session.writers.contact];
  assert.ok(ability?.write && writer);
  const kinds = { ...manifest.kinds, contact: { ...ability, write: { ...ability.write, seek: true } } };
  const seek: typeof writer.seek = (wants) => reader.fetch(wants.map(({ id }) => id));
  return { ...opened, manifest: { ...manifest, kinds }, session: { ...session, writers: { contact: { ...writer, seek } } } };
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
    assert.equal((await pollNews(engine, organisation, opened, { kind: 'contact', chart: null })).seen, 0);
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
    const askForNews = () => pollNews(engine, organisation, opened, { kind: 'contact', chart: null });
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

test('what a look before a write showed otherwise is heard when a poll shows it again as it was', () =>
  onStage(2, async ({ bench, engine, contacts, kept }) => {
    contacts.change('a');
    await poll(engine, organisation, ledger);
    contacts.change('a', 'red');
    const opened = await engine.open(organisation, ledger);
    const askForNews = () => pollNews(engine, organisation, opened, { kind: 'contact', chart: null });
    await askForNews();
    contacts.change('a', 'blue');
    const flow = await engine.store.flow(outward);
    assert.ok(flow);
    await lookForCandidates({ engine, flow, target: seeking(opened, contacts), facts: noFacts }, [contact('a', 'a')]);
    assert.deepEqual(await kept(), { a: 'a blue' });
    contacts.change('a', 'red');
    await bench.pass(1);
    await askForNews();
    assert.deepEqual(await kept(), { a: 'a red' });
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
    const flow = await store.flow(outward);
    assert.ok(flow);
    const wanted = ids.slice(0, 2).map((id) => contact(id, id));
    const polled = { kind: 'contact', chart: null } as const;
    const of = { organisation, kind: 'contact', chart: null, cause: 'webhook', marks: true } as const;
    const looks: (() => Promise<unknown>)[] = [
      () => poll(looking, organisation, ledger),
      () => pollNews(looking, organisation, opened, polled),
      () => reread(looking, opened, { ...of, ids: ids.filter(() => chance() < 0.6) }),
      () => lookForCandidates({ engine: looking, flow, target: seeking(opened, slow), facts: noFacts }, wanted),
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
