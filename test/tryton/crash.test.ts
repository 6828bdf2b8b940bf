import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { sumAmounts } from '../../src/core/decimal.ts';
import { Crash, crashAfter } from '../crash/fuse.ts';
import { open } from '../engine/life.ts';
import type { Outside } from '../engine/life.ts';
import { codes } from './company.ts';
import { textIn } from './rpc.ts';
import { closeTryton } from './server-shared.ts';
import { whyNot } from './server.ts';
import { openTrytonWorld } from './world.ts';
import type { TrytonWorld } from './world.ts';

if (whyNot === false) after(closeTryton);

/** Effects after which the worker ends: commits, and requests, of which a write to Tryton is a dozen. `TIEOUT_TEST_STRIDE` makes it more. */
const stride = Number(process.env['TIEOUT_TEST_STRIDE'] ?? '58');

const context = { company: 1, language: 'en', active_test: false };

async function sales({ sell }: TrytonWorld): Promise<Readonly<Record<string, string>>> {
  const ada = await sell.customer('Ada Ltd', 'ada@example.com');
  const invoice = await sell.invoice({ contact: ada, due: '2026-12-10', lines: [['Design', '3', '33.33', 'VAT20']] });
  await sell.pay(invoice.id, '50');
  const credit = await sell.credit({ contact: ada, lines: [['Returned', '1', '20', 'VAT20']] });
  await sell.refund(credit.id, '24');
  return {
    [codes.receivable]: sumAmounts([invoice.totals.gross, '-50']),
    [codes.revenue]: sumAmounts([`-${invoice.totals.net}`, '20']),
    [codes.tax]: sumAmounts([`-${invoice.totals.tax}`, '4']),
    [codes.cash]: '26',
  };
}

/** Everything in Tryton that carries one of our references, drafts too. */
async function marked({ rpc }: TrytonWorld): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const [model, field, domain] of [
    ['party.party', 'code', []],
    ['account.invoice', 'description', []],
    ['account.move', 'description', [['origin', 'like', 'account.invoice,%']]],
  ] as const) {
    const rows = await rpc(`model.${model}.search_read`, [
      domain,
      0,
      null,
      null,
      [field, 'state'].slice(0, model === 'party.party' ? 1 : 2),
      context,
    ]);
    for (const row of Array.isArray(rows) ? rows : []) {
      const found = /\bT[a-z2-7]{16}$/.exec(textIn(row, field))?.[0];
      if (found !== undefined) texts.push(`${model} ${found} ${textIn(row, 'state')}`);
    }
  }
  return texts.toSorted();
}

async function survive(world: TrytonWorld, outside: Outside): Promise<void> {
  try {
    await world.work(outside);
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
}

/** Ends a worker after its n-th effect, begins another, and looks at what Tryton then has. Returns whether there was an n-th effect. */
async function crashOnce(n: number): Promise<boolean> {
  const world = await openTrytonWorld();
  try {
    const expected = await sales(world);
    const fuse = crashAfter(n);
    await survive(world, fuse);
    if (fuse.isBlown()) await world.work(open);
    assert.deepEqual(await world.holds(), []);
    assert.deepEqual((await world.prove()).differences, []);
    assert.deepEqual(await world.movement('2026-10-01', '2026-11-30'), expected, 'Tryton’s own balances');
    const found = await marked(world);
    assert.equal(found.length, 5, `a customer, an invoice, a credit note and two moves of money: ${found.join('; ')}`);
    assert.equal(new Set(found).size, 5);
    assert.deepEqual(
      found.filter((text) => text.endsWith('draft')),
      [],
      'no draft is left',
    );
    return fuse.isBlown();
  } finally {
    await world.close();
  }
}

describe('whatever a worker ends after, the next one leaves each document in Tryton once', { skip: whyNot }, () => {
  let isOver = false;
  for (let n = 7; n <= 250; n += stride)
    test(`after effect ${n}`, async (t) => {
      if (isOver) t.skip('the work has fewer effects');
      else isOver = !(await crashOnce(n));
    });
});
