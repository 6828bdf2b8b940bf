import { moveCustomer } from './customers.ts';
import { minorIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { cancelIntent, intent, openIntent, payIntent } from './intents.ts';
import { invoice } from './invoice-lines.ts';
import { declined, invalid } from './refusals.ts';
import type { Charge, Invoice, InvoicePayment } from './rows.ts';
import type { State } from './state.ts';

/** Every open invoice has a payment that waits for all that is left. */
export function openDefaultPayment(state: State, row: Invoice): InvoicePayment {
  return openPayment(state, row, row.amount_remaining, true);
}

function openPayment(state: State, { id, currency, customer, number }: Invoice, amount: bigint, isDefault: boolean): InvoicePayment {
  const made = openIntent(state, {
    amount: amount.toString(),
    currency,
    customer,
    description: `Payment for Invoice ${number ?? ''}`.trim(),
  });
  return state.tables.invoicePayments.put({
    id: state.newId('inpay'),
    object: 'invoice_payment',
    created: state.now(),
    amount_paid: null,
    amount_requested: amount,
    currency,
    invoice: id,
    is_default: isDefault,
    payment: { type: 'payment_intent', payment_intent: made.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

/**
 * Pays an open invoice with a card, or with what `payment_method_type` names; or marks it as paid outside of Stripe. A person may
 * pay a part, or too much, with `amount`. Returns the invoice.
 */
export function payInvoice(state: State, id: string, fields: Fields): Invoice {
  const made = tryToPay(state, id, fields);
  if (made?.status === 'failed') throw declined('Your card was declined.');
  return invoice(state, id);
}

/** The charge of the attempt; null when the money came outside of Stripe. */
export function tryToPay(state: State, id: string, fields: Fields): Charge | null {
  const before = invoice(state, id);
  if (before.status === 'paid') throw invalid('Invoice is already paid', { code: 'invoice_already_paid' });
  if (before.status !== 'open' && before.status !== 'uncollectible') throw invalid(`Invoice ${id} is ${before.status} and cannot be paid.`);
  if (textIn(fields, 'paid_out_of_band') === 'true') {
    payOutside(state, before);
    return null;
  }
  const amount = minorIn(fields, 'amount') ?? before.amount_remaining;
  const payment = paymentOf(state, before, amount);
  payIntent(state, payment.payment.payment_intent, fields);
  const made = state.tables.charges.get(intent(state, payment.payment.payment_intent).latest_charge ?? '');
  if (!made) throw invalid(`The payment of invoice ${id} made no charge.`);
  const tried = state.tables.invoices.put({ ...invoice(state, id), attempted: true, attempt_count: 1 });
  if (made.status === 'failed') state.emit('invoice.payment_failed', tried);
  else if (made.status === 'succeeded' && made.captured) countPayment(state, payment.payment.payment_intent);
  return made;
}

/** The payment that waits for exactly this much, or a new one beside it, which leaves less for the one that waits. */
function paymentOf(state: State, row: Invoice, amount: bigint): InvoicePayment {
  const waiting = state.tables.invoicePayments.of('invoice', row.id).find((one) => one.status === 'open' && one.is_default);
  if (waiting?.amount_requested === amount && isUnpaid(state, waiting)) return waiting;
  const made = openPayment(state, row, amount, waiting === undefined);
  const left = row.amount_remaining - amount;
  if (waiting && left > 0n) {
    state.tables.invoicePayments.put({ ...waiting, amount_requested: left });
    state.tables.paymentIntents.put({ ...intent(state, waiting.payment.payment_intent), amount: left });
  } else if (waiting) close(state, waiting);
  return made;
}

const isUnpaid = (state: State, { payment }: InvoicePayment): boolean =>
  intent(state, payment.payment_intent).status === 'requires_payment_method';

/** A payment that succeeded counts towards its invoice; what is too much becomes the customer's credit. */
export function countPayment(state: State, intentId: string): void {
  const [payment] = state.tables.invoicePayments.of('intent', intentId);
  if (!payment || payment.status !== 'open') return;
  const now = state.now();
  const { amount_received } = intent(state, intentId);
  const received = typeof amount_received === 'bigint' ? amount_received : payment.amount_requested;
  const paid = state.tables.invoicePayments.put({
    ...payment,
    amount_paid: received,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: now },
  });
  const before = invoice(state, payment.invoice);
  const counted = received < before.amount_remaining ? received : before.amount_remaining;
  const excess = received - counted;
  if (excess > 0n) {
    moveCustomer(state, before.customer, { amount: -excess, type: 'invoice_overpaid', currency: before.currency, invoice: before.id });
  }
  const row = settle(
    state,
    { ...before, amount_paid: before.amount_paid + counted, amount_overpaid: before.amount_overpaid + excess },
    counted,
  );
  state.emit('invoice_payment.paid', paid);
  tellPaid(state, row);
  if (excess > 0n) state.emit('invoice.overpaid', row);
}

/** Less is left; when nothing is, the invoice is paid. */
function settle(state: State, row: Invoice, by: bigint): Invoice {
  const left = row.amount_remaining - by;
  return state.tables.invoices.put({
    ...row,
    amount_remaining: left,
    ...(left === 0n && { status: 'paid', status_transitions: { ...row.status_transitions, paid_at: state.now() } }),
  });
}

function tellPaid(state: State, row: Invoice): void {
  if (row.status === 'paid') state.emit('invoice.paid', row);
  if (row.status === 'paid') state.emit('invoice.payment_succeeded', row);
  else state.emit('invoice.updated', row);
}

function payOutside(state: State, before: Invoice): void {
  closePayments(state, before.id);
  const left = before.amount_remaining;
  const row = settle(state, { ...before, amount_paid: before.amount_paid + left, amount_paid_off_stripe: left }, left);
  tellPaid(state, row);
}

/** A credit note reduces what is left of an open invoice. */
export function reduceOpen(state: State, row: Invoice, by: bigint): Invoice {
  const reduced = settle(state, row, by);
  const waiting = state.tables.invoicePayments.of('invoice', row.id).find((one) => one.status === 'open' && isUnpaid(state, one));
  if (waiting && reduced.amount_remaining === 0n) close(state, waiting);
  else if (waiting) state.tables.invoicePayments.put({ ...waiting, amount_requested: reduced.amount_remaining });
  if (waiting && reduced.amount_remaining > 0n) {
    state.tables.paymentIntents.put({ ...intent(state, waiting.payment.payment_intent), amount: reduced.amount_remaining });
  }
  tellPaid(state, reduced);
  return reduced;
}

/**
 * The bank took the payment of an invoice back, so it is owed again. That a paid invoice opens again is our reading of what
 * follows from a debit that fails late; the money itself is in the charge's `failure_balance_transaction`.
 */
export function takeBack(state: State, of: Charge): void {
  const [payment] = of.payment_intent === null ? [] : state.tables.invoicePayments.of('intent', of.payment_intent);
  if (!payment || payment.status === 'canceled') return;
  const wasCounted = payment.status === 'paid';
  state.tables.invoicePayments.put({ ...payment, status: 'canceled', status_transitions: { canceled_at: state.now(), paid_at: null } });
  const before = invoice(state, payment.invoice);
  const received = wasCounted ? (payment.amount_paid ?? 0n) : 0n;
  // What was too much makes up for it first, and is no credit of the customer any more.
  const excess = received < before.amount_overpaid ? received : before.amount_overpaid;
  const back = received - excess;
  if (excess > 0n) {
    moveCustomer(state, before.customer, { amount: excess, type: 'invoice_overpaid', currency: before.currency, invoice: before.id });
  }
  const left = before.amount_remaining + back;
  const row = state.tables.invoices.put({
    ...before,
    amount_overpaid: before.amount_overpaid - excess,
    amount_paid: before.amount_paid - back,
    amount_remaining: left,
    ...(left > 0n && { status: 'open', status_transitions: { ...before.status_transitions, paid_at: null } }),
  });
  for (const one of state.tables.invoicePayments.of('invoice', row.id))
    if (one.status === 'open' && isUnpaid(state, one)) close(state, one);
  if (left > 0n) openDefaultPayment(state, row);
  state.emit('invoice.payment_failed', row, { status: before.status });
}

/** A bank debit is under way. */
export const isBeingPaid = (state: State, id: string): boolean =>
  state.tables.invoicePayments.of('invoice', id).some((one) => one.status === 'open' && !isUnpaid(state, one));

export function closePayments(state: State, id: string): void {
  for (const payment of state.tables.invoicePayments.of('invoice', id)) if (payment.status === 'open') close(state, payment);
}

function close(state: State, payment: InvoicePayment): void {
  if (isUnpaid(state, payment)) cancelIntent(state, payment.payment.payment_intent, { cancellation_reason: 'void_invoice' });
  state.tables.invoicePayments.put({ ...payment, status: 'canceled', status_transitions: { canceled_at: state.now(), paid_at: null } });
}
