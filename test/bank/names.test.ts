import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemsForLine, settleByHand } from '../../src/engine/bank-by-hand.ts';
import { undoDecision } from '../../src/engine/bank-decide.ts';
import { atTheBank } from './scene.ts';
import type { BankScene } from './scene.ts';

const header = 'Date,Description,Name,Amount,Balance\n';
const third = '2026-11-14,with thanks,ADA HOLDINGS,360.00,1600.00';

/** Three invoices of one customer, whose money comes from a company that the books do not know. */
async function owedThrice({ bench, sync }: BankScene): Promise<void> {
  const contact = await bench.sell.customer('Ada Ltd');
  for (const price of ['100', '200', '300']) await bench.sell.invoice({ contact, lines: [['Design', '1', price, 'VAT20']] });
  await sync();
}

const proving = ['2026-11-12,INV-001,ADA HOLDINGS,120.00,1000.00', '2026-11-13,INV-002,Ada  Holdings,240.00,1240.00'];

test('a name that the numbers on two lines prove is known on the third, in any order and in files of their own', () =>
  atTheBank(async (scene) => {
    await owedThrice(scene);
    await scene.import(`${header}${[third, ...proving.toReversed()].join('\n')}\n`);
    assert.deepEqual(await scene.match(), { open: 3, matched: 3, byRule: 0, suggested: 0 });
    assert.deepEqual(await scene.match(), { open: 0, matched: 0, byRule: 0, suggested: 0 });
  }));

test('what was proven by the lines of an earlier file is known when the next file is read', () =>
  atTheBank(async (scene) => {
    await owedThrice(scene);
    await scene.import(`${header}${proving.join('\n')}\n`);
    assert.deepEqual(await scene.match(), { open: 2, matched: 2, byRule: 0, suggested: 0 });
    await scene.import(`${header}${third}\n`);
    assert.deepEqual(await scene.match(), { open: 1, matched: 1, byRule: 0, suggested: 0 });
  }));

test('one line proves no name: the next one without a number is for a person', () =>
  atTheBank(async (scene) => {
    await owedThrice(scene);
    await scene.import(`${header}${proving[0]}\n2026-11-14,with thanks,ADA HOLDINGS,360.00,1360.00\n`);
    assert.deepEqual(await scene.match(), { open: 2, matched: 1, byRule: 0, suggested: 1 });
  }));

test('a match by hand teaches a name that nobody in the books has, once it stands; a customer stays who they are', () =>
  atTheBank(async (scene) => {
    await owedThrice(scene);
    await scene.bench.sell.customer('Bob LLP');
    await scene.sync();
    await scene.import(`${header}2026-11-14,thanks,ADA HOLDINGS,120.00,120.00\n2026-11-15,for Ada,Bob LLP,240.00,360.00\n`);
    const deciding = { flow: await scene.flow(), by: 'Ada' };
    const lines = await scene.book((book) => book.lines({ account: null, from: null, through: null, isOpen: false }));
    const settle = async (text: string, number: string, amount: string): Promise<string> => {
      const line = lines.find(({ record }) => record.text === text)?.record.id ?? '';
      const [item] = await itemsForLine(scene.ports, deciding, { line, search: number });
      await settleByHand(scene.ports, deciding, { line, items: [{ item: item?.item ?? '', amount }], rest: null });
      return line;
    };
    const aliases = (): Promise<unknown> => scene.book((book) => book.aliases());
    const first = await settle('thanks', 'INV-001', '120');
    await settle('for Ada', 'INV-002', '240');
    assert.deepEqual(await aliases(), [{ name: 'ADA HOLDINGS', counterparty: 'Ada Ltd' }]);
    await undoDecision(scene.ports, deciding, first);
    assert.deepEqual(await aliases(), []);
  }));
