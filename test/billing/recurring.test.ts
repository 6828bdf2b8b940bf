import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fastify from 'fastify';
import { invoicePreview, recurringPreview, recurringShown } from '../../src/api/billing-recurring.ts';
import type { RecurringShown } from '../../src/api/billing-recurring.ts';
import { recurringService } from '../../src/billing/recurring-service.ts';
import type { RecurringStore } from '../../src/billing/recurring-service.ts';
import { recurringRoutes } from '../../src/server/billing-recurring-routes.ts';
import { scopeRequests } from '../../src/server/scope.ts';
import { recurringStore } from '../../src/store/billing-recurring.ts';
import { books, openTestBook } from './open-book.ts';
import type { TestBook } from './open-book.ts';

const opened = new Set<() => Promise<void>>();
after(() => Promise.all([...opened].map((close) => close())));

interface Desk {
  readonly book: TestBook;
  readonly store: RecurringStore;
  service(store?: RecurringStore): ReturnType<typeof recurringService>;
  call(method: 'GET' | 'POST' | 'PATCH', url: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** A book on 1 March 2026, as `openTestBook`. */
async function openDesk(): Promise<Desk> {
  const book = await openTestBook();
  const { billing, organisation } = book;
  const store = recurringStore(book.database.pool);
  let ids = 0;
  const service = (used: RecurringStore = store) => recurringService({ billing, store: used, now: () => 0, newId: () => `${(ids += 1)}` });
  const app = fastify();
  await app.register(async (api) => {
    scopeRequests(api, async () => ({ is: 'known', organisation, actor: { kind: 'inside' } }));
    await api.register(recurringRoutes, { billing, recurring: service(), log: () => {}, changed: () => {} });
  });
  opened.add(async () => {
    await app.close();
    await book.close();
  });
  return {
    book,
    store,
    service,
    call: async (method, url, body) => {
      const answer = await app.inject({ method, url, ...(body === undefined ? {} : { payload: JSON.stringify(body), headers: json }) });
      return { status: answer.statusCode, body: answer.json() };
    },
  };
}
const json = { 'content-type': 'application/json' };

const retainer = (contact: string, more: object = {}) => ({
  name: 'Ada Ltd, support',
  rhythm: { every: 1, unit: 'month' },
  startsOn: '2026-03-31',
  dueAfterDays: 14,
  invoice: { contact, currency: 'GBP', lines: [{ description: 'Support in {month}', unitPrice: '900', taxes: ['GB20'] }] },
  ...more,
});
async function madeFor({ call, book }: Desk, more: object = {}): Promise<RecurringShown> {
  const { status, body } = await call('POST', '/v1/recurring-invoices', retainer(book.customer, more));
  assert.equal(status, 201, JSON.stringify(body));
  return recurringShown.parse(body);
}

test('an invoice is made on its day and not before, and once however often somebody looks', async () => {
  const desk = await openDesk();
  const made = await madeFor(desk);
  assert.deepEqual([made.state, made.totals?.gross, made.nextDays.slice(0, 2)], ['active', '1080', ['2026-03-31', '2026-04-30']]);
  desk.book.today('2026-03-30');
  assert.equal(await desk.service().makeAllDue(), 0);
  desk.book.today('2026-03-31');
  assert.deepEqual([await desk.service().makeAllDue(), await desk.service().makeAllDue()], [1, 0]);
  assert.deepEqual(await books(desk.book), ['INV-0001 1080 GBP open 1080 open']);
});

test('after two months without power each missed day has its own invoice, dated on that day, once', async () => {
  const desk = await openDesk();
  const { id } = await madeFor(desk);
  desk.book.today('2026-06-01');
  const both = await Promise.all([desk.service().makeAllDue(), desk.service().makeAllDue()]);
  assert.ok(both[0] + both[1] >= 3);
  const { made } = recurringShown.parse((await desk.call('GET', `/v1/recurring-invoices/${id}`)).body);
  assert.deepEqual(
    made.map(({ on, number }) => `${on} ${number ?? 'draft'}`),
    ['2026-05-31 INV-0003', '2026-04-30 INV-0002', '2026-03-31 INV-0001'],
  );
  assert.equal((await books(desk.book)).length, 3);
});

test('whatever step the process dies after, each day has one invoice in the end', async () => {
  for (let fatal = 1; fatal <= 6; fatal += 1) {
    const desk = await openDesk();
    await madeFor(desk);
    desk.book.today('2026-04-30');
    let steps = 0;
    const fragile =
      <A extends readonly unknown[], R>(step: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const done = await step(...args);
        if ((steps += 1) === fatal) throw new Error('the power is gone');
        return done;
      };
    const { intend, settle, intended } = desk.store;
    const dying = { ...desk.store, intend: fragile(intend), settle: fragile(settle), intended: fragile(intended) };
    await assert.rejects(desk.service(dying).makeAllDue(), /power/);
    await desk.service().makeAllDue();
    assert.equal((await books(desk.book)).length, 2, `died after step ${fatal}`);
  }
});

test('an invoice that is made but whose answer is lost is found again, also when the schedule changed meanwhile', async () => {
  const desk = await openDesk();
  const { id, version } = await madeFor(desk);
  desk.book.today('2026-03-31');
  const lost = { ...desk.store, settle: () => Promise.reject(new Error('the answer is lost')) };
  await assert.rejects(desk.service(lost).makeAllDue(), /lost/);
  const dearer = retainer(desk.book.customer, {
    invoice: { contact: desk.book.customer, currency: 'GBP', lines: [{ description: 'Support', unitPrice: '1000', taxes: ['GB20'] }] },
  });
  assert.equal((await desk.call('PATCH', `/v1/recurring-invoices/${id}`, { version, recurring: dearer })).status, 200);
  desk.book.today('2026-04-30');
  await desk.service().makeAllDue();
  assert.deepEqual(await books(desk.book, '2026-04-30'), ['INV-0001 1080 GBP open 1080 overdue', 'INV-0002 1200 GBP open 1200 open']);
});

test('the last day still has its invoice, and after it the schedule has ended', async () => {
  const desk = await openDesk();
  const { id } = await madeFor(desk, { endsOn: '2026-04-30' });
  desk.book.today('2026-12-01');
  assert.equal(await desk.service().makeAllDue(), 2);
  const { state, nextDays } = recurringShown.parse((await desk.call('GET', `/v1/recurring-invoices/${id}`)).body);
  assert.deepEqual([state, nextDays], ['ended', []]);
});

test('what is paused makes nothing, and leaves out the days of the pause when it goes on', async () => {
  const desk = await openDesk();
  const { id } = await madeFor(desk);
  await desk.call('POST', `/v1/recurring-invoices/${id}/pause`);
  desk.book.today('2026-05-15');
  assert.equal(await desk.service().makeAllDue(), 0);
  const resumed = recurringShown.parse((await desk.call('POST', `/v1/recurring-invoices/${id}/resume`)).body);
  assert.deepEqual([resumed.state, resumed.nextDays[0], resumed.made], ['active', '2026-05-31', []]);
});

test('a refused invoice says why, holds up the days after it, and is made when the schedule is mended', async () => {
  const desk = await openDesk();
  const { id, version } = await madeFor(desk);
  await desk.book.billing.remove(desk.book.organisation, 'contact', desk.book.customer);
  desk.book.today('2026-05-01');
  assert.equal(await desk.service().makeAllDue(), 0);
  const stuck = recurringShown.parse((await desk.call('GET', `/v1/recurring-invoices/${id}`)).body);
  assert.deepEqual([stuck.problem?.on, stuck.problem?.message], ['2026-03-31', 'The contact is archived.']);
  const [contact] = await desk.book.billing.create(desk.book.organisation, 'contact', [
    {
      name: 'Ada Lovelace',
      givenName: null,
      familyName: null,
      email: null,
      phone: null,
      taxNumber: null,
      address: null,
      isCustomer: true,
      isSupplier: false,
    },
  ]);
  assert.equal(contact?.state, 'made');
  const mended = await desk.call('PATCH', `/v1/recurring-invoices/${id}`, { version, recurring: retainer(contact.kept.record.id) });
  const { problem, made } = recurringShown.parse(mended.body);
  assert.deepEqual([problem, made.map(({ on }) => on)], [null, ['2026-04-30', '2026-03-31']]);
});

test('it is the day of the organisation that counts, not the day of the machine', async () => {
  const desk = await openDesk();
  const settings = await desk.book.billing.settings(desk.book.organisation);
  await desk.book.billing.openBook(desk.book.organisation, { ...settings, timeZone: 'Pacific/Auckland' });
  await madeFor(desk, { startsOn: '2026-03-11' });
  // At noon in London on the 10th it is the 11th in Auckland.
  desk.book.today('2026-03-10');
  assert.equal(await desk.service().makeAllDue(), 1);
});

test('two people who change one schedule at once do not overwrite each other', async () => {
  const desk = await openDesk();
  const { id, version } = await madeFor(desk);
  const change = (name: string) =>
    desk.call('PATCH', `/v1/recurring-invoices/${id}`, { version, recurring: retainer(desk.book.customer, { name }) });
  const answers = await Promise.all([change('One'), change('Two')]);
  assert.deepEqual(answers.map(({ status }) => String(status)).toSorted(), ['200', '409']);
});

test('a first day of many years ago is refused instead of making hundreds of invoices', async () => {
  const desk = await openDesk();
  const answer = await desk.call('POST', '/v1/recurring-invoices', retainer(desk.book.customer, { startsOn: '2006-03-31' }));
  assert.equal(answer.status, 400);
  assert.deepEqual(await books(desk.book), []);
});

test('a preview says what a draft amounts to and when the next ones are made, and makes nothing', async () => {
  const desk = await openDesk();
  const draft = {
    contact: desk.book.customer,
    issuedOn: '2026-03-01',
    currency: 'GBP',
    lines: [
      { description: 'Design', quantity: '3', unitPrice: '33.333', taxes: ['GB20'] },
      { description: 'Less', unitPrice: '10', discount: { percent: '50' }, taxes: ['GB20'] },
    ],
  };
  const preview = invoicePreview.parse((await desk.call('POST', '/v1/invoices/preview', draft)).body);
  assert.deepEqual([preview.totals, preview.taxes], [{ net: '105', tax: '21', gross: '126' }, [{ rate: 'GB20', amount: '21' }]]);
  const schedule = recurringPreview.parse(
    (await desk.call('POST', '/v1/recurring-invoices/preview', retainer(desk.book.customer, { startsOn: '2026-01-31' }))).body,
  );
  assert.deepEqual([schedule.dueNow, schedule.nextDays[1], schedule.invoice.totals.gross], [2, '2026-02-28', '1080']);
  assert.deepEqual(await books(desk.book), []);
});

test('a preview of what would be refused is refused with the same words', async () => {
  const desk = await openDesk();
  const lines = [{ description: 'Design', unitPrice: '1', discount: { percent: '101' } }];
  const draft = { contact: desk.book.customer, issuedOn: '2026-03-01', currency: 'GBP', lines };
  const [asked, made] = [await desk.call('POST', '/v1/invoices/preview', draft), await desk.book.billing.settings(desk.book.organisation)];
  assert.deepEqual([asked.status, made.baseCurrency], [422, 'GBP']);
});
