import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { code, contactDraft, invoiceDraft, one, openTestBook } from '../../test/billing/open-book.ts';
import { Refusal } from './refusal.ts';

const opened = new Set<() => Promise<void>>();
after(() => Promise.all([...opened].map((close) => close())));
const open = async () => {
  const book = await openTestBook();
  opened.add(book.close);
  return book;
};

test('a contact that is already there is not made again, unless somebody insists', async () => {
  const { billing, organisation } = await open();
  const results = await billing.create(organisation, 'contact', [
    contactDraft('ADA Limited'),
    contactDraft('Bolt', { email: 'Office@Bolt.example', taxNumber: 'GB 1' }),
    contactDraft('Bolt & Nuts', { email: 'office@bolt.example' }),
    contactDraft('Nuts', { taxNumber: 'gb1' }),
    contactDraft('ADA Limited', { evenIfSimilar: true }),
  ]);
  assert.equal(code(results), 'contact-exists made contact-exists contact-exists made');
});

test('an archived contact does not stand in the way of a new one, and takes no new invoice', async () => {
  const { billing, organisation, customer } = await open();
  await billing.remove(organisation, 'contact', customer);
  assert.equal(code(await billing.create(organisation, 'contact', [contactDraft('Ada Ltd')])), 'made');
  assert.equal(code(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10')])), 'contact-archived');
});

test('a merged contact is archived, names its survivor, and its invoices stay made out to it', async () => {
  const { billing, organisation, customer } = await open();
  const survivor = one(await billing.create(organisation, 'contact', [contactDraft('Ada Lovelace Ltd', { email: 'ada@example.com' })]))
    .record.id;
  const invoice = one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '10')]));
  const merged = await billing.merge(organisation, customer, survivor);
  const [kept] = await billing.read.fetch(organisation, 'invoice', [invoice.record.id]);
  assert.deepEqual([merged.record.state, merged.record.mergedInto, kept?.record.contact], ['archived', survivor, customer]);
});

test('a contact is not merged into itself or into an archived one', async () => {
  const { billing, organisation, customer } = await open();
  const other = one(await billing.create(organisation, 'contact', [contactDraft('Bolt')])).record.id;
  await billing.remove(organisation, 'contact', other);
  for (const into of [customer, other]) await assert.rejects(billing.merge(organisation, customer, into), Refusal);
});

test('the duplicates of a book are offered with their evidence', async () => {
  const { billing, organisation } = await open();
  await billing.create(
    organisation,
    'contact',
    ['Amazon Web Services', 'AWS', 'Amazon.com'].map((name) => contactDraft(name)),
  );
  const [proposal] = await billing.proposals(organisation);
  assert.deepEqual([proposal?.others.length, proposal?.evidence.length], [2, 2]);
});

test('a tax rate of several components has their percentages together, compound ones worked in', async () => {
  const { billing, organisation } = await open();
  const components = [
    { name: 'GST', percent: '5', compound: false },
    { name: 'QST', percent: '10', compound: true },
  ];
  const rate = one(await billing.create(organisation, 'taxRate', [{ id: 'QC', name: 'Quebec', components }]));
  assert.equal(rate.record.percent, '15.5');
});
