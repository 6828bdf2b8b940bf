import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addApiKey } from '../../src/store/api-keys.ts';
import { expectStatus, openPeople } from './kit.ts';
import type { Answer, Browser, Kit } from './kit.ts';

const book = {
  name: 'Acme Ltd',
  country: 'GB',
  baseCurrency: 'GBP',
  timeZone: 'Europe/London',
  roundsTax: 'perLine',
  series: { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CN-', digits: 4 } },
};
const sale = (more: object = {}) => ({ issuedOn: '2026-03-01', currency: 'GBP', lines: [{ description: 'x', unitPrice: '100' }], ...more });
const idOf = ({ body }: Answer): string => String(body['id']);

/** A book with an owner who has made it. */
async function openBook(t: Parameters<typeof openPeople>[0]): Promise<{ readonly kit: Kit; readonly ada: Browser }> {
  const kit = await openPeople(t);
  const ada = await kit.first();
  await expectStatus(ada.ask('PUT', '/v1/book', book), 200);
  return { kit, ada };
}

/** A batch in review that writes these records, as the engine would leave it. */
async function batchOf({ office }: Kit, batch: string, ids: readonly string[]): Promise<void> {
  await office.pool.query(
    `insert into batch (organisation, batch, flow, purpose, state, made_at) values ('acme', $1, 'none', 'sync', 'review', 0)`,
    [batch],
  );
  for (const id of ids)
    await office.pool.query(
      `insert into write (organisation, write, flow, batch, kind, external_id, part, target_kind, step, does, print, why, reference, state, planned_at)
       values ('acme', $1 || $2, 'none', $1, 'contact', $2, 'main', 'contact', '{}', 'create', '', '', $1 || $2, 'planned', 0)`,
      [batch, id],
    );
}

test('four eyes are not passed through a key of one’s own, a schedule, or a list that is too long to be written down', async (t) => {
  const { kit, ada } = await openBook(t);
  const bob = await kit.person('Bob', 'owner');
  await expectStatus(ada.ask('PATCH', '/v1/organisation', { fourEyes: true }), 200);
  const key = await expectStatus(ada.ask('POST', '/v1/api-keys', { label: 'till', role: 'owner' }), 201);
  const withKey = { authorization: `Bearer ${String(key.body['key'])}` };
  const byKey = idOf(await expectStatus(kit.browser().ask('POST', '/v1/contacts', { name: 'By key' }, withKey), 201));
  const byHand = idOf(await expectStatus(ada.ask('POST', '/v1/contacts', { name: 'By hand' }), 201));
  const bobs = idOf(await expectStatus(bob.ask('POST', '/v1/contacts', { name: 'Of Bob' }), 201));
  const long = 'x'.repeat(4_000);
  const heavy = Array.from({ length: 60 }, () =>
    sale({ lines: Array.from({ length: 10 }, () => ({ description: long, unitPrice: '1' })) }),
  );
  const listed = await expectStatus(ada.ask('POST', '/v1/invoices', heavy), 200);
  assert.ok(listed.text.length > 2_000_000);
  const inList = /"id":"(inv_\w+)"/.exec(listed.text)?.[1] ?? '';
  const { issuedOn: _on, ...content } = sale();
  const retainer = { name: 'r', rhythm: { every: 1, unit: 'year' }, startsOn: '2026-01-01', invoice: content };
  const schedule = await expectStatus(ada.ask('POST', '/v1/recurring-invoices', retainer), 201);
  const [made] = Array.isArray(schedule.body['made']) ? schedule.body['made'] : [];
  for (const [batch, id] of [
    ['hand', byHand],
    ['key', byKey],
    ['list', inList],
    ['schedule', String(made?.invoice)],
  ] as const) {
    await batchOf(kit, batch, [id]);
    const approve = (who: Browser, headers = {}) => who.ask('POST', `/v1/batches/${batch}/approve`, { keys: null }, headers);
    assert.equal((await approve(ada)).body['code'], 'four-eyes', batch);
    assert.equal((await approve(kit.browser(), withKey)).body['code'], 'four-eyes', `${batch} by the key`);
    assert.equal((await ada.ask('GET', `/v1/batches/${batch}`)).body['mayApprove'], false, batch);
    assert.equal((await bob.ask('GET', `/v1/batches/${batch}`)).body['mayApprove'], true, batch);
  }
  const another = idOf(await expectStatus(ada.ask('POST', '/v1/contacts', { name: 'Another' }), 201));
  await batchOf(kit, 'mixed', [another, bobs]);
  const some = (id: string) => ada.ask('POST', '/v1/batches/mixed/approve', { keys: [{ kind: 'contact', id }] });
  assert.equal((await some(another)).body['code'], 'four-eyes');
  assert.notEqual((await some(bobs)).body['code'], 'four-eyes');
});

test('nobody but Tieout says where a record comes from, or uses the keys under which it makes its own', async (t) => {
  const { ada } = await openBook(t);
  for (const mark of [{ bornIn: 'ledger' }, { bornIn: 'billing' }, { staffReference: 'Tabcdefghijklmnop' }])
    for (const body of [sale(mark), [sale(), sale(mark)]])
      assert.deepEqual((await ada.ask('POST', '/v1/invoices', body)).body['seen'], Object.keys(mark)[0]);
  const own = { 'idempotency-key': 'tieout:recurring:rec_1:2026-01-01:1' };
  for (const path of ['/v1/invoices', '/v1/recurring-invoices', '/v1/invoices/x/void'])
    assert.equal((await ada.ask('POST', path, sale(), own)).body['seen'], own['idempotency-key'], path);
  assert.equal((await ada.ask('GET', '/v1/invoices')).text, '{"records":[],"next":null}');
});

test('a schedule that is sent twice under one key is one schedule', async (t) => {
  const { ada } = await openBook(t);
  const { issuedOn: _on, ...content } = sale();
  const retainer = { name: 'r', rhythm: { every: 1, unit: 'year' }, startsOn: '2026-01-01', invoice: content };
  const send = (body: object) => ada.ask('POST', '/v1/recurring-invoices', body, { 'idempotency-key': 'once' });
  const answers = await Promise.all([send(retainer), send(retainer), send(retainer)]);
  assert.deepEqual(new Set(answers.map(idOf)).size, 1);
  assert.equal((await send({ ...retainer, name: 'another' })).body['code'], 'key-reused');
  const { body } = await ada.ask('GET', '/v1/invoices');
  assert.equal(Array.isArray(body['records']) ? body['records'].length : null, 1);
});

test('a book keeps its currency under its documents, and is not made anew by connecting it again', async (t) => {
  const { ada } = await openBook(t);
  await expectStatus(ada.ask('PUT', '/v1/book', { ...book, baseCurrency: 'EUR' }), 200);
  await expectStatus(ada.ask('PUT', '/v1/book', book), 200);
  await expectStatus(ada.ask('POST', '/v1/invoices', sale()), 201);
  assert.equal((await ada.ask('PUT', '/v1/book', { ...book, baseCurrency: 'EUR' })).body['code'], 'base-currency-fixed');
  const inside = { provider: 'billing', company: 'Other Ltd', currency: 'USD', country: 'US', timeZone: 'America/New_York' };
  await expectStatus(ada.ask('POST', '/v1/connections/inside', inside), 200);
  assert.deepEqual((await ada.ask('GET', '/v1/book')).body, book);
});

test('a series that takes over a prefix which people have used goes on after their numbers', async (t) => {
  const { ada } = await openBook(t);
  for (const number of ['AB-0002', 'AB-0009', 'AB-x', 'CD-0001'])
    await expectStatus(ada.ask('POST', '/v1/invoices', sale({ number })), 201);
  const renamed = { ...book, series: { ...book.series, invoice: { prefix: 'AB-', digits: 4 } } };
  await expectStatus(ada.ask('PUT', '/v1/book', renamed), 200);
  assert.equal((await expectStatus(ada.ask('POST', '/v1/invoices', sale()), 201)).body['number'], 'AB-0010');
});

test('figures, days, rates and numbers that no book could hold are refused in words', async (t) => {
  const { ada } = await openBook(t);
  const seen = async (path: string, body: object): Promise<string> => {
    const answer = await ada.ask('POST', path, body);
    return `${answer.status} ${String(answer.body['seen'])}`;
  };
  const rate = { value: '0.00', on: '2026-03-01', source: 'x' };
  assert.match(await seen('/v1/invoices', sale({ currency: 'EUR', exchangeRate: rate })), /^400 exchangeRate.value/);
  for (const issuedOn of ['0000-00-00', '0001-01-01', '2026-02-30', '+010000-01-01'])
    assert.match(await seen('/v1/invoices', sale({ issuedOn })), /^400 issuedOn/, issuedOn);
  for (const number of ['INV\u202E7', 'A\nB', 'A\u0000']) assert.match(await seen('/v1/invoices', sale({ number })), /^400 number/);
  const twice = sale({ lines: [{ description: 'x', unitPrice: '1', taxes: ['GB20', 'GB20'] }] });
  assert.match(await seen('/v1/invoices', twice), /^400 lines.0.taxes/);
  assert.match(await seen('/v1/tax-rates', { id: 'X', name: 'x', components: [{ name: 'x', percent: '1000.1' }] }), /^400 1000.1/);
  const { issuedOn: _on, ...content } = sale();
  const last = { name: 'r', rhythm: { every: 1, unit: 'week' }, startsOn: '9999-12-30', invoice: content };
  const preview = await expectStatus(ada.ask('POST', '/v1/recurring-invoices/preview', last), 200);
  assert.deepEqual(preview.body['nextDays'], ['9999-12-30']);
});

test('no odd address, place or letter is answered as a mistake of ours', async (t) => {
  const { kit, ada } = await openBook(t);
  const place = Buffer.from(JSON.stringify(['a', 'b', 'invoice', '\u0000', 1])).toString('base64url');
  const queries = ['search=%00', 'q=%00', `after=${place}`, 'after=999999999999999999', 'before=9007199254740991', 'asOf=9999-12-31'];
  const wrong: string[] = [];
  for (const { method, url, may } of kit.server.routes) {
    if (!url.startsWith('/v1') || method === 'HEAD' || url === '/v1/live' || may === null) continue;
    if (method === 'POST' && /^\/v1\/(try|connections\/begin)$/.test(url)) continue;
    const at = (part: string): string => url.replace(':kind', 'invoice').replace(':month', '2026-01').replaceAll(/:\w+/g, part);
    const asked = method === 'GET' ? queries.map((query) => `${at('x')}?${query}`) : [];
    for (const path of [...asked, ...(url.includes(':') ? [at('%00'), at('__proto__')] : [])]) {
      const { status, text } = await ada.ask(method, path, method === 'GET' ? undefined : {});
      if (status >= 500) wrong.push(`${method} ${path}: ${text}`);
    }
  }
  for (const body of [
    { token: '\u0000', newPassword: 'long enough, surely' },
    { email: 'a\u0000@example.com', password: 'x' },
  ])
    for (const path of ['/auth/reset-password', '/auth/sign-in/email', '/auth/two-factor/verify-totp']) {
      const { status, text } = await kit.browser().ask('POST', path, body);
      if (status >= 500) wrong.push(`${path}: ${text}`);
    }
  assert.deepEqual(wrong, []);
});

test('an invitation lets nobody in under a name that cannot be shown', async (t) => {
  const { kit, ada } = await openBook(t);
  const made = await ada.ask('POST', '/v1/invitations', { email: 'carl@example.com', role: 'viewer' });
  const token = new URL(String(made.body['link'])).searchParams.get('token') ?? '';
  for (const name of ['Carl\u0000', '\u202EadA', '\n'])
    assert.equal((await kit.browser().ask('POST', '/v1/invitation', { token, name, password: 'long enough, surely' })).status, 400);
  await expectStatus(kit.browser().ask('POST', '/v1/invitation', { token, name: 'Carl', password: 'long enough, surely' }), 201);
});

test('an invoice on paper is its own organisation’s, under a file name that no number can turn into something else', async (t) => {
  const { kit, ada } = await openBook(t);
  const sender = { address: null, taxNumber: 'GB1', email: null, phone: null, payTo: 'IBAN 1' };
  await expectStatus(ada.ask('PUT', '/v1/book/sender', sender), 200);
  assert.deepEqual((await ada.ask('GET', '/v1/book/sender')).body, sender);
  const invoice = idOf(await expectStatus(ada.ask('POST', '/v1/invoices', sale({ number: '../a"; x=1 é/7' })), 201));
  const ask = (path: string, cookie: string) =>
    kit.server.app.inject({ url: path, headers: { host: '127.0.0.1:8484', ...(cookie !== '' && { cookie }) } });
  const printed = await ask(`/v1/invoices/${invoice}/pdf`, ada.cookie());
  assert.deepEqual([printed.statusCode, printed.headers['content-type']], [200, 'application/pdf']);
  assert.equal(printed.headers['content-disposition'], 'inline; filename="..-a-x-1-7.pdf"');
  assert.ok(printed.body.startsWith('%PDF-') && printed.body.trimEnd().endsWith('%%EOF'));
  const eve = await kit.person('Eve', 'owner', 'evil');
  assert.equal((await ask(`/v1/invoices/${invoice}/pdf`, eve.cookie())).statusCode, 404);
  assert.equal((await ask(`/v1/credit-notes/${invoice}/pdf`, ada.cookie())).statusCode, 404);
  assert.equal((await ask(`/v1/invoices/${invoice}/pdf`, '')).statusCode, 401);
});

test('a key of somebody who only looks cannot say who sends invoices', async (t) => {
  const { kit } = await openBook(t);
  const made = { label: 'viewer', role: 'viewer', fresh: 'v'.repeat(43), by: 'Ada', now: 0 } as const;
  const { key } = await addApiKey(kit.office.pool, 'acme', made);
  const refused = await kit.browser().ask('PUT', '/v1/book/sender', {}, { authorization: `Bearer ${key}` });
  assert.deepEqual([refused.status, refused.body['code']], [403, 'not-allowed']);
});
