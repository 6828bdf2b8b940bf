import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { agreedInLondon, withProcessor } from './processor-scene.ts';
import { seller } from './seller.ts';

const day = 86_400;
const mapping = agreedInLondon.replace('    banks: { byDestination: { ba_1: "090" } }', '    banks: "090"');

const idOf = (documents: readonly Readonly<Record<string, unknown>>[], index = 0): string => String(documents[index]?.['id']);

// Laws F7, F8, F9 and F53.
test('a payment that bounces, a payout that the bank sends back, and a sale in euros: what was true stays, and all of it ties out', async () => {
  const out: { sandbox: Sandbox | null } = { sandbox: null };
  await withProcessor(
    async ({ bench, sync, holds, prove, balance }) => {
      const { sandbox } = out;
      assert.ok(sandbox);
      const create = (kind: 'contact' | 'invoice' | 'payment', fields: Readonly<Record<string, unknown>>) =>
        sandbox.person({ does: 'create', kind, fields });
      await bench.ledger.person({ does: 'create', kind: 'currency', fields: { Code: 'EUR', Description: 'Euro' } });
      await sandbox.person({ does: 'setting', fields: { rates: { eur: '0.86' } } });
      const customer = await create('contact', { name: 'Ada Ltd', email: 'ada@example.com' });
      await create('invoice', { customer, lines: [{ description: 'Design work', amount: 10_000 }], pay: true });
      await create('payment', { amount: 10_000, currency: 'eur' });
      await create('payment', { amount: 50_000, currency: 'gbp' });
      await bench.pass(day);
      await sync();
      assert.equal(balance('610'), '0.00');
      await sandbox.person({ does: 'edit', kind: 'payment', id: idOf(sandbox.documents('payment')), fields: { status: 'failed' } });
      await bench.pass(3 * day);
      await sync();
      assert.equal(balance('610'), '100.00', 'the customer owes it again');
      await sandbox.person({ does: 'edit', kind: 'payout', id: idOf(sandbox.documents('payout')), fields: { status: 'failed' } });
      await bench.pass(3 * day);
      await sync();
      assert.deepEqual(await holds(), []);
      const lines = bench.books();
      assert.ok(lines.some((line) => /^2026-11-10 TO-\w+ The processor 100\.00 EUR paid$/.test(line)));
      assert.ok(lines.some((line) => /^2026-11-11 TO-\w+ Ada Ltd 100\.00 GBP open$/.test(line)));
      assert.ok(lines.includes('2026-11-10 paid WSHS8P2L-0001 100.00'), 'the payment that came back was one all the same');
      const arrivals = bench.ledger.documents('transfer').map((transfer) => `${String(transfer['Amount'])} ${codes(transfer)}`);
      assert.equal(arrivals.filter((each) => each === '565.21 093 090').length, 2);
      assert.equal(arrivals.filter((each) => each === '565.21 090 093').length, 1);
      assert.deepEqual([balance('634'), balance('092'), balance('093')], ['0.00', '0.00', '0.00']);
      const proof = await prove();
      assert.deepEqual([proof.word, proof.differences, proof.controls.map(({ tiesOut }) => tiesOut)], ['ties out', [], [true, true]]);
    },
    { mapping, provider: (bench) => seller(bench, out) },
  );
});

const codes = (transfer: Readonly<Record<string, unknown>>): string =>
  [transfer['FromBankAccount'], transfer['ToBankAccount']].map((account) => String(Object(account)['Code'])).join(' ');
