import { neededMinor, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { balances, midnight, move } from './ledger.ts';
import { invalid, missing } from './refusals.ts';
import type { BalanceTransaction, Payout } from './rows.ts';
import type { State } from './state.ts';

/** How long after an automatic payout it is known what is in it, and at which hour of its day it arrives. */
const reconcileSeconds = 7_200;
const arrivalSeconds = 9 * 3_600;

/** What is available and in no payout yet goes to the bank, or comes from it where it is less than nothing. */
export function payOut(state: State, currency: string): Payout | null {
  const now = state.now();
  const members = state.tables.balance.of('payout', `none ${currency}`).filter((row) => row.available_on <= now && !isManual(state, row));
  const amount = members.reduce((sum, { net }) => sum + net, 0n);
  if (members.length === 0 || amount === 0n) return null;
  // Less than nothing is only fetched from the bank when what is still pending will not make up for it.
  if (amount < 0n && amount + pendingIn(state, currency) >= 0n) return null;
  const made = makePayout(state, { amount, currency, automatic: true, method: 'standard', descriptor: null, metadata: {} });
  for (const row of members) state.tables.balance.put({ ...row, hidden: { payout: made.id } });
  state.plan(now + reconcileSeconds, 'reconcile', made.id);
  return made;
}

const pendingIn = (state: State, currency: string): bigint => {
  const { total, available } = balances(state).get(currency) ?? { total: 0n, available: 0n };
  return total - available;
};

// What a manual payout took out, and brought back, belongs to no automatic one.
function isManual(state: State, { reporting_category, source }: BalanceTransaction): boolean {
  if (!reporting_category.startsWith('payout') || source === null) return false;
  return reporting_category === 'payout' || state.tables.payouts.get(source)?.automatic === false;
}

/** POST /v1/payouts: a person sends a sum; which transactions it contains nobody can say. */
export function createPayout(state: State, fields: Fields): Payout {
  const amount = neededMinor(fields, 'amount');
  const currency = (textIn(fields, 'currency') ?? state.facts.defaultCurrency).toLowerCase();
  if (amount <= 0n) throw invalid('This value must be greater than or equal to 1.', { param: 'amount' });
  const available = balances(state).get(currency)?.available ?? 0n;
  if (amount > available)
    throw invalid('You have insufficient funds in your Stripe account.', { code: 'balance_insufficient', param: 'amount' });
  const method = wordIn(fields, 'method', ['standard', 'instant']) ?? 'standard';
  const metadata = fields['metadata'] ?? {};
  return makePayout(state, {
    amount,
    currency,
    automatic: false,
    method,
    descriptor: textIn(fields, 'statement_descriptor') ?? null,
    metadata,
  });
}

const blank = {
  application_fee: null,
  application_fee_amount: null,
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  original_payout: null,
  reversed_by: null,
  source_type: 'card',
  trace_id: { status: 'pending', value: null },
  type: 'bank_account',
};

function makePayout(
  state: State,
  {
    amount,
    currency,
    automatic,
    method,
    descriptor,
    metadata,
  }: {
    readonly amount: bigint;
    readonly currency: string;
    readonly automatic: boolean;
    readonly method: string;
    readonly descriptor: string | null;
    readonly metadata: unknown;
  },
): Payout {
  const id = state.newId('po');
  const arrival = midnight(state.now(), method === 'instant' ? 0 : state.settings().arrivalDays);
  const moved = move(state, {
    currency,
    amount: -amount,
    fees: [],
    type: 'payout',
    category: 'payout',
    source: id,
    description: automatic ? 'STRIPE PAYOUT' : (descriptor ?? 'Payout'),
  });
  // The payout's own transaction is in its list, too (airbytehq/airbyte#46499).
  if (automatic) state.tables.balance.put({ ...moved, hidden: { payout: id } });
  const row = state.tables.payouts.put({
    id,
    object: 'payout',
    created: state.now(),
    ...blank,
    amount,
    arrival_date: arrival,
    automatic,
    balance_transaction: moved.id,
    currency,
    description: automatic ? 'STRIPE PAYOUT' : null,
    destination: `ba_sandbox_${currency}`,
    metadata,
    method,
    reconciliation_status: automatic ? 'in_progress' : 'not_applicable',
    statement_descriptor: descriptor,
    status: 'in_transit',
  });
  state.emit('payout.created', row);
  state.plan(Math.max(arrival + arrivalSeconds, state.now() + 60), 'arrive', id);
  return row;
}

/** It is known what is in an automatic payout. */
export function reconcilePayout(state: State, id: string): Payout {
  const before = payout(state, id);
  if (before.reconciliation_status !== 'in_progress') return before;
  const row = state.tables.payouts.put({ ...before, reconciliation_status: 'completed' });
  state.emit('payout.reconciliation_completed', row);
  return row;
}

/** The bank has it. */
export function arrive(state: State, id: string): Payout {
  const before = payout(state, id);
  if (before.status !== 'in_transit' && before.status !== 'pending') return before;
  const trace = { status: 'supported', value: `TRACE${id.slice(-10).toUpperCase()}` };
  const row = state.tables.payouts.put({ ...before, status: 'paid', trace_id: trace });
  state.emit('payout.paid', row, { status: before.status });
  return row;
}

/** The bank sends it back, even after it counted as paid: the money returns to the balance on that day. */
export function failPayout(state: State, id: string, fields: Fields): Payout {
  const before = payout(state, id);
  if (before.status === 'failed' || before.status === 'canceled') throw invalid(`Payout ${id} has come back already.`);
  return bringBack(state, before, 'failed', textIn(fields, 'failure_code') ?? 'account_closed');
}

/** Only while it is under way, and only one that a person sent. */
export function cancelPayout(state: State, id: string): Payout {
  const before = payout(state, id);
  if (before.automatic || before.status === 'paid')
    throw invalid('Payouts can only be canceled while they are pending.', { code: 'payouts_not_allowed' });
  if (before.status !== 'in_transit' && before.status !== 'pending') throw invalid(`Payout ${id} has come back already.`);
  return bringBack(state, before, 'canceled', null);
}

function bringBack(state: State, before: Payout, status: 'failed' | 'canceled', code: string | null): Payout {
  const moved = move(state, {
    currency: before.currency,
    amount: before.amount,
    fees: [],
    type: status === 'failed' ? 'payout_failure' : 'payout_cancel',
    category: 'payout_reversal',
    source: before.id,
    description: status === 'failed' ? 'PAYOUT FAILURE' : 'PAYOUT CANCEL',
  });
  if (before.automatic && state.settings().payouts === 'daily') state.plan(midnight(state.now(), 1), 'payOut', before.currency);
  const row = state.tables.payouts.put({
    ...before,
    status,
    failure_balance_transaction: moved.id,
    failure_code: code,
    failure_message: code === null ? null : 'The bank account could not take the payout.',
  });
  state.emit(`payout.${status}`, row, { status: before.status });
  return row;
}

function payout(state: State, id: string): Payout {
  const row = state.tables.payouts.get(id);
  if (!row) throw missing('payout', id);
  return row;
}
