import { charge } from './charges.ts';
import { childIn, minorIn, neededText, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { intent } from './intents.ts';
import { converted, feesIn, givenFee, move } from './ledger.ts';
import { invalid, missing } from './refusals.ts';
import type { Charge, Refund } from './rows.ts';
import type { State } from './state.ts';

const reasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Gives money back: all that is left of a charge, or less. The processing fee stays, as Stripe keeps it. */
export function createRefund(state: State, fields: Fields): Refund {
  const of = chargeNamed(state, fields);
  if (of.balance_transaction === null) throw invalid(`Charge ${of.id} has not settled yet.`, { code: 'charge_not_captured' });
  if (of.status === 'failed') throw invalid(`Charge ${of.id} failed.`, { code: 'charge_not_captured' });
  const left = of.amount_captured - of.amount_refunded;
  const amount = minorIn(fields, 'amount') ?? left;
  if (left === 0n) throw invalid(`Charge ${of.id} has already been refunded.`, { code: 'charge_already_refunded' });
  if (amount < 1n || amount > left) throw invalid(`Refund amount is greater than unrefunded amount on charge.`, { param: 'amount' });

  const id = state.newId(of.id.startsWith('py') ? 'pyr' : 're');
  const { currency, rate } = of.hidden;
  const moved = move(state, {
    currency,
    amount: -inBalance(of, amount, textIn(fields, 'exchange_rate') ?? rate),
    fees: feesIn(fields, currency) ?? givenFee(fields, currency) ?? [],
    type: of.id.startsWith('py') ? 'payment_refund' : 'refund',
    category: 'refund',
    source: id,
    description: `REFUND FOR CHARGE${of.description === null ? '' : ` (${of.description})`}`,
    rate: textIn(fields, 'exchange_rate') ?? rate,
  });
  const row = state.tables.refunds.put({
    id,
    object: 'refund',
    created: state.now(),
    amount,
    balance_transaction: moved.id,
    charge: of.id,
    currency: of.currency,
    description: textIn(fields, 'description') ?? null,
    destination_details: { type: 'card', card: { reference: null, reference_status: 'pending', type: 'refund' } },
    failure_balance_transaction: null,
    failure_reason: null,
    metadata: childIn(fields, 'metadata') ?? {},
    payment_intent: of.payment_intent,
    reason: wordIn(fields, 'reason', reasons) ?? null,
    status: 'succeeded',
  });
  state.emit('refund.created', row);
  const refunded = of.amount_refunded + amount;
  const after = state.tables.charges.put({ ...of, amount_refunded: refunded, refunded: refunded === of.amount_captured });
  state.emit('charge.refunded', after, { amount_refunded: of.amount_refunded });
  return row;
}

/** The customer's bank could not take it: the money comes back on the day that it does, and the refund stays as failed. */
export function failRefund(state: State, id: string, fields: Fields): Refund {
  const before = refund(state, id);
  const taken = before.balance_transaction === null ? undefined : state.tables.balance.get(before.balance_transaction);
  if (!taken || before.status === 'failed') throw invalid(`Refund ${id} cannot fail any more.`);
  const moved = move(state, {
    currency: taken.currency,
    amount: -taken.amount,
    fees: [],
    type: 'refund_failure',
    category: 'refund_failure',
    source: id,
    description: 'REFUND FAILURE',
    rate: taken.exchange_rate,
  });
  const row = state.tables.refunds.put({
    ...before,
    status: 'failed',
    failure_balance_transaction: moved.id,
    failure_reason: textIn(fields, 'failure_reason') ?? 'lost_or_stolen_card',
  });
  state.emit('refund.failed', row, { status: before.status });
  const of = charge(state, before.charge);
  const after = state.tables.charges.put({ ...of, amount_refunded: of.amount_refunded - before.amount, refunded: false });
  state.emit('charge.refund.updated', row, { status: before.status });
  state.emit('charge.updated', after, { amount_refunded: of.amount_refunded, refunded: of.refunded });
  return row;
}

export function refund(state: State, id: string): Refund {
  const row = state.tables.refunds.get(id);
  if (!row) throw missing('refund', id);
  return row;
}

/** The last refund of a charge takes what the rounding left, so that all of it is given back and not a cent more. */
function inBalance(of: Charge, amount: bigint, rate: string | null): bigint {
  if (rate === null) return amount;
  const before = converted(of.amount_refunded, of.currency, of.hidden.currency, rate);
  return converted(of.amount_refunded + amount, of.currency, of.hidden.currency, rate) - before;
}

function chargeNamed(state: State, fields: Fields): Charge {
  const byIntent = textIn(fields, 'payment_intent');
  if (typeof byIntent !== 'string') return charge(state, neededText(fields, 'charge'));
  const { latest_charge } = intent(state, byIntent);
  if (latest_charge === null) throw invalid(`PaymentIntent ${byIntent} has no charge.`, { code: 'payment_intent_unexpected_state' });
  return charge(state, latest_charge);
}
