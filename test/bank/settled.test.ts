import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemsForLine } from '../../src/engine/bank-by-hand.ts';
import { bankWorkOf } from '../../src/engine/bank-match.ts';
import { atTheBank } from './scene.ts';
import type { BankScene } from './scene.ts';

const header = 'Date,Description,Name,Amount,Balance\n';

const full = '2026-11-12,with thanks,ADA LTD,121.32,121.32\n';
const named = '2026-11-12,7777,ADA HOLDINGS,243.96,365.28\n';

/** Four invoices of one customer that have the last digits of their numbers in common. */
async function owed({ bench, sync }: BankScene): Promise<void> {
  const contact = await bench.sell.customer('Ada Ltd');
  for (const [letter, price] of Object.entries({ A: '101.10', B: '203.30', C: '307.70', D: '411.10' }))
    await bench.sell.invoice({ contact, number: `${letter}-7777`, lines: [['Design', '1', price, 'VAT20']] });
  await sync();
}

test('a number that four invoices share says nothing in a later run either, and the settled one is offered to nobody', () =>
  atTheBank(async (scene) => {
    const { sync, match, ports, book } = scene;
    await owed(scene);
    await scene.import(`${header}${full}${named}`);
    assert.deepEqual(await match(), { open: 2, matched: 1, byRule: 0, suggested: 1 });
    await sync();
    assert.deepEqual(await match(), { open: 1, matched: 0, byRule: 0, suggested: 1 });
    const flow = await scene.flow();
    const lines = await book((at) => at.lines({ account: null, from: null, through: null, isOpen: true }));
    const offered = await itemsForLine(ports, { flow }, { line: lines[0]?.record.id ?? '', search: null });
    assert.deepEqual(
      offered.map(({ number }) => number),
      ['B-7777', 'C-7777', 'D-7777'],
    );
    const { items } = await book((at) => bankWorkOf(ports, flow, at));
    assert.deepEqual(
      items.settled.map(({ number, open }) => [number, open]),
      [['A-7777', 0n]],
    );
    assert.ok(items.settled.every(({ id }) => !items.facts.has(id)));
  }));

test('what the lines of one account settle shares its number on the next account too', () =>
  atTheBank(async (scene) => {
    await owed(scene);
    await scene.import(`${header}${full}2026-11-13,Coffee,Corner Cafe,-3.20,118.12\n`);
    await scene.import(`${header}${named}2026-11-13,Tea,Corner Cafe,-2.10,363.18\n`, { account: 'savings' });
    assert.deepEqual(await scene.match(), { open: 4, matched: 1, byRule: 0, suggested: 1 });
  }));

test('a line whose amount is none of its currency’s keeps no other from being matched', () =>
  atTheBank(async (scene) => {
    await owed(scene);
    await scene.import(`${header}${full}2026-11-13,Coffee,Corner Cafe,-3.20,118.12\n`);
    await scene.bench.query(`update bank_line set record = jsonb_set(record, '{amount}', '"-3.205"') where record ->> 'text' = 'Coffee'`);
    assert.deepEqual(await scene.match(), { open: 2, matched: 1, byRule: 0, suggested: 0 });
  }));
