import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BankLinesAnswer } from '../../src/api/bank.ts';
import type { CloseAnswer, CloseLedgers } from '../../src/api/close.ts';
import { askAgain } from '../../src/engine/close-lock.ts';
import { answerHold } from '../../src/engine/holds.ts';
import { organisation, outward } from '../engine/world.ts';
import { atTheServer } from './open-bank.ts';
import type { BankAtServer } from './open-bank.ts';

const header = 'Date,Description,Name,Amount,Balance\n';
const november = `${header}2026-11-12,INV-001 thank you,ADA LTD,120.00,1120.00
2026-11-13,Account fee November,,-7.50,1112.50
2026-11-14,Private,Me,-40.00,1072.50
2026-11-16,Coffee,Corner Cafe,-3.20,1069.30
`;

const checkOf = ({ checks }: CloseAnswer, name: string): CloseAnswer['checks'][number] => {
  const found = checks.find(({ check }) => check === name);
  if (found === undefined) throw new Error(`there is no check '${name}'`);
  return found;
};

/** A month with an invoice that the bank paid, a fee that a rule knows, and two lines that nobody knows. */
async function lived({ bench, sync, give }: BankAtServer): Promise<void> {
  await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
  await sync();
  await give(november, '?account=current&currency=GBP&yes=true');
  await sync();
}

test('what the bank says of an account is held against the ledger, and what is between them is named', () =>
  atTheServer(async (bank) => {
    const { ask, sync, bench } = bank;
    await lived(bank);
    const open = await ask<CloseAnswer>('GET', '/v1/close/2026-11');
    const balances = checkOf(open, 'bank balances');
    assert.deepEqual(
      balances.records.map(({ what, amount, about }) => [what, amount, about]),
      [
        [
          'current: the bank says 1069.3, account 090 of the ledger 112.5: -43.2 on lines that nobody knows, 1000 from before this month',
          '956.8',
          { is: 'bankAccount', account: 'current' },
        ],
      ],
    );
    assert.deepEqual([balances.blocks, balances.sums], [false, [{ currency: 'GBP', amount: '956.8' }]]);
    const lines = checkOf(open, 'bank lines');
    assert.deepEqual([lines.count, lines.sums, open.isDone], [2, [{ currency: 'GBP', amount: '-43.2' }], false]);
    const { lines: left } = await ask<BankLinesAnswer>('GET', '/v1/bank/lines?found=open');
    const [coffee, own] = left;
    await ask('POST', `/v1/bank/lines/${coffee?.line ?? ''}/code`, { account: '404', contact: 'Corner Cafe' });
    await ask('POST', `/v1/bank/lines/${own?.line ?? ''}/leave`, { because: 'private' });
    await sync();
    const after = checkOf(await ask<CloseAnswer>('GET', '/v1/close/2026-11'), 'bank balances');
    assert.equal(
      after.records[0]?.what,
      'current: the bank says 1069.3, account 090 of the ledger 109.3: -40 on lines that were left out, 1000 from before this month',
    );
    assert.equal(after.blocks, false);
    // Somebody changes the payment in the ledger: the bank has still shown 120.00.
    const paid = bench.ledger.documents('payment')[0];
    await bench.ledger.person({ does: 'void', kind: 'payment', id: String(paid?.['PaymentID']) });
    await sync();
    const changed = checkOf(await ask<CloseAnswer>('GET', '/v1/close/2026-11'), 'bank balances');
    assert.ok(changed.blocks, changed.says);
    assert.match(changed.records[0]?.what ?? '', /120 that nothing explains/);
  }));

test('a month is closed when it is over and nothing is left, and opened again only with a reason', () =>
  atTheServer(async (bank) => {
    const { ask, bench, sync, give } = bank;
    await lived(bank);
    const early = await ask<{ error: string }>('POST', '/v1/close/2026-11/lock', undefined, 409);
    assert.match(early.error, /2026-11 is not over yet/);
    await bench.pass(31 * 86_400);
    const blocked = await ask<{ error: string; seen: string }>('POST', '/v1/close/2026-11/lock', undefined, 409);
    assert.match(blocked.seen, /2 of 4 bank lines are about nothing that is known yet/);
    const { lines } = await ask<BankLinesAnswer>('GET', '/v1/bank/lines?found=open');
    for (const { line } of lines) await ask('POST', `/v1/bank/lines/${line}/leave`, { because: 'not ours' });
    await sync();
    const closed = await ask<CloseAnswer>('POST', '/v1/close/2026-11/lock');
    assert.deepEqual([closed.isDone, closed.closedThrough], [true, '2026-11-30']);
    await ask('POST', '/v1/close/2026-11/unlock', {}, 400);
    await ask('POST', '/v1/close/2026-11/unlock', { because: ' ' }, 400);
    await ask('POST', '/v1/close/2026-12/unlock', { because: 'a late bill' }, 409);
    const opened = await ask<CloseAnswer>('POST', '/v1/close/2026-11/unlock', { because: 'a late bill' });
    assert.equal(opened.closedThrough, '2026-10-31');
    const { ledgers, month } = await ask<CloseLedgers>('GET', '/v1/close');
    assert.equal(month, '2026-11');
    assert.deepEqual(
      ledgers.map(({ ledger, said }) => [ledger, said.map(({ by, closedThrough, because }) => [by, closedThrough, because])]),
      [
        [
          'ledger',
          [
            ['Ada', '2026-10-31', 'a late bill'],
            ['Ada', '2026-11-30', 'the close of 2026-11'],
          ],
        ],
      ],
    );
    assert.equal((await give(november, '?account=current')).status, 200);
    for (const path of ['/v1/close/2026-13', '/v1/close/26-1', '/v1/close/2026-11?ledger=none'])
      assert.ok([400, 404].includes((await bank.askAs({ role: 'owner', organisation: 'acme' }, 'GET', path)).status), path);
  }));

test('money that we wrote for a bank line is no open money of the ledger, also when it goes back to billing', () =>
  atTheServer(
    async (bank) => {
      await lived(bank);
      await bank.sync();
      const paid = bank.bench.books().filter((line) => line.includes('paid INV'));
      assert.deepEqual(paid, ['2026-11-12 paid INV-001 120.00']);
      const links = await bank.bench.query<{ flows: number }>(
        `select count(distinct agreement)::int as flows from link where 'payment' in (kind, target_kind) and state = 'live'`,
      );
      assert.deepEqual(links, [{ flows: 2 }], 'the payment is known by both flows');
      const { checks } = await bank.ask<CloseAnswer>('GET', '/v1/close/2026-11');
      assert.deepEqual(checks.find(({ check }) => check === 'ledger money without a bank line')?.records, []);
    },
    { isTwoWay: true },
  ));

test('a question that somebody answers while a month is opened does not keep the others from being asked again', () =>
  atTheServer(async ({ bench, sync }) => {
    await bench.ledger.person({ does: 'lock', through: '2026-11-30' });
    const contact = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact });
    await bench.sell.invoice({ contact });
    await sync();
    const { engine, decisions } = bench.life;
    const deciding = { engine, decisions, organisation, by: 'Ada' };
    const closed = await decisions.holds(organisation, { flow: outward.flow, limit: 10 });
    assert.deepEqual(
      closed.map(({ code }) => code),
      ['period closed', 'period closed'],
    );
    // Bob is quicker with the first of those that Ada has just listed.
    const quicker: typeof decisions = {
      ...decisions,
      holds: async (of, options) => {
        const listed = await decisions.holds(of, options);
        await answerHold({ ...deciding, by: 'Bob' }, { hold: listed[0]?.hold ?? '', fix: 'retry', because: null });
        return listed;
      },
    };
    assert.equal(await askAgain({ ...deciding, decisions: quicker }, [outward.flow]), 1);
    assert.deepEqual(await bench.holds(), []);
  }));
