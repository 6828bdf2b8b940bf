import { captureCharge, charge, createCharge } from './charges.ts';
import { childIn, flagIn, neededMinor, neededText, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { declined, invalid, missing } from './refusals.ts';
import type { Charge, PaymentIntent } from './rows.ts';
import type { State } from './state.ts';

export function createIntent(state: State, fields: Fields): PaymentIntent {
  const row = openIntent(state, fields);
  return (flagIn(fields, 'confirm') ?? false) ? confirmIntent(state, row.id, fields) : row;
}

/** An intent that waits for its payment, as each open invoice has one. */
export function openIntent(state: State, fields: Fields): PaymentIntent {
  const id = state.newId('pi');
  const amount = neededMinor(fields, 'amount');
  const row: PaymentIntent = {
    id,
    object: 'payment_intent',
    created: state.now(),
    amount,
    amount_capturable: 0n,
    amount_details: { tip: {} },
    amount_received: 0n,
    application: null,
    application_fee_amount: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: textIn(fields, 'capture_method') ?? 'automatic_async',
    client_secret: `${id}_secret_sandbox`,
    confirmation_method: 'automatic',
    currency: neededText(fields, 'currency').toLowerCase(),
    customer: textIn(fields, 'customer') ?? null,
    description: textIn(fields, 'description') ?? null,
    last_payment_error: null,
    latest_charge: null,
    metadata: childIn(fields, 'metadata') ?? {},
    payment_method: null,
    payment_method_types: ['card'],
    status: 'requires_payment_method',
    transfer_data: null,
  };
  state.tables.paymentIntents.put(row);
  state.emit('payment_intent.created', row);
  return row;
}

/** Takes the money. A declined card leaves the intent as it was, with its error, and answers 402. */
export function confirmIntent(state: State, id: string, fields: Fields): PaymentIntent {
  const row = payIntent(state, id, fields);
  if (row.status === 'requires_payment_method') throw declined('Your card was declined.');
  return row;
}

export function payIntent(state: State, id: string, fields: Fields): PaymentIntent {
  const before = intent(state, id);
  if (before.status !== 'requires_payment_method') throw wrongState(before);
  const { amount, currency, customer: payer } = before;
  const asked = { ...before, ...fields, amount: amount.toString(), currency, customer: payer, metadata: before['metadata'] };
  const isDeclined = textIn(fields, 'payment_method') === 'pm_card_visa_chargeDeclined' || flagIn(fields, 'decline') === true;
  return follow(state, before, createCharge(state, { ...asked, decline: isDeclined }, before));
}

/** What the charge came to decides what the intent is. */
export function follow(state: State, before: PaymentIntent, made: Charge): PaymentIntent {
  const status = statusAfter(made);
  const row = state.tables.paymentIntents.put({
    ...before,
    latest_charge: made.id,
    status,
    amount_received: status === 'succeeded' ? made.amount_captured : 0n,
    amount_capturable: status === 'requires_capture' ? made.amount : 0n,
    last_payment_error:
      made.status === 'failed' ? { type: 'card_error', code: 'card_declined', message: 'The payment failed.', charge: made.id } : null,
  });
  const type = eventOf[status];
  if (type !== undefined) state.emit(type, row);
  return row;
}

const eventOf: Readonly<Record<string, string>> = {
  succeeded: 'payment_intent.succeeded',
  processing: 'payment_intent.processing',
  requires_capture: 'payment_intent.amount_capturable_updated',
  requires_payment_method: 'payment_intent.payment_failed',
};

function statusAfter({ status, captured }: Charge): string {
  if (status === 'failed') return 'requires_payment_method';
  if (status === 'pending') return 'processing';
  return captured ? 'succeeded' : 'requires_capture';
}

export function captureIntent(state: State, id: string, fields: Fields): PaymentIntent {
  const before = intent(state, id);
  if (before.status !== 'requires_capture' || before.latest_charge === null) throw wrongState(before);
  return follow(state, before, captureCharge(state, before.latest_charge, fields));
}

export function cancelIntent(state: State, id: string, fields: Fields): PaymentIntent {
  const before = intent(state, id);
  if (before.status === 'succeeded' || before.status === 'canceled') throw wrongState(before);
  if (before.latest_charge !== null) {
    const held = charge(state, before.latest_charge);
    if (!held.captured) state.tables.charges.put({ ...held, refunded: true, amount_refunded: held.amount });
  }
  const row = state.tables.paymentIntents.put({
    ...before,
    status: 'canceled',
    amount_capturable: 0n,
    canceled_at: state.now(),
    cancellation_reason: textIn(fields, 'cancellation_reason') ?? null,
  });
  state.emit('payment_intent.canceled', row);
  return row;
}

export function intent(state: State, id: string): PaymentIntent {
  const row = state.tables.paymentIntents.get(id);
  if (!row) throw missing('payment_intent', id, 'intent');
  return row;
}

const wrongState = ({ status }: PaymentIntent) =>
  invalid(`This PaymentIntent's status is ${status}, which does not allow this.`, { code: 'payment_intent_unexpected_state' });
