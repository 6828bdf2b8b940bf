import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inShop, ledgerName } from './shop.ts';

test('a newcomer checks, walks one invoice through, goes live and proves it, by commands alone', () =>
  inShop(async ({ run, json, sell, ledger }) => {
    const numbers = [await sell(), await sell(), await sell()];
    const check = await run(['check']);
    assert.equal(check.code, 0, check.out + check.err);
    const walk = await run(['test-invoice', numbers[1] ?? '']);
    assert.equal(walk.code, 0, walk.out + walk.err);
    assert.match(walk.out, /Ada Ltd\s+Ada Ltd\s+pass/);
    assert.equal(ledger.documents('invoice').length, 1);
    assert.match((await run(['flows', '--mode', 'live'])).out, /sales is live: \d+ of \d+ checks passed/);
    assert.equal((await run(['apply'])).code, 0);
    assert.equal(ledger.documents('invoice').length, 3);
    const proof = await run(['prove']);
    assert.equal(proof.code, 0, proof.out);
    assert.match(proof.out, /invoices\s+3\s+360\.00\s+360\.00\s+0\.00\s+GBP/);
    assert.match(proof.out, /TIES OUT/);
    assert.equal((await json('prove'))['word'], 'ties out');
  }));

test('what is off is not proven: the exit code and the words say so, and what is not taken up is named', () =>
  inShop(async ({ run, json, sell, folder }) => {
    await sell();
    const one = await run(['prove', 'sales']);
    assert.equal(one.code, 1);
    assert.match(
      one.out.replaceAll('\n', ' '),
      /UNEXPLAINED\. The flow is off: \d+ records? at the source (has|have) not been taken up yet\./,
    );
    assert.match((await run(['plan'])).out.replaceAll('\n', ' '), /No batch waits for a person: sales is off, and nothing is planned\./);
    const unnamed = await run(['prove']);
    assert.equal(unnamed.code, 1);
    assert.match(unnamed.out.replaceAll('\n', ' '), /^Nothing was proven: sales is off\. Name it to prove it anyway, or switch it on: /);
    const agreeing = ['--mapping', join(folder, 'mapping.yaml'), '--starts-on', '2026-01-01'];
    const second = await run(['flows', 'make', 'more', '--from', 'billing', '--to', ledgerName, ...agreeing]);
    assert.equal(second.code, 0, second.err);
    const none = await run(['prove']);
    assert.equal(none.code, 1);
    assert.match(none.out.replaceAll('\n', ' '), /Nothing was proven: (more, sales|sales, more) are off\. Name one to prove it anyway/);
    const { tiesOut, proofs } = await json('prove');
    assert.deepEqual([tiesOut, proofs], [false, []]);
    const plan = await run(['plan']);
    assert.match(plan.out.replaceAll('\n', ' '), /(more, sales|sales, more) are off, and nothing is planned/);
  }));

test('a proof with an open question is not true: the exit code says so, the question names its answers, and an answer settles it', () =>
  inShop(async ({ run, json, sell, ledger }) => {
    await sell();
    await sell({
      number: 'X-1',
      lines: [{ description: 'Odd', quantity: '1', unitPrice: '10', discount: null, taxes: [], account: null, item: null }],
    });
    await ledger.person({ does: 'lock', through: '2026-03-31' });
    await run(['flows', '--mode', 'live', '--even-if']);
    await run(['apply']);
    assert.equal(ledger.documents('invoice').length, 0);
    const proof = await run(['prove']);
    assert.equal(proof.code, 1);
    assert.match(proof.out, /OPEN\. The sides differ by 130\.00 GBP/);
    const holds = await run(['holds']);
    assert.match(holds.out, /the books are closed through 2026-03-31/);
    assert.match(holds.out, /^\w{8} {2}invoice X-1 {2}\(sales, since /m);
    await ledger.person({ does: 'lock', through: null });
    const { holds: open } = await json('holds');
    assert.ok(Array.isArray(open) && open.length === 2);
    for (const { hold } of open) assert.equal((await run(['answer', String(hold), 'retry'])).code, 0);
    assert.equal((await run(['prove'])).code, 0);
    assert.equal(ledger.documents('invoice').length, 2);
  }));

test('with approval nothing is written before a person has seen it; a batch goes in part, and comes back whole', () =>
  inShop(async ({ run, json, sell, ledger }) => {
    const numbers = [await sell(), await sell()];
    await run(['flows', '--approval', 'on']);
    await run(['flows', '--mode', 'live']);
    const customers = await json('plan');
    assert.deepEqual([ledger.documents('contact').length, ledger.documents('invoice').length], [0, 0]);
    assert.equal((await run(['apply', batchOf(customers)])).code, 0);
    const plan = await json('plan');
    assert.equal((await run(['apply', batchOf(plan), '--only', numbers[0] ?? ''])).code, 0);
    assert.deepEqual(
      ledger.documents('invoice').map((invoice) => invoice['InvoiceNumber']),
      [numbers[0]],
    );
    const preview = await run(['undo', batchOf(plan), '--preview']);
    assert.match(preview.out, /1 write would take it back/, preview.err);
    const refused = await run(['undo', batchOf(plan)]);
    assert.deepEqual([refused.code, /Nobody is here to ask/.test(refused.err)], [1, true]);
    const undone = await run(['undo', batchOf(plan), '--yes']);
    assert.equal(undone.code, 0, undone.out + undone.err);
    assert.deepEqual(
      ledger.documents('invoice').map((invoice) => invoice['Status']),
      ['VOIDED'],
    );
    assert.match((await run(['holds'])).out, /It was undone with batch/);
  }));

function batchOf(plan: Readonly<Record<string, unknown>>): string {
  const batches = plan['batches'];
  assert.ok(Array.isArray(batches) && batches.length > 0, JSON.stringify(plan));
  return String(batches[0].batch);
}

test('why tells how a document came to be what it is, and the log what happened last', () =>
  inShop(async ({ run, json, sell }) => {
    const number = await sell();
    await run(['flows', '--mode', 'live']);
    await run(['apply']);
    const why = await run(['why', number]);
    for (const step of ['seen at the source', 'planned: create invoice', 'sent: create invoice', 'landed', 'the ledger shows it'])
      assert.ok(why.out.includes(step), `${step}\n${why.out}`);
    const { log } = await json('log');
    assert.ok(Array.isArray(log) && log.some(({ what }) => what === 'landed: create invoice'));
    const contact = log.find(({ what }) => what === 'landed: create contact');
    assert.match((await run(['why', String(contact?.id)])).out, /^contact Ada Ltd in sales: in sync/);
    const none = await run(['why', 'INV-9999']);
    assert.deepEqual([none.code, none.out], [1, '']);
    assert.match(none.err, /No flow knows a document 'INV-9999'/);
  }));

test('the books leave in the words of other programs, and a backup comes back whole elsewhere', () =>
  inShop(async ({ run, json, sell, folder, database }) => {
    await sell();
    await run(['flows', '--mode', 'live']);
    await run(['apply']);
    const journal = await run(['export', '--format', 'hledger']);
    assert.match(journal.out, /120\.00 GBP/);
    assert.equal(typeof (await json('export', '--format', 'json')), 'object');
    const file = join(folder, 'all.gz');
    assert.equal((await run(['backup', file])).code, 0);
    const again = await run(['backup', file]);
    assert.match(again.err, /never replaces another file/);
    assert.ok(existsSync(file) && readFileSync(file).length > 1000);
    const filled = await run(['restore', file]);
    assert.equal(filled.code, 1);
    assert.match(filled.err, /restored into an empty database/);
    const { rows } = await database.pool.query<{ n: number }>('select count(*)::int as n from write');
    assert.equal(rows[0]?.n, 2);
    assert.equal((await run(['connect', '--list'])).out.includes(ledgerName), true);
  }));

test('a key for programs is shown once and kept as a hash; taken back, it is gone', () =>
  inShop(async ({ run, json }) => {
    const { key } = await json('key', 'warehouse');
    assert.match(String(key), /^tieout_[\w-]{40,}$/);
    assert.equal((await run(['key', 'warehouse', '--remove'])).code, 0);
    const again = await run(['key', 'warehouse', '--remove']);
    assert.equal(again.code, 1);
    assert.match(again.err, /There is no key with the label 'warehouse'/);
  }));
