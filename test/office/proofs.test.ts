import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiError, DocumentShown, Overview, ProofShown } from '../../src/api/office.ts';
import { outward } from '../engine/world.ts';
import { openOffice } from './open-office.ts';

test('a proof that is made is the one that is shown, and says so in the overview', async (t) => {
  const office = await openOffice(t);
  const { sell, sync } = office.bench;
  await sell.invoice({ contact: await sell.customer('Ada Ltd') });
  await sync();
  const path = `/v1/proofs/${outward.flow}`;
  await office.ask('GET', path, undefined, 404);
  const made = await office.ask<ProofShown>('POST', path, {});
  assert.deepEqual([made.word, made.tiesOut, made.countsAddUp, made.headline], ['ties out', true, true, []]);
  assert.ok(made.rows.length > 0 && made.rows.every(({ source, target, difference }) => source === target && difference === '0'));
  assert.ok(made.rows.some(({ account, accountName }) => account === '200' && accountName === 'Sales'));
  assert.deepEqual(await office.ask<ProofShown>('GET', path), made);
  const proven = async () => (await office.ask<Overview>('GET', '/v1/overview')).proven;
  // What comes back is live as well, and nobody has proven it yet.
  assert.equal(await proven(), null);
  assert.deepEqual(
    (await office.ask<readonly ProofShown[]>('POST', '/v1/proofs')).map(({ flow, word }) => [flow, word]),
    [
      [outward.flow, 'ties out'],
      ['ledger-to-billing', 'ties out'],
    ],
  );
  const told = await proven();
  assert.deepEqual([told?.word, told?.differences, told?.headline], ['ties out', 0, []]);
  // What is off is watched by nobody: its last proof says nothing of the books as they are.
  for (const flow of [outward.flow, 'ledger-to-billing']) await office.ask('POST', `/v1/flows/${flow}/mode`, { mode: 'off' });
  assert.equal(await proven(), null);
});

test('a difference leads to its record, and what changes in a proven month is told', async (t) => {
  const office = await openOffice(t, { startsOn: '2026-11-01' });
  const { sell, sync, ledger } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  const { id } = await sell.invoice({ contact });
  const open = await sell.invoice({ contact, on: '2026-10-05' });
  await sync();
  const path = `/v1/proofs/${outward.flow}`;
  const made = await office.ask<ProofShown>('POST', path, { fromMonth: '2026-10', throughMonth: '2026-11' });
  assert.deepEqual([made.word, made.headline], ['open', [{ currency: 'GBP', amount: '120' }]]);
  assert.deepEqual(made.differences[0]?.key, { kind: 'invoice', id: open.id });
  const shown = await office.ask<DocumentShown>('GET', `/v1/documents/${outward.flow}/invoice/${id}`);
  await ledger.person({ does: 'void', kind: 'invoice', id: shown.targets[0]?.targetId ?? '' });
  await sync();
  const later = await office.ask<ProofShown>('GET', path);
  assert.deepEqual(
    later.changedSince.map(({ what }) => what),
    ['120 → nothing GBP (target, by poll)'],
  );
  const backwards = await office.ask<ApiError>('POST', path, { fromMonth: '2026-11', throughMonth: '2026-10' }, 400);
  assert.equal(backwards.error, 'A proof goes forward in time.');
  const stranger = { name: 'Eve', role: 'owner', organisation: 'other' } as const;
  assert.equal((await office.askAs(stranger, 'GET', path)).status, 404);
});
