import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Connector, Delivery } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { stripeWith } from '../../src/connectors/stripe/connector.ts';
import { startStripeSandbox } from '../../src/connectors/stripe/sandbox/server.ts';
import type { Kind } from '../../src/core/records.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import { startHost } from '../../src/sandbox/host.ts';
import { fetchHttp } from '../fetch-http.ts';
import { changingChecks } from './checks-changing.ts';
import { settlingChecks } from './checks-settling.ts';
import { writingChecks } from './checks-writing.ts';
import type { Listener, Rig, Screen, Subject } from './rig.ts';

const begin = Date.parse('2026-11-09T09:00:00Z');
const secret = 'whsec_of_this_test';
const readOnly = 'Stripe is read and never written to';

/** Stripe's sandbox as a subject; it is only read. */
export const stripeSubject = (connector: Connector = stripeWith({ pageSize: 3 })): Subject => ({
  name: 'stripe',
  connector,
  start: () => startRig(connector),
  exemptions: {
    ...Object.fromEntries([...writingChecks, ...settlingChecks, ...changingChecks].map(({ title }) => [title, readOnly])),
    'keeps texts whole that are as long as the manifest allows': readOnly,
    'keeps prices and quantities of as many places as the manifest allows': readOnly,
    'keeps our tax where the provider would have worked out another cent': readOnly,
    'keeps amounts that include tax, and amounts without tax, as they are': readOnly,
    'says before the first write what would be refused, and which setting to change': readOnly,
    'reports the movement of each account as the books have it, also across the end of a year':
      'Stripe is a platform: it has a balance, but no general ledger',
    'follows a contact that was merged into another': 'Stripe merges no customers',
  },
});

/** A sandbox on a virtual clock, without limits, with money in its balance, and a session in its account. */
export async function startRig(
  connector: Connector,
): Promise<Rig & { readonly sandbox: Sandbox; readonly http: Http; readonly clock: SharedClock }> {
  const clock = virtualClock(begin);
  const sandbox = await startStripeSandbox({ clock, limits: null, seed: 7 });
  const { accessToken } = await sandbox.grant();
  const [account = ''] = sandbox.accounts;
  const hidden: { id: string | null } = { id: null };
  const http = hiding(
    fetchHttp(sandbox.url, () => accessToken),
    hidden,
  );
  await sandbox.person({ does: 'setting', fields: { payouts: 'manual', delay_days: 0, capture_seconds: 0 } });
  await sandbox.person({ does: 'create', kind: 'payment', fields: { amount: 1_000_000, currency: 'usd' } });
  await clock.sleepUntil(clock.now() + 86_400_000);
  const listener = await listen(sandbox, clock);
  return {
    sandbox,
    http,
    clock,
    session: connector.open({ http, account, timeZone: 'America/Los_Angeles' }),
    send: null,
    screen: screenOf(sandbox),
    weather: (kind, options) => sandbox.weather(kind, options),
    pass: (seconds) => clock.sleepUntil(clock.now() + seconds * 1000),
    hide: (id) => {
      hidden.id = id;
    },
    webhooks: listener,
    coding: null,
    trialBalance: null,
    close: async () => {
      await sandbox.close();
      await listener.close();
    },
  };
}

/** Takes an object and what is told of it out of every list, as if it were not visible yet. */
const hiding =
  (http: Http, hidden: { readonly id: string | null }): Http =>
  async (request) => {
    const response = await http(request);
    const { id } = hidden;
    if (id === null || response.status !== 200) return response;
    const body: unknown = JSON.parse(response.body);
    const shown = (value: unknown): boolean => !JSON.stringify(value).includes(`"id":"${id}"`);
    return {
      ...response,
      body: JSON.stringify(body, (key, value: unknown) => (key === 'data' && Array.isArray(value) ? value.filter(shown) : value)),
    };
  };

async function listen(sandbox: Sandbox, clock: SharedClock): Promise<Listener & { readonly close: () => Promise<void> }> {
  const heard: Delivery[] = [];
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/hook',
        answer: ({ headers, body }) => {
          const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
          heard.push({ headers, body, secrets: [secret], now: clock.now(), hmac });
          return { status: 200, body: '' };
        },
      },
    ],
  });
  return {
    secret,
    during: async (work) => {
      sandbox.webhooks({ url: `${host.url}/hook`, secret });
      await clock.sleepUntil(clock.now() + 60_000);
      heard.length = 0;
      await work();
      await clock.sleepUntil(clock.now() + 60_000);
      return [...heard];
    },
    close: () => host.close(),
  };
}

/** What people do at the dashboard, in Stripe's own words. */
function screenOf(sandbox: Sandbox): Screen {
  return {
    kinds: ['contact', 'taxRate', 'invoice', 'creditNote', 'payout'],
    add: async (kind, n) => sandbox.person({ does: 'create', kind, fields: (await made[kind]?.(n, sandbox)) ?? nobody(kind) }),
    touch: async (kind, id) => {
      // Nothing of a credit note can be changed but that it holds.
      if (kind === 'creditNote') await sandbox.person({ does: 'void', kind, id });
      else await sandbox.person({ does: 'edit', kind, id, fields: touched[kind] ?? nobody(kind) });
    },
    annotate: null,
    remove: async (kind, id) => {
      const fields = removed[kind];
      await sandbox.person(fields ? { does: 'edit', kind, id, fields } : { does: 'void', kind, id });
    },
    lock: null,
    merge: null,
    reconcile: null,
    enable: null,
  };
}

const nobody = (kind: Kind): never => assert.fail(`nobody does that to a ${kind} here`);

type Fields = Readonly<Record<string, unknown>>;

const made: { readonly [K in Kind]?: (n: number, sandbox: Sandbox) => Fields | Promise<Fields> } = {
  contact: (n) => ({ name: `Person ${n} Ltd`, email: `person${n}@example.com`, address: { line1: `${n} Harbour Street`, country: 'US' } }),
  taxRate: (n) => ({ display_name: `Tax ${n}`, percentage: '7.25', inclusive: 'false' }),
  payout: (n) => ({ amount: 100 + n, currency: 'usd' }),
  invoice: invoiceFields,
  creditNote: async (n, sandbox) => ({
    invoice: await sandbox.person({ does: 'create', kind: 'invoice', fields: await invoiceFields(n, sandbox) }),
    amount: 100,
  }),
};

/** Twelve lines: more than an invoice shows by itself. */
async function invoiceFields(n: number, sandbox: Sandbox): Promise<Fields> {
  const customer = await sandbox.person({ does: 'create', kind: 'contact', fields: { name: `Customer ${n}` } });
  const lines = Array.from({ length: 12 }, (_, place) => ({ description: `Line ${place}`, amount: 100 + place }));
  return { customer, currency: 'usd', lines };
}

const touched: { readonly [K in Kind]?: Fields } = {
  contact: { phone: '+1 555 0100' },
  taxRate: { display_name: 'Tax, renamed' },
  payout: { status: 'paid' },
  invoice: { description: 'A word from the seller' },
};

const removed: { readonly [K in Kind]?: Fields } = { taxRate: { active: 'false' } };
