import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as fc from 'fast-check';
import {
  addContact,
  books,
  code,
  creditNoteDraft,
  invoiceDraft,
  line,
  one,
  openTestBook,
  paymentDraft,
} from '../../test/billing/open-book.ts';
import type { TestBook } from '../../test/billing/open-book.ts';
import { Refusal } from './refusal.ts';

const opened = new Set<() => Promise<void>>();
after(() => Promise.all([...opened].map((close) => close())));
const open = async () => {
  const book = await openTestBook();
  opened.add(book.close);
  return book;
};
const invoice = async ({ billing, organisation, customer }: TestBook, price: string, more: Parameters<typeof invoiceDraft>[2] = {}) =>
  one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, price, more)])).record.id;
const creditNote = async ({ billing, organisation, customer }: TestBook, price: string) =>
  one(await billing.create(organisation, 'creditNote', [creditNoteDraft(customer, price)])).record.id;
const refused = (wanted: string) => (error: unknown) => error instanceof Refusal && error.answer.code === wanted;

test('one payment pays two invoices, one of them in part, and what is over stays on account', async () => {
  const book = await open();
  const [first, second] = [await invoice(book, '100'), await invoice(book, '50')];
  const payment = one(
    await book.billing.create(book.organisation, 'payment', [
      paymentDraft('200', [
        { invoice: first, amount: '120' },
        { invoice: second, amount: '45.5' },
      ]),
    ]),
  );
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 0 paid', 'INV-0002 60 GBP open 14.5 partlyPaid']);
  assert.deepEqual([payment.open, payment.record.contact], ['34.5', book.customer]);
});

test('money on account is set against a later invoice, and counts as cash', async () => {
  const book = await open();
  const payment = one(await book.billing.create(book.organisation, 'payment', [paymentDraft('100', [], { contact: book.customer })]));
  const id = await invoice(book, '50');
  await book.billing.create(book.organisation, 'allocation', [
    { from: { kind: 'onAccount', id: payment.record.id }, invoice: id, amount: '60', allocatedOn: '2026-03-09' },
  ]);
  assert.deepEqual(await books(book), ['INV-0001 60 GBP open 0 paid']);
  assert.equal((await book.billing.read.fetch(book.organisation, 'payment', [payment.record.id]))[0]?.open, '40');
});

test('voiding a payment opens all that it had settled, also later from account, and again changes nothing', async () => {
  const book = await open();
  const [first, second] = [await invoice(book, '100'), await invoice(book, '50')];
  const { record } = one(
    await book.billing.create(book.organisation, 'payment', [paymentDraft('150', [{ invoice: first, amount: '120' }])]),
  );
  await book.billing.create(book.organisation, 'allocation', [
    { from: { kind: 'onAccount', id: record.id }, invoice: second, amount: '30', allocatedOn: '2026-03-09' },
  ]);
  await book.billing.remove(book.organisation, 'payment', record.id);
  const again = await book.billing.remove(book.organisation, 'payment', record.id);
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 120 open', 'INV-0002 60 GBP open 60 open']);
  assert.deepEqual([again.record.state, again.open, again.version], ['void', '0', 3]);
});

test('a payment can be moved to another invoice, and cannot give up what was used from account', async () => {
  const book = await open();
  const [first, second] = [await invoice(book, '100'), await invoice(book, '50')];
  const { record } = one(
    await book.billing.create(book.organisation, 'payment', [paymentDraft('120', [{ invoice: first, amount: '120' }])]),
  );
  const move = (allocations: { invoice: string; amount: string }[]) =>
    book.billing.change(book.organisation, 'payment', { id: record.id, version: null, fields: { allocations } });
  await move([{ invoice: second, amount: '60' }]);
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 120 open', 'INV-0002 60 GBP open 0 paid']);
  await book.billing.create(book.organisation, 'allocation', [
    { from: { kind: 'onAccount', id: record.id }, invoice: first, amount: '60', allocatedOn: '2026-03-09' },
  ]);
  await assert.rejects(
    move([
      { invoice: second, amount: '60' },
      { invoice: first, amount: '1' },
    ]),
    refused('more-than-paid'),
  );
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 60 partlyPaid', 'INV-0002 60 GBP open 0 paid']);
});

test('nothing is paid twice: the second of two payments at the same time finds nothing open', async () => {
  const book = await open();
  const id = await invoice(book, '100');
  const pay = () => book.billing.create(book.organisation, 'payment', [paymentDraft('120', [{ invoice: id, amount: '120' }])]);
  assert.deepEqual((await Promise.all([pay(), pay(), pay()])).map(code).toSorted(), ['made', 'more-than-open', 'more-than-open']);
});

test('payments in one list see each other', async () => {
  const book = await open();
  const id = await invoice(book, '100');
  const pay = (amount: string) => paymentDraft(amount, [{ invoice: id, amount }]);
  assert.equal(
    code(await book.billing.create(book.organisation, 'payment', [pay('100'), pay('30'), pay('20')])),
    'made more-than-open made',
  );
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 0 paid']);
});

test('a payment is refused when it is finer than a penny, over-allocated, in another currency, or another customer’s', async () => {
  const book = await open();
  const id = await invoice(book, '100');
  const other = await addContact(book.billing, book.organisation, 'Bolt Ltd');
  const pay = async (amount: string, part: string, more: object = {}) =>
    code(await book.billing.create(book.organisation, 'payment', [paymentDraft(amount, [{ invoice: id, amount: part }], more)]));
  assert.deepEqual(
    [
      await pay('10.005', '10'),
      await pay('0', '0'),
      await pay('10', '11'),
      await pay('10', '10', { currency: 'EUR' }),
      await pay('10', '10', { contact: other }),
    ],
    ['bad-amount', 'bad-amount', 'more-than-paid', 'other-currency', 'other-contact'],
  );
});

test('a credit settles an invoice, and the rest of it is refunded', async () => {
  const book = await open();
  const [id, credit] = [await invoice(book, '50'), await creditNote(book, '100')];
  await book.billing.create(book.organisation, 'allocation', [
    { from: { kind: 'creditNote', id: credit }, invoice: id, amount: '60', allocatedOn: '2026-03-09' },
  ]);
  const refund = { creditNote: credit, refundedOn: '2026-03-09', account: 'bank', reference: null };
  const results = await book.billing.create(book.organisation, 'refund', [
    { ...refund, amount: '60.01' },
    { ...refund, amount: '60' },
  ]);
  assert.equal(code(results), 'more-than-open made');
  assert.deepEqual(await books(book), ['INV-0001 60 GBP open 0 settled', 'CN-0001 120 GBP open 0 settled']);
});

test('no more is taken from a credit or from account than is there, and never more than an invoice has open', async () => {
  const book = await open();
  const [id, credit] = [await invoice(book, '100'), await creditNote(book, '50')];
  const payment = one(await book.billing.create(book.organisation, 'payment', [paymentDraft('10', [], { contact: book.customer })]));
  const from = (kind: 'creditNote' | 'onAccount', source: string, amount: string) => ({
    from: { kind, id: source },
    invoice: id,
    amount,
    allocatedOn: '2026-03-09',
  });
  const drafts = [from('creditNote', credit, '60.01'), from('onAccount', payment.record.id, '10.01'), from('creditNote', credit, '120.01')];
  assert.equal(code(await book.billing.create(book.organisation, 'allocation', drafts)), 'more-than-open more-than-open more-than-open');
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 120 open', 'CN-0001 60 GBP open 60 open']);
});

test('voiding an allocation and a refund opens what they had used, and then the credit note can go', async () => {
  const book = await open();
  const [id, credit] = [await invoice(book, '50'), await creditNote(book, '100')];
  const allocation = one(
    await book.billing.create(book.organisation, 'allocation', [
      { from: { kind: 'creditNote', id: credit }, invoice: id, amount: '60', allocatedOn: '2026-03-09' },
    ]),
  );
  const refund = one(
    await book.billing.create(book.organisation, 'refund', [
      { creditNote: credit, refundedOn: '2026-03-09', amount: '20', account: null, reference: null },
    ]),
  );
  await assert.rejects(book.billing.remove(book.organisation, 'creditNote', credit), refused('has-settlements'));
  await book.billing.remove(book.organisation, 'allocation', allocation.record.id);
  await book.billing.remove(book.organisation, 'refund', refund.record.id);
  await book.billing.remove(book.organisation, 'creditNote', credit);
  assert.deepEqual(await books(book), ['INV-0001 60 GBP open 60 open', 'CN-0001 120 GBP open 0 void']);
});

test('a credit that only the ledger has settles an invoice when the ledger says so, and never when a person does', async () => {
  const book = await open();
  const id = await invoice(book, '50');
  const draft = { from: { kind: 'creditNote' as const, id: 'ledger-credit-9' }, invoice: id, amount: '60', allocatedOn: '2026-03-09' };
  const results = [
    ...(await book.billing.create(book.organisation, 'allocation', [draft])),
    ...(await book.billing.create(book.organisation, 'allocation', [{ ...draft, bornIn: 'ledger', staffReference: 'Taaaaaaaaaaaaaaaa' }])),
  ];
  assert.equal(code(results), 'unknown-reference made');
  assert.deepEqual(await books(book), ['INV-0001 60 GBP open 0 settled']);
});

test('one reference of the engine is on one record that is not void', async () => {
  const book = await open();
  const draft = paymentDraft('10', [], { contact: book.customer, bornIn: 'ledger', staffReference: 'Taaaaaaaaaaaaaaaa' });
  const made = one(await book.billing.create(book.organisation, 'payment', [draft]));
  assert.equal(
    code(await book.billing.create(book.organisation, 'payment', [draft, { ...draft, staffReference: 'Tbbbbbbbbbbbbbbbb' }])),
    'reference-taken made',
  );
  await book.billing.remove(book.organisation, 'payment', made.record.id);
  assert.equal(code(await book.billing.create(book.organisation, 'payment', [draft])), 'made');
});

type Move = { does: 'invoice' | 'credit' | 'pay' | 'allocate' | 'refund' | 'void'; pick: number; size: number };
const moves = fc.array(
  fc.record({
    does: fc.constantFrom('invoice', 'credit', 'pay', 'allocate', 'refund', 'void'),
    pick: fc.nat(20),
    size: fc.integer({ min: 1, max: 150 }),
  }),
  { minLength: 5, maxLength: 40 },
);

test('whatever people do, each sum in the book is the sum of its parts', async () => {
  const book = await open();
  await fc.assert(
    fc.asyncProperty(moves, async (drawn: readonly Move[]) => {
      for (const move of drawn) await play(book, move);
      assert.deepEqual(await imbalances(book), []);
    }),
    { numRuns: 6 },
  );
});

async function play(book: TestBook, { does, pick, size }: Move): Promise<void> {
  const { billing, organisation, customer } = book;
  const query = { after: null, limit: 1000, contact: null, number: null, invoice: null, status: null };
  const some = async (kind: 'invoice' | 'creditNote' | 'payment' | 'allocation' | 'refund') =>
    (await billing.read.list(organisation, kind, query)).at(-1 - pick)?.kept.record.id ?? 'none';
  const amount = `${size}.${String(size % 100).padStart(2, '0')}`;
  const lines = [line(amount)];
  if (does === 'invoice') await billing.create(organisation, 'invoice', [invoiceDraft(customer, '0', { lines })]);
  if (does === 'credit') await billing.create(organisation, 'creditNote', [creditNoteDraft(customer, '0', { lines })]);
  if (does === 'pay')
    await billing.create(organisation, 'payment', [
      paymentDraft(amount, [{ invoice: await some('invoice'), amount: `${(size + 1) >> 1}` }]),
    ]);
  const from =
    size % 2 === 0
      ? ({ kind: 'creditNote', id: await some('creditNote') } as const)
      : ({ kind: 'onAccount', id: await some('payment') } as const);
  if (does === 'allocate')
    await billing.create(organisation, 'allocation', [
      { from, invoice: await some('invoice'), amount: `${size >> 1 || 1}`, allocatedOn: '2026-03-09' },
    ]);
  if (does === 'refund')
    await billing.create(organisation, 'refund', [
      { creditNote: await some('creditNote'), refundedOn: '2026-03-09', amount: `${size >> 1 || 1}`, account: null, reference: null },
    ]);
  const kind = (['invoice', 'creditNote', 'payment', 'allocation', 'refund'] as const)[size % 5] ?? 'payment';
  if (does === 'void')
    await billing
      .remove(organisation, kind, await some(kind))
      .catch((cause: unknown) => assert.ok(cause instanceof Refusal, String(cause)));
}

/** Computed by the database from the parts alone, without any code of ours. */
async function imbalances({ database, organisation }: TestBook): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query(
    `select d.number, d.paid_minor, d.credited_minor from billing_document d
      where d.organisation = $1 and d.kind = 'invoice' and (
        d.paid_minor <> coalesce((select sum(amount_minor) from billing_payment_part p where p.organisation = d.organisation and p.invoice = d.id and p.is_made), 0)
          + coalesce((select sum(amount_minor) from billing_allocation a where a.organisation = d.organisation and a.invoice = d.id and a.from_kind = 'onAccount' and a.state = 'made'), 0)
        or d.credited_minor <> coalesce((select sum(amount_minor) from billing_allocation a where a.organisation = d.organisation and a.invoice = d.id and a.from_kind = 'creditNote' and a.state = 'made'), 0))
     union all
     select d.number, d.paid_minor, d.credited_minor from billing_document d
      where d.organisation = $1 and d.kind = 'creditNote' and (
        d.paid_minor <> coalesce((select sum(amount_minor) from billing_refund r where r.organisation = d.organisation and r.credit_note = d.id and r.state = 'made'), 0)
        or d.credited_minor <> coalesce((select sum(amount_minor) from billing_allocation a where a.organisation = d.organisation and a.from_id = d.id and a.from_kind = 'creditNote' and a.state = 'made'), 0))
     union all
     select p.id, p.amount_minor, p.open_minor from billing_payment p
      where p.organisation = $1 and p.state = 'made' and p.open_minor <> p.amount_minor
        - coalesce((select sum(amount_minor) from billing_payment_part t where t.organisation = p.organisation and t.payment = p.id and t.is_made), 0)
        - coalesce((select sum(amount_minor) from billing_allocation a where a.organisation = p.organisation and a.from_id = p.id and a.from_kind = 'onAccount' and a.state = 'made'), 0)`,
    [organisation],
  );
  return rows;
}
