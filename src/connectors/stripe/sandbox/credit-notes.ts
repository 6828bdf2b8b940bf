import { divideRounded } from '../../../core/decimal.ts';
import { moveCustomer } from './customers.ts';
import { childIn, childrenIn, minorIn, neededText, textIn, textsIn, wholeIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { intent } from './intents.ts';
import { invoice } from './invoice-lines.ts';
import { reduceOpen } from './invoice-payments.ts';
import { byRate, exemptionOf, taxesOf } from './reckoning.ts';
import { createRefund, refund } from './refunds.ts';
import { invalid, missing, missingParameter } from './refusals.ts';
import type { CreditNote, CreditNoteLine, Invoice, InvoiceLine, TaxItem } from './rows.ts';
import type { State } from './state.ts';

interface Part {
  readonly amount: bigint;
  readonly discount: bigint;
  readonly taxes: readonly TaxItem[];
  readonly of: InvoiceLine | null;
  readonly description: string | null;
  readonly quantity: number | null;
}

/**
 * Takes back a part of an invoice: of one that is open it reduces what is left; what goes beyond that is refunded
 * (`refund_amount` or `refunds`), becomes the customer's credit (`credit_amount`), or was given outside of Stripe.
 */
export function createCreditNote(state: State, fields: Fields): CreditNote {
  const of = invoice(state, neededText(fields, 'invoice'));
  if (of.status === 'draft' || of.status === 'void') throw invalid(`Credit notes cannot be created for an invoice that is ${of.status}.`);
  const parts = partsOf(state, of, fields);
  const total = parts.reduce((sum, part) => sum + totalOf(part), 0n);
  const left = of.total - of.pre_payment_credit_notes_amount - of.post_payment_credit_notes_amount;
  if (total <= 0n || total > left)
    throw invalid(`The credit note is of ${total}, and ${left} of the invoice are left to credit.`, { param: 'lines' });
  const isOpen = of.status === 'open' || of.status === 'uncollectible';
  const before = isOpen ? (total < of.amount_remaining ? total : of.amount_remaining) : 0n;
  const id = state.newId('cn');
  const paidOut = payOutPost(state, of, { id, before, amount: total - before, fields });
  const note = of.hidden.creditNotes + 1;
  const row = state.tables.creditNotes.put({
    id,
    ...sumsOf(parts, total),
    ...headOf(state, of, fields, note),
    ...paidOut,
    pre_payment_amount: before,
  });
  for (const part of parts) putLine(state, id, part);
  const counted = {
    ...of,
    hidden: { ...of.hidden, creditNotes: note },
    amount_due: of.amount_due - before,
    pre_payment_credit_notes_amount: of.pre_payment_credit_notes_amount + before,
    post_payment_credit_notes_amount: of.post_payment_credit_notes_amount + (total - before),
  };
  state.emit('credit_note.created', row);
  if (before > 0n) reduceOpen(state, counted, before);
  else state.emit('invoice.updated', state.tables.invoices.put(counted));
  return row;
}

const totalOf = ({ amount, discount, taxes }: Part): bigint =>
  amount - discount + taxes.reduce((sum, tax) => sum + (tax.tax_behavior === 'exclusive' ? tax.amount : 0n), 0n);

function sumsOf(parts: readonly Part[], total: bigint) {
  const taxes = parts.flatMap((part) => part.taxes);
  const tax = taxes.reduce((sum, { amount }) => sum + amount, 0n);
  const subtotal = parts.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    amount: total,
    discount_amount: parts.reduce((sum, { discount }) => sum + discount, 0n),
    subtotal,
    subtotal_excluding_tax: subtotal - taxes.reduce((sum, one) => sum + (one.tax_behavior === 'inclusive' ? one.amount : 0n), 0n),
    total,
    total_excluding_tax: total - tax,
    total_taxes: byRate(taxes),
  };
}

function headOf(state: State, of: Invoice, fields: Fields, note: number) {
  return {
    object: 'credit_note',
    created: state.now(),
    amount_shipping: 0n,
    currency: of.currency,
    customer: of.customer,
    discount_amounts: [],
    effective_at: wholeIn(fields, 'effective_at') ?? state.now(),
    invoice: of.id,
    memo: textIn(fields, 'memo') ?? null,
    metadata: childIn(fields, 'metadata') ?? {},
    number: `${of.number ?? ''}-CN-${String(note).padStart(2, '0')}`,
    pdf: null,
    pretax_credit_amounts: [],
    reason: textIn(fields, 'reason') ?? null,
    shipping_cost: null,
    status: 'issued' as const,
    voided_at: null,
  };
}

/** Where the money of the part after the payment goes; all of it must go somewhere. */
function payOutPost(
  state: State,
  of: Invoice,
  { id, before, amount, fields }: { readonly id: string; readonly before: bigint; readonly amount: bigint; readonly fields: Fields },
): Pick<CreditNote, 'post_payment_amount' | 'type' | 'refunds' | 'customer_balance_transaction' | 'out_of_band_amount'> {
  const asked = minorIn(fields, 'refund_amount') ?? 0n;
  const credit = minorIn(fields, 'credit_amount') ?? 0n;
  const outside = minorIn(fields, 'out_of_band_amount') ?? 0n;
  const linked = (childrenIn(fields, 'refunds') ?? []).map((one) => {
    const known = refund(state, neededText(one, 'refund'));
    return {
      refund: known.id,
      amount_refunded: minorIn(one, 'amount_refunded') ?? known.amount,
      payment_record_refund: null,
      type: 'refund',
    };
  });
  const given = asked + credit + outside + linked.reduce((sum, one) => sum + one.amount_refunded, 0n);
  if (given !== amount) {
    throw invalid(`The sum of refund, credit and out of band amounts (${given}) must equal the post-payment amount (${amount}).`);
  }
  const made =
    asked > 0n ? [{ refund: refundPayment(state, of, asked), amount_refunded: asked, payment_record_refund: null, type: 'refund' }] : [];
  const moved =
    credit > 0n
      ? moveCustomer(state, of.customer, { amount: -credit, type: 'credit_note', currency: of.currency, creditNote: id, invoice: of.id })
      : null;
  return {
    post_payment_amount: amount,
    type: amount === 0n ? 'pre_payment' : before === 0n ? 'post_payment' : 'mixed',
    refunds: [...made, ...linked],
    customer_balance_transaction: moved?.id ?? null,
    out_of_band_amount: outside > 0n ? outside : null,
  };
}

function refundPayment(state: State, of: Invoice, amount: bigint): string {
  for (const { payment, status } of state.tables.invoicePayments.of('invoice', of.id)) {
    if (status !== 'paid') continue;
    const made = state.tables.charges.get(intent(state, payment.payment_intent).latest_charge ?? '');
    if (made && made.amount_captured - made.amount_refunded >= amount)
      return createRefund(state, { charge: made.id, amount: amount.toString() }).id;
  }
  throw invalid(`No payment of invoice ${of.id} has ${amount} left to refund.`, { param: 'refund_amount' });
}

function partsOf(state: State, of: Invoice, fields: Fields): readonly Part[] {
  const lines = childrenIn(fields, 'lines');
  if (lines && lines.length > 0) return lines.map((line) => partOf(state, of, line));
  const amount = minorIn(fields, 'amount');
  if (amount === undefined) throw missingParameter('lines');
  return [{ amount, discount: 0n, taxes: [], of: null, description: textIn(fields, 'memo') ?? null, quantity: 1 }];
}

function partOf(state: State, of: Invoice, line: Fields): Part {
  const named = textIn(line, 'invoice_line_item');
  if (typeof named !== 'string') {
    const quantity = wholeIn(line, 'quantity') ?? 1;
    const amount = (minorIn(line, 'unit_amount') ?? 0n) * BigInt(quantity);
    const taxes = taxesOf(state, amount, textsIn(line, 'tax_rates') ?? [], exemptionOf(state, of.customer));
    return { amount, discount: 0n, taxes, of: null, description: textIn(line, 'description') ?? null, quantity };
  }
  const known = state.tables.lines.get(named);
  if (!known || known.invoice !== of.id) throw missing('invoice line item', named, 'lines[invoice_line_item]');
  const quantity = wholeIn(line, 'quantity') ?? null;
  const byCount = quantity === null ? known.subtotal : shareOf(known.subtotal, BigInt(quantity), BigInt(known.quantity));
  const amount = minorIn(line, 'amount') ?? byCount;
  const share = (whole: bigint): bigint => shareOf(whole, amount, known.subtotal);
  return {
    amount,
    discount: share(known.discount_amounts.reduce((sum, one) => sum + one.amount, 0n)),
    taxes: known.taxes.map((tax) => ({ ...tax, amount: share(tax.amount), taxable_amount: share(tax.taxable_amount) })),
    of: known,
    description: known.description,
    quantity: quantity ?? known.quantity,
  };
}

const shareOf = (whole: bigint, part: bigint, all: bigint): bigint => (all === 0n ? 0n : divideRounded(whole * part, all, 'halfUp'));

function putLine(state: State, creditNote: string, part: Part): CreditNoteLine {
  return state.tables.creditNoteLines.put({
    id: state.newId('cnli'),
    object: 'credit_note_line_item',
    created: state.now(),
    amount: part.amount,
    description: part.description,
    discount_amount: part.discount,
    discount_amounts: [],
    invoice_line_item: part.of?.id ?? null,
    pretax_credit_amounts: [],
    quantity: part.quantity,
    taxes: part.taxes,
    type: part.of ? 'invoice_line_item' : 'custom_line_item',
    unit_amount: null,
    unit_amount_decimal: null,
    hidden: { creditNote },
  });
}

/** Only a note that reduced an open invoice can be taken back. */
export function voidCreditNote(state: State, id: string): CreditNote {
  const before = creditNote(state, id);
  const of = invoice(state, before.invoice);
  if (before.status === 'void') throw invalid(`Credit note ${id} is void already.`);
  if (before.post_payment_amount > 0n || of.status !== 'open') throw invalid(`Credit note ${id} can no longer be voided.`);
  const row = state.tables.creditNotes.put({ ...before, status: 'void', voided_at: state.now() });
  reduceOpen(
    state,
    {
      ...of,
      amount_due: of.amount_due + before.pre_payment_amount,
      pre_payment_credit_notes_amount: of.pre_payment_credit_notes_amount - before.pre_payment_amount,
    },
    -before.pre_payment_amount,
  );
  state.emit('credit_note.voided', row, { status: 'issued' });
  return row;
}

function creditNote(state: State, id: string): CreditNote {
  const row = state.tables.creditNotes.get(id);
  if (!row) throw missing('credit note', id);
  return row;
}
