import { customer } from './customers.ts';
import { childIn, flagIn, minorIn, neededMinor, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { converted, feesIn, givenFee, move, processingFee, settlementOf } from './ledger.ts';
import { declined, invalid, missing } from './refusals.ts';
import type { Charge, FeeDetail, PaymentIntent } from './rows.ts';
import type { State } from './state.ts';

const methods = ['card', 'us_bank_account', 'sepa_debit', 'customer_balance'] as const;

/** How long a bank debit stays pending before it counts as paid. */
const debitDays = 4;

/**
 * Takes money: `amount`, `currency`, `customer`, `payment_method_type`, `capture_method: manual` for an authorisation. A person
 * may also say what only the sandbox can know: `fee` or `fee_details`, `settlement_currency`, `exchange_rate`, `decline`.
 */
export function createCharge(state: State, fields: Fields, intent: PaymentIntent | null = null): Charge {
  const amount = neededMinor(fields, 'amount');
  if (amount < 1n) throw invalid('This value must be greater than or equal to 1.', { code: 'parameter_invalid_integer', param: 'amount' });
  const currency = (textIn(fields, 'currency') ?? state.facts.defaultCurrency).toLowerCase();
  const payer = textIn(fields, 'customer') ?? null;
  const billed = payer === null ? null : customer(state, payer);
  const method = wordIn(fields, 'payment_method_type', methods) ?? 'card';
  const settles = settlementOf(state, currency, fields);
  const isCaptured = flagIn(fields, 'capture') ?? textIn(fields, 'capture_method') !== 'manual';
  const isDeclined = flagIn(fields, 'decline') ?? false;
  const isDebit = method === 'us_bank_account' || method === 'sepa_debit';
  const status = isDeclined ? 'failed' : isDebit ? 'pending' : 'succeeded';
  const given = feesIn(fields, settles.currency) ?? givenFee(fields, settles.currency);
  const row: Charge = {
    id: state.newId(method === 'card' ? 'ch' : 'py'),
    object: 'charge',
    created: state.now(),
    amount,
    amount_captured: isCaptured && !isDeclined ? amount : 0n,
    amount_refunded: 0n,
    application: null,
    application_fee: null,
    application_fee_amount: minorIn(fields, 'application_fee_amount') ?? null,
    balance_transaction: null,
    billing_details: { address: billed?.address ?? null, email: billed?.email ?? null, name: billed?.name ?? null, phone: null },
    captured: isCaptured && !isDeclined,
    currency,
    customer: payer,
    description: textIn(fields, 'description') ?? null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: isDeclined ? 'card_declined' : null,
    failure_message: isDeclined ? 'Your card was declined.' : null,
    metadata: childIn(fields, 'metadata') ?? {},
    paid: !isDeclined,
    payment_intent: intent?.id ?? null,
    payment_method_details: methodDetails(method),
    receipt_url: null,
    refunded: false,
    statement_descriptor: textIn(fields, 'statement_descriptor') ?? null,
    status,
    transfer_data: null,
    hidden: { ...settles, feeDetails: given ?? null },
  };
  state.tables.charges.put(row);
  if (isDeclined) {
    state.emit('charge.failed', row);
    return row;
  }
  state.emit(isDebit ? 'charge.pending' : 'charge.succeeded', row);
  if (isCaptured) state.plan(state.now() + state.settings().captureSeconds, 'settle', row.id);
  if (isDebit) state.plan(state.now() + debitDays * 86_400, 'clear', row.id);
  return row;
}

/** The charge reaches the balance: a moment after it succeeded, as capture is asynchronous (Stripe, upgrade of 2024-04-10). */
export function settleCharge(state: State, id: string): void {
  const before = charge(state, id);
  if (before.balance_transaction !== null || before.status === 'failed' || !before.captured) return;
  const { currency, rate, feeDetails } = before.hidden;
  const inBalance = (minor: bigint): bigint => (rate === null ? minor : converted(minor, before.currency, currency, rate));
  const amount = inBalance(before.amount);
  const uncaptured = before.amount - before.amount_captured;
  const moved = move(state, {
    currency,
    amount,
    fees: feeDetails ?? feesOf(state, before, inBalance(before.amount_captured)),
    type: before.id.startsWith('py') ? 'payment' : 'charge',
    category: 'charge',
    source: id,
    description: before.description,
    rate,
    delayDays: state.settings().delayDays,
  });
  const row = state.tables.charges.put({ ...before, balance_transaction: moved.id });
  state.emit('charge.updated', row, { balance_transaction: null });
  // What was authorised and not captured goes back at once; it is no refund to the customer.
  if (uncaptured > 0n) {
    move(state, {
      currency,
      amount: inBalance(before.amount_captured) - amount,
      fees: [],
      type: 'refund',
      category: 'partial_capture_reversal',
      source: id,
      description: null,
      rate,
      delayDays: state.settings().delayDays,
    });
  }
}

function feesOf(state: State, { application_fee_amount: share, hidden: { currency } }: Charge, amount: bigint): readonly FeeDetail[] {
  const processing = processingFee(state, amount, currency);
  if (share === null) return processing;
  return [...processing, { amount: share, currency, type: 'application_fee', description: 'Application fee', application: 'ca_sandbox' }];
}

/** A bank debit counts as paid. */
export function clearCharge(state: State, id: string): Charge {
  const before = charge(state, id);
  if (before.status !== 'pending') return before;
  const row = state.tables.charges.put({ ...before, status: 'succeeded' });
  state.emit('charge.succeeded', row, { status: 'pending' });
  return row;
}

/** Takes what was authorised: all of it, or less. The rest goes back. */
export function captureCharge(state: State, id: string, fields: Fields): Charge {
  const before = charge(state, id);
  if (before.captured) throw invalid(`Charge ${id} has already been captured.`, { code: 'charge_already_captured' });
  const amount = minorIn(fields, 'amount') ?? minorIn(fields, 'amount_to_capture') ?? before.amount;
  if (amount < 1n || amount > before.amount)
    throw invalid('The amount to capture must not exceed what was authorised.', { param: 'amount' });
  const row = state.tables.charges.put({ ...before, captured: true, amount_captured: amount });
  state.emit('charge.captured', row, { captured: false });
  state.plan(state.now() + state.settings().captureSeconds, 'settle', id);
  return row;
}

/** The customer's bank takes a debit back after it was credited: the money leaves, on the day that it does. */
export function bounceCharge(state: State, id: string, fields: Fields): Charge {
  settleCharge(state, id);
  const before = charge(state, id);
  const taken = before.balance_transaction === null ? undefined : state.tables.balance.get(before.balance_transaction);
  if (!taken || before.status === 'failed') throw invalid(`Charge ${id} has nothing to take back.`);
  const moved = move(state, {
    currency: taken.currency,
    amount: -taken.amount,
    fees: feesIn(fields, taken.currency) ?? givenFee(fields, taken.currency) ?? [],
    type: 'payment_failure_refund',
    category: 'charge_failure',
    source: id,
    description: before.description,
    rate: taken.exchange_rate,
  });
  const code = textIn(fields, 'failure_code') ?? 'insufficient_funds';
  const row = state.tables.charges.put({
    ...before,
    status: 'failed',
    paid: false,
    failure_balance_transaction: moved.id,
    failure_code: code,
    failure_message: 'The bank returned the payment.',
  });
  state.emit('charge.failed', row, { status: before.status });
  return row;
}

export function charge(state: State, id: string): Charge {
  const row = state.tables.charges.get(id);
  if (!row) throw missing('charge', id);
  return row;
}

/** A charge from the API: declined is an error there, while the declined charge stays. */
export function chargeOrDecline(state: State, fields: Fields): Charge {
  const row = createCharge(state, fields);
  if (row.status === 'failed') throw declined('Your card was declined.');
  return row;
}

function methodDetails(type: (typeof methods)[number]): Fields {
  if (type === 'card')
    return { type, card: { brand: 'visa', country: 'US', exp_month: 12, exp_year: 2034, last4: '4242', network: 'visa' } };
  return { type, [type]: type === 'customer_balance' ? {} : { last4: '6789', bank_name: 'SANDBOX BANK' } };
}
