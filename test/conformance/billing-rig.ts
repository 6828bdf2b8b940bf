import assert from 'node:assert/strict';
import { billingWith } from '../../src/connectors/billing/connector.ts';
import type { Connector } from '../../src/contract/connector.ts';
import type { Http, HttpResponse } from '../../src/contract/http.ts';
import type { Weather } from '../../src/contract/sandbox.ts';
import type { BillingKind, New } from '../../src/billing/book.ts';
import { billingService } from '../../src/billing/service.ts';
import type { Billing } from '../../src/billing/service.ts';
import type { Kind } from '../../src/core/records.ts';
import { insideBilling } from '../../src/server/billing-inside.ts';
import { billingStore } from '../../src/store/billing.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { addOrganisation, anOrganisation, contactDraft, creditNoteDraft, invoiceDraft, one, paymentDraft } from '../billing/open-book.ts';
import type { Coding, Rig, Screen, Subject } from './rig.ts';

const coding: Coding = {
  sales: 'services',
  fees: 'fees',
  clearing: 'card processor',
  bank: 'bank',
  savings: 'savings',
  receivable: 'receivable',
  tax: { rate: 'GB20', percent: '20' },
  noTax: 'NONE',
  currency: 'GBP',
};

const noWebhooks = 'billing sends no webhooks: whoever runs in its process hears of changes by onChange';
const noBooks = 'billing is a platform: it has documents and payments, but no general ledger';

/** Billing as a subject, with a network in front of it that has weather. `connector` may be one with a planted bug. */
export const billingSubject = (connector: Connector = billingWith({ pageSize: 3 })): Subject => ({
  name: 'billing',
  connector,
  start: () => startRig(connector),
  exemptions: {
    'shows a record that was stamped before the pass and became visible after it':
      'changes are numbered under a lock that is held until the commit, so none shows late',
    'leaves alone what it does not change: people’s own edits since then stay':
      'billing has versions: a change based on an older one is refused instead',
    'reports a number that is taken as a conflict, and content that is wrong as invalid':
      'accounts on billing’s lines are free words, so none is wrong; taken numbers are tested beside the service',
    'reports a closed period as locked, for what is new, changed and removed, and nothing is written': noBooks,
    'reports a document that people reconciled or paid meanwhile as a conflict':
      'nothing is reconciled in billing; voiding a paid invoice is tested beside the service',
    'keeps our tax where the provider would have worked out another cent': 'billing works out every tax itself, and its manifest says so',
    'names in its webhooks what changed, for the right account': noWebhooks,
    'refuses a webhook with a wrong signature, an altered body or none, and takes any of several keys': noWebhooks,
    'tells a doubled delivery from a new one': noWebhooks,
    'says before the first write what would be refused, and which setting to change': 'billing has no settings that could refuse a record',
    'reports the movement of each account as the books have it, also across the end of a year': noBooks,
  },
});

async function startRig(connector: Connector): Promise<Rig> {
  const database = await testDatabase();
  await addOrganisation(database, anOrganisation);
  let [now, ids] = [Date.parse('2026-11-09T09:00:00Z'), 0];
  const billing = billingService({ store: billingStore(database.pool), now: () => now, newId: () => `${(ids += 1)}` });
  await keepBook(billing);
  const inside = insideBilling(billing);
  const network = stormy(inside.httpOf(anOrganisation));
  return {
    session: connector.open({ http: network.http, account: anOrganisation }),
    send: network.http,
    screen: screenOf(billing),
    weather: network.weather,
    pass: async (seconds) => {
      now += seconds * 1000;
      await network.land();
    },
    hide: null,
    webhooks: null,
    coding,
    trialBalance: null,
    close: async () => {
      await inside.close();
      await database.close();
    },
  };
}

/** The series differ from the numbers of the samples, which stand for numbers that another system gave. */
async function keepBook(billing: Billing): Promise<void> {
  const series = { invoice: { prefix: 'T-', digits: 4 }, creditNote: { prefix: 'TC-', digits: 4 } };
  await billing.openBook(anOrganisation, {
    name: 'Agency Ltd',
    country: 'GB',
    baseCurrency: 'GBP',
    timeZone: 'Europe/London',
    roundsTax: 'perLine',
    series,
  });
  await billing.create(anOrganisation, 'taxRate', [
    { id: 'GB20', name: 'VAT', components: [{ name: 'VAT', percent: '20', compound: false }] },
    { id: 'NONE', name: 'No tax', components: [{ name: 'None', percent: '0', compound: false }] },
  ]);
}

/** A network that loses, delays and refuses what is sent over it. */
function stormy(http: Http) {
  const coming: { readonly kind: Weather; readonly writesOnly: boolean }[] = [];
  const late: (() => Promise<HttpResponse>)[] = [];
  const answer = (status: number, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({ status, headers, body: '' });
  const refused: { readonly [K in Weather]?: HttpResponse } = {
    throttle: answer(429, { 'retry-after': '1' }),
    unavailable: answer(503),
    expireToken: answer(401),
    forbid: answer(403),
  };
  return {
    http: async (request: Parameters<Http>[0]): Promise<HttpResponse> => {
      const place = coming.findIndex(({ writesOnly }) => !writesOnly || request.method !== 'GET');
      const [met] = place < 0 ? [] : coming.splice(place, 1);
      if (met === undefined) return http(request);
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
  };
}

/** What people do in billing itself. */
function screenOf(billing: Billing): Screen {
  const gone = async (kind: BillingKind, id: string) => void (await billing.remove(anOrganisation, kind, id));
  const touches: { readonly [K in Kind]?: (id: string) => Promise<unknown> } = {
    contact: (id) => billing.change(anOrganisation, 'contact', { id, version: null, fields: { givenName: 'Changed' } }),
    invoice: (id) => billing.change(anOrganisation, 'invoice', { id, version: null, fields: { reference: 'changed' } }),
    creditNote: (id) => billing.change(anOrganisation, 'creditNote', { id, version: null, fields: { reference: 'changed' } }),
    payment: (id) => billing.change(anOrganisation, 'payment', { id, version: null, fields: { reference: 'changed' } }),
    refund: (id) => gone('refund', id),
    allocation: (id) => gone('allocation', id),
  };
  return {
    kinds: ['contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'],
    add: (kind, n) => add(billing, kind, n),
    touch: async (kind, id) => void (await touches[kind]?.(id)),
    annotate: null,
    remove: (kind, id) => (isBilled(kind) ? gone(kind, id) : assert.fail(`nobody removes a ${kind} here`)),
    lock: null,
    merge: async (from, into) => void (await billing.merge(anOrganisation, from, into)),
    reconcile: null,
    enable: null,
  };
}

const isBilled = (kind: Kind): kind is BillingKind =>
  ['contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'].includes(kind);

async function add(billing: Billing, kind: Kind, n: number): Promise<string> {
  const made = async <K extends BillingKind>(of: K, draft: New<K>) => one(await billing.create(anOrganisation, of, [draft])).record.id;
  const invoice = () => made('invoice', invoiceDraft(null, '50'));
  const creditNote = () => made('creditNote', creditNoteDraft(null, '50'));
  const on = '2026-11-02';
  const makers: { readonly [K in Kind]?: () => Promise<string> } = {
    contact: () => made('contact', contactDraft(`Person ${n}`, { evenIfSimilar: true })),
    invoice,
    creditNote,
    payment: async () => made('payment', paymentDraft('12.50', [{ invoice: await invoice(), amount: '12.50' }])),
    refund: async () =>
      made('refund', { creditNote: await creditNote(), refundedOn: on, amount: '12.50', account: 'bank', reference: null }),
    allocation: async () =>
      made('allocation', {
        from: { kind: 'creditNote', id: await creditNote() },
        invoice: await invoice(),
        amount: '12.50',
        allocatedOn: on,
      }),
  };
  return (makers[kind] ?? (() => assert.fail(`nobody makes a ${kind} in billing`)))();
}
