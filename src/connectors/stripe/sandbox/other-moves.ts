import { neededMinor, neededText, textIn, wholeIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { feesIn, givenFee, move } from './ledger.ts';
import type { BalanceTransaction, Row } from './rows.ts';
import type { State } from './state.ts';

/** The usual `type` of a category, taken from and given to the balance. */
const types: Readonly<Record<string, { readonly out: string; readonly in: string }>> = {
  fee: { out: 'stripe_fee', in: 'stripe_fee' },
  network_cost: { out: 'network_cost', in: 'network_cost' },
  tax: { out: 'tax_fee', in: 'tax_fee' },
  risk_reserved_funds: { out: 'reserve_hold', in: 'reserve_release' },
  connect_reserved_funds: { out: 'reserved_funds', in: 'reserved_funds' },
  advance: { out: 'advance', in: 'advance' },
  advance_funding: { out: 'advance_funding', in: 'advance_funding' },
  anticipation_repayment: { out: 'anticipation_repayment', in: 'anticipation_repayment' },
};

/**
 * Whatever else moves a balance, by `reporting_category` (one that nobody has heard of, too), `amount` and `currency`: a standalone
 * fee, a reserve held and released, an advance and what is paid down of it.
 */
export function moveByPerson(state: State, fields: Fields): BalanceTransaction {
  const category = neededText(fields, 'reporting_category');
  const amount = neededMinor(fields, 'amount');
  const currency = currencyIn(state, fields);
  const usual = types[category]?.[amount < 0n ? 'out' : 'in'] ?? 'adjustment';
  return move(state, {
    currency,
    amount,
    fees: feesIn(fields, currency) ?? givenFee(fields, currency) ?? [],
    type: textIn(fields, 'type') ?? usual,
    category,
    source: textIn(fields, 'source') ?? null,
    description: textIn(fields, 'description') ?? null,
    delayDays: wholeIn(fields, 'delay_days') ?? 0,
  });
}

/** Money from the bank into the balance. */
export function createTopUp(state: State, fields: Fields): Row {
  const amount = neededMinor(fields, 'amount');
  const currency = currencyIn(state, fields);
  const id = state.newId('tu');
  const description = textIn(fields, 'description') ?? null;
  const moved = move(state, { currency, amount, fees: [], type: 'topup', category: 'topup', source: id, description });
  const row = state.tables.topUps.put({
    id,
    object: 'topup',
    created: state.now(),
    amount,
    balance_transaction: moved.id,
    currency,
    description,
    expected_availability_date: state.now(),
    failure_code: null,
    failure_message: null,
    metadata: {},
    source: null,
    statement_descriptor: textIn(fields, 'statement_descriptor') ?? null,
    status: 'succeeded',
  });
  state.emit('topup.created', row);
  state.emit('topup.succeeded', row);
  return row;
}

const currencyIn = (state: State, fields: Fields): string => (textIn(fields, 'currency') ?? state.facts.defaultCurrency).toLowerCase();
