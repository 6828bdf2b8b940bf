import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { books, invoiceDraft, one, openTestBook } from '../../../test/billing/open-book.ts';
import type { TestBook } from '../../../test/billing/open-book.ts';
import type { Outcome, Session, Step, Writer } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import type { AnyRecord, Contact, Payment } from '../../core/records.ts';
import { insideBilling } from '../../server/billing-inside.ts';
import { billingConnector } from './connector.ts';

const opened = new Set<() => Promise<void>>();
after(() => Promise.all([...opened].map((close) => close())));

interface Opened {
  readonly book: TestBook;
  readonly http: Http;
  readonly session: Session;
}

async function open(): Promise<Opened> {
  const book = await openTestBook();
  const inside = insideBilling(book.billing);
  const http = inside.httpOf(book.organisation);
  opened.add(async () => {
    await inside.close();
    await book.close();
  });
  return { book, http, session: billingConnector.open({ http, account: book.organisation }) };
}

/** Sends steps of one kind, as the engine would; the outcomes stand in the order of the steps. */
async function write<R extends AnyRecord>(
  http: Http,
  writer: Writer<R> | undefined,
  steps: readonly Step<R>[],
): Promise<readonly Outcome<R>[]> {
  assert.ok(writer);
  const outcomes: Outcome<R>[] = [];
  for (const { request, elements } of writer.calls(steps, (index) => `key ${index} ${JSON.stringify(steps)}`.slice(0, 200))) {
    const said = writer.outcomes(
      elements.flatMap((index) => steps[index] ?? []),
      await http(request),
    );
    elements.forEach((index, place) => {
      const outcome = said[place];
      if (outcome) outcomes[index] = outcome;
    });
  }
  return outcomes;
}

const reference = 'Taaaaaaaaaaaaaaaa';
const invoice = async ({ billing, organisation, customer }: TestBook) =>
  one(await billing.create(organisation, 'invoice', [invoiceDraft(customer, '100')])).record.id;
const paid = (id: string, amount: string, contact: string | null = null): Payment => ({
  kind: 'payment',
  id: 'ledger-1',
  contact,
  paidOn: '2026-03-05',
  amount,
  currency: 'GBP',
  account: 'bank',
  accountAmount: null,
  method: null,
  reference: 'BACS 12',
  allocations: [{ invoice: id, amount }],
  isReconciled: true,
  state: 'made',
});

test('a payment that people recorded in the ledger sets the invoice paid, and its removal there opens it again', async () => {
  const { book, http, session } = await open();
  const { payment } = session.writers;
  const [made] = await write(http, payment, [{ do: 'create', record: paid(await invoice(book), '120'), reference }]);
  assert.ok(made?.state === 'landed');
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 0 paid']);
  const { record, version } = made.seen;
  await write(http, payment, [{ do: 'remove', id: record.id, version, before: record }]);
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 120 open']);
});

test('a payment from the ledger says where it was born and carries our reference where only staff see it', async () => {
  const { book, http, session } = await open();
  await write(http, session.writers.payment, [{ do: 'create', record: paid(await invoice(book), '50'), reference }]);
  const [kept] = await book.billing.read.fetchByReference(book.organisation, 'payment', [reference]);
  assert.deepEqual([kept?.bornIn, kept?.record.reference], ['ledger', 'BACS 12']);
});

test('an amount or an allocation that was changed in the ledger changes in billing', async () => {
  const { book, http, session } = await open();
  const { payment } = session.writers;
  const [first, second] = [await invoice(book), await invoice(book)];
  const [made] = await write(http, payment, [{ do: 'create', record: paid(first, '120'), reference }]);
  assert.ok(made?.state === 'landed');
  const { record, version } = made.seen;
  await write(http, payment, [
    {
      do: 'update',
      id: record.id,
      version,
      record: { ...record, amount: '70', allocations: [{ invoice: second, amount: '70' }] },
      before: record,
      reference,
    },
  ]);
  assert.deepEqual(await books(book), ['INV-0001 120 GBP open 120 open', 'INV-0002 120 GBP open 50 partlyPaid']);
});

test('a payment for an invoice that was voided here is refused with what was seen and what to do', async () => {
  const { book, http, session } = await open();
  const id = await invoice(book);
  await book.billing.remove(book.organisation, 'invoice', id);
  const [outcome] = await write(http, session.writers.payment, [{ do: 'create', record: paid(id, '120'), reference }]);
  assert.ok(outcome?.state === 'refused');
  assert.deepEqual(
    [outcome.reason, outcome.message],
    [
      'conflict',
      'The document is not open. Seen: invoice INV-0001 is void. Expected: an open invoice. Only open documents take payments and credits, and only drafts and open ones can be changed.',
    ],
  );
});

test('what settled an invoice in the ledger without cash settles it here, and is not reported as received', async () => {
  const { book, http, session } = await open();
  const id = await invoice(book);
  const record = {
    kind: 'allocation',
    id: '',
    from: { kind: 'creditNote', id: 'ledger-write-off' },
    invoice: id,
    amount: '120',
    currency: 'GBP',
    allocatedOn: '2026-03-06',
    state: 'made',
  } as const;
  const [made] = await write(http, session.writers.allocation, [{ do: 'create', record, reference }]);
  assert.equal(made?.state, 'landed');
  const [kept] = await book.billing.read.fetch(book.organisation, 'invoice', [id]);
  assert.deepEqual([kept?.record.paid, kept?.record.credited, await books(book)], ['0', '120', ['INV-0001 120 GBP open 0 settled']]);
});

test('a contact of the ledger that is already here is found before it is made, by name, e-mail address or tax number', async () => {
  const { book, session } = await open();
  const want: Contact = {
    kind: 'contact',
    id: 'x',
    name: 'ADA Limited',
    givenName: null,
    familyName: null,
    email: null,
    phone: null,
    taxNumber: null,
    address: null,
    isCustomer: true,
    isSupplier: false,
    state: 'active',
    mergedInto: null,
  };
  const found = await session.writers.contact?.seek([want]);
  assert.deepEqual(
    found?.map(({ record }) => record.id),
    [book.customer],
  );
  assert.deepEqual(await session.writers.contact?.seek([{ ...want, name: 'Somebody else' }]), []);
});

test('eleven hundred changes come in pages of a thousand, and an id that is asked for among hundreds is found', async () => {
  const { book, session } = await open();
  for (let round = 0; round < 11; round += 1) {
    await book.billing.create(
      book.organisation,
      'invoice',
      Array.from({ length: 100 }, () => invoiceDraft(book.customer, '1')),
    );
  }
  const pages: number[] = [];
  const ids: string[] = [];
  for await (const page of session.readers.invoice?.changes(null) ?? []) {
    pages.push(page.seen.length);
    ids.push(...page.seen.map(({ record }) => record.id));
  }
  assert.deepEqual(pages, [1000, 100]);
  assert.equal((await session.readers.invoice?.fetch(ids))?.length, 1100);
});
