import { charge, settleCharge } from './charges.ts';
import { flagIn, minorIn, neededText, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { converted, feesIn, givenFee, move, stripeFee } from './ledger.ts';
import { invalid, missing } from './refusals.ts';
import type { BalanceTransaction, Charge, Dispute, FeeDetail } from './rows.ts';
import type { State } from './state.ts';

const evidenceDays = 20;

/** A customer's bank disputes a charge and the money is withdrawn with a fee; or, as an `inquiry`, it only asks. */
export function createDispute(state: State, fields: Fields): Dispute {
  const id = neededText(fields, 'charge');
  settleCharge(state, id);
  const of = charge(state, id);
  if (of.balance_transaction === null) throw invalid(`Charge ${of.id} has brought no money that could be disputed.`);
  if (of.disputed) throw invalid(`Charge ${of.id} is disputed already.`);
  const isInquiry = flagIn(fields, 'inquiry') ?? false;
  const row = state.tables.disputes.put({
    id: state.newId('dp'),
    object: 'dispute',
    created: state.now(),
    amount: minorIn(fields, 'amount') ?? of.amount_captured,
    balance_transactions: [],
    charge: of.id,
    currency: of.currency,
    evidence_details: { due_by: state.now() + evidenceDays * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: isInquiry,
    metadata: {},
    payment_intent: of.payment_intent,
    reason: textIn(fields, 'reason') ?? 'fraudulent',
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  });
  state.tables.charges.put({ ...of, disputed: true });
  if (!isInquiry) return withdraw(state, row, of, fields, 'charge.dispute.created');
  state.emit('charge.dispute.created', row);
  return row;
}

function withdraw(state: State, row: Dispute, of: Charge, fields: Fields, told: string): Dispute {
  const { currency, rate } = of.hidden;
  const minor = rate === null ? row.amount : converted(row.amount, of.currency, currency, rate);
  const fee = state.settings().disputeFee;
  const usual: readonly FeeDetail[] = fee === 0n ? [] : [stripeFee(fee, currency, 'Dispute fee')];
  const moved = move(state, {
    currency,
    amount: -minor,
    fees: feesIn(fields, currency) ?? givenFee(fields, currency) ?? usual,
    type: 'adjustment',
    category: 'dispute',
    source: row.id,
    description: `Chargeback withdrawal for ${of.id}`,
    rate,
  });
  const after = withMove(state, row, moved, { status: 'needs_response', is_charge_refundable: false });
  state.emit(told, after);
  state.emit('charge.dispute.funds_withdrawn', after);
  return after;
}

const withMove = (state: State, row: Dispute, moved: BalanceTransaction, more: Fields): Dispute =>
  state.tables.disputes.put({ ...row, ...more, balance_transactions: [...row.balance_transactions, moved.id] });

const closed = ['won', 'lost', 'warning_closed', 'prevented'];

/**
 * `status`: what the case comes to. Won brings the money back (and the fee, if `fee_returned`); lost leaves it gone; an inquiry is
 * closed, or becomes a dispute when it is made `needs_response`.
 */
export function changeDispute(state: State, id: string, fields: Fields): Dispute {
  const before = dispute(state, id);
  const status = neededText(fields, 'status');
  if (closed.includes(before.status)) throw invalid(`Dispute ${id} is closed.`);
  if (status === 'won') return win(state, before, fields);
  if (status === 'needs_response' && before.status.startsWith('warning')) {
    return withdraw(state, before, charge(state, before.charge), fields, 'charge.dispute.updated');
  }
  const row = state.tables.disputes.put({ ...before, status });
  state.emit(closed.includes(status) ? 'charge.dispute.closed' : 'charge.dispute.updated', row, { status: before.status });
  return row;
}

function win(state: State, before: Dispute, fields: Fields): Dispute {
  const [first = ''] = before.balance_transactions;
  const taken = state.tables.balance.get(first);
  if (!taken) throw invalid(`Dispute ${before.id} is an inquiry: there is nothing to win back.`);
  const isFeeBack = flagIn(fields, 'fee_returned') ?? false;
  const moved = move(state, {
    currency: taken.currency,
    amount: -taken.amount,
    fees: isFeeBack ? taken.fee_details.map((fee) => ({ ...fee, amount: -fee.amount })) : [],
    type: 'adjustment',
    category: 'dispute_reversal',
    source: before.id,
    description: `Chargeback reversal for ${before.charge}`,
    rate: taken.exchange_rate,
  });
  const row = withMove(state, before, moved, { status: 'won' });
  state.emit('charge.dispute.closed', row, { status: before.status });
  state.emit('charge.dispute.funds_reinstated', row);
  return row;
}

function dispute(state: State, id: string): Dispute {
  const row = state.tables.disputes.get(id);
  if (!row) throw missing('dispute', id);
  return row;
}
