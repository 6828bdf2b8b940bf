import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { HoldAnswered, HoldCount, HoldRow } from '../../src/api/office.ts';
import type { ApiError } from '../../src/api/office.ts';
import { organisation } from '../engine/world.ts';
import { openOffice } from './open-office.ts';
import type { TestOffice } from './open-office.ts';

/** Two invoices of a tax that nobody mapped. */
async function withQuestions(t: TestContext): Promise<TestOffice> {
  const office = await openOffice(t, { startsOn: '2026-11-01' });
  const { sell, sync } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  await sell.invoice({ contact, on: '2026-10-05' });
  await sell.invoice({ contact, on: '2026-10-06' });
  await sync();
  return office;
}

test('a question is shown with its document, its evidence, and answers that say what they will write', async (t) => {
  const office = await withQuestions(t);
  const holds = await office.ask<readonly HoldRow[]>('GET', '/v1/holds');
  const first = holds.find(({ number }) => number === 'INV-001');
  assert.ok(first && holds.length === 2);
  assert.deepEqual(
    [first.number, first.party, first.gross, first.currency, first.day, first.code],
    ['INV-001', 'Ada Ltd', '120', 'GBP', '2026-10-05', 'open before start'],
  );
  const makes = first.fixes.find(({ does }) => does === 'createAnyway');
  assert.match(makes?.effect ?? '', /^Makes a document/);
  assert.equal(first.fixes.find(({ does }) => does === 'exclude')?.effect, null);
  assert.deepEqual(await office.ask<HoldRow>('GET', `/v1/holds/${first.hold}`), first);
  assert.deepEqual(await office.ask<readonly HoldCount[]>('GET', '/v1/holds/counts'), [{ code: 'open before start', holds: 2 }]);
  assert.deepEqual(await office.ask<readonly HoldRow[]>('GET', `/v1/holds?limit=1&after=${holds[0]?.hold ?? ''}`), holds.slice(1));
});

test('an answered question is gone, and what it says happens', async (t) => {
  const office = await withQuestions(t);
  const [first] = await office.ask<readonly HoldRow[]>('GET', '/v1/holds');
  assert.ok(first);
  const fix = first.fixes.find(({ does }) => does === 'createAnyway')?.id ?? '';
  assert.deepEqual(await office.ask<HoldAnswered>('POST', `/v1/holds/${first.hold}/answer`, { fix }), { answered: 1, tooLate: [] });
  await office.ask('GET', `/v1/holds/${first.hold}`, undefined, 404);
  await office.bench.sync();
  office.bench.expectBooks(`${first.day ?? ''} ${first.number ?? ''} Ada Ltd 120.00 GBP open`);
  const [row] = await office.bench.query<{ by: string }>(`select detail ->> 'by' as by from happening where what = 'answered'`);
  assert.equal(row?.by, 'Ada');
});

test('several questions are answered alike, and leaving records out needs a reason', async (t) => {
  const office = await withQuestions(t);
  const holds = (await office.ask<readonly HoldRow[]>('GET', '/v1/holds')).map(({ hold }) => hold);
  const refused = await office.ask<ApiError>('POST', '/v1/holds/answer', { holds, fix: 'exclude' }, 400);
  assert.equal(refused.error, 'Leaving a record out needs a reason.');
  assert.equal(
    (await office.ask<HoldAnswered>('POST', '/v1/holds/answer', { holds, fix: 'exclude', because: 'paid in cash' })).answered,
    2,
  );
  await office.bench.sync();
  assert.deepEqual(await office.ask('GET', '/v1/holds'), []);
  assert.deepEqual(await office.bench.standings(), { excluded: 2, 'in sync': 1 });
});

test('of two who answer at once, one is told that it was too late', async (t) => {
  const office = await withQuestions(t);
  const [first] = await office.ask<readonly HoldRow[]>('GET', '/v1/holds');
  assert.ok(first);
  const said = { fix: 'exclude', because: 'twice' };
  const answers = await Promise.all([1, 2].map(() => office.ask<HoldAnswered>('POST', `/v1/holds/${first.hold}/answer`, said)));
  assert.deepEqual(
    answers.map(({ answered }) => answered).toSorted((a, b) => a - b),
    [0, 1],
  );
  assert.deepEqual(
    answers.flatMap(({ tooLate }) => tooLate),
    [first.hold],
  );
});

test('a tax that is mapped by an answer is one rule of the mapping, however many documents asked', async (t) => {
  const office = await openOffice(t);
  const { sell, sync } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  const rate = { id: 'VAT5', name: 'VAT5', components: [{ name: 'VAT', percent: '5', compound: false }] };
  await office.bench.clock.during(() => office.bench.billing.create(organisation, 'taxRate', [rate]));
  const lines = [['Fuel', '1', '100', 'VAT5']] as const;
  await sell.invoice({ contact, lines });
  await sell.invoice({ contact, lines });
  await sync();
  const holds = await office.ask<readonly HoldRow[]>('GET', '/v1/holds');
  assert.deepEqual(
    holds.map(({ code }) => code),
    ['no tax code', 'no tax code'],
  );
  const fix = holds[0]?.fixes.find(({ id }) => id === 'tax:RROUTPUT');
  assert.match(fix?.effect ?? '', /^Adds a line to the mapping: the tax VAT5 becomes RROUTPUT \(5%\)/);
  await office.ask('POST', '/v1/holds/answer', { holds: holds.map(({ hold }) => hold), fix: fix?.id ?? '' });
  await sync();
  assert.deepEqual(await office.ask('GET', '/v1/holds'), []);
  assert.deepEqual(await office.bench.standings(), { 'in sync': 3 });
});

test('nobody of another organisation sees a question, or answers it, and a viewer only sees it', async (t) => {
  const office = await withQuestions(t);
  const [first] = await office.ask<readonly HoldRow[]>('GET', '/v1/holds');
  assert.ok(first);
  const stranger = { name: 'Eve', role: 'owner', organisation: 'other' } as const;
  const said = { fix: 'exclude', because: 'mine' };
  assert.deepEqual((await office.askAs(stranger, 'GET', '/v1/holds')).body, []);
  assert.equal((await office.askAs(stranger, 'GET', `/v1/holds/${first.hold}`)).status, 404);
  assert.equal((await office.askAs(stranger, 'POST', `/v1/holds/${first.hold}/answer`, said)).status, 404);
  const viewer = { name: 'Vic', role: 'viewer', organisation } as const;
  assert.equal((await office.askAs(viewer, 'GET', `/v1/holds/${first.hold}`)).status, 200);
  assert.equal((await office.askAs(viewer, 'POST', `/v1/holds/${first.hold}/answer`, said)).status, 403);
  assert.equal((await office.ask<readonly HoldRow[]>('GET', '/v1/holds')).length, 2);
});
