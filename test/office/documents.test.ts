import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentShown } from '../../src/api/office.ts';
import { outward } from '../engine/world.ts';
import { openOffice } from './open-office.ts';

const differing = ({ targets }: DocumentShown): readonly string[] =>
  targets.flatMap(({ fields }) =>
    fields
      .filter(({ differs }) => differs !== 'no')
      .map(({ field, source, asked, target, differs }) => `${field}: ${source} / ${asked} / ${target}: ${differs}`),
  );

test('a document is shown with its story in order, and both sides alike field by field', async (t) => {
  const office = await openOffice(t);
  const { sell, sync } = office.bench;
  const { id } = await sell.invoice({ contact: await sell.customer('Ada Ltd') });
  await sync();
  const shown = await office.ask<DocumentShown>('GET', `/v1/documents/${outward.flow}/invoice/${id}`);
  assert.deepEqual([shown.number, shown.standing.state, shown.source?.id, shown.hold], ['INV-001', 'in sync', id, null]);
  assert.deepEqual(differing(shown), []);
  const [main] = shown.targets;
  assert.equal(main?.fields.find(({ field }) => field === 'customer')?.target, 'Ada Ltd');
  assert.match(main?.fields.find(({ field }) => field === 'line 1')?.target ?? '', /200 Sales · 20% \(VAT on Income\)$/);
  assert.deepEqual(
    shown.story.map(({ what }) => what),
    ['seen at the source', 'planned: create invoice', 'sent: create invoice', 'landed', 'the ledger shows it'],
  );
  for (const what of ['seen at the source', 'the ledger shows it'])
    assert.match(shown.story.find((line) => line.what === what)?.detail ?? '', /^[a-z ]+: INV-001 120\.00 GBP$/);
});

test('an edit in the ledger and one at the source stand next to each other', async (t) => {
  const office = await openOffice(t);
  const { sell, sync, ledger } = office.bench;
  const { id } = await sell.invoice({ contact: await sell.customer('Ada Ltd') });
  await sync();
  const path = `/v1/documents/${outward.flow}/invoice/${id}`;
  const inLedger = (await office.ask<DocumentShown>('GET', path)).targets[0]?.targetId ?? '';
  await ledger.person({ does: 'edit', kind: 'invoice', id: inLedger, fields: { DueDate: '2026-12-31' } });
  await sell.change(id, { issuedOn: '2026-11-11' });
  await sync();
  const shown = await office.ask<DocumentShown>('GET', path);
  assert.equal(shown.hold?.code, 'edited on both sides');
  assert.equal(shown.hold.text, 'Date, due date were changed in the ledger, and the source changed as well.');
  assert.deepEqual(differing(shown), [
    'dated: 2026-11-11 / 2026-11-10 / 2026-11-10: source changed',
    'due: 2026-11-11 / 2026-11-10 / 2026-12-31: both changed',
  ]);
});

test('a document of another organisation, or none, is not there', async (t) => {
  const office = await openOffice(t);
  const { sell, sync } = office.bench;
  const { id } = await sell.invoice({ contact: await sell.customer('Ada Ltd') });
  await sync();
  await office.ask('GET', `/v1/documents/${outward.flow}/invoice/nobody`, undefined, 404);
  const stranger = { name: 'Eve', role: 'owner', organisation: 'other' } as const;
  assert.equal((await office.askAs(stranger, 'GET', `/v1/documents/${outward.flow}/invoice/${id}`)).status, 404);
});
