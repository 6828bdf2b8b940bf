import { randomUUID } from 'node:crypto';
import type { PersonEdit } from '../../../contract/sandbox.ts';
import { dayIn } from '../../../core/day.ts';
import type { Day, Instant } from '../../../core/day.ts';
import { formatMoney } from '../../../core/money.ts';
import type { Company, CompanyRow, SandboxReply, SandboxRequest } from '../../../sandbox/request.ts';
import { documentsOf } from './documents.ts';
import { catchUp } from './due.ts';
import { expanded } from './expand.ts';
import { apiVersion } from './facts.ts';
import { readForm } from './fields.ts';
import type { Fields } from './fields.ts';
import { editByPerson } from './person.ts';
import { invalid, missing, Refusal, unknownAddress } from './refusals.ts';
import { addressOf, resources } from './resources.ts';
import type { Row, Settings } from './rows.ts';
import { createState } from './state.ts';
import type { AccountFacts, State } from './state.ts';
import type { Table } from './table.ts';
import { thin } from './webhooks-out.ts';
import { loadKept, wireText } from './wire.ts';

export interface CompanyOptions {
  readonly facts: AccountFacts;
  readonly now: () => Instant;
  /** For tests and simulations that need the same ids again; random ones otherwise. */
  readonly newId?: (prefix: string) => string;
}

export interface StripeCompany extends Company {
  readonly state: State;
}

/** A Stripe account: its documents and its balance, and how the API answers about them. */
export function createCompany({ facts, now, newId = randomId }: CompanyOptions): StripeCompany {
  const state = createState({ facts, now, settings: firstSettings(facts), newId });
  return {
    account: facts.id,
    name: facts.name,
    state,
    answer: (request) => answer(state, request),
    person: (edit) => byPerson(state, edit),
    load: (rows) => load(state, rows),
    documents: (kind) => {
      catchUp(state);
      return documentsOf(state, kind);
    },
    trialBalance: (through) => trialBalance(state, through),
  };
}

function answer(state: State, request: SandboxRequest): SandboxReply {
  catchUp(state);
  const id = request.headers['x-sandbox-request'] ?? `req_${randomId('r').slice(2)}`;
  state.asked({ id, key: request.headers['idempotency-key'] ?? null });
  const start = state.mark();
  const headers = { 'content-type': 'application/json', 'request-id': id, 'stripe-version': apiVersion };
  try {
    const body = wireText(route(state, request));
    return { status: 200, headers, body, ...state.settle() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!error.keeps) state.rollBack(start);
    return { status: error.status, headers, body: wireText({ error: error.error }), ...state.settle() };
  } finally {
    state.asked(null);
  }
}

const root = /^\/v1\//;
const rootOfThin = '/v2/core/events/';

function route(state: State, { method, path, query, headers, body }: SandboxRequest): unknown {
  const version = headers['stripe-version'];
  if (version !== undefined && version !== apiVersion)
    throw invalid(`Invalid Stripe API version: ${version}. This sandbox speaks ${apiVersion}.`);
  if (method === 'GET' && path.startsWith(rootOfThin)) return thinEvent(state, path.slice(rootOfThin.length));
  const { address, ids } = addressOf(method, path.replace(root, '').split('/').map(decodeURIComponent).join('/'));
  const answering = root.test(path) ? resources[address] : undefined;
  if (!answering) throw unknownAddress(method, path);
  const fields: Fields = readForm([...query, ...new URLSearchParams(body)]);
  const { expand, ...rest } = fields;
  return expanded(state, answering({ state, ids, fields: rest }), { expand });
}

function thinEvent(state: State, id: string): Fields {
  const event = state.tables.events.get(id);
  if (!event) throw missing('event', id);
  return thin(event);
}

function byPerson(state: State, edit: PersonEdit): SandboxReply {
  catchUp(state);
  const start = state.mark();
  try {
    const id = editByPerson(state, edit);
    return { status: 200, body: id, ...state.settle() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!error.keeps) state.rollBack(start);
    return { status: error.status, body: error.message, ...state.settle() };
  }
}

/** Any table: each is given back only what it gave. */
type Loading = Pick<Table<Row>, 'load'>;

function load(state: State, rows: Iterable<CompanyRow>): void {
  const tables = new Map<string, Loading>(Object.entries(state.tables));
  for (const { kind, body } of rows) {
    const table = tables.get(kind);
    if (table && body !== null) loadKept(table, body);
  }
}

/** The balance by currency, as of the end of a day in the account's zone: a processor's books are its balance. */
function trialBalance(state: State, through: Day | undefined): Readonly<Record<string, string>> {
  catchUp(state);
  const sums = new Map<string, bigint>(state.settings().settles.map((currency) => [currency, 0n]));
  for (const { currency, net, created } of state.tables.balance.all()) {
    if (through !== undefined && dayIn(state.facts.timeZone, created * 1000) > through) continue;
    sums.set(currency, (sums.get(currency) ?? 0n) + net);
  }
  return Object.fromEntries([...sums].map(([currency, minor]) => [currency, formatMoney({ minor, currency: currency.toUpperCase() })]));
}

const firstSettings = ({ defaultCurrency }: AccountFacts): Settings => ({
  id: 'settings',
  object: 'settings',
  created: 0,
  payouts: 'daily',
  delayDays: 2,
  arrivalDays: 2,
  captureSeconds: 2,
  feePercent: '2.9',
  feeFixed: 30n,
  disputeFee: 1500n,
  settles: [defaultCurrency],
  rates: {},
  nextInvoice: 1,
  payload: 'snapshot',
});

/** In the form of Stripe's: capital and small letters are not the same. */
const randomId = (prefix: string): string =>
  `${prefix}_1${Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url').replaceAll(/[-_]/g, 'x')}`;
