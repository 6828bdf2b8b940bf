import { idOf, secondId } from './asking.ts';
import type { Answering, Ask } from './asking.ts';
import { eventSeconds } from './facts.ts';
import type { Fields } from './fields.ts';
import { balances } from './ledger.ts';
import { page, shelfOf } from './listing.ts';
import type { Filters, Shelf } from './listing.ts';
import { missing } from './refusals.ts';
import type { BalanceTransaction, Row } from './rows.ts';
import { show } from './shapes.ts';
import type { State } from './state.ts';

type Tables = State['tables'];

interface Listed {
  readonly word: string;
  readonly table: (tables: Tables) => { get(id: string): Row | undefined } & Shelf<Row>;
  readonly filters?: Filters<Row>;
  readonly times?: readonly string[];
}

const same = (name: string) => (row: Row, value: string) => String(row[name]) === value;
const sameOf = (...names: readonly string[]): Filters<Row> => Object.fromEntries(names.map((name) => [name, same(name)]));
const created = ['created'];

/** What can be listed and read one by one, and what its list can be narrowed by. */
const listed: Readonly<Record<string, Listed>> = {
  customers: { word: 'customer', table: ({ customers }) => customers, filters: sameOf('email'), times: created },
  products: { word: 'product', table: ({ products }) => products, filters: sameOf('active'), times: created },
  prices: { word: 'price', table: ({ prices }) => prices, filters: sameOf('active', 'product', 'currency', 'type'), times: created },
  tax_rates: { word: 'tax rate', table: ({ taxRates }) => taxRates, filters: sameOf('active', 'inclusive'), times: created },
  invoices: {
    word: 'invoice',
    table: ({ invoices }) => invoices,
    filters: sameOf('customer', 'status', 'collection_method'),
    times: ['created', 'due_date'],
  },
  invoiceitems: { word: 'invoiceitem', table: ({ invoiceItems }) => invoiceItems, filters: sameOf('customer', 'invoice'), times: created },
  payment_intents: { word: 'payment_intent', table: ({ paymentIntents }) => paymentIntents, filters: sameOf('customer'), times: created },
  charges: { word: 'charge', table: ({ charges }) => charges, filters: sameOf('customer', 'payment_intent'), times: created },
  refunds: { word: 'refund', table: ({ refunds }) => refunds, filters: sameOf('charge', 'payment_intent'), times: created },
  disputes: { word: 'dispute', table: ({ disputes }) => disputes, filters: sameOf('charge', 'payment_intent'), times: created },
  credit_notes: { word: 'credit note', table: ({ creditNotes }) => creditNotes, filters: sameOf('customer', 'invoice'), times: created },
  payouts: {
    word: 'payout',
    table: ({ payouts }) => payouts,
    filters: sameOf('status', 'destination'),
    times: ['created', 'arrival_date'],
  },
  topups: { word: 'topup', table: ({ topUps }) => topUps, filters: sameOf('status'), times: created },
  webhook_endpoints: { word: 'webhook endpoint', table: ({ endpoints }) => endpoints },
  'checkout.sessions': {
    word: 'checkout session',
    table: ({ sessions }) => sessions,
    filters: sameOf('payment_intent', 'customer', 'status'),
    times: created,
  },
  invoice_payments: {
    word: 'invoice payment',
    table: ({ invoicePayments }) => invoicePayments,
    filters: { ...sameOf('invoice', 'status'), payment: paysBy },
    times: created,
  },
};

function paysBy(row: Row, value: string): boolean {
  return JSON.stringify(row['payment']).includes(JSON.stringify(value));
}

/** GET of a list and GET of one object, for everything above. */
export const readings: Readonly<Record<string, Answering>> = {
  ...Object.fromEntries(
    Object.entries(listed).flatMap(([name, one]): readonly (readonly [string, Answering])[] => [
      [`GET ${name}`, ({ state, fields }) => list(state, name, one, fields)],
      [`GET ${name}/:`, (ask) => read(ask.state, one, idOf(ask))],
    ]),
  ),
  'GET invoice_payments': invoicePayments,
  'GET balance_transactions': balanceTransactions,
  'GET balance_transactions/:': (ask) => shown(ask.state, ask.state.tables.balance.get(idOf(ask)), 'balance transaction', idOf(ask)),
  'GET balance': ({ state }) => balance(state),
  'GET account': ({ state }) => account(state),
  'GET accounts/:': ({ state }) => account(state),
  'GET events': events,
  'GET events/:': (ask) => shown(ask.state, recentEvent(ask.state, idOf(ask)), 'event', idOf(ask)),
  'GET invoices/:/lines': (ask) => linesOf(ask, ask.state.tables.lines.of('invoice', idOf(ask)), 'invoices'),
  'GET credit_notes/:/lines': (ask) => linesOf(ask, ask.state.tables.creditNoteLines.of('creditNote', idOf(ask)), 'credit_notes'),
  'GET charges/:/refunds': (ask) => below(ask, ask.state.tables.refunds.of('charge', idOf(ask)), `charges/${idOf(ask)}/refunds`),
  'GET customers/:/balance_transactions': (ask) =>
    below(ask, ask.state.tables.customerMoves.of('customer', idOf(ask)), `customers/${idOf(ask)}/balance_transactions`),
  'GET customers/:/balance_transactions/:': (ask) =>
    shown(ask.state, ask.state.tables.customerMoves.get(secondId(ask)), 'customer balance transaction', secondId(ask)),
};

function list(state: State, name: string, { table, filters, times }: Listed, fields: Fields): Fields {
  return page(state, table(state.tables), fields, {
    url: `/v1/${name.replace('.', '/')}`,
    isShown: (row) => row['deleted'] !== true,
    ...(filters && { filters }),
    ...(times && { times }),
  });
}

function read(state: State, { table, word }: Listed, id: string): Fields {
  const row = table(state.tables).get(id);
  return row?.['deleted'] === true ? { id, object: row.object, deleted: true } : shown(state, row, word, id);
}

function shown(state: State, row: Row | undefined, word: string, id: string): Fields {
  if (!row) throw missing(word, id);
  return show(state, row);
}

/** By payout this is the only way to know which transactions are in it. A manual payout has no list (stripe: `payout` is automatic only). */
function balanceTransactions({ state, fields }: Ask): Fields {
  const { payout, ...rest } = fields;
  const { balance } = state.tables;
  const options = {
    url: '/v1/balance_transactions',
    filters: sameOf('type', 'currency', 'source', 'reporting_category'),
    times: ['created', 'available_on'],
  };
  if (typeof payout !== 'string') return page<BalanceTransaction>(state, balance, rest, options);
  if (!state.tables.payouts.get(payout)) throw missing('payout', payout, 'payout');
  return page(state, shelfNewestFirst(balance.of('payout', payout)), rest, options);
}

/** One invoice's payments, or those of one payment, without a look at all others. */
function invoicePayments({ state, fields }: Ask): Fields {
  const { invoice, payment, ...rest } = fields;
  const table = state.tables.invoicePayments;
  const options = { url: '/v1/invoice_payments', filters: sameOf('status'), times: created };
  if (typeof invoice === 'string') return page(state, shelfNewestFirst(table.of('invoice', invoice)), rest, options);
  const named = typeof payment === 'object' && payment !== null && 'payment_intent' in payment ? String(payment.payment_intent) : null;
  if (named !== null) return page(state, shelfNewestFirst(table.of('intent', named)), rest, options);
  return page(state, table, rest, options);
}

const shelfNewestFirst = <T extends Row>(rows: readonly T[]): Shelf<T> => {
  const ordered = rows.toSorted((a, b) => a.created - b.created);
  return { size: ordered.length, at: (place) => ordered[place], placeOf: (id) => ordered.findIndex((row) => row.id === id) };
};

const below = ({ state, fields }: Ask, rows: readonly Row[], address: string): Fields =>
  page(state, shelfNewestFirst(rows), fields, { url: `/v1/${address}`, times: created });

const linesOf = (ask: Ask, rows: readonly Row[], parent: string): Fields => {
  read(ask.state, listed[parent] ?? never(parent), idOf(ask));
  return page(ask.state, shelfOf(rows), ask.fields, { url: `/v1/${parent}/${idOf(ask)}/lines` });
};

function never(name: string): never {
  throw new Error(`${name} is no list of this sandbox`);
}

function balance(state: State): Fields {
  const held = [...balances(state)];
  const part = (of: (one: { readonly total: bigint; readonly available: bigint }) => bigint) =>
    held.map(([currency, one]) => ({ amount: of(one), currency, source_types: { card: of(one) } }));
  return {
    object: 'balance',
    available: part(({ available }) => available),
    livemode: state.facts.livemode,
    pending: part(({ total, available }) => total - available),
  };
}

const account = ({ facts }: State): Fields => ({
  id: facts.id,
  object: 'account',
  business_profile: { name: facts.name, url: null },
  charges_enabled: true,
  country: facts.country,
  default_currency: facts.defaultCurrency,
  details_submitted: true,
  email: facts.email,
  payouts_enabled: true,
  settings: { dashboard: { display_name: facts.name, timezone: facts.timeZone } },
  type: 'standard',
});

function events({ state, fields }: Ask): Fields {
  const { types, type, ...rest } = fields;
  const named = Array.isArray(types) ? types.map(String) : typeof type === 'string' ? [type] : null;
  const since = state.now() - eventSeconds;
  return page(state, state.tables.events, rest, {
    url: '/v1/events',
    times: created,
    filters: { delivery_success: () => true },
    isShown: (row) => row.created >= since && (named === null || named.some((name) => isType(name, row.type))),
  });
}

/** `charge.*` names all types of charges. */
const isType = (name: string, type: string): boolean => (name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : name === type);

function recentEvent(state: State, id: string): Row | undefined {
  const row = state.tables.events.get(id);
  return row && row.created >= state.now() - eventSeconds ? row : undefined;
}
