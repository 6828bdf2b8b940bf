import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StartRefused } from '../../src/api/flow-changes.ts';
import type { FlowCard, Overview, SearchAnswer, StandingPage } from '../../src/api/office.ts';
import { organisation, outward } from '../engine/world.ts';
import { openOffice } from './open-office.ts';

const out = (flows: readonly FlowCard[]): FlowCard => {
  const found = flows.find(({ flow }) => flow === outward.flow);
  if (!found) throw new Error('the flow is not there');
  return found;
};

test('the overview counts what the command line counts, and its counts add up', async (t) => {
  const office = await openOffice(t, { startsOn: '2026-11-01' });
  const { sell, sync } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  await sell.invoice({ contact });
  await sell.invoice({ contact, on: '2026-10-05' });
  await sync();
  const overview = await office.ask<Overview>('GET', '/v1/overview');
  const card = out(overview.flows);
  assert.deepEqual(card.counts, { atSource: 3, inSync: 2, pending: 0, held: 1, excluded: 0 });
  assert.deepEqual([overview.openHolds, overview.batchesToApprove, overview.proven], [1, 0, null]);
  assert.deepEqual(card.health, { is: 'well' });
  assert.deepEqual(card.days.at(-1), { day: '2026-11-10', written: 2, held: 1 });
  assert.deepEqual([card.days.length, card.days[0]], [30, { day: '2026-10-12', written: 0, held: 0 }]);
  assert.deepEqual(
    overview.connections.map(({ connection, health }) => [connection, health.is]),
    [
      ['billing', 'well'],
      ['ledger', 'well'],
    ],
  );
});

test('the delay is from the first that was heard of a change to its document, and what a person took is not in it', async (t) => {
  const office = await openOffice(t, { startsOn: '2026-11-01' });
  const { sell, sync, clock, answer } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  await sync();
  await sell.invoice({ contact });
  await sync();
  const quick = out((await office.ask<Overview>('GET', '/v1/overview')).flows).delay;
  assert.ok(quick !== null && quick.writes === 2 && quick.p99Milliseconds >= quick.p50Milliseconds);
  await sell.invoice({ contact, on: '2026-10-05' });
  await sync();
  await clock.sleepUntil(clock.now() + 3_600_000);
  await answer('create');
  await sync();
  assert.deepEqual(out((await office.ask<Overview>('GET', '/v1/overview')).flows).delay, quick);
});

test('a flow goes live by whoever approves, and not while documents from before its first day are open', async (t) => {
  const office = await openOffice(t, { startsOn: '2026-11-01', mode: 'shadow' });
  const { sell, sync } = office.bench;
  await sell.invoice({ contact: await sell.customer('Ada Ltd'), on: '2026-10-05' });
  await sync();
  const path = `/v1/flows/${outward.flow}/mode`;
  const bookkeeper = { name: 'Bo', role: 'bookkeeper', organisation } as const;
  assert.equal((await office.askAs(bookkeeper, 'POST', path, { mode: 'live' })).status, 403);
  const refused = await office.ask<StartRefused>('POST', path, { mode: 'live' }, 409);
  assert.deepEqual(refused.open, [{ kind: 'invoice', number: 'INV-001', day: '2026-10-05' }]);
  assert.equal((await office.ask<FlowCard>('POST', path, { mode: 'off' })).mode, 'off');
  assert.equal((await office.ask<FlowCard>('POST', `/v1/flows/${outward.flow}/approval`, { approval: true })).approval, true);
});

test('standings are listed by number, page by page, each once, and found by number and by customer', async (t) => {
  const office = await openOffice(t);
  const { sell, sync } = office.bench;
  const [ada, bo] = [await sell.customer('Ada Ltd'), await sell.customer('100% Bo')];
  for (const contact of [ada, bo, ada, ada, bo]) await sell.invoice({ contact });
  await sync();
  const first = await office.ask<StandingPage>('GET', `/v1/standings?flow=${outward.flow}&kind=invoice&limit=3`);
  const second = await office.ask<StandingPage>(
    'GET',
    `/v1/standings?flow=${outward.flow}&kind=invoice&limit=3&after=${first.after ?? ''}`,
  );
  assert.deepEqual(
    [...first.rows, ...second.rows].map(({ number }) => number),
    ['INV-001', 'INV-002', 'INV-003', 'INV-004', 'INV-005'],
  );
  assert.deepEqual([first.total, second.total, second.after], [5, 5, null]);
  assert.deepEqual(
    [first.rows[1]?.party, first.rows[1]?.gross, first.rows[1]?.day, first.rows[1]?.state],
    ['100% Bo', '120', '2026-11-10', 'in sync'],
  );
  const found = await office.ask<StandingPage>(
    'GET',
    `/v1/standings?flow=${outward.flow}&kind=invoice&search=${encodeURIComponent('0% b')}`,
  );
  assert.deepEqual(
    found.rows.map(({ number }) => number),
    ['INV-002', 'INV-005'],
  );
  const searched = await office.ask<SearchAnswer>('GET', '/v1/search?q=INV-004');
  assert.deepEqual([searched.found.length, searched.found[0]?.party], [1, 'Ada Ltd']);
  const byAmount = await office.ask<SearchAnswer>('GET', '/v1/search?q=120.00');
  assert.equal(byAmount.found.filter(({ kind }) => kind === 'invoice').length, 5);
  const stranger = { name: 'Eve', role: 'owner', organisation: 'other' } as const;
  assert.deepEqual((await office.askAs(stranger, 'GET', '/v1/search?q=INV-004')).body, { found: [] });
  assert.deepEqual((await office.askAs(stranger, 'GET', '/v1/standings')).body, { rows: [], after: null, total: 0 });
});
