import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BankChoices, BankDeskAnswer, BankFileAnswer, BankLinesAnswer, BankRulesPreview } from '../../src/api/bank.ts';
import { atTheServer } from './open-bank.ts';

const header = 'Date,Description,Name,Amount,Balance\n';
const current = `${header}2026-11-12,INV-001 thank you,ADA LTD,120.00,1120.00\n2026-11-13,Coffee,Corner Cafe,-3.20,1116.80\n`;

test('a file is shown before any flow books its lines, and the flow is made by saying which account is which', () =>
  atTheServer(async ({ give, ask, bench, sync }) => {
    await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await sync();
    for (const table of ['mapping_version', 'standing', 'task', 'flow'])
      await bench.query(`delete from ${table} where organisation = 'acme' and flow = 'bank-to-ledger'`);
    const read = (await give<BankFileAnswer>(current, '?account=current&currency=GBP&yes=true')).body;
    assert.ok(read.is === 'imported' && read.matched === null, JSON.stringify(read));
    assert.equal(read.whyNotMatched, 'No flow books bank lines yet.');
    const before = await ask<BankDeskAnswer>('GET', '/v1/bank');
    assert.deepEqual([before.flow, before.accounts[0]?.lines, before.accounts[0]?.ledgerAccount], [null, 2, null]);
    assert.equal((await ask<BankLinesAnswer>('GET', '/v1/bank/lines')).lines.length, 2);
    await ask('POST', '/v1/bank/match', undefined, 404);
    const choices = await ask<BankChoices>('GET', '/v1/bank/choices');
    assert.deepEqual(
      choices.accounts.filter(({ account }) => account === '090').map(({ isBank }) => isBank),
      [true],
    );
    assert.ok(choices.contacts.includes('Ada Ltd'));
    const wish = { ledger: 'ledger', startsOn: '2026-10-01', accounts: { current: '090' } };
    await ask('POST', '/v1/bank/flow', { ...wish, accounts: { current: '200' } }, 400);
    await ask('POST', '/v1/bank/flow', { ...wish, ledger: 'billing' }, 404);
    const made = await ask<BankDeskAnswer>('POST', '/v1/bank/flow', wish);
    assert.deepEqual(made.flow, { flow: 'bank-to-ledger', ledger: 'ledger', mode: 'shadow', isMapped: true });
    await ask('POST', '/v1/bank/flow', wish, 409);
    assert.deepEqual(await ask('POST', '/v1/bank/match'), { open: 2, matched: 1, byRule: 0, suggested: 0 });
    await sync();
    assert.ok(!bench.books().some((line) => line.includes('paid INV')), 'nothing is written before it is live');
    const accounts = { 'current: "odd"': '091' };
    const changed = await ask<BankDeskAnswer>('PUT', '/v1/bank/accounts', { accounts, because: null });
    assert.equal(changed.accounts[0]?.ledgerAccount, '090');
  }));

test('a file that was read is not said to have failed because the ledger does not answer', () =>
  atTheServer(async ({ give, ask, loseLedger }) => {
    loseLedger();
    const read = await give<BankFileAnswer>(current, '?account=current&currency=GBP&yes=true');
    assert.ok(read.status === 200 && read.body.is === 'imported', JSON.stringify(read));
    assert.equal(read.body.matched, null);
    assert.match(read.body.whyNotMatched ?? '', /The lines are kept, and ledger could not be asked .* the ledger does not answer/);
    assert.equal((await ask<BankLinesAnswer>('GET', '/v1/bank/lines')).lines.length, 2);
  }));

test('what was decided about a line is not said to have failed because the engine cannot read it yet', () =>
  atTheServer(async ({ give, ask, loseBank, wakes }) => {
    await give(current, '?account=current&currency=GBP&yes=true');
    const [coffee] = (await ask<BankLinesAnswer>('GET', '/v1/bank/lines?search=coffee')).lines;
    loseBank();
    const before = wakes();
    await ask('POST', `/v1/bank/lines/${coffee?.line ?? ''}/leave`, { because: 'paid back in cash' });
    assert.deepEqual([wakes() - before, (await ask<BankLinesAnswer>('GET', '/v1/bank/lines?found=left%20out')).lines.length], [1, 1]);
  }));

test('a rule is tried on the past before it is kept, and the rest of the mapping stays as it was written', () =>
  atTheServer(async (bank) => {
    const { give, ask, bench } = bank;
    await give(current, '?account=current&currency=GBP&yes=true');
    const rule = {
      name: 'Coffee',
      when: { contains: 'coffee', counterparty: null, from: '-10.00', through: '0', account: null },
      account: '404',
      contact: 'Corner Cafe',
      tax: 'NONE',
    };
    const days = { from: '2026-10-01', through: '2026-12-31' };
    const tried = await ask<BankRulesPreview>('POST', '/v1/bank/rules/preview', { rule, replaces: null, ...days });
    assert.deepEqual(
      tried.rules.map((each) => [each.rule, each.lines.map(({ line, instead }) => `${line.text}: ${instead}`)]),
      [
        ['Account fee', []],
        ['Coffee', ['Coffee: nothing']],
      ],
    );
    await ask('POST', '/v1/bank/rules', { rule, replaces: null, because: 'too small to ask' });
    await ask('POST', '/v1/bank/rules', { rule, replaces: null }, 400);
    const kept = await ask<BankRulesPreview>('GET', '/v1/bank/rules?from=2026-10-01&through=2026-12-31');
    assert.deepEqual(
      kept.rules.map(({ rule: name, by, because }) => [name, by, because]),
      [
        ['Account fee', 'nobody yet', 'this is the default'],
        ['Coffee', 'Ada', 'too small to ask'],
      ],
    );
    await ask('POST', '/v1/bank/rules', { rule: { ...rule, name: 'Coffee and cake', account: '429' }, replaces: 'Coffee', because: null });
    const renamed = await ask<{ error: string }>(
      'POST',
      '/v1/bank/rules',
      { rule: { ...rule, account: '429' }, replaces: 'Coffee', because: null },
      409,
    );
    assert.match(renamed.error, /rule Coffee is not there any more/);
    const [{ mapping } = { mapping: '' }] = await bench.query<{ mapping: string }>(
      `select mapping from flow where flow = 'bank-to-ledger'`,
    );
    assert.ok(mapping.includes('- { name: Account fee, when: { contains: account fee, through: 0 }, account: "404"'), mapping);
    assert.ok(mapping.includes('sales: { default: "200", byCategory: { shipping: "260" } }'), mapping);
    assert.ok(mapping.includes('decision: { by: "Ada", because: "too small to ask" }'), 'a reason stays until another one is said');
    assert.equal((await ask<{ byRule: number }>('POST', '/v1/bank/match')).byRule, 1);
    assert.equal((await ask<{ seen: string }>('DELETE', '/v1/bank/rules/Coffee', undefined, 404)).seen, 'Coffee');
    await ask('DELETE', '/v1/bank/rules/Coffee%20and%20cake');
    const left = await ask<BankRulesPreview>('GET', '/v1/bank/rules?from=2026-10-01&through=2026-12-31');
    assert.deepEqual(
      left.rules.map(({ rule: name }) => name),
      ['Account fee'],
    );
    for (const when of [{}, { contains: ' ' }, { from: 'much' }])
      await ask('POST', '/v1/bank/rules/preview', { rule: { ...rule, when }, ...days }, 400);
  }));

test('a rule that somebody else has changed since it was looked at is not changed over their head', () =>
  atTheServer(async ({ ask, give }) => {
    await give(current, '?account=current&currency=GBP&yes=true');
    const when = { contains: 'coffee', counterparty: null, from: '-10', through: null, account: null };
    const rule = { name: 'Coffee', when, account: '404', contact: 'Corner Cafe', tax: null };
    const path = '/v1/bank/rules';
    const shown = async () => (await ask<BankRulesPreview>('GET', `${path}?from=2026-10-01&through=2026-12-31`)).rules;
    const coffee = async () => (await shown()).find((each) => each.rule === 'Coffee');
    await ask('POST', path, { rule, replaces: null, because: 'too small to ask' });
    const over = (await coffee())?.print ?? '';
    await ask('POST', path, { rule: { ...rule, account: '429' }, replaces: 'Coffee', over, because: 'for guests' });
    const late = { rule: { ...rule, contact: 'Cafe Central' }, replaces: 'Coffee', over };
    const told = await ask<{ error: string; seen: string }>('POST', path, late, 409);
    assert.deepEqual(
      [told.error, told.seen],
      [
        'The rule Coffee was changed meanwhile, by Ada.',
        'what says coffee and is -10 or more goes to account 429, contact Corner Cafe: for guests',
      ],
    );
    await ask('DELETE', `${path}/Coffee?over=${over}`, undefined, 409);
    await ask('DELETE', `${path}/Coffee?over=${(await coffee())?.print ?? ''}`);
    assert.equal(await coffee(), undefined);
    await ask('POST', path, { ...late, over: 'what it was' }, 400);
  }));

test('the same file that comes three times at once is read once', () =>
  atTheServer(async ({ give, ask }) => {
    const answers = await Promise.all([1, 2, 3].map(() => give<{ is: string }>(current, '?account=current&currency=GBP&yes=true')));
    assert.deepEqual(answers.map(({ body }) => body.is).toSorted(), ['imported', 'known', 'known']);
    assert.equal((await ask<BankLinesAnswer>('GET', '/v1/bank/lines')).lines.length, 2);
  }));
