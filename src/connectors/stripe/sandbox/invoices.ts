import { customer, moveCustomer } from './customers.ts';
import { childIn, minorIn, neededText, textIn, textsIn, wholeIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { addLines, draftOf, invoice, takeWaitingItems } from './invoice-lines.ts';
import { closePayments, isBeingPaid, openDefaultPayment } from './invoice-payments.ts';
import { percentOf } from './ledger.ts';
import { reckon, shippingOf } from './reckoning.ts';
import { invalid } from './refusals.ts';
import type { Customer, Invoice } from './rows.ts';
import type { State } from './state.ts';

const blank = {
  account_tax_ids: null,
  amount_paid_off_stripe: 0n,
  attempt_count: 0,
  attempted: false,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  custom_fields: null,
  customer_shipping: null,
  customer_tax_ids: [],
  default_tax_rates: [],
  discounts: [],
  ending_balance: null,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  issuer: { type: 'self' },
  last_finalization_error: null,
  latest_revision: null,
  on_behalf_of: null,
  parent: null,
  receipt_number: null,
  statement_descriptor: null,
  subtotal_excluding_tax: 0n,
  total_discount_amounts: [],
  total_excluding_tax: 0n,
  total_pretax_credit_amounts: [],
  total_taxes: [],
};

const noTransitions = { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null };

/**
 * A draft. Beside what the API takes, a person may give `lines` at once, `discount` as an amount or `discount_percent` of the
 * whole, and `shipping_cost: { amount, tax_rates }`.
 */
export function createInvoice(state: State, fields: Fields): Invoice {
  const payer = customer(state, neededText(fields, 'customer'));
  const id = state.newId('in');
  const now = state.now();
  const days = wholeIn(fields, 'days_until_due');
  state.tables.invoices.put({
    id,
    object: 'invoice',
    created: now,
    ...blank,
    amount_due: 0n,
    amount_overpaid: 0n,
    amount_paid: 0n,
    amount_remaining: 0n,
    auto_advance: textIn(fields, 'auto_advance') === 'true',
    billing_reason: 'manual',
    collection_method: textIn(fields, 'collection_method') ?? 'charge_automatically',
    currency: (textIn(fields, 'currency') ?? payer.currency ?? state.facts.defaultCurrency).toLowerCase(),
    customer: payer.id,
    ...nameOf(payer),
    description: textIn(fields, 'description') ?? null,
    due_date: wholeIn(fields, 'due_date') ?? (days === undefined ? null : now + days * 86_400),
    effective_at: wholeIn(fields, 'effective_at') ?? null,
    metadata: childIn(fields, 'metadata') ?? {},
    number: textIn(fields, 'number') ?? null,
    period_end: now,
    period_start: now,
    post_payment_credit_notes_amount: 0n,
    pre_payment_credit_notes_amount: 0n,
    shipping_cost: null,
    starting_balance: 0n,
    status: 'draft',
    status_transitions: noTransitions,
    subtotal: 0n,
    total: 0n,
    hidden: { rates: textsIn(fields, 'default_tax_rates') ?? [], discount: 0n, creditNotes: 0 },
  });
  if (wordIn(fields, 'pending_invoice_items_behavior', ['include', 'exclude']) === 'include') takeWaitingItems(state, invoice(state, id));
  addLines(state, id, fields);
  const row = state.tables.invoices.put(reckon(state, withExtras(state, invoice(state, id), fields)));
  state.emit('invoice.created', row);
  return row;
}

const nameOf = ({ name, email, address, phone, tax_exempt }: Customer): Fields => ({
  customer_address: address,
  customer_email: email,
  customer_name: name,
  customer_phone: phone,
  customer_tax_exempt: tax_exempt,
});

function withExtras(state: State, row: Invoice, fields: Fields): Invoice {
  const shipping = childIn(fields, 'shipping_cost');
  const percent = textIn(fields, 'discount_percent');
  const lines = state.tables.lines.of('invoice', row.id).reduce((sum, line) => sum + line.subtotal - line.hidden.discount, 0n);
  const discount = typeof percent === 'string' ? percentOf(lines, percent) : (minorIn(fields, 'discount') ?? row.hidden.discount);
  const rates = shipping ? (textsIn(shipping, 'tax_rates') ?? row.hidden.rates) : [];
  return {
    ...row,
    ...(shipping && { shipping_cost: shippingOf(state, minorIn(shipping, 'amount') ?? 0n, rates, row.customer) }),
    hidden: { ...row.hidden, discount },
  };
}

/** A draft may still change; afterwards only what is not printed on it. */
export function updateInvoice(state: State, id: string, fields: Fields): Invoice {
  const before = invoice(state, id);
  const metadata = childIn(fields, 'metadata');
  const description = textIn(fields, 'description');
  const effective = wholeIn(fields, 'effective_at');
  const due = wholeIn(fields, 'due_date');
  if (effective !== undefined || due !== undefined) draftOf(state, id);
  const changes = {
    ...(metadata && { metadata }),
    ...(description !== undefined && { description }),
    ...(effective !== undefined && { effective_at: effective }),
    ...(due !== undefined && { due_date: due }),
  };
  const row = state.tables.invoices.put({ ...before, ...changes });
  state.emit('invoice.updated', row, Object.fromEntries(Object.keys(changes).map((name) => [name, before[name]])));
  return row;
}

export function deleteDraft(state: State, id: string): Fields {
  const row = draftOf(state, id);
  state.tables.invoices.remove(id);
  state.emit('invoice.deleted', row);
  return { id, object: 'invoice', deleted: true };
}

/** The invoice is sent: it gets its number and its day, takes what the customer's balance holds, and waits for money if any is due. */
export function finalizeInvoice(state: State, id: string): Invoice {
  const draft = reckon(state, draftOf(state, id));
  const payer = customer(state, draft.customer);
  const now = state.now();
  const next = state.settings().nextInvoice;
  state.set({ nextInvoice: next + 1 });
  const { applied, due } = fromBalance(draft, payer);
  if (applied !== 0n) moveCustomer(state, payer.id, { amount: applied, type: 'applied_to_invoice', currency: draft.currency, invoice: id });
  const row = state.tables.invoices.put({
    ...draft,
    status: 'open',
    number: draft.number ?? `${String(payer['invoice_prefix'])}-${String(next).padStart(4, '0')}`,
    effective_at: draft.effective_at ?? now,
    auto_advance: true,
    starting_balance: applied === 0n ? 0n : payer.balance,
    ending_balance: payer.balance + applied,
    amount_due: due,
    amount_remaining: due,
    status_transitions: { ...draft.status_transitions, finalized_at: now },
  });
  state.emit('invoice.finalized', row);
  if (due > 0n) {
    openDefaultPayment(state, row);
    return row;
  }
  const paid = state.tables.invoices.put({ ...row, status: 'paid', status_transitions: { ...row.status_transitions, paid_at: now } });
  state.emit('invoice.paid', paid);
  state.emit('invoice.payment_succeeded', paid);
  return paid;
}

/** Credit reduces what is due; debt is added to it; an invoice below nothing becomes credit. */
function fromBalance({ total, currency }: Invoice, payer: Customer): { readonly applied: bigint; readonly due: bigint } {
  if (total < 0n) return { applied: total, due: 0n };
  if (payer.currency !== currency || payer.balance === 0n || total === 0n) return { applied: 0n, due: total };
  const applied = payer.balance > 0n ? -payer.balance : -payer.balance < total ? -payer.balance : total;
  return { applied, due: total - applied };
}

/** Nothing is owed any more, as if it had never been sent. What the customer's balance gave goes back to it. */
export function voidInvoice(state: State, id: string): Invoice {
  const before = invoice(state, id);
  if (before.status !== 'open' && before.status !== 'uncollectible') throw wrongState(before, 'voided');
  if (before.amount_paid > 0n || isBeingPaid(state, id)) throw wrongState(before, 'voided after a payment');
  const applied = before.total - before.pre_payment_credit_notes_amount - before.amount_due;
  if (applied !== 0n && before.starting_balance !== 0n) {
    moveCustomer(state, before.customer, { amount: -applied, type: 'unapplied_from_invoice', currency: before.currency, invoice: id });
  }
  closePayments(state, id);
  const row = state.tables.invoices.put({
    ...before,
    status: 'void',
    status_transitions: { ...before.status_transitions, voided_at: state.now() },
  });
  state.emit('invoice.voided', row, { status: before.status });
  return row;
}

export function markUncollectible(state: State, id: string): Invoice {
  const before = invoice(state, id);
  if (before.status !== 'open') throw wrongState(before, 'marked uncollectible');
  const row = state.tables.invoices.put({
    ...before,
    status: 'uncollectible',
    status_transitions: { ...before.status_transitions, marked_uncollectible_at: state.now() },
  });
  state.emit('invoice.marked_uncollectible', row, { status: before.status });
  return row;
}

const wrongState = ({ id, status }: Invoice, what: string) =>
  invalid(`Invoice ${id} is ${status} and cannot be ${what}.`, { code: 'invoice_not_editable' });
