import type { Instant } from '../../../core/day.ts';
import type { Change, CompanyRow } from '../../../sandbox/request.ts';
import { apiVersion } from './facts.ts';
import { show } from './shapes.ts';
import type * as rows from './rows.ts';
import { createTable } from './table.ts';
import type { Table, Undo } from './table.ts';
import { keptText } from './wire.ts';

export interface AccountFacts {
  /** 'acct_…' */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Two capital letters. */
  readonly country: string;
  /** Lower case, as everywhere at Stripe. */
  readonly defaultCurrency: string;
  /** IANA zone: in which a day of the trial balance ends. */
  readonly timeZone: string;
  readonly livemode: boolean;
}

export interface State {
  readonly facts: AccountFacts;
  readonly tables: Tables;
  /** Unix seconds. */
  now(): number;
  /** Does something as of another time: what was due before anybody asked, or what a person enters for the past. */
  at<T>(seconds: number, work: () => T): T;
  newId(prefix: string): string;
  settings(): rows.Settings;
  set(change: Partial<rows.Settings>): void;
  /** Writes an event about a row as it is now. `previous`: the fields that changed, as they were. */
  emit(type: string, row: rows.Row, previous?: Readonly<Record<string, unknown>>): void;
  /** Lets something happen at a time; the same thing about the same object at the same time only once. */
  plan(at: number, does: rows.Due['does'], about: string): void;
  /** The request that is under way, as its events name it. */
  asked(request: { readonly id: string; readonly key: string | null } | null): void;
  /** Where the request stands now, for `rollBack`. */
  mark(): number;
  rollBack(to: number): void;
  /** Says what changed and what to save, and forgets how to take it back. */
  settle(): { readonly changed: readonly Change[]; readonly rows: readonly CompanyRow[] };
}

export type Tables = ReturnType<typeof createTables>;

export function createState(of: {
  readonly facts: AccountFacts;
  readonly now: () => Instant;
  readonly settings: rows.Settings;
  readonly newId: (prefix: string) => string;
}): State {
  const undo: Undo[] = [];
  const tables = createTables(undo);
  tables.settings.load(of.settings);
  const settings = (): rows.Settings => tables.settings.get('settings') ?? of.settings;
  let moved: number | null = null;
  let request: { readonly id: string; readonly key: string | null } | null = null;
  const now = (): number => moved ?? Math.floor(of.now() / 1000);

  const state: State = {
    facts: of.facts,
    tables,
    now,
    at(seconds, work) {
      const before = moved;
      moved = seconds;
      try {
        return work();
      } finally {
        moved = before;
      }
    },
    newId: of.newId,
    settings,
    set: (change) => void tables.settings.put({ ...settings(), ...change }),
    emit(type, row, previous) {
      const object = show(state, row);
      tables.events.put({
        id: of.newId('evt'),
        object: 'event',
        api_version: apiVersion,
        created: now(),
        type,
        livemode: of.facts.livemode,
        pending_webhooks: tables.endpoints.size,
        request: { id: request?.id ?? null, idempotency_key: request?.key ?? null },
        data: { object, ...(previous && { previous_attributes: previous }) },
      });
    },
    plan(at, does, about) {
      const id = `${does} ${about} ${at}`;
      if (!tables.due.get(id)) tables.due.put({ id, object: 'due', created: at, does, about });
    },
    asked: (by) => void (request = by),
    mark: () => undo.length,
    rollBack(to) {
      while (undo.length > to) undo.pop()?.take();
    },
    settle() {
      const settled = { changed: eventsIn(undo, tables), rows: rowsOf(undo, tables) };
      undo.length = 0;
      return settled;
    },
  };
  return state;
}

function createTables(undo: Undo[]) {
  const table = <T extends rows.Row, K extends string = never>(
    name: string,
    keys?: Readonly<Record<K, (row: T) => string | null>>,
  ): Table<T, K> => createTable<T, K>({ name, undo, ...(keys && { keys }) });
  return {
    settings: table<rows.Settings>('settings'),
    due: table<rows.Due>('due'),
    customers: table<rows.Customer>('customers'),
    products: table<rows.Row>('products'),
    prices: table<rows.Row>('prices'),
    taxRates: table<rows.TaxRate>('taxRates'),
    invoices: table<rows.Invoice, 'customer'>('invoices', { customer: (row) => row.customer }),
    lines: table<rows.InvoiceLine, 'invoice'>('lines', { invoice: (row) => row.invoice }),
    invoiceItems: table<rows.InvoiceItem, 'customer'>('invoiceItems', { customer: (row) => row.customer }),
    invoicePayments: table<rows.InvoicePayment, 'invoice' | 'intent'>('invoicePayments', {
      invoice: (row) => row.invoice,
      intent: (row) => row.payment.payment_intent,
    }),
    paymentIntents: table<rows.PaymentIntent>('paymentIntents'),
    charges: table<rows.Charge, 'customer'>('charges', { customer: (row) => row.customer }),
    refunds: table<rows.Refund, 'charge'>('refunds', { charge: (row) => row.charge }),
    disputes: table<rows.Dispute, 'charge'>('disputes', { charge: (row) => row.charge }),
    creditNotes: table<rows.CreditNote, 'invoice'>('creditNotes', { invoice: (row) => row.invoice }),
    creditNoteLines: table<rows.CreditNoteLine, 'creditNote'>('creditNoteLines', { creditNote: (row) => row.hidden.creditNote }),
    customerMoves: table<rows.CustomerBalanceTransaction, 'customer'>('customerMoves', { customer: (row) => row.customer }),
    balance: table<rows.BalanceTransaction, 'payout' | 'source'>('balance', {
      payout: (row) => row.hidden.payout ?? `none ${row.currency}`,
      source: (row) => row.source,
    }),
    sessions: table<rows.CheckoutSession, 'intent'>('sessions', { intent: (row) => row.payment_intent }),
    payouts: table<rows.Payout>('payouts'),
    topUps: table<rows.Row>('topUps'),
    events: table<rows.StripeEvent>('events'),
    endpoints: table<rows.Endpoint>('endpoints'),
  };
}

function eventsIn(undo: readonly Undo[], tables: Tables): readonly Change[] {
  return undo.flatMap(({ table, id }) => {
    const event = table === 'events' ? tables.events.get(id) : undefined;
    return event ? [{ kind: event.type, id, isNew: true }] : [];
  });
}

function rowsOf(undo: readonly Undo[], tables: Tables): readonly CompanyRow[] {
  const all = new Map<string, { get(id: string): rows.Row | undefined }>(Object.entries(tables));
  const changed = new Map<string, CompanyRow>();
  for (const { table, id } of undo) {
    if (changed.has(`${table} ${id}`)) continue;
    const row = all.get(table)?.get(id);
    // The text is made only when somebody saves it. Rows are never changed in place, so later is not different.
    changed.set(`${table} ${id}`, {
      kind: table,
      id,
      get body() {
        return row === undefined ? null : keptText(row);
      },
    });
  }
  return [...changed.values()];
}
