import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inShop, ledgerName } from './shop.ts';

test('books that a person closed here stay closed, and when they are opened with a reason, what waited is written', () =>
  inShop(async ({ run, json, sell, ledger }) => {
    await sell();
    const closed = await run(['lock', ledgerName, '--through', '2026-03-31', '--because', 'the quarter was reported']);
    assert.equal(closed.code, 0, closed.err);
    assert.match(closed.out, /nothing is written that is dated/);
    await run(['flows', '--mode', 'live', '--even-if']);
    await run(['apply']);
    assert.deepEqual(ledger.documents('invoice'), []);
    assert.match((await run(['holds'])).out, /closed through 2026-03-31/);
    const refused = await run(['lock', '--through', '2026-02-28']);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /say why with --because/);
    assert.match((await run(['lock', '--through', 'none', '--because', 'a late sale'])).out, /1 question about closed books/);
    await run(['apply']);
    assert.equal(ledger.documents('invoice').length, 1);
    const { said } = await json('lock');
    assert.ok(Array.isArray(said));
    assert.deepEqual(
      said.map(({ closedThrough, because }) => [closedThrough, because]),
      [
        [null, 'a late sale'],
        ['2026-03-31', 'the quarter was reported'],
      ],
    );
  }));

test('a filed tax return closes books too, and the lock of the ledger is shown beside ours', () =>
  inShop(async ({ run, json, ledger }) => {
    await ledger.person({ does: 'lock', through: '2026-01-31' });
    await run(['lock', '--tax-filed', '2026-02-28']);
    const { ledgers } = await json('lock');
    assert.ok(Array.isArray(ledgers));
    assert.deepEqual([ledgers[0].ledger.lockedThrough, ledgers[0].closedThrough], ['2026-01-31', '2026-02-28']);
    assert.match((await run(['lock', '--tax-filed', 'yesterday'])).err, /A day is written like 2026-10-31/);
    assert.match((await run(['lock', 'nowhere'])).err, /There is no ledger 'nowhere'/);
  }));
