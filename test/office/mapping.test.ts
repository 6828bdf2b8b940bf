import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MappingChecked, MappingEffectShown, MappingShown, MappingVersionRow } from '../../src/api/mapping.ts';
import type { ApiError, LogPage } from '../../src/api/office.ts';
import { back, organisation, outward } from '../engine/world.ts';
import { openOffice } from './open-office.ts';

const path = `/v1/flows/${outward.flow}/mapping`;

test('what is used and not mapped comes first, and a decision is signed into the text without being saved', async (t) => {
  const office = await openOffice(t);
  const { sell, sync, billing, clock } = office.bench;
  const rate = { id: 'VAT5', name: 'VAT5', components: [{ name: 'VAT', percent: '5', compound: false }] };
  await clock.during(() => billing.create(organisation, 'taxRate', [rate]));
  await sell.invoice({ contact: await sell.customer('Ada Ltd'), lines: [['Fuel', '1', '100', 'VAT5']] });
  await sync();
  const shown = await office.ask<MappingShown>('GET', path);
  assert.deepEqual(shown.unmapped, [{ what: 'tax', source: 'VAT5', documents: 1, proposed: 'RROUTPUT' }]);
  const sales = shown.decisions.find((decision) => decision.path === 'accounts.sales');
  assert.deepEqual([sales?.value, sales?.valueName, sales?.by], ['200', 'Sales', null]);
  const text = `# ours\n${shown.text}`;
  const set = await office.ask<MappingChecked>('POST', `${path}/set`, { text, path: 'taxes.VAT5', value: 'RROUTPUT', because: 'fuel' });
  assert.deepEqual(set.problems, []);
  assert.match(set.text, /^# ours\n/);
  assert.equal((await office.ask<MappingShown>('GET', path)).text, shown.text);
  const saved = await office.ask<MappingShown>('PUT', path, { text: set.text, version: shown.version, because: 'fuel' });
  assert.deepEqual(saved.unmapped, []);
  assert.deepEqual(
    saved.decisions.filter(({ by }) => by === 'Ada').map((decision) => [decision.path, decision.valueName, decision.because]),
    [['taxes.VAT5', '5% (VAT on Income)', 'fuel']],
  );
  await sync();
  assert.deepEqual(await office.bench.standings(), { 'in sync': 2 });
  const log = await office.ask<LogPage>('GET', '/v1/log?search=mapping');
  assert.equal(log.lines[0]?.detail, 'because fuel, by Ada');
});

test('of two who save at once one is refused, and an earlier version can be used again', async (t) => {
  const office = await openOffice(t);
  const { text, version } = await office.ask<MappingShown>('GET', path);
  const one = await office.ask<MappingShown>('PUT', path, { text: text.replace('"860"', '"861"'), version });
  const refused = await office.ask<ApiError>('PUT', path, { text: text.replace('"860"', '"862"'), version }, 409);
  assert.equal(refused.error, 'Somebody saved another version meanwhile.');
  assert.deepEqual(
    (await office.ask<readonly MappingVersionRow[]>('GET', `${path}/history`)).map((row) => row.version).toSorted(),
    [version, one.version].toSorted(),
  );
  assert.equal((await office.ask<MappingShown>('POST', `${path}/restore`, { version })).text, text);
});

test('a text that cannot be used is not saved, and its problems are told by line', async (t) => {
  const office = await openOffice(t);
  const { version } = await office.ask<MappingShown>('GET', path);
  const text = 'accounts:\n  sale: 200\n';
  const { problems } = await office.ask<MappingChecked>('POST', `${path}/check`, { text });
  assert.ok(problems.some(({ line, message }) => line === 2 && message.includes("write 'sales'")));
  await office.ask('PUT', path, { text, version }, 400);
  const viewer = { name: 'Vic', role: 'viewer', organisation } as const;
  assert.equal((await office.askAs(viewer, 'PUT', path, { text, version })).status, 403);
});

test('what another mapping would do to a month is told before it is saved', async (t) => {
  const office = await openOffice(t);
  const { sell, sync } = office.bench;
  await sell.invoice({ contact: await sell.customer('Ada Ltd') });
  await sync();
  const { text } = await office.ask<MappingShown>('GET', path);
  const other = await office.ask<MappingChecked>('POST', `${path}/set`, { text, path: 'accounts.sales', value: '260', because: null });
  const effect = await office.ask<MappingEffectShown>('POST', `${path}/effect`, { text: other.text, month: '2026-11' });
  assert.deepEqual(
    effect.movements.map(({ account, change }) => [account, change]),
    [
      ['200', '100'],
      ['260', '-100'],
    ],
  );
  assert.deepEqual([effect.documents, effect.changes[0]?.number, effect.changes[0]?.outcome], [1, 'INV-001', 'leave it as it is']);
});

test('what comes back goes by the mapping that was saved, unless it has one of its own', async (t) => {
  const office = await openOffice(t);
  const returning = `/v1/flows/${back.flow}/mapping`;
  const versions = async () => {
    const [there, here] = [await office.ask<MappingShown>('GET', path), await office.ask<MappingShown>('GET', returning)];
    return [there.version, here.version] as const;
  };
  const { text, version } = await office.ask<MappingShown>('GET', path);
  assert.equal((await versions())[1], version);
  const one = await office.ask<MappingShown>('PUT', path, { text: text.replace('"860"', '"861"'), version });
  assert.deepEqual(await versions(), [one.version, one.version]);
  const own = await office.ask<MappingShown>('PUT', returning, { text: text.replace('"860"', '"862"'), version: one.version });
  assert.deepEqual((await versions())[1], own.version);
});
