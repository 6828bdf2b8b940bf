import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BooksAsOf, ParallelRun } from '../../src/api/books.ts';
import { outward } from '../engine/world.ts';
import { openOffice } from './open-office.ts';

test('the books as of a day are what the ledger showed on its evening, whatever was entered or changed later', async (t) => {
  const office = await openOffice(t);
  const { sell, sync, pass } = office.bench;
  const { id } = await sell.invoice({ contact: await sell.customer('Ada Ltd'), on: '2026-11-09' });
  await sync();
  await pass(2 * 86_400);
  await sell.change(id, { lines: [{ ...line, unitPrice: '500' }] });
  await sell.invoice({ contact: await sell.customer('Bo Ltd'), on: '2026-11-09' });
  await sync();
  const sales = async (asOf: string) => {
    const books = await office.ask<BooksAsOf>('GET', `/v1/books/ledger?asOf=${asOf}`);
    return [books.documents, books.balances.find(({ account }) => account === '200')?.balance ?? null];
  };
  assert.deepEqual(await sales('2026-11-09'), [0, null]);
  assert.deepEqual(await sales('2026-11-10'), [1, '-100']);
  assert.deepEqual(await sales('2026-11-12'), [2, '-600']);
  const stranger = { name: 'Eve', role: 'owner', organisation: 'other' } as const;
  assert.equal((await office.askAs(stranger, 'GET', '/v1/books/ledger?asOf=2026-11-10')).status, 404);
});

const line = { description: 'Design', quantity: '1', discount: null, taxes: ['VAT20'], account: null, item: null };

test('in shadow, what people booked alike is alike, and what they did not book breaks the row of days', async (t) => {
  const office = await openOffice(t, { mode: 'shadow', startsOn: '2026-11-02' });
  const { sell, sync, ledger, pass } = office.bench;
  const contact = await sell.customer('Ada Ltd');
  const inLedger = await ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Ltd' } });
  await sync();
  await sell.invoice({ contact, on: '2026-11-03' });
  await sell.invoice({ contact, on: '2026-11-06' });
  await ledger.person({
    does: 'create',
    kind: 'invoice',
    fields: {
      Type: 'ACCREC',
      Contact: { ContactID: inLedger },
      InvoiceNumber: 'INV-001',
      Date: '2026-11-03',
      DueDate: '2026-11-03',
      Status: 'AUTHORISED',
      LineAmountTypes: 'Exclusive',
      LineItems: [{ Description: 'Design', Quantity: '1', UnitAmount: '100', AccountCode: '200', TaxType: 'OUTPUT2' }],
    },
  });
  await sync();
  await pass(86_400);
  const run = await office.ask<ParallelRun>('GET', `/v1/parallel/${outward.flow}?businessDays=2`);
  assert.deepEqual(run.days, [
    { day: '2026-11-03', alike: 1, different: 0, onlyOurs: 0, onlyTheirs: 0, unexplained: [] },
    { day: '2026-11-06', alike: 0, different: 0, onlyOurs: 1, onlyTheirs: 0, unexplained: [{ currency: 'GBP', amount: '120' }] },
  ]);
  assert.deepEqual(run.rule, { businessDays: 2, met: 2, isMet: true });
  const longer = await office.ask<ParallelRun>('GET', `/v1/parallel/${outward.flow}`);
  assert.deepEqual(longer.rule, { businessDays: 10, met: 2, isMet: false });
  assert.equal(office.bench.ledger.stats().writes, 0);
  assert.equal(
    (await office.askAs({ name: 'Eve', role: 'owner', organisation: 'other' }, 'GET', `/v1/parallel/${outward.flow}`)).status,
    404,
  );
});
