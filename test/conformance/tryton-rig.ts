import assert from 'node:assert/strict';
import { trytonWith } from '../../src/connectors/tryton/connector.ts';
import type { Connector } from '../../src/contract/connector.ts';
import type { Http, HttpRequest, HttpResponse } from '../../src/contract/http.ts';
import type { Weather } from '../../src/contract/sandbox.ts';
import { placesOf } from '../../src/core/money.ts';
import type { Kind } from '../../src/core/records.ts';
import { chainType, runChain } from '../../src/engine/chain.ts';
import { codes } from '../tryton/company.ts';
import { dayOf, figure, firstId, memberOf, rpcTo } from '../tryton/rpc.ts';
import type { Rpc } from '../tryton/rpc.ts';
import { sharedTryton } from '../tryton/server-shared.ts';
import type { Books } from '../tryton/server.ts';
import type { Coding, Rig, Screen, Subject } from './rig.ts';

const coding: Coding = {
  sales: codes.revenue,
  fees: codes.expense,
  clearing: codes.clearing,
  bank: codes.cash,
  savings: codes.savings,
  receivable: codes.receivable,
  tax: { rate: '1', percent: '20' },
  noTax: '2',
  currency: 'GBP',
};

const noKeys = 'Tryton remembers no idempotency keys, and its manifest says so: a look settles what is unknown';
const isPosted = 'what is posted in Tryton cannot be changed, and the manifest says so: it is cancelled and made anew';
const noWebhooks = 'Tryton sends no webhooks';
const oneByOne = 'a call to Tryton is a transaction, so that each carries one document';

/** A real Tryton server as a subject, with a network in front of it that has weather. */
export const trytonSubject = (connector: Connector = trytonWith({ pageSize: 3 })): Subject => ({
  name: 'tryton',
  connector,
  start: () => startRig(connector),
  exemptions: {
    'makes one document of the same call sent twice, and answers alike': noKeys,
    'settles a lost reply by sending the same call again, without a second document': noKeys,
    'fills its calls: fifty or whatever fits, in elements and in bytes': oneByOne,
    'keeps 90071992547409.93 EUR exact': 'Tryton adds up with floating point numbers when its database is SQLite, as it is here',
    'reports an expired token and a lost connection as such, for every element': oneByOne,
    'keeps 1.234 KWD exact': 'the manifest promises two places, although Tryton has as many as the currency',
    'reports a number that is taken as a conflict, and content that is wrong as invalid':
      'Tryton lets an invoice have the number of another: what is there already is sought before a create',
    'changes every field of an invoice that the manifest says can be changed': isPosted,
    'leaves alone what it does not change: people’s own edits since then stay': isPosted,
    'refuses to overwrite what somebody changed since it was read': `${isPosted}; for customers it is tested with the connector`,
    'reports a document that people reconciled or paid meanwhile as a conflict':
      'no flag says that a document is reconciled; that a paid invoice is not cancelled is tested with the connector',
    'keeps amounts that include tax, and amounts without tax, as they are':
      'Tryton’s lines are without tax: what they become is tested with the connector',
    'names in its webhooks what changed, for the right account': noWebhooks,
    'refuses a webhook with a wrong signature, an altered body or none, and takes any of several keys': noWebhooks,
    'tells a doubled delivery from a new one': noWebhooks,
    'reports the movement of each account as the books have it, also across the end of a year':
      'Tryton’s own report is what there is to compare with: it is tested with the engine, against a journal added up elsewhere',
  },
});

async function startRig(connector: Connector): Promise<Rig> {
  const server = await sharedTryton();
  const books = await server.fresh();
  const network = stormy(overChains(fetchTo(books)));
  const rpc = rpcTo(books.url, books.headers);
  return {
    session: connector.open({ http: network.http, account: '1' }),
    send: network.http,
    screen: screenOf(rpc),
    weather: network.weather,
    pass: async (seconds) => {
      await server.pass(seconds);
      await network.land();
    },
    hide: network.hide,
    webhooks: null,
    coding,
    trialBalance: null,
    close: async () => {},
  };
}

/** Plain HTTP with the session of the test. */
export const fetchTo =
  ({ url, headers }: Books): Http =>
  async (request) => {
    const response = await fetch(`${url}${request.path}`, {
      method: request.method,
      headers: { ...request.headers, ...headers },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };

const isChain = ({ headers }: HttpRequest): boolean => headers?.['content-type'] === chainType;

/** Sends chains as the engine does. */
export const overChains =
  (http: Http): Http =>
  (request) =>
    isChain(request)
      ? runChain(request.body ?? '', (body) => http({ ...request, headers: { 'content-type': 'application/json' }, body }))
      : http(request);

/** A network that loses, delays, refuses and hides. Everything that is written is a chain. */
function stormy(http: Http) {
  const coming: { readonly kind: Weather; readonly writesOnly: boolean }[] = [];
  const late: (() => Promise<HttpResponse>)[] = [];
  let hidden: string | null = null;
  const answer = (status: number, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({ status, headers, body: '' });
  const refused: { readonly [K in Weather]?: HttpResponse } = {
    throttle: answer(429, { 'retry-after': '1' }),
    unavailable: answer(503),
    expireToken: answer(401),
    forbid: answer(403),
  };
  return {
    http: async (request: HttpRequest): Promise<HttpResponse> => {
      const place = coming.findIndex(({ writesOnly }) => !writesOnly || isChain(request));
      const [met] = place < 0 ? [] : coming.splice(place, 1);
      if (met === undefined) return without(hidden, await http(request));
      if (met.kind === 'swallow') await http(request);
      if (met.kind === 'late') late.push(() => http(request));
      const said = refused[met.kind];
      if (said === undefined) throw new Error(`the network lost it: ${met.kind}`);
      return said;
    },
    weather: (kind: Weather, { count = 1, writesOnly = false }: { readonly count?: number; readonly writesOnly?: boolean } = {}) => {
      coming.push(...Array.from({ length: count }, () => ({ kind, writesOnly })));
    },
    land: async () => {
      for (const send of late.splice(0)) await send();
    },
    hide: (id: string | null) => {
      hidden = id;
    },
  };
}

/** Takes a record out of a list of results, as if its transaction had not ended yet. */
function without(id: string | null, response: HttpResponse): HttpResponse {
  if (id === null) return response;
  const body: unknown = JSON.parse(response.body);
  const result = memberOf(body, 'result');
  if (!Array.isArray(result)) return response;
  return {
    ...response,
    body: JSON.stringify({
      id: 1,
      result: result.filter((row) => memberOf(row, '_timestamp') === undefined || String(memberOf(row, 'id')) !== id),
    }),
  };
}

const context = { company: 1, language: 'en' };

/** What people do in Tryton's own client. */
function screenOf(rpc: Rpc): Screen {
  const call = (model: string, method: string, ...params: readonly unknown[]) => rpc(`model.${model}.${method}`, [...params, context]);
  const invoice = 'account.invoice';
  const document = async (quantity: number): Promise<string> => {
    const id = await draftInvoice(rpc, quantity);
    await call(invoice, 'post', [id]);
    return String(id);
  };
  const pay = async (id: string, amount: string): Promise<void> => {
    const active = { ...context, active_model: invoice, active_id: Number(id), active_ids: [Number(id)] };
    const session = firstId(await rpc('wizard.account.invoice.pay.create', [active]));
    const method = firstId(await call('account.invoice.payment.method', 'search', [], 0, 1, null));
    const start = { payment_method: method, date: dayOf('2026-11-09'), amount: figure(amount), currency: 1, company: 1, description: null };
    await rpc('wizard.account.invoice.pay.execute', [session, { start, ask: { type: 'partial' } }, 'pay', active]);
    await rpc('wizard.account.invoice.pay.delete', [session, active]);
  };
  const add: { readonly [K in Kind]?: (n: number) => Promise<string> } = {
    contact: async (n) =>
      String(firstId(await call('party.party', 'create', [{ name: `Person ${n} Ltd`, addresses: [['create', [{}]]] }]))),
    invoice: () => document(1),
    creditNote: () => document(-1),
  };
  const touch: { readonly [K in Kind]?: (id: string) => Promise<unknown> } = {
    contact: (id) => call('party.party', 'write', [Number(id)], { name: 'Changed' }),
    invoice: (id) => pay(id, '0.01'),
    creditNote: (id) => pay(id, '-0.01'),
  };
  return {
    kinds: ['contact', 'invoice', 'creditNote'],
    add: (kind, n) => (add[kind] ?? (() => assert.fail(`nobody makes a ${kind} here`)))(n),
    touch: async (kind, id) => void (await touch[kind]?.(id)),
    annotate: null,
    remove: async (kind, id) => {
      if (kind === 'contact') await call('party.party', 'write', [Number(id)], { active: false });
      else await call(invoice, 'cancel', [Number(id)]);
    },
    lock: (through) => lock(rpc, through),
    merge: async (from, into) => {
      const session = firstId(await rpc('wizard.party.replace.create', [context]));
      const ask = { source: Number(from), destination: Number(into) };
      // Tryton asks whether two parties of different names are the same; the person says yes.
      await call('res.user.warning', 'create', [{ user: 1, name: `party.replace name ${from} ${into}`, always: false }]);
      await rpc('wizard.party.replace.execute', [session, { ask }, 'replace', context]);
    },
    reconcile: null,
    enable: async (code) => {
      const rates = [['create', [{ date: dayOf('2020-01-01'), rate: figure('1.25') }]]];
      const digits = placesOf(code);
      await call('currency.currency', 'create', [
        { name: code, code, symbol: code, digits, rounding: figure(String(10 ** -digits)), rates },
      ]);
    },
  };
}

/** An invoice over 100 times the quantity for a customer of theirs. */
export async function draftInvoice(rpc: Rpc, quantity: number): Promise<number> {
  const call = (model: string, method: string, ...params: readonly unknown[]) => rpc(`model.${model}.${method}`, [...params, context]);
  const find = async (model: string, ...domain: readonly unknown[]) => firstId(await call(model, 'search', domain, 0, 1, null));
  const party = firstId(await call('party.party', 'create', [{ name: 'A customer of theirs', addresses: [['create', [{}]]] }]));
  const lines = [
    [
      'create',
      [
        {
          type: 'line',
          description: 'Typed by a person',
          quantity,
          unit_price: figure('100'),
          account: await find('account.account', ['code', '=', codes.revenue]),
          taxes: [['add', [1]]],
          company: 1,
          currency: 1,
        },
      ],
    ],
  ];
  return firstId(
    await call('account.invoice', 'create', [
      {
        type: 'out',
        company: 1,
        currency: 1,
        party,
        invoice_address: await find('party.address', ['party', '=', party]),
        account: await find('account.account', ['code', '=', codes.receivable]),
        journal: await find('account.journal', ['type', '=', 'revenue']),
        invoice_date: dayOf('2026-11-02'),
        payment_term_date: dayOf('2026-12-02'),
        lines,
      },
    ]),
  );
}

async function lock(rpc: Rpc, through: string | null): Promise<void> {
  const search = (domain: readonly unknown[]) => rpc('model.account.period.search', [domain, 0, null, null, context]);
  if (through === null) {
    await rpc('model.account.period.reopen', [await search([['state', '=', 'close']]), context]);
    // Closing a period closes it for each journal, and opening it does not open it there.
    const journals = await rpc('model.account.journal.period.search', [[['state', '=', 'close']], 0, null, null, context]);
    await rpc('model.account.journal.period.reopen', [journals, context]);
    return;
  }
  await rpc('model.account.period.close', [await search([['end_date', '<=', dayOf(through)]]), context]);
}
