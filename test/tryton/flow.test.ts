import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sumAmounts } from '../../src/core/decimal.ts';
import { open } from '../engine/life.ts';
import { codes } from './company.ts';
import { closeTryton } from './server-shared.ts';
import { whyNot } from './server.ts';
import { openTrytonWorld } from './world.ts';

if (whyNot === false) after(closeTryton);

test('billing ties out with a real Tryton: invoices, a credit note with its refund, payments, a void', { skip: whyNot }, async () => {
  const world = await openTrytonWorld();
  try {
    const { sell } = world;
    const ada = await sell.customer('Ada Ltd', 'ada@example.com');
    const first = await sell.invoice({
      contact: ada,
      due: '2026-12-10',
      lines: [
        ['Design', '3', '33.33', 'VAT20', '10'],
        ['Postage', '1', '5.50', 'VAT0'],
      ],
    });
    const second = await sell.invoice({ contact: await sell.customer('Bob & Sons'), due: '2026-10-31', on: '2026-10-15' });
    const third = await sell.invoice({ contact: ada });
    await sell.pay(first.id, '50');
    await sell.pay(second.id, second.totals.gross);
    const credit = await sell.credit({ contact: ada, lines: [['Returned', '1', '20', 'VAT20']] });
    await sell.refund(credit.id, '24');
    await world.work(open);
    await sell.remove('invoice', third.id);
    await world.work(open);

    assert.deepEqual(await world.holds(), []);
    const proof = await world.prove();
    assert.deepEqual(proof.differences, []);
    const moved = await world.movement('2026-10-01', '2026-11-30');
    const owed = sumAmounts([first.totals.gross, '-50']);
    const net = sumAmounts([first.totals.net, second.totals.net, '-20']);
    const tax = sumAmounts([first.totals.tax, second.totals.tax, '-4']);
    assert.deepEqual(moved, {
      [codes.receivable]: owed,
      [codes.revenue]: `-${net}`,
      [codes.tax]: `-${tax}`,
      [codes.cash]: sumAmounts(['50', second.totals.gross, '-24']),
    });
    assert.equal(sumAmounts(Object.values(moved)), '0', 'Tryton’s own trial balance balances');
  } finally {
    await world.close();
  }
});
