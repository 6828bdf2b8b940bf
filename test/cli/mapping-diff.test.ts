import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { agreed, inShop } from './shop.ts';

const otherSales = agreed.replace('"200"', '"260"');

test('before a mapping is accepted, it shows account by account what it would do to a month, and changes nothing', () =>
  inShop(async ({ folder, run, json, sell, ledger }) => {
    const [first, second] = [await sell(), await sell()];
    await run(['flows', '--mode', 'live']);
    await run(['apply']);
    const file = join(folder, 'other.yaml');
    writeFileSync(file, otherSales);
    const effect = await json('mapping', 'diff', file, '--month', '2026-03');
    assert.deepEqual(effect['movements'], [
      { account: '200', currency: 'GBP', before: '-200', after: '0', change: '200' },
      { account: '260', currency: 'GBP', before: '0', after: '-200', change: '-200' },
    ]);
    const changes = effect['changes'];
    assert.ok(Array.isArray(changes));
    assert.deepEqual(
      changes.map(({ number, fields, outcome }) => ({ number, fields, outcome })),
      [first, second].map((number) => ({
        number,
        fields: [{ field: 'line 1 account', before: '200', after: '260' }],
        outcome: 'leave it as it is',
      })),
    );
    const told = await run(['mapping', 'diff', file, '--month', '2026-03']);
    assert.match(told.out, /would book 2 of 2 records/);
    assert.match(told.out, /What is posted already keeps its coding/);
    assert.deepEqual(
      ledger.documents('invoice').map((invoice) => invoice['InvoiceNumber']),
      [first, second],
    );
    assert.match((await run(['mapping', 'show'])).out, /sales: "200"/);
  }));

test('a mapping that leaves documents out, or cannot book them, says so of each', () =>
  inShop(async ({ folder, run, sell }) => {
    const number = await sell();
    const file = join(folder, 'other.yaml');
    writeFileSync(
      file,
      `${agreed}exclude:\n  - { name: not ours, when: { test: contactIs, id: nobody } }\n`.replace('source: VAT20', 'source: VAT5'),
    );
    const told = await run(['mapping', 'diff', file, '--month', '2026-03']);
    assert.match(told.out, new RegExp(`invoice ${number}.*: ask`));
    assert.match(told.out, /booked: yes → asks: /);
    writeFileSync(file, `${agreed}exclude:\n  - { name: all of it, when: { test: before, day: 2027-01-01 } }\n`);
    assert.match((await run(['mapping', 'diff', file, '--month', '2026-03'])).out, /left out: all of it/);
    writeFileSync(file, agreed);
    assert.match((await run(['mapping', 'diff', file, '--month', '2026-03'])).out, /as the mapping of now does/);
    assert.match((await run(['mapping', 'diff', file, '--month', '2026-13'])).err, /A month is written like 2026-10/);
    assert.match((await run(['mapping', 'diff', file, '--month', '2025-01'])).out, /no record of 2025-01/);
    writeFileSync(file, 'accounts: 7');
    assert.match((await run(['mapping', 'diff', file])).err, /cannot be used/);
  }));
