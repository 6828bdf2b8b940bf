import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BillingKind, New } from '../../src/billing/book.ts';
import { exportBooks } from '../../src/engine/export-books.ts';
import type { Bench } from '../engine/bench.ts';
import { openBench } from '../engine/bench.ts';
import { back, organisation } from '../engine/world.ts';
import { named, proofPorts, provenBy } from './proving.ts';

/** Makes it in billing and returns its id. */
async function make<K extends BillingKind>(bench: Bench, kind: K, draft: New<K>): Promise<string> {
  const [made] = await bench.clock.during(() => bench.billing.create(organisation, kind, [draft]));
  if (made?.state !== 'made') throw new Error(JSON.stringify(made));
  return made.kept.record.id;
}

const paid = (contact: string, amount: string, invoice: string, part: string): New<'payment'> => ({
  contact,
  paidOn: '2026-11-08',
  amount,
  currency: 'GBP',
  account: null,
  accountAmount: null,
  method: null,
  reference: null,
  allocations: [{ invoice, amount: part }],
});

test('credits, refunds, money on account and voids tie out at every step', async () => {
  const bench = await openBench();
  const tiesOut = async (after: string): Promise<void> => {
    await bench.sync();
    const proof = await provenBy(bench);
    assert.deepEqual([proof.word, named(proof), proof.countsAddUp], ['ties out', [], true], after);
  };
  const ada = await bench.sell.customer('Ada Ltd');
  const first = await bench.sell.invoice({ contact: ada, on: '2026-11-03' });
  const second = await bench.sell.invoice({ contact: ada, on: '2026-11-04' });
  const credit = await bench.sell.credit({ contact: ada, on: '2026-11-05', lines: [['too much', '1', '30', 'VAT20']] });
  await tiesOut('a credit note');
  await bench.sell.allocate(credit.id, first.id, '20');
  await tiesOut('a credit set against an invoice');
  await bench.sell.refund(credit.id, '10');
  await tiesOut('a refund');
  const payment = await make(bench, 'payment', paid(ada, '150', second.id, '50'));
  await tiesOut('a payment of which a part is on account');
  await make(bench, 'allocation', { from: { kind: 'onAccount', id: payment }, invoice: first.id, amount: '60', allocatedOn: '2026-11-10' });
  await tiesOut('money on account set against an invoice');
  const mistake = await bench.sell.invoice({ contact: ada, on: '2026-11-09' });
  await bench.sync();
  await bench.sell.remove('invoice', mistake.id);
  await tiesOut('a void');
  assert.equal((await provenBy(bench, back)).word, 'ties out');
  await bench.close();
});

test('invoices and payments in dollars tie out with books in pounds, to the penny', async () => {
  const bench = await openBench();
  const ada = await bench.sell.customer('Ada Ltd');
  await bench.ledger.person({ does: 'create', kind: 'currency', fields: { Code: 'USD' } });
  const line = (unitPrice: string) => ({
    description: 'work',
    quantity: '1',
    unitPrice,
    discount: null,
    taxes: ['VAT20'],
    account: null,
    item: null,
  });
  for (let index = 0; index < 12; index += 1) {
    const rate = { value: `0.7${913 + index * 7}`, on: '2026-11-05', source: 'ECB' };
    const id = await make(bench, 'invoice', {
      number: null,
      contact: ada,
      issuedOn: '2026-11-05',
      dueOn: null,
      currency: 'USD',
      exchangeRate: rate,
      amountsAre: 'exclusive',
      lines: [line(`${index * 733 + 333}.37`), line('59.97')],
      discount: null,
      reference: null,
      notes: null,
      state: 'open',
    });
    const dollars = { ...paid(ada, '100', id, '100'), currency: 'USD', accountAmount: { amount: `79.${50 + index}`, currency: 'GBP' } };
    if (index % 2 === 0) await make(bench, 'payment', dollars);
  }
  await bench.sync();
  const proof = await provenBy(bench);
  assert.deepEqual([proof.word, named(proof)], ['ties out', []]);
  const receivables = proof.ledger.find(({ account }) => account === '610');
  assert.equal(receivables?.documents, receivables?.movement);
  assert.notEqual(receivables?.movement, '0');
  await bench.close();
});

test('the books can be exported from a live ledger, and only from one', async () => {
  const bench = await openBench();
  const ada = await bench.sell.customer('Ada Ltd');
  await bench.sell.invoice({ contact: ada, on: '2026-11-03' });
  await bench.sync();
  const exported = async (connection: string): Promise<string> => {
    let text = '';
    for await (const piece of exportBooks(proofPorts(bench), { organisation, connection, format: 'hledger' })) text += piece;
    return text;
  };
  assert.match(
    await exported('ledger'),
    /^2026-11-03 \* \(INV-001\) Ada Ltd\n[^]*Assets:610 Accounts Receivable {2}120\.00 GBP\n[^]*Income:200 Sales {2}-100\.00 GBP/m,
  );
  await assert.rejects(exported('billing'), /no books to export/);
  await bench.close();
});
