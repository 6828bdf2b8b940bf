import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Connector, Delivery } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { xeroWith } from '../../src/connectors/xero/connector.ts';
import { startXeroSandbox } from '../../src/connectors/xero/sandbox/server.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import { startHost } from '../../src/sandbox/host.ts';
import type { Kind } from '../../src/core/records.ts';
import { fetchHttp } from '../fetch-http.ts';
import type { Coding, Listener, Rig, Screen, Subject } from './rig.ts';

const begin = Date.parse('2026-11-09T09:00:00Z');
const secret = 'the key of the webhook';

/** The chart of a British Xero organisation. */
const coding: Coding = {
  sales: '200',
  fees: '404',
  clearing: '855',
  bank: '090',
  savings: '091',
  receivable: '610',
  tax: { rate: 'OUTPUT2', percent: '20' },
  noTax: 'NONE',
  currency: 'GBP',
};

/** Xero's sandbox as a subject; `connector` may be one with a planted bug. */
export const xeroSubject = (connector: Connector = xeroWith({ pageSize: 3 })): Subject => ({
  name: 'xero',
  connector,
  start: () => startRig(connector),
  exemptions: {
    'keeps 1.234 KWD exact': 'Xero keeps two places in every currency, and its manifest says so',
    'refuses to overwrite what somebody changed since it was read':
      'Xero has no versions: the last write wins, so the engine compares before it writes',
  },
});

/** A sandbox on a virtual clock, without limits, and a session in its first organisation. */
export async function startRig(
  connector: Connector,
): Promise<Rig & { readonly sandbox: Sandbox; readonly http: Http; readonly clock: SharedClock }> {
  const clock = virtualClock(begin);
  const sandbox = await startXeroSandbox({ clock, limits: null, seed: 7 });
  const signIn = await sandbox.grant();
  const token = { now: signIn.accessToken };
  const [account = ''] = sandbox.accounts;
  const hidden: { id: string | null } = { id: null };
  const http = hiding(
    fetchHttp(sandbox.url, () => token.now),
    hidden,
  );
  const listener = await listen(sandbox, clock);
  return {
    sandbox,
    http,
    clock,
    session: connector.open({ http, account }),
    send: http,
    screen: screenOf(sandbox),
    weather: (kind, options) => sandbox.weather(kind, options),
    pass: async (seconds) => {
      await clock.sleepUntil(clock.now() + seconds * 1000);
      token.now = (await sandbox.grant()).accessToken;
    },
    hide: (id) => {
      hidden.id = id;
    },
    webhooks: listener,
    coding,
    trialBalance: (through) => sandbox.trialBalance(through),
    close: async () => {
      await sandbox.close();
      await listener.close();
    },
  };
}

/** Takes an object out of every list of an answer, as if it were not visible yet. */
const hiding =
  (http: Http, hidden: { readonly id: string | null }): Http =>
  async (request) => {
    const response = await http(request);
    const { id } = hidden;
    if (id === null || request.method !== 'GET') return response;
    const body: unknown = JSON.parse(response.body);
    return {
      ...response,
      body: JSON.stringify(body, (_key, value: unknown) => (Array.isArray(value) ? value.filter((one) => !isNamed(one, id)) : value)),
    };
  };

const isNamed = (value: unknown, id: string): boolean => typeof value === 'object' && value !== null && Object.values(value).includes(id);

async function listen(sandbox: Sandbox, clock: SharedClock): Promise<Listener & { readonly close: () => Promise<void> }> {
  const heard: Delivery[] = [];
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/hook',
        answer: ({ headers, body }) => {
          const isGood = headers['x-xero-signature'] === createHmac('sha256', secret).update(body).digest('base64');
          if (isGood) heard.push({ headers, body, secrets: [secret], now: clock.now(), hmac: () => '' });
          return { status: isGood ? 200 : 401, body: '' };
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

const plainLine = { Description: 'Typed by a person', Quantity: 1, UnitAmount: 100, AccountCode: '200', TaxType: 'OUTPUT2' };

/** What people type at Xero's screens, in Xero's own words. */
function screenOf(sandbox: Sandbox): Screen {
  const add = async (kind: Kind, n: number): Promise<string> =>
    sandbox.person({ does: 'create', kind, fields: await fieldsOf(sandbox, kind, n) });
  const status: { readonly [K in Kind]?: Readonly<Record<string, unknown>> } = { contact: { ContactStatus: 'ARCHIVED' } };
  return {
    kinds: ['contact', 'invoice', 'creditNote', 'bankTransaction', 'journal', 'payment', 'refund'],
    add,
    touch: async (kind, id) => {
      await (touches[kind] ?? noTouch)(sandbox, id);
    },
    annotate: async (kind, id, text) => {
      await sandbox.person({ does: 'edit', kind, id, fields: { Reference: text } });
    },
    remove: async (kind, id) => {
      const fields = status[kind];
      await sandbox.person(fields ? { does: 'edit', kind, id, fields } : { does: 'void', kind, id });
    },
    lock: async (through) => {
      await sandbox.person({ does: 'lock', through });
    },
    merge: async (from, into) => {
      await sandbox.person({ does: 'merge', from, into });
    },
    reconcile: async (kind, id) => {
      await sandbox.person({ does: 'reconcile', kind, id });
    },
    enable: async (currency) => {
      await sandbox.person({ does: 'setting', fields: { Currencies: [currency], DayRates: { [currency]: '1.25' } } });
    },
  };
}

const noTouch = async (): Promise<string> => assert.fail('nothing can be changed there');
const edit = (kind: Kind, fields: Readonly<Record<string, unknown>>) => (sandbox: Sandbox, id: string) =>
  sandbox.person({ does: 'edit', kind, id, fields });
const reconcile = (kind: Kind) => (sandbox: Sandbox, id: string) => sandbox.person({ does: 'reconcile', kind, id });

const touches: { readonly [K in Kind]?: (sandbox: Sandbox, id: string) => Promise<string> } = {
  contact: edit('contact', { FirstName: 'Changed' }),
  invoice: edit('invoice', { Reference: 'changed' }),
  creditNote: edit('creditNote', { Reference: 'changed' }),
  bankTransaction: reconcile('bankTransaction'),
  journal: edit('journal', { Narration: 'changed' }),
  payment: reconcile('payment'),
  refund: reconcile('refund'),
};

type Fields = Readonly<Record<string, unknown>>;

const theirs = { Contact: { Name: 'A customer of theirs' }, Date: '2026-11-02' };
const invoice: Fields = {
  Type: 'ACCREC',
  ...theirs,
  DueDate: '2026-12-02',
  LineAmountTypes: 'Exclusive',
  Status: 'AUTHORISED',
  LineItems: [plainLine],
};
const creditNote: Fields = { Type: 'ACCRECCREDIT', ...theirs, LineAmountTypes: 'Exclusive', Status: 'AUTHORISED', LineItems: [plainLine] };
const money = { Account: { Code: '090' }, Date: '2026-11-02', Amount: 12.5 };

const typed: { readonly [K in Kind]?: (sandbox: Sandbox, n: number) => Fields | Promise<Fields> } = {
  contact: (sandbox, n) => ({ Name: `Person ${n} Ltd ${sandbox.documents('contact').length}` }),
  invoice: () => invoice,
  creditNote: () => creditNote,
  bankTransaction: () => ({
    Type: 'SPEND',
    ...theirs,
    BankAccount: { Code: '090' },
    LineAmountTypes: 'NoTax',
    LineItems: [{ ...plainLine, AccountCode: '404', TaxType: 'NONE' }],
  }),
  journal: (_sandbox, n) => ({
    Narration: `Typed ${n}`,
    Date: '2026-11-02',
    Status: 'POSTED',
    JournalLines: [
      { LineAmount: 5, AccountCode: '404' },
      { LineAmount: -5, AccountCode: '200' },
    ],
  }),
  payment: async (sandbox) => ({
    ...money,
    Invoice: { InvoiceID: await sandbox.person({ does: 'create', kind: 'invoice', fields: invoice }) },
  }),
  refund: async (sandbox) => ({
    ...money,
    CreditNote: { CreditNoteID: await sandbox.person({ does: 'create', kind: 'creditNote', fields: creditNote }) },
  }),
};

const fieldsOf = async (sandbox: Sandbox, kind: Kind, n: number): Promise<Fields> =>
  (await typed[kind]?.(sandbox, n)) ?? assert.fail(`nobody types a ${kind} here`);
