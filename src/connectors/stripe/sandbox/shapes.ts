import { exactNumber } from '../../../core/json.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';

/** A row as the API shows it: without what is hidden, and with what is worked out when somebody asks. */
export function show(state: State, row: Row): Readonly<Record<string, unknown>> {
  const { hidden: _hidden, ...shown } = row;
  return { ...shown, livemode: state.facts.livemode, ...workedOut[row.object]?.(state, row) };
}

type Fields = Readonly<Record<string, unknown>>;

const workedOut: Readonly<Record<string, (state: State, row: Row) => Fields>> = {
  balance_transaction: (state, { available_on, exchange_rate }) => ({
    livemode: undefined,
    status: Number(available_on) <= state.now() ? 'available' : 'pending',
    exchange_rate: typeof exchange_rate === 'string' ? exactNumber(exchange_rate) : null,
  }),
  tax_rate: (_state, { percentage }) => ({
    percentage: exactNumber(String(percentage)),
    effective_percentage: exactNumber(String(percentage)),
  }),
  // These have no time of their own at Stripe; here it only keeps them in order.
  line_item: () => ({ created: undefined }),
  credit_note_line_item: () => ({ created: undefined }),
  invoiceitem: () => ({ created: undefined }),
  // Only the first ten lines come with their document; the others are paged.
  invoice: (state, { id }) => ({ lines: firstOf(state.tables.lines.of('invoice', id), state, `/v1/invoices/${id}/lines`) }),
  credit_note: (state, { id }) => ({
    lines: firstOf(state.tables.creditNoteLines.of('creditNote', id), state, `/v1/credit_notes/${id}/lines`),
  }),
};

const firstOf = (rows: readonly Row[], state: State, url: string): Fields => ({
  object: 'list',
  data: rows.slice(0, 10).map((row) => show(state, row)),
  has_more: rows.length > 10,
  total_count: rows.length,
  url,
});

/** What is not part of an object until it is asked for with `expand`. */
export const includable: Readonly<Record<string, (state: State, id: string) => unknown>> = {
  'invoice.payments': (state, id) => ({
    object: 'list',
    data: state.tables.invoicePayments.of('invoice', id).map((row) => show(state, row)),
    has_more: false,
    url: '/v1/invoice_payments',
  }),
  'charge.refunds': (state, id) => ({
    object: 'list',
    data: state.tables.refunds.of('charge', id).map((row) => show(state, row)),
    has_more: false,
    url: `/v1/charges/${id}/refunds`,
  }),
  'checkout.session.total_details.breakdown': (state, id) => ({
    discounts: [],
    taxes: (state.tables.sessions.get(id)?.hidden.taxes ?? []).map(({ amount, taxable_amount, taxability_reason, tax_rate_details }) => {
      const rate = state.tables.taxRates.get(tax_rate_details.tax_rate);
      return { amount, rate: rate ? show(state, rate) : null, taxability_reason, taxable_amount };
    }),
  }),
  'customer.tax_ids': () => ({ object: 'list', data: [], has_more: false, url: '/v1/tax_ids' }),
};

/** The object that an id names, whatever kind it is of. */
export function findAny({ tables }: State, id: string): Row | undefined {
  const [prefix = ''] = id.split('_');
  const name = tableOf[prefix];
  return name === undefined ? undefined : tables[name].get(id);
}

const tableOf: Readonly<Record<string, Exclude<keyof State['tables'], 'settings' | 'due'>>> = {
  cus: 'customers',
  prod: 'products',
  price: 'prices',
  txr: 'taxRates',
  in: 'invoices',
  il: 'lines',
  ii: 'invoiceItems',
  inpay: 'invoicePayments',
  pi: 'paymentIntents',
  ch: 'charges',
  py: 'charges',
  re: 'refunds',
  pyr: 'refunds',
  dp: 'disputes',
  cn: 'creditNotes',
  cnli: 'creditNoteLines',
  cs: 'sessions',
  cbtxn: 'customerMoves',
  txn: 'balance',
  po: 'payouts',
  tu: 'topUps',
  evt: 'events',
  we: 'endpoints',
};
