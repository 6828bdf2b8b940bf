import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  addContact,
  addOrganisation,
  creditNoteDraft,
  invoiceDraft,
  one,
  openBook,
  openTestBook,
  paymentDraft,
} from '../../test/billing/open-book.ts';
import type { TestBook } from '../../test/billing/open-book.ts';
import { Refusal } from '../billing/refusal.ts';
import { statusOf } from '../billing/status.ts';
import type { Status } from '../billing/status.ts';

const opened = new Set<() => Promise<void>>();
after(() => Promise.all([...opened].map((close) => close())));
const open = async () => {
  const book = await openTestBook();
  opened.add(book.close);
  return book;
};
const all = { after: null, limit: 1000, contact: null, number: null, invoice: null, status: null } as const;
const refused = (wanted: string) => (error: unknown) => error instanceof Refusal && error.answer.code === wanted;

test('a reader that goes on from where it was sees every change, however many write at the same time', async () => {
  const { billing, organisation, customer } = await open();
  const made = new Set<string>();
  const writing = { goesOn: true };
  const write = async () => {
    for (let round = 0; round < 6; round += 1)
      for (const result of await billing.create(organisation, 'invoice', [invoiceDraft(customer, '1'), invoiceDraft(customer, '2')]))
        made.add(one([result]).record.id);
  };
  const seen = new Set<string>();
  const read = async () => {
    // A page that was asked for while somebody wrote need not be the last, though it says so.
    for (let after: string | null = null, isThrough = false; !isThrough;) {
      const wasWritten = writing.goesOn;
      const page = await billing.read.changes(organisation, { kind: 'invoice', after, limit: 7 });
      for (const { kept } of page.changes) seen.add(kept.record.id);
      after = page.next;
      isThrough = !wasWritten && page.isLast;
    }
  };
  await Promise.all([Promise.all([write(), write(), write(), write()]).then(() => (writing.goesOn = false)), read()]);
  assert.deepEqual([seen.size, [...made].filter((id) => !seen.has(id))], [48, []]);
});

test('a record that changed twice is on the page once, as it is now', async () => {
  const { billing, organisation, customer } = await open();
  const { record } = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '1')]));
  await billing.change(organisation, 'invoice', { id: record.id, version: null, fields: { notes: 'hello' } });
  const page = await billing.read.changes(organisation, { kind: 'invoice', after: null, limit: 10 });
  assert.deepEqual(
    page.changes.map(({ sequence, kept }) => [sequence, kept.version]),
    [['4', 2]],
  );
});

test('the same key and the same request make one invoice and have one answer; another request under that key is refused', async () => {
  const { billing, organisation, customer } = await open();
  const make = (price: string) => billing.create(organisation, 'invoice', [invoiceDraft(customer, price)], 'key-1');
  const answers = await Promise.all([make('10'), make('10'), make('10')]);
  await billing.remove(organisation, 'invoice', one(answers[0] ?? []).record.id);
  assert.deepEqual([answers[1], answers[2], await make('10')], [answers[0], answers[0], answers[0]]);
  assert.equal((await billing.read.list(organisation, 'invoice', all)).length, 1);
  await assert.rejects(make('11'), refused('key-reused'));
});

test('a request that failed leaves nothing behind, so its key may be used again', async () => {
  const { billing, organisation, customer } = await open();
  await assert.rejects(billing.create(organisation, 'invoice', [invoiceDraft(customer, '10'), invoiceDraft(customer, 'ten')], 'key-1'));
  await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10')], 'key-1');
  assert.equal((await billing.read.list(organisation, 'invoice', all)).length, 1);
});

test('two organisations see nothing of each other, and use the same ids, numbers and keys', async () => {
  const book = await open();
  const other = 'org_other';
  await addOrganisation(book.database, other);
  await openBook(book.billing, other);
  const theirs = await addContact(book.billing, other, 'Ada Ltd');
  const ours = one(await book.billing.create(book.organisation, 'invoice', [invoiceDraft(book.customer, '10')], 'key-1'));
  const their = one(await book.billing.create(other, 'invoice', [invoiceDraft(theirs, '10')], 'key-1'));
  assert.deepEqual([ours.record.number, their.record.number], ['INV-0001', 'INV-0001']);
  assert.deepEqual(await book.billing.read.fetch(other, 'invoice', [ours.record.id]), []);
  const changes = await book.billing.read.changes(other, { kind: null, after: null, limit: 100 });
  assert.ok(changes.changes.every(({ kept }) => kept.record.id !== ours.record.id));
});

test('an organisation without a book is told so', async () => {
  const { billing, database } = await open();
  await addOrganisation(database, 'org_new');
  await assert.rejects(billing.create('org_new', 'invoice', []), refused('no-book'));
});

test('the change of a payment’s invoice is a change too, and listeners hear of both', async () => {
  const { billing, organisation, customer } = await open();
  const { record } = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10')]));
  const heard: string[] = [];
  const stop = billing.onChange((_, touched) => heard.push(...touched.map(({ kind, id }) => `${kind} ${id}`)));
  const payment = one(await billing.create(organisation, 'payment', [paymentDraft('5', [{ invoice: record.id, amount: '5' }])], 'k'));
  await billing.create(organisation, 'payment', [paymentDraft('5', [{ invoice: record.id, amount: '5' }])], 'k');
  stop();
  await billing.remove(organisation, 'payment', payment.record.id);
  assert.deepEqual(heard, [`invoice ${record.id}`, `payment ${payment.record.id}`]);
});

async function everyStatus(book: TestBook): Promise<void> {
  const { billing, organisation, customer } = book;
  const invoices = await billing.create(
    organisation,
    'invoice',
    Array.from({ length: 6 }, () => invoiceDraft(customer, '100')),
  );
  const [, partly, paid, mixed, credited, gone] = invoices.map((result) => one([result]).record.id);
  const pay = (invoice: string | undefined, amount: string) => paymentDraft(amount, [{ invoice: invoice ?? '', amount }]);
  await billing.create(organisation, 'payment', [pay(partly, '1'), pay(paid, '120'), pay(mixed, '60')]);
  await billing.create(organisation, 'creditNote', [
    creditNoteDraft(customer, '50', { invoice: mixed ?? '', allocate: true }),
    creditNoteDraft(customer, '10', { invoice: credited ?? '', allocate: true }),
    creditNoteDraft(customer, '1'),
  ]);
  await billing.remove(organisation, 'invoice', gone ?? '');
  await billing.create(organisation, 'invoice', [
    invoiceDraft(customer, '1', { state: 'draft' }),
    invoiceDraft(customer, '0'),
    invoiceDraft(customer, '1', { dueOn: null }),
  ]);
}

test('a list narrowed to a status holds exactly the documents that have it, before and after they are due', async () => {
  const book = await open();
  await everyStatus(book);
  const statuses: readonly Status[] = ['draft', 'open', 'partlyPaid', 'overdue', 'paid', 'settled', 'void'];
  for (const kind of ['invoice', 'creditNote'] as const) {
    const documents = (await book.billing.read.list(book.organisation, kind, all)).map(({ kept }) => kept.record);
    for (const asOf of ['2026-03-31', '2026-04-01']) {
      for (const is of statuses) {
        const listed = await book.billing.read.list(book.organisation, kind, { ...all, status: { is, asOf } });
        assert.deepEqual(
          listed.map(({ kept }) => kept.record.id),
          documents.filter((document) => statusOf(document, asOf) === is).map(({ id }) => id),
          `${kind} ${is} as of ${asOf}`,
        );
      }
    }
  }
});

test('a list is read page by page, and narrowed to a customer, a number, or what concerns an invoice', async () => {
  const { billing, organisation, customer } = await open();
  const other = await addContact(billing, organisation, 'Bolt');
  const invoices = await billing.create(
    organisation,
    'invoice',
    [customer, other, customer, customer].map((contact) => invoiceDraft(contact, '10')),
  );
  const [first] = invoices.map((result) => one([result]).record.id);
  await billing.create(organisation, 'payment', [
    paymentDraft('1', [{ invoice: first ?? '', amount: '1' }]),
    paymentDraft('2', [], { contact: other }),
  ]);
  const numbers = async (query: object) =>
    (await billing.read.list(organisation, 'invoice', { ...all, ...query })).map(({ kept }) => kept.record.number);
  const [page] = await billing.read.list(organisation, 'invoice', { ...all, limit: 1 });
  assert.deepEqual(await numbers({ after: page?.place, limit: 2 }), ['INV-0002', 'INV-0003']);
  assert.deepEqual(await numbers({ contact: other }), ['INV-0002']);
  assert.deepEqual(await numbers({ number: 'INV-0004' }), ['INV-0004']);
  assert.deepEqual(await numbers({ isNewestFirst: true, limit: 2 }), ['INV-0004', 'INV-0003']);
  assert.deepEqual(await numbers({ isNewestFirst: true, after: page?.place }), []);
  assert.deepEqual(await numbers({ search: 'v-0002' }), ['INV-0002']);
  assert.deepEqual(await numbers({ search: '%' }), []);
  const [found] = await billing.read.list(organisation, 'contact', { ...all, search: 'aDa' });
  assert.equal(found?.kept.record.id, customer);
  assert.deepEqual(await numbers({ search: 'ADA', isNewestFirst: true }), ['INV-0004', 'INV-0003', 'INV-0001']);
  const payments = await billing.read.list(organisation, 'payment', { ...all, invoice: first ?? '' });
  assert.deepEqual(
    payments.map(({ kept }) => kept.record.amount),
    ['1'],
  );
});

test('the database itself refuses an invoice that is paid beyond its total', async () => {
  const { billing, organisation, customer, database } = await open();
  await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10')]);
  await assert.rejects(database.pool.query('update billing_document set paid_minor = 1300, open_minor = -100'), /check constraint/);
});
