import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fastify from 'fastify';
import { z } from 'zod';
import { addOrganisation, openTestBook } from '../../test/billing/open-book.ts';
import type { TestBook } from '../../test/billing/open-book.ts';
import * as told from '../api/billing-records.ts';
import { catalogue } from '../billing/refusal.ts';
import { billingRoutes } from './billing-routes.ts';
import { describeApi } from './openapi.ts';
import { scopeRequests } from './scope.ts';

const opened = new Set<() => Promise<void>>();
after(() => Promise.all([...opened].map((close) => close())));

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
interface Client {
  readonly book: TestBook;
  /** Speaks for the organisation, or with another key. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'PUT', url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

async function open(): Promise<Client> {
  const book = await openTestBook();
  const app = fastify();
  await describeApi(app, { version: '1.2.3' });
  await app.register(async (api) => {
    scopeRequests(api, async ({ headers }) =>
      headers.authorization === 'Bearer secret'
        ? { is: 'known', organisation: book.organisation, actor: { kind: 'key', label: 'shop', role: 'owner' } }
        : { is: 'stranger' },
    );
    await api.register(billingRoutes, { billing: book.billing, log: () => {} });
  });
  opened.add(async () => {
    await app.close();
    await book.close();
  });
  return {
    book,
    call: async (method, url, body, headers = {}) => {
      const payload = body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) };
      const answer = await app.inject({
        method,
        url,
        headers: { authorization: 'Bearer secret', 'content-type': 'application/json', ...headers },
        ...payload,
      });
      return { status: answer.statusCode, body: answer.json() };
    },
  };
}

const invoice = (contact: string, more: object = {}) => ({
  contact,
  issuedOn: '2026-03-01',
  dueOn: '2026-03-31',
  currency: 'GBP',
  lines: [{ description: 'Design', unitPrice: '100.00', taxes: ['GB20'] }],
  ...more,
});
const shape = <T>(schema: z.ZodType<T>, { body }: Answer): T => schema.parse(body);
const refusal = ({ status, body }: Answer) => `${status} ${told.refusalAnswer.parse(body).code}`;
const madeInvoice = async ({ call, book }: Client, more: object = {}) =>
  shape(told.shownInvoice, await call('POST', '/v1/invoices', invoice(book.customer, more)));

test('an invoice is made with what is given, and answered whole, with every figure as text', async () => {
  const client = await open();
  const answer = await client.call('POST', '/v1/invoices', invoice(client.book.customer));
  const made = shape(told.shownInvoice, answer);
  assert.deepEqual(
    [answer.status, made.number, made.totals, made.open, made.status, made.version],
    [201, 'INV-0001', { net: '100', tax: '20', gross: '120' }, '120', 'open', 1],
  );
  assert.deepEqual((await client.call('GET', `/v1/invoices/${made.id}`)).body, answer.body);
});

test('a figure that is a number, a word or too fine is refused, with its place in the request', async () => {
  const { call, book } = await open();
  for (const unitPrice of [100, 'ten', '1e3', '0.123456789', '']) {
    const answer = await call('POST', '/v1/invoices', invoice(book.customer, { lines: [{ description: 'x', unitPrice }] }));
    assert.equal(refusal(answer), '400 invalid-request');
    assert.match(told.refusalAnswer.parse(answer.body).seen ?? '', /^lines\.0\.unitPrice: /);
  }
});

test('a field that does not exist, a day that does not exist and a broken body are refused in the form of the catalogue', async () => {
  const { call, book } = await open();
  const bodies = [invoice(book.customer, { dueDate: '2026-03-31' }), invoice(book.customer, { issuedOn: '2026-02-30' }), '{"contact":', []];
  const answers = await Promise.all(bodies.map((body) => call('POST', '/v1/invoices', body)));
  assert.deepEqual(answers.slice(0, 3).map(refusal), ['400 invalid-request', '400 invalid-request', '400 invalid-request']);
  assert.deepEqual(answers[3], { status: 200, body: { results: [] } });
});

test('a letter that is none, in a body or an address, is refused alone and not as our mistake', async () => {
  const { call, book } = await open();
  const answer = await call('POST', '/v1/invoices', [
    invoice(book.customer, { notes: 'a\u0000b' }),
    invoice(book.customer, { reference: '\ud800' }),
    invoice(book.customer),
  ]);
  const { results } = shape(z.object({ results: z.array(told.resultOf(told.shownInvoice)) }), answer);
  assert.deepEqual(
    results.map((result) => (result.state === 'made' ? 201 : result.status)),
    [400, 400, 201],
  );
  const addresses = ['/v1/invoices/%00', '/v1/invoices?ids=a%00b', '/v1/invoices?contact=%00', '/v1/changes?after=%00'];
  assert.deepEqual(
    await Promise.all(addresses.map(async (url) => refusal(await call('GET', url)))),
    addresses.map(() => '400 invalid-request'),
  );
});

test('notes of thousands of lines, which would be thousands of pages on paper, are refused where they are written', async () => {
  const { call, book } = await open();
  const line = (description: string) => [{ description, unitPrice: '10' }];
  const written = async (fields: object): Promise<string> => {
    const answer = await call('POST', '/v1/invoices', invoice(book.customer, fields));
    return answer.status === 201 ? 'made' : (told.refusalAnswer.parse(answer.body).seen ?? '');
  };
  assert.deepEqual(
    await Promise.all([
      written({ notes: 'a\n'.repeat(199) }),
      written({ notes: 'a\n'.repeat(200) }),
      written({ notes: '\r\n\u2028'.repeat(120) }),
      written({ notes: 'a'.repeat(4_001) }),
      written({ lines: line('a\n'.repeat(49)) }),
      written({ lines: line('\n'.repeat(4_000)) }),
    ]),
    [
      'made',
      'notes: has more than 200 lines',
      'notes: has more than 200 lines',
      'notes: Too big: expected string to have <=4000 characters',
      'made',
      'lines.0.description: has more than 50 lines',
    ],
  );
});

test('each element of a list has its outcome in its place: made, malformed, refused', async () => {
  const { call, book } = await open();
  const answer = await call('POST', '/v1/invoices', [
    invoice(book.customer),
    { nonsense: true },
    invoice('con_nobody'),
    invoice(book.customer),
  ]);
  const { results } = shape(z.object({ results: z.array(told.resultOf(told.shownInvoice)) }), answer);
  assert.deepEqual(
    results.map((result) => (result.state === 'made' ? result.record.number : `${result.status} ${result.error.code}`)),
    ['INV-0001', '400 invalid-request', '422 unknown-reference', 'INV-0002'],
  );
});

test('more than a hundred at once are refused', async () => {
  const { call, book } = await open();
  assert.equal(
    refusal(
      await call(
        'POST',
        '/v1/invoices',
        Array.from({ length: 101 }, () => invoice(book.customer)),
      ),
    ),
    '400 invalid-request',
  );
});

test('a request repeated under its Idempotency-Key has the same answer, and another one under that key is refused', async () => {
  const { call, book } = await open();
  const key = { 'idempotency-key': 'k-1' };
  const first = await call('POST', '/v1/invoices', invoice(book.customer), key);
  assert.deepEqual(await call('POST', '/v1/invoices', invoice(book.customer), key), first);
  assert.equal(refusal(await call('POST', '/v1/invoices', invoice(book.customer, { notes: 'x' }), key)), '409 key-reused');
  assert.equal(shape(told.pageOf(told.shownInvoice), await call('GET', '/v1/invoices')).records.length, 1);
});

test('without a key of an organisation nothing is said', async () => {
  const { call } = await open();
  assert.equal(refusal(await call('GET', '/v1/invoices', undefined, { authorization: 'Bearer wrong' })), '401 no-organisation');
});

test('an invoice is overdue from the day after it was due, and any day can be asked about', async () => {
  const client = await open();
  const { id } = await madeInvoice(client);
  const statusAt = async (url: string) => shape(told.shownInvoice, await client.call('GET', `/v1/invoices/${id}${url}`)).status;
  const before = await statusAt('');
  client.book.today('2026-04-01');
  assert.deepEqual([before, await statusAt(''), await statusAt('?asOf=2026-03-31')], ['open', 'overdue', 'open']);
  const overdue = shape(told.pageOf(told.shownInvoice), await client.call('GET', '/v1/invoices?status=overdue'));
  assert.deepEqual(
    overdue.records.map((record) => record.id),
    [id],
  );
});

test('an open invoice is changed by the named fields alone, on the version that was seen, and voided', async () => {
  const client = await open();
  const { id } = await madeInvoice(client, { reference: 'PO 1' });
  const changed = shape(told.shownInvoice, await client.call('PATCH', `/v1/invoices/${id}?version=1`, { notes: 'Thank you' }));
  assert.deepEqual([changed.reference, changed.notes, changed.version], ['PO 1', 'Thank you', 2]);
  assert.equal(refusal(await client.call('PATCH', `/v1/invoices/${id}?version=1`, { notes: 'x' })), '409 version-moved');
  assert.equal(shape(told.shownInvoice, await client.call('POST', `/v1/invoices/${id}/void`, {})).status, 'void');
  assert.equal(refusal(await client.call('PATCH', `/v1/invoices/${id}`, { notes: 'x' })), '409 is-void');
  assert.equal(refusal(await client.call('GET', '/v1/invoices/inv_none')), '404 not-found');
});

test('money goes through payments, credit notes, allocations and refunds, and every answer has the form that is described', async () => {
  const client = await open();
  const { call, book } = client;
  const { id } = await madeInvoice(client);
  const payment = shape(
    told.shownPayment,
    await call('POST', '/v1/payments', {
      paidOn: '2026-03-05',
      amount: '50',
      currency: 'GBP',
      allocations: [{ invoice: id, amount: '20' }],
    }),
  );
  const note = shape(
    told.shownCreditNote,
    await call('POST', '/v1/credit-notes', { ...invoice(book.customer), dueOn: undefined, invoice: id }),
  );
  const allocate = (from: object, amount: string) =>
    call('POST', '/v1/allocations', { from, invoice: id, amount, allocatedOn: '2026-03-06' });
  shape(told.shownAllocation, await allocate({ kind: 'onAccount', id: payment.id }, '30'));
  shape(told.shownAllocation, await allocate({ kind: 'creditNote', id: note.id }, '70'));
  const refund = shape(
    told.shownRefund,
    await call('POST', '/v1/refunds', { creditNote: note.id, refundedOn: '2026-03-07', amount: '50' }),
  );
  const [of, credit] = [
    shape(told.shownInvoice, await call('GET', `/v1/invoices/${id}`)),
    shape(told.shownCreditNote, await call('GET', `/v1/credit-notes/${note.id}`)),
  ];
  assert.deepEqual([of.status, of.paid, of.credited, credit.status, refund.contact], ['settled', '50', '70', 'settled', book.customer]);
  const history = shape(told.pageOf(told.shownPayment), await call('GET', `/v1/payments?contact=${book.customer}`));
  assert.deepEqual(
    history.records.map((record) => record.id),
    [payment.id],
  );
  shape(told.shownPayment, await call('POST', `/v1/payments/${payment.id}/void`, {}));
  assert.equal(shape(told.shownInvoice, await call('GET', `/v1/invoices/${id}`)).open, '50');
});

test('contacts are searched for duplicates, offered for a merge and merged', async () => {
  const { call, book } = await open();
  const aws = shape(told.shownContact, await call('POST', '/v1/contacts', { name: 'AWS' }));
  const amazon = shape(
    told.shownContact,
    await call('POST', '/v1/contacts', { name: 'Amazon Web Services', email: 'billing@aws.example' }),
  );
  const { proposals } = shape(told.mergeProposals, await call('GET', '/v1/contacts/duplicates'));
  assert.deepEqual(
    proposals.map(({ survivor, others }) => [survivor, others]),
    [[amazon.id, [aws.id]]],
  );
  assert.equal(shape(told.shownContact, await call('POST', `/v1/contacts/${aws.id}/merge`, { into: amazon.id })).mergedInto, amazon.id);
  const alike = shape(
    told.pageOf(told.shownContact),
    await call('POST', '/v1/contacts/candidates', [{ name: 'ADA LIMITED', email: null, taxNumber: null }]),
  );
  assert.deepEqual(
    alike.records.map((record) => record.id),
    [book.customer],
  );
});

test('changes are read on from where the last page ended', async () => {
  const client = await open();
  const [first, second] = [await madeInvoice(client), await madeInvoice(client)];
  const page = shape(told.changePage, await client.call('GET', '/v1/changes?kind=invoice&limit=1'));
  const rest = shape(told.changePage, await client.call('GET', `/v1/changes?kind=invoice&after=${page.next}`));
  assert.deepEqual(
    [page.isLast, page.changes[0]?.record.id, rest.isLast, rest.changes.map(({ record }) => record.id)],
    [false, first.id, true, [second.id]],
  );
});

test('the book says how it is kept, and an organisation without one is told how to make it', async () => {
  const client = await open();
  const { call, book } = client;
  assert.equal(shape(told.shownOrganisation, await call('GET', '/v1/organisation')).baseCurrency, 'GBP');
  await addOrganisation(book.database, 'org_new');
  const settings = await call('GET', '/v1/book');
  assert.equal((await call('PUT', '/v1/book', settings.body)).status, 200);
  assert.equal(refusal(await call('PUT', '/v1/book', { name: 'x' })), '400 invalid-request');
  const kept = z.record(z.string(), z.unknown()).parse(settings.body);
  for (const none of [{ timeZone: 'Mars/Olympus' }, { baseCurrency: 'EURO' }, { country: 'UKX' }]) {
    const answer = await call('PUT', '/v1/book', { ...kept, ...none });
    assert.equal(refusal(answer), '400 invalid-request');
    assert.match(JSON.stringify(answer.body), /is not a (time zone|currency code|country code) such as/);
  }
});

test('the description names every address, with figures as text and refusals in one form', async () => {
  const { call } = await open();
  const { body } = await call('GET', '/openapi.json');
  const description = z
    .object({
      openapi: z.string(),
      info: z.object({ version: z.string() }),
      paths: z.record(z.string(), z.record(z.string(), z.unknown())),
    })
    .parse(body);
  assert.deepEqual([description.openapi, description.info.version], ['3.1.0', '1.2.3']);
  const named = Object.entries(description.paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    .toSorted();
  const one = (path: string, more: readonly string[]) => [
    `get ${path}`,
    `post ${path}`,
    `get ${path}/{id}`,
    ...more.map((each) => each.replace('*', `${path}/{id}`)),
  ];
  assert.deepEqual(
    named,
    [
      ...one('/v1/tax-rates', []),
      ...one('/v1/contacts', ['patch *', 'post */archive', 'post */merge', 'post /v1/contacts/candidates', 'get /v1/contacts/duplicates']),
      ...['/v1/invoices', '/v1/credit-notes'].flatMap((path) => one(path, ['patch *', 'post */void'])),
      ...one('/v1/payments', ['patch *', 'post */void', 'post /v1/payments/candidates']),
      ...['/v1/refunds', '/v1/allocations'].flatMap((path) => one(path, ['post */void'])),
      'get /v1/book',
      'put /v1/book',
      'get /v1/organisation',
      'get /v1/changes',
    ].toSorted(),
  );
  const texts = JSON.stringify(body);
  assert.match(texts, /"unitPrice":\{"type":"string"/);
  assert.doesNotMatch(texts, /"(amount|unitPrice|quantity|gross|net|tax|open|paid)":\{"type":"(number|integer)"/);
});

test('every refusal has a status of its kind, a sentence and a way out', () => {
  for (const [code, [status, message, fix]] of Object.entries(catalogue)) {
    assert.match(code, /^[a-z-]+$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.ok(message.endsWith('.') && fix.endsWith('.'), `${code}: whole sentences`);
  }
});
