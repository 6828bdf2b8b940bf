import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Connector, Delivery } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { quickbooksWith } from '../../src/connectors/quickbooks/connector.ts';
import { startQuickBooksSandbox } from '../../src/connectors/quickbooks/sandbox/server.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import { startHost } from '../../src/sandbox/host.ts';
import type { Kind } from '../../src/core/records.ts';
import { fetchHttp } from '../fetch-http.ts';
import type { Coding, Listener, Rig, Screen, Subject } from './rig.ts';

const begin = Date.parse('2026-11-09T09:00:00Z');
const secret = 'the verifier token';

/** The chart of a British company: its accounts have no numbers, so that lines name them by their ids. */
const coding: Coding = {
  sales: '79',
  fees: '8',
  clearing: '35',
  bank: '35',
  savings: '36',
  receivable: '84',
  tax: { rate: '2', percent: '20' },
  noTax: '6',
  currency: 'GBP',
};

const oneCurrency = 'a customer in QuickBooks has one currency, for good: a sale in another needs another customer of theirs';

export const quickbooksSubject = (connector: Connector = quickbooksWith({ pageSize: 3 })): Subject => ({
  name: 'quickbooks',
  connector,
  start: () => startRig(connector),
  exemptions: {
    'keeps 0.01 EUR exact': oneCurrency,
    'keeps 1234567890.99 EUR exact': oneCurrency,
    'keeps 90071992547409.93 EUR exact': oneCurrency,
    'keeps 5000 JPY exact': oneCurrency,
    'keeps 1.234 KWD exact': oneCurrency,
    'keeps 1.23 KWD exact': oneCurrency,
    'keeps our tax where the provider would have worked out another cent':
      'QuickBooks keeps one figure of tax for each rate of a document, and none for its lines: the totals are kept, and tested in test/quickbooks',
    'leaves alone what it does not change: people’s own edits since then stay':
      'QuickBooks takes no change over a version that it does not have any more: the engine reads again before it writes; tested in test/quickbooks',
    'reports an expired token as unauthorized, in whatever is read':
      'the id of a bank transaction names its entity, so that an id of another form is not asked for; tested in test/quickbooks',
    'follows a contact that was merged into another': 'of a merge QuickBooks tells by a webhook alone, and in no list who stayed',
  },
});

/** A sandbox on a virtual clock, without limits, and a session in its British company. */
export async function startRig(
  connector: Connector,
): Promise<Rig & { readonly sandbox: Sandbox; readonly http: Http; readonly clock: SharedClock; readonly account: string }> {
  const clock = virtualClock(begin);
  const sandbox = await startQuickBooksSandbox({ clock, limits: null });
  const signIn = await sandbox.grant();
  const token = { now: signIn.accessToken };
  const [account = ''] = sandbox.accounts;
  await sandbox.person({ does: 'setting', fields: { RefuseReconciled: true } });
  // The item that stands for the account of sales is there already: that it is made when it is missing has a test of its own.
  const item = { Name: 'Tieout 79 Sales', Type: 'Service', IncomeAccountRef: { value: '79' } };
  await sandbox.person({ does: 'create', kind: 'item', fields: item });
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
    account,
    session: connector.open({ http, account, timeZone: 'Europe/London' }),
    send: http,
    screen: screenOf(sandbox),
    weather: (kind, options) => sandbox.weather(kind, options),
    pass: async (seconds) => {
      await clock.sleepUntil(clock.now() + seconds * 1000);
      token.now = (await sandbox.grant()).accessToken;
    },
    hide: (id) => {
      hidden.id = id === null ? null : bare(id);
    },
    webhooks: listener,
    coding,
    trialBalance: (through) => byId(sandbox, sandbox.trialBalance(through)),
    close: async () => {
      await sandbox.close();
      await listener.close();
    },
  };
}

/** Of accounts without numbers the sandbox says the names, and lines the ids. */
function byId(sandbox: Sandbox, balances: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const ids = new Map(sandbox.documents('account').map((account) => [account['FullyQualifiedName'], String(account['Id'])]));
  return Object.fromEntries(Object.entries(balances).map(([name, figure]) => [ids.get(name) ?? name, figure]));
}

/** 'Purchase/12' is 12 at QuickBooks, among purchases. */
const bare = (id: string): string => id.split('/').at(-1) ?? id;
const screenId = (id: string): string => id.replace('/', ':');

/** Takes an object out of every list of an answer, as if it were not visible yet. */
const hiding =
  (http: Http, hidden: { readonly id: string | null }): Http =>
  async (request) => {
    const plain = await http(request);
    // Whether a gateway says how long to wait is not documented: here it does, and what happens when it does not has its own test.
    const response = plain.status === 429 ? { ...plain, headers: { 'retry-after': '1', ...plain.headers } } : plain;
    const { id } = hidden;
    if (id === null || request.method !== 'GET') return response;
    const body: unknown = JSON.parse(response.body);
    return {
      ...response,
      body: JSON.stringify(body, (_key, value: unknown) => (Array.isArray(value) ? value.filter((one) => !isNamed(one, id)) : value)),
    };
  };

const isNamed = (value: unknown, id: string): boolean =>
  typeof value === 'object' && value !== null && 'Id' in value && 'SyncToken' in value && value.Id === id;

async function listen(sandbox: Sandbox, clock: SharedClock): Promise<Listener & { readonly close: () => Promise<void> }> {
  const heard: Delivery[] = [];
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/hook',
        answer: ({ headers, body }) => {
          const isGood = headers['intuit-signature'] === createHmac('sha256', secret).update(body).digest('base64');
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

/** What people type at QuickBooks' screens, in its own words. */
function screenOf(sandbox: Sandbox): Screen {
  return {
    kinds: ['contact', 'invoice', 'creditNote', 'bankTransaction', 'journal', 'payment', 'transfer'],
    add: async (kind, n) => {
      const id = await sandbox.person({ does: 'create', kind, fields: await fieldsOf(sandbox, kind, n) });
      return kind === 'bankTransaction' ? `Purchase/${id}` : id;
    },
    touch: async (kind, id) => {
      const fields = kind === 'contact' ? { GivenName: 'Changed' } : { PrivateNote: `changed ${changes()}` };
      await sandbox.person({ does: 'edit', kind, id: screenId(id), fields });
    },
    annotate: null,
    remove: async (kind, id) => {
      await sandbox.person({ does: 'void', kind, id: screenId(id) });
    },
    lock: async (through) => {
      await sandbox.person({ does: 'lock', through });
    },
    merge: null,
    reconcile: async (kind, id) => {
      await sandbox.person({ does: 'reconcile', kind, id: screenId(id) });
    },
    enable: async (currency) => {
      await sandbox.person({ does: 'create', kind: 'currency', fields: { Code: currency } });
    },
  };
}

let changed = 0;
const changes = (): number => (changed += 1);

type Fields = Readonly<Record<string, unknown>>;

const saleLine = {
  Description: 'Typed by a person',
  Amount: 100,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: '2' } },
};

async function customer(sandbox: Sandbox): Promise<string> {
  const known = sandbox.documents('contact').find((one) => one['DisplayName'] === 'A customer of theirs');
  if (known) return String(known['Id']);
  return sandbox.person({ does: 'create', kind: 'contact', fields: { DisplayName: 'A customer of theirs' } });
}

const sale = async (sandbox: Sandbox): Promise<Fields> => ({
  CustomerRef: { value: await customer(sandbox) },
  TxnDate: '2026-11-02',
  GlobalTaxCalculation: 'TaxExcluded',
  Line: [saleLine],
});

const journalLine = (PostingType: string, account: string): Fields => ({
  Amount: 5,
  DetailType: 'JournalEntryLineDetail',
  JournalEntryLineDetail: { PostingType, AccountRef: { value: account } },
});

const typed: { readonly [K in Kind]?: (sandbox: Sandbox, n: number) => Fields | Promise<Fields> } = {
  contact: (sandbox, n) => ({ DisplayName: `Person ${n} Ltd ${sandbox.documents('contact').length}` }),
  invoice: sale,
  creditNote: sale,
  bankTransaction: () => ({
    AccountRef: { value: '35' },
    PaymentType: 'Cash',
    TxnDate: '2026-11-02',
    GlobalTaxCalculation: 'TaxExcluded',
    Line: [
      {
        Amount: 5,
        DetailType: 'AccountBasedExpenseLineDetail',
        AccountBasedExpenseLineDetail: { AccountRef: { value: '8' }, TaxCodeRef: { value: '6' } },
      },
    ],
  }),
  journal: () => ({ TxnDate: '2026-11-02', Line: [journalLine('Debit', '8'), journalLine('Credit', '79')] }),
  transfer: () => ({ FromAccountRef: { value: '35' }, ToAccountRef: { value: '36' }, Amount: 7.5, TxnDate: '2026-11-02' }),
  payment: async (sandbox) => {
    const fields = await sale(sandbox);
    const invoice = await sandbox.person({ does: 'create', kind: 'invoice', fields });
    return {
      CustomerRef: fields['CustomerRef'],
      TotalAmt: 12.5,
      TxnDate: '2026-11-02',
      DepositToAccountRef: { value: '35' },
      Line: [{ Amount: 12.5, LinkedTxn: [{ TxnId: invoice, TxnType: 'Invoice' }] }],
    };
  },
};

const fieldsOf = async (sandbox: Sandbox, kind: Kind, n: number): Promise<Fields> =>
  (await typed[kind]?.(sandbox, n)) ?? assert.fail(`nobody types a ${kind} here`);
