import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withQuickBooks } from './quickbooks-scene.ts';

test('the same bookings in the other ledger: a week of a processor, and a balance that is its own on every day', () =>
  withQuickBooks(async ({ processor, ledger, pass, holds, prove }) => {
    const create = (
      kind: 'contact' | 'invoice' | 'payment' | 'refund' | 'dispute' | 'balanceTransaction',
      fields: Readonly<Record<string, unknown>>,
    ) => processor.person({ does: 'create', kind, fields });
    const customer = await create('contact', { name: 'Ada Ltd', email: 'ada@example.com' });
    await create('invoice', { customer, lines: [{ description: 'Design work', amount: 10_000 }], pay: true });
    const sale = await create('payment', { amount: 5_450, currency: 'gbp' });
    const bad = await create('payment', { amount: 3_000, currency: 'gbp' });
    await pass(1);
    await create('refund', { charge: sale, amount: 1_200 });
    await create('dispute', { charge: bad });
    await create('balanceTransaction', { reporting_category: 'something_new', amount: -123, currency: 'gbp' });
    await pass(3);
    await pass(4);
    assert.deepEqual(await holds(), ['balanceTransaction: unclassified']);
    assert.deepEqual(ledger.trialBalance(), {
      'Accounts Receivable (A/R)': '0.00',
      'Sales of Product Income': '-172.50',
      'Processor clearing': processor.trialBalance()['gbp'],
      'Bank Charges': '21.25',
      'Disputed funds': '30.00',
      Unclassified: '1.23',
      'Payouts in transit': '0.00',
      Checking: '120.02',
    });
    const proof = await prove();
    assert.deepEqual([proof.word, proof.differences], ['open', []]);
    assert.deepEqual(
      proof.controls.map(({ of, tiesOut }) => [of, tiesOut]),
      [
        ['clearing', true],
        ['transit', true],
        ['disputed', true],
      ],
    );
  }));
