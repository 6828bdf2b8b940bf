import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiError, BatchRow, BatchShown, LogPage, UndoAnswer } from '../../src/api/office.ts';
import { organisation } from '../engine/world.ts';
import { openOffice } from './open-office.ts';

test('a batch is shown before it is written, and what is approved of it is written, the rest waits', async (t) => {
  const office = await openOffice(t, { approval: true });
  const { sell, sync } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  await sync();
  const [first] = await office.ask<readonly BatchRow[]>('GET', '/v1/batches?state=review');
  assert.deepEqual([first?.counts, first?.sums], [{ planned: 1 }, []]);
  await office.ask('POST', `/v1/batches/${first?.batch ?? ''}/approve`, {});
  const one = await sell.invoice({ contact });
  await sell.invoice({ contact });
  await sync();
  const [batch] = await office.ask<readonly BatchRow[]>('GET', '/v1/batches?state=review');
  assert.deepEqual(batch?.sums, [{ currency: 'GBP', amount: '240' }]);
  const path = `/v1/batches/${batch?.batch ?? ''}`;
  const shown = await office.ask<BatchShown>('GET', path);
  assert.deepEqual(
    shown.writes.map(({ number, party, gross, does, state }) => [number, party, gross, does, state]),
    [
      ['INV-001', 'Ada Ltd', '120', 'create', 'planned'],
      ['INV-002', 'Ada Ltd', '120', 'create', 'planned'],
    ],
  );
  assert.deepEqual([shown.mayApprove, shown.notUndoable], [true, 'Nothing of it has been written.']);
  await office.ask('POST', `${path}/approve`, { keys: [{ kind: 'invoice', id: one.id }] });
  await sync();
  office.bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
  const [rest] = await office.ask<readonly BatchRow[]>('GET', '/v1/batches?state=review');
  assert.deepEqual(rest?.counts, { planned: 1 });
  const again = await office.ask<ApiError>('POST', `${path}/approve`, {}, 409);
  assert.match(again.seen ?? '', /by Ada$/);
  await office.ask('POST', `/v1/batches/${rest?.batch ?? ''}/decline`, { because: 'sold twice' });
  assert.deepEqual(await office.bench.holds(), ['invoice INV-002: declined']);
});

test('who keeps the books does not approve, and another organisation has no such batch', async (t) => {
  const office = await openOffice(t, { approval: true });
  await office.bench.sell.customer('Ada Ltd');
  await office.bench.sync();
  const [batch] = await office.ask<readonly BatchRow[]>('GET', '/v1/batches');
  const path = `/v1/batches/${batch?.batch ?? ''}`;
  const bookkeeper = { name: 'Bo', role: 'bookkeeper', organisation } as const;
  assert.equal((await office.askAs<BatchShown>(bookkeeper, 'GET', path)).body.mayApprove, false);
  assert.equal((await office.askAs(bookkeeper, 'POST', `${path}/approve`, {})).status, 403);
  const stranger = { name: 'Eve', role: 'owner', organisation: 'other' } as const;
  assert.equal((await office.askAs(stranger, 'POST', `${path}/approve`, {})).status, 404);
  assert.equal((await office.askAs(stranger, 'POST', `${path}/undo`, {})).status, 404);
});

test('a batch is taken back by its inverse, and one that cannot be is refused with the reason before anything is tried', async (t) => {
  const office = await openOffice(t);
  const { sell, sync, ledger } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  await sync();
  await sell.invoice({ contact, on: '2026-10-20' });
  await sync();
  const made = (await office.ask<readonly BatchRow[]>('GET', '/v1/batches')).find(({ sums }) => sums.length > 0);
  const path = `/v1/batches/${made?.batch ?? ''}`;
  await ledger.person({ does: 'setting', fields: { PeriodLockDate: '2026-10-31' } });
  const refused = await office.ask<UndoAnswer>('POST', `${path}/undo`);
  assert.deepEqual([refused.batch, refused.refusals[0]?.number], [null, 'INV-001']);
  assert.match(refused.refusals[0]?.why ?? '', /closed|locked/);
  assert.equal((await office.ask<BatchShown>('GET', path)).state, made?.state);
  await ledger.person({ does: 'setting', fields: { PeriodLockDate: '2026-09-30' } });
  assert.deepEqual((await office.ask<UndoAnswer>('GET', `${path}/undo`)).refusals, []);
  const undone = await office.ask<UndoAnswer>('POST', `${path}/undo`);
  await sync();
  assert.deepEqual(await office.bench.holds(), ['invoice INV-001: undone']);
  assert.deepEqual((await office.ask<BatchShown>('GET', `/v1/batches/${undone.batch ?? ''}`)).counts.landed, 1);
  assert.equal((await office.ask<ApiError>('POST', `${path}/undo`, undefined, 409)).error, 'It was taken back already.');
});

test('the log is read on from where a page ended, and misses nothing that happened in the same moment', async (t) => {
  const office = await openOffice(t, { startsOn: '2026-11-01' });
  const { sell, sync } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  for (const on of ['2026-11-10', '2026-10-05', '2026-11-10', '2026-10-06']) await sell.invoice({ contact, on });
  await sync();
  const whole = await office.ask<LogPage>('GET', '/v1/log');
  assert.equal(whole.before, null);
  assert.equal(whole.lines.filter(({ what }) => what === 'question: open before start').length, 2);
  const read: LogPage['lines'][number][] = [];
  for (let before = ''; ;) {
    const page = await office.ask<LogPage>('GET', `/v1/log?limit=2${before}`);
    read.push(...page.lines);
    if (page.before === null) break;
    before = `&before=${encodeURIComponent(page.before)}`;
  }
  assert.deepEqual(read, whole.lines);
  const questions = await office.ask<LogPage>('GET', '/v1/log?what=question&search=INV-004');
  assert.deepEqual(
    questions.lines.map(({ number, what }) => [number, what]),
    [['INV-004', 'question: open before start']],
  );
});
