import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { books, code, creditNoteDraft, invoiceDraft, line, one, openTestBook, paymentDraft } from '../../test/billing/open-book.ts';
import { Refusal } from './refusal.ts';

const opened = new Set<() => Promise<void>>();
after(() => Promise.all([...opened].map((close) => close())));
const open = async () => {
  const book = await openTestBook();
  opened.add(book.close);
  return book;
};
const refused = (wanted: string) => (error: unknown) => error instanceof Refusal && error.answer.code === wanted;

test('an invoice holds its lines, discounts, taxes, notes and totals to the penny', async () => {
  const { billing, organisation, customer } = await open();
  const lines = [line('99.99', { quantity: '3', discount: { percent: '12.50' } }), line('25', { discount: { amount: '5' }, taxes: [] })];
  const { record } = one(
    await billing.create(organisation, 'invoice', [
      invoiceDraft(customer, '0', { lines, discount: { amount: '10.00' }, notes: 'Thank you', reference: 'PO 7' }),
    ]),
  );
  assert.deepEqual(
    record.lines.map(({ id, amount, discount, taxes }) => ({ id, amount, discount, taxes })),
    [
      { id: '1', amount: '262.47', discount: { percent: '12.5' }, taxes: [{ rate: 'GB20', amount: '50.64' }] },
      { id: '2', amount: '20', discount: { amount: '5' }, taxes: [] },
    ],
  );
  assert.deepEqual(
    [record.discount, record.totals, record.notes, record.reference],
    [{ amount: '10' }, { net: '272.47', tax: '50.64', gross: '323.11' }, 'Thank you', 'PO 7'],
  );
});

test('a foreign invoice keeps its rate, with the day and the source; one in pounds has none', async () => {
  const { billing, organisation, customer } = await open();
  const exchangeRate = { value: '0.8550', on: '2026-03-01', source: 'ECB' };
  const foreign = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10', { currency: 'EUR', exchangeRate })]));
  assert.deepEqual(foreign.record.exchangeRate, { ...exchangeRate, value: '0.855' });
  assert.equal(code(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10', { exchangeRate })])), 'base-currency-rate');
});

test('numbers follow each other without a gap: a refused invoice, a draft and a failed transaction take none', async () => {
  const book = await open();
  const { billing, organisation, customer } = book;
  const make = (more: Parameters<typeof invoiceDraft>[2]) => billing.create(organisation, 'invoice', [invoiceDraft(customer, '10', more)]);
  await make({});
  assert.equal(code(await make({ contact: 'nobody' })), 'unknown-reference');
  await make({ state: 'draft' });
  await assert.rejects(billing.create(organisation, 'invoice', [invoiceDraft(customer, '10'), invoiceDraft(customer, 'ten')]));
  await make({});
  await make({ number: 'OLD/17' });
  await make({});
  assert.deepEqual(
    (await books(book)).map((row) => row.split(' ')[0]),
    ['INV-0001', 'draft', 'INV-0002', 'OLD/17', 'INV-0003'],
  );
});

test('fifty invoices made at the same time have fifty numbers in a row', async () => {
  const book = await open();
  const { billing, organisation, customer } = book;
  await Promise.all(Array.from({ length: 50 }, () => billing.create(organisation, 'invoice', [invoiceDraft(customer, '10')])));
  const numbers = (await books(book)).map((row) => row.split(' ')[0]);
  assert.deepEqual(
    numbers,
    Array.from({ length: 50 }, (_, index) => `INV-${String(index + 1).padStart(4, '0')}`),
  );
});

test('a number of one’s own is used once, also after it was voided, and is not of the series', async () => {
  const { billing, organisation, customer } = await open();
  const make = async (number: string) => billing.create(organisation, 'invoice', [invoiceDraft(customer, '10', { number })]);
  await billing.remove(organisation, 'invoice', one(await make('A-1')).record.id);
  assert.deepEqual([code(await make('A-1')), code(await make('INV-0099'))], ['number-taken', 'number-of-series']);
});

test('a draft gets its number when it is issued', async () => {
  const { billing, organisation, customer } = await open();
  const draft = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10', { state: 'draft' })]));
  const issued = await billing.change(organisation, 'invoice', { id: draft.record.id, version: null, fields: { state: 'open' } });
  assert.deepEqual([draft.record.number, issued.record.number, issued.version], [null, 'INV-0001', 2]);
});

test('an open invoice that nobody paid can be changed, and is totalled anew', async () => {
  const { billing, organisation, customer } = await open();
  const { record } = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10')]));
  const changed = await billing.change(organisation, 'invoice', { id: record.id, version: 1, fields: { lines: [line('20')] } });
  assert.deepEqual([changed.record.number, changed.record.totals.gross, changed.open], ['INV-0001', '24', '24']);
});

test('a change that is based on an older version is refused', async () => {
  const { billing, organisation, customer } = await open();
  const { record } = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10')]));
  await billing.change(organisation, 'invoice', { id: record.id, version: 1, fields: { notes: 'a' } });
  await assert.rejects(
    billing.change(organisation, 'invoice', { id: record.id, version: 1, fields: { notes: 'b' } }),
    refused('version-moved'),
  );
});

test('an invoice against which money is set can be neither changed nor voided; a credit note for all of it settles the rest and leaves the money as a credit', async () => {
  const book = await open();
  const { billing, organisation, customer } = book;
  const { record } = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '100')]));
  await billing.create(organisation, 'payment', [paymentDraft('50', [{ invoice: record.id, amount: '50' }])]);
  await assert.rejects(billing.remove(organisation, 'invoice', record.id), refused('has-settlements'));
  await assert.rejects(
    billing.change(organisation, 'invoice', { id: record.id, version: null, fields: { notes: 'x' } }),
    refused('has-settlements'),
  );
  await billing.create(organisation, 'creditNote', [creditNoteDraft(customer, '100', { invoice: record.id, allocate: true })]);
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 0 settled', 'CN-0001 120 GBP open 50 open']);
});

test('a credit note is for an open invoice of the same customer and currency', async () => {
  const { billing, organisation, customer } = await open();
  const { record } = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '100')]));
  const credit = async (more: object) =>
    code(await billing.create(organisation, 'creditNote', [creditNoteDraft(customer, '5', { invoice: record.id, ...more })]));
  assert.deepEqual(
    [await credit({ currency: 'EUR' }), await credit({ contact: null }), await credit({ invoice: 'inv_0' })],
    ['other-currency', 'other-contact', 'unknown-reference'],
  );
});

test('what cannot be booked is refused, with the reason, and leaves the rest of the list alone', async () => {
  const { billing, organisation, customer } = await open();
  const of = (more: Parameters<typeof invoiceDraft>[2]) => invoiceDraft(customer, '10', more);
  const results = await billing.create(organisation, 'invoice', [
    of({ lines: [line('-10')] }),
    of({ discount: { amount: '11' } }),
    of({ discount: { percent: '101' } }),
    of({ lines: [line('10', { discount: { amount: '10.01' } })] }),
    of({ amountsAre: 'noTax' }),
    of({ lines: [line('1', { taxes: ['FR20'] })] }),
    of({ dueOn: '2026-02-28' }),
    of({}),
  ]);
  assert.equal(
    code(results),
    'negative-total bad-discount bad-discount bad-discount no-tax-document unknown-reference due-before-issue made',
  );
});

test('a document may amount to nothing, and is settled by that', async () => {
  const book = await open();
  await book.billing.create(book.organisation, 'invoice', [invoiceDraft(book.customer, '10', { discount: { percent: '100' } })]);
  assert.deepEqual(await books(book), ['INV-0001 0 GBP open 0 settled']);
});
