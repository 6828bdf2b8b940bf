import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { Sandbox } from '../../../contract/sandbox.ts';
import { virtualClock } from '../../../sandbox/clock.ts';
import { startHost } from '../../../sandbox/host.ts';
import { sandboxOrganisations, startXeroSandbox } from './server.ts';
import type { XeroSandboxOptions } from './server.ts';

const start = Date.parse('2026-11-01T09:00:00Z');
const [studio, shop] = sandboxOrganisations;

interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Ask = (path: string, options?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }) => Promise<Heard>;

const withXero = async (
  work: (parts: { readonly sandbox: Sandbox; readonly ask: Ask; readonly clock: ReturnType<typeof virtualClock> }) => Promise<void>,
  options: Partial<XeroSandboxOptions> = {},
) => {
  const clock = virtualClock(start);
  const sandbox = await startXeroSandbox({ clock, ...options });
  const { accessToken } = await sandbox.grant();
  const ask: Ask = async (path, { body, headers } = {}) => {
    const response = await fetch(`${sandbox.url}/api.xro/2.0/${path}`, {
      method: body === undefined ? 'GET' : 'PUT',
      headers: { authorization: `Bearer ${accessToken}`, 'xero-tenant-id': sandbox.accounts[0] ?? '', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  try {
    await work({ sandbox, ask, clock });
  } finally {
    await sandbox.close();
  }
};

const sale = (number: string) => ({
  Type: 'ACCREC',
  Status: 'AUTHORISED',
  InvoiceNumber: number,
  Contact: { Name: 'Ada Ltd' },
  Date: '2026-10-05',
  DueDate: '2026-11-05',
  LineItems: [{ Description: 'Design', Quantity: 1, UnitAmount: 100, AccountCode: '200', TaxType: 'OUTPUT2' }],
});

test('every answer says how many calls are left, and the sixty-first in a minute is refused until the minute is over', () =>
  withXero(async ({ ask, clock }) => {
    const first = await ask('Organisation');
    assert.deepEqual(
      ['x-minlimit-remaining', 'x-daylimit-remaining', 'x-appminlimit-remaining'].map((name) => first.headers.get(name)),
      ['59', '4999', '9999'],
    );
    assert.ok(first.headers.get('xero-correlation-id'));
    for (let call = 2; call <= 60; call += 1) await ask('Organisation');
    const refused = await ask('Organisation');
    assert.equal(refused.status, 429);
    assert.equal(refused.text, '');
    assert.deepEqual([refused.headers.get('x-rate-limit-problem'), refused.headers.get('retry-after')], ['minute', '60']);
    await clock.sleepUntil(start + 60_000);
    assert.equal((await ask('Organisation')).status, 200);
  }));

test('each no is Xero’s own: token, end of token, organisation, scope, key, weather', () =>
  withXero(async ({ ask, clock, sandbox }) => {
    const detail = ({ status, text }: Heard): unknown => [status, JSON.parse(text).Detail];
    assert.deepEqual(detail(await ask('Organisation', { headers: { authorization: 'Bearer x' } })), [401, 'AuthenticationUnsuccessful']);
    assert.deepEqual(detail(await ask('Organisation', { headers: { 'xero-tenant-id': 'x' } })), [403, 'AuthenticationUnsuccessful']);
    const key = { 'idempotency-key': 'k' };
    await ask('Invoices', { body: { Invoices: [sale('A')] }, headers: key });
    assert.equal((await ask('Invoices', { body: { Invoices: [sale('B')] }, headers: key })).status, 400);
    sandbox.weather('unavailable');
    assert.deepEqual(await ask('Organisation').then(({ status, text }) => [status, text]), [503, 'Organisation is offline']);
    await sandbox.person({ does: 'disconnect', account: shop?.id ?? '' });
    assert.equal((await ask('Organisation', { headers: { 'xero-tenant-id': shop?.id ?? '' } })).status, 403);
    await clock.sleepUntil(start + 1_800_000);
    assert.deepEqual(detail(await ask('Organisation')), [401, 'TokenExpired: token expired at 11/01/2026 09:30:00']);
  }));

test('with a memory of no seconds, a key that comes again is no key', () =>
  withXero(
    async ({ ask, sandbox }) => {
      const headers = { 'idempotency-key': 'k' };
      for (const number of ['A', 'B']) assert.equal((await ask('Invoices', { body: { Invoices: [sale(number)] }, headers })).status, 200);
      assert.equal(sandbox.documents('invoice').length, 2);
    },
    { keySeconds: 0 },
  ));

test('the two organisations keep books of their own, in their own currency', () =>
  withXero(async ({ ask, sandbox }) => {
    assert.deepEqual(sandbox.accounts, [studio?.id, shop?.id]);
    const organisation = async (id: string | undefined) => {
      const [{ Name, BaseCurrency, CountryCode }] = JSON.parse(
        (await ask('Organisation', { headers: { 'xero-tenant-id': id ?? '' } })).text,
      ).Organisations;
      return [Name, BaseCurrency, CountryCode];
    };
    assert.deepEqual(await organisation(studio?.id), ['Harbour Studio Ltd', 'GBP', 'GB']);
    assert.deepEqual(await organisation(shop?.id), ['Harbour Shop GmbH', 'EUR', 'DE']);
    await ask('Contacts', { body: { Contacts: [{ Name: 'Ada Ltd' }] }, headers: { 'xero-tenant-id': shop?.id ?? '' } });
    assert.equal(sandbox.documents('contact').length, 0);
  }));

test('the same seed gives the same ids in every run', async () => {
  const ids: unknown[] = [];
  for (let run = 0; run < 2; run += 1) {
    await withXero(
      async ({ ask, sandbox }) => {
        await ask('Invoices', { body: { Invoices: [sale('A'), sale('B')] } });
        ids.push(sandbox.documents('invoice').map((invoice) => invoice['InvoiceID']));
      },
      { seed: 7, limits: null },
    );
  }
  assert.deepEqual(ids[0], ids[1]);
  assert.equal(new Set(ids.flat()).size, 2);
});

test('webhooks shake hands, are signed over the raw body, and tell of contacts, invoices and credit notes as Xero does', () =>
  withXero(async ({ ask, sandbox, clock }) => {
    const heard: string[] = [];
    const listener = await startHost({
      clock,
      routes: [
        {
          prefix: '/',
          answer: ({ headers, body }) => {
            const isGood = headers['x-xero-signature'] === createHmac('sha256', 'the key').update(body).digest('base64');
            if (isGood) heard.push(body);
            return { status: isGood ? 200 : 401, body: '' };
          },
        },
      ],
    });
    sandbox.webhooks({ url: `${listener.url}/`, secret: 'the key' });
    await clock.sleepUntil(start + 1_000);
    const [invoice] = JSON.parse((await ask('Invoices', { body: { Invoices: [sale('A')] } })).text).Invoices;
    await clock.sleepUntil(start + 2_000);
    await listener.close();
    const [handshake = '', delivery = ''] = heard;
    assert.match(handshake, /^\{"events":\[\],"firstEventSequence":0,"lastEventSequence":0,"entropy":"[A-Z]{20}"\}$/);
    const told = JSON.parse(delivery);
    assert.deepEqual([told.firstEventSequence, told.lastEventSequence], [1, 2]);
    assert.deepEqual(
      told.events.find((event: { eventCategory: string }) => event.eventCategory === 'INVOICE'),
      {
        resourceUrl: `https://api.xero.com/api.xro/2.0/Invoices/${invoice.InvoiceID}`,
        resourceId: invoice.InvoiceID,
        tenantId: studio?.id,
        tenantType: 'ORGANISATION',
        eventCategory: 'INVOICE',
        eventType: 'CREATE',
        eventDateUtc: '2026-11-01T09:00:01.000',
      },
    );
  }));
