import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { HttpResponse } from '../../src/contract/http.ts';
import { poll } from '../../src/engine/poll.ts';
import { openBench } from '../engine/bench.ts';
import type { Bench } from '../engine/bench.ts';
import { organisation, outward } from '../engine/world.ts';
import { sixteen } from './sixteen.ts';

// The sixteen invariants of the engine are listed in sixteen.ts, each with the test that watches it and one edit of the code that
// breaks it. `node test/invariants/break.ts` makes these edits, one after the other, in a copy: every one was noticed by its test.

const root = resolve(import.meta.dirname, '../..');
const noAnswer = (): Promise<void> => Promise.resolve();

let bench: Bench;
/** What happens while a request to a provider is on its way; and what becomes of the answer. */
let onTheWay: (request: string) => Promise<void> = noAnswer;
let answered: (request: string, answer: HttpResponse) => HttpResponse = (_, answer) => answer;
describe('the sixteen invariants', () => {
  beforeEach(async () => {
    onTheWay = noAnswer;
    answered = (_, answer) => answer;
    bench = await openBench({
      outside: { store: (_, call) => call(), provider: (request, call) => onTheWay(request).then(call) },
      answer: (request, answer) => answered(request, answer),
    });
  });
  afterEach(() => bench.close());

  test('each of the sixteen invariants has a test that is still there, and can still be broken', () => {
    assert.deepEqual(
      sixteen.map(({ invariant }) => Number(invariant.split(' ')[0])),
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
    for (const { invariant, file, title, break: edit } of sixteen) {
      assert.ok(readFileSync(join(root, file), 'utf8').includes(`test('${title}`), `${invariant}: ${file} has no test '${title}'`);
      assert.ok(
        readFileSync(join(root, edit.file), 'utf8').includes(edit.from),
        `${invariant}: ${edit.file} no longer says '${edit.from}'`,
      );
    }
  });

  test('the database takes no second open write of one part', async () => {
    await bench.sell.customer('Ada Ltd');
    await bench.sync(1);
    const again = (state: string): Promise<unknown> =>
      bench.query(
        `insert into write (organisation, write, flow, batch, call, position, kind, external_id, part, target_kind, step, does, print, why, reference, state, planned_at, sent_at)
       select organisation, write || $1, flow, batch, call, position, kind, external_id, part, target_kind, step, does, print, why, reference, 'sent', planned_at, sent_at from write`,
        [state],
      );
    await again(' first');
    await assert.rejects(again(' second'), /write_open/);
  });

  test('the database takes no second part for one document', async () => {
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync(1);
    const twice = bench.query(
      `insert into link (organisation, agreement, source, kind, external_id, part, target, target_kind, target_id, origin, state, wanted, wanted_print, linked_at)
     select organisation, agreement, source, kind, 'another', part, target, target_kind, target_id, origin, state, wanted, wanted_print, linked_at from link where kind = 'invoice'`,
    );
    await assert.rejects(twice, /link_target/);
  });

  test('a change that is named while its key is being written is not lost', async () => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    let isChanged = false;
    onTheWay = async (request) => {
      if (isChanged || !request.startsWith('PUT') || !request.includes('/Invoices')) return;
      isChanged = true;
      const [line] = (await bench.sell.read('invoice', id)).lines;
      assert.ok(line);
      await bench.sell.change(id, { lines: [{ ...line, unitPrice: '150', taxes: ['VAT20'] }] });
      // The clock stands still here, as in life two things may happen in one millisecond.
      await bench.life.engine.store.mark(organisation, 'billing', [{ kind: 'invoice', id }], bench.clock.now() + 1);
    };
    await bench.pass(61);
    await bench.round();
    onTheWay = noAnswer;
    await bench.pass(2);
    await bench.round();
    assert.ok(isChanged);
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 180.00 GBP open');
  });

  test('what a webhook names is read again, and what it says is not believed', async () => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync(1);
    const [line] = (await bench.sell.read('invoice', id)).lines;
    assert.ok(line);
    await bench.sell.change(id, { lines: [{ ...line, unitPrice: '150', taxes: ['VAT20'] }] });
    await bench.clock.during(() => bench.life.engine.store.mark(organisation, 'billing', [{ kind: 'invoice', id }], bench.clock.now() + 1));
    await bench.pass(1);
    await bench.round();
    bench.expectBooks('2026-11-10 INV-001 Ada Ltd 180.00 GBP open');
  });

  test('a document that a listing leaves out is asked for before it is believed to be gone', async () => {
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync(1);
    await bench.pass(90_000);
    answered = (request, answer) => (request.includes('/Invoices?') && request.includes('pageSize') ? withoutInvoices(answer) : answer);
    await poll(bench.life.engine, organisation, 'ledger');
    answered = (_, answer) => answer;
    assert.deepEqual(await bench.query(`select gone_at from record where connection = 'ledger' and kind = 'invoice'`), [{ gone_at: null }]);
    await bench.sync(1);
    assert.deepEqual(await bench.holds(), []);
  });

  const withoutInvoices = (answer: HttpResponse): HttpResponse => ({
    ...answer,
    body: JSON.stringify({ ...JSON.parse(answer.body), Invoices: [], pagination: { page: 1, pageCount: 1, pageSize: 1000, itemCount: 0 } }),
  });

  test('one organisation sees nothing of another that uses the same names', async () => {
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync(1);
    const { store } = bench.life.engine;
    await bench.query(`insert into organisation (organisation, name, created_at) values ('other', 'Other', 0)`);
    for (const table of ['record', 'standing', 'link', 'bookmark', 'connection', 'flow']) {
      const columns = (
        await bench.query<{ name: string }>(
          `select column_name as name from information_schema.columns where table_name = $1 and table_schema = 'public' and column_name <> 'organisation'`,
          [table],
        )
      ).map(({ name }) => `"${name}"`);
      await bench.query(
        `insert into ${table} (organisation, ${columns.join(', ')}) select 'other', ${columns.join(', ')} from ${table} where organisation = 'acme'`,
      );
    }
    const flow = await store.flow(outward);
    const [contact] = await bench.sell.list('contact');
    const key = { kind: 'contact', id: contact?.record.id ?? '' } as const;
    assert.ok(flow);
    assert.equal((await store.records(organisation, 'ledger', 'contact')).length, 1);
    assert.equal((await store.situations(flow, [key]))[0]?.links.length, 1);
    assert.equal((await store.counterparts(flow, flow.source, [key])).length, 1);
    assert.equal((await store.flows(organisation)).length, 2);
    await bench.clock.during(() => store.mark(organisation, 'billing', [key], bench.clock.now()));
    assert.deepEqual(await bench.query('select distinct organisation from task'), [{ organisation }]);
  });

  test('what the ledger has no place for is recorded, and shown before anything is written', async () => {
    const contact = await bench.sell.customer('Ada Ltd');
    await bench.sync(1);
    await bench.query(`update flow set approval = true where flow = $1`, [outward.flow]);
    const { writes } = bench.ledger.stats();
    await bench.sell.credit({ contact, lines: [['Returned', '1', '100', 'VAT20', '10']] });
    await bench.sync(1);
    assert.equal(bench.ledger.stats().writes, writes);
    const [planned] = await bench.query<{
      state: string;
      losses: readonly { field: string; before: string; after: string; why: string }[];
    }>(`select state, losses from write where kind = 'creditNote'`);
    assert.equal(planned?.state, 'planned');
    assert.deepEqual(
      planned?.losses.map(({ field }) => field),
      ['line 1 discount', 'reference'],
    );
  });
});
