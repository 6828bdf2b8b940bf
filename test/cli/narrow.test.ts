import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop } from './shop.ts';

test('in a terminal of 60 columns no line is too long, and what goes on below stands under its own beginning', async (t) => {
  const columns = 60;
  const shop = await openShop({ columns });
  t.after(shop.close);
  const number = await shop.sell();
  await shop.ledger.person({ does: 'lock', through: '2026-03-31' });
  await shop.run(['flows', '--mode', 'live', '--even-if']);
  await shop.run(['apply']);
  for (const args of [['flows'], ['why', number], ['log'], ['log', '--ids'], ['log', '--batches'], ['prove'], ['prove', '--all']]) {
    const { out, err } = await shop.run(args);
    for (const line of out.split('\n')) assert.ok(line.length <= columns, `${args.join(' ')}: ${line}`);
    assert.equal(err, '', args.join(' '));
    // A row that is broken leaves what was its last cell alone.
    assert.doesNotMatch(out, /^(GBP|───)$/m, args.join(' '));
  }
  const holds = (await shop.run(['holds'])).out;
  assert.match(holds, /^ {2}→ retry {6}The period was opened in the ledger: look\n {15}again$/m);
  assert.match((await shop.run(['prove'])).out, /^- invoice INV-0001: 120\.00 GBP, held\. It is dated\n {2}2026-03-02/m);
});
