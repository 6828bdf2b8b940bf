import { decimal, multiply, round, unitsAt } from '../../../core/decimal.ts';
import { childIn, childrenIn, decimalTextIn, minorIn, neededText, textIn, textsIn, wholeIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { customer } from './customers.ts';
import { reckon } from './reckoning.ts';
import { invalid, missing, missingParameter } from './refusals.ts';
import type { Invoice, InvoiceItem, InvoiceLine } from './rows.ts';
import type { State } from './state.ts';

/** An item that waits for the customer's next invoice, or goes onto the draft that it names. */
export function createInvoiceItem(state: State, fields: Fields): InvoiceItem {
  const payer = customer(state, neededText(fields, 'customer')).id;
  const named = textIn(fields, 'invoice') ?? null;
  const draft = named === null ? null : draftOf(state, named);
  const currency = (textIn(fields, 'currency') ?? draft?.currency ?? state.facts.defaultCurrency).toLowerCase();
  const { amount, quantity } = figuresOf(state, fields);
  const row: InvoiceItem = {
    id: state.newId('ii'),
    object: 'invoiceitem',
    created: state.now(),
    amount,
    currency,
    customer: payer,
    date: state.now(),
    description: textIn(fields, 'description') ?? null,
    discountable: true,
    invoice: draft?.id ?? null,
    metadata: childIn(fields, 'metadata') ?? {},
    period: periodOf(state, fields),
    quantity,
    tax_rates: textsIn(fields, 'tax_rates') ?? [],
    hidden: { fields },
  };
  state.tables.invoiceItems.put(row);
  state.emit('invoiceitem.created', row);
  if (draft) {
    addLine(state, draft, fields, row.id);
    state.tables.invoices.put(reckon(state, draft));
  }
  return row;
}

/** All items of a customer that wait go onto the invoice. */
export function takeWaitingItems(state: State, invoice: Invoice): void {
  for (const item of state.tables.invoiceItems.of('customer', invoice.customer)) {
    const held = item['hidden'];
    if (item.invoice !== null || item['currency'] !== invoice.currency || typeof held !== 'object' || held === null) continue;
    state.tables.invoiceItems.put({ ...item, invoice: invoice.id });
    addLine(state, invoice, childIn({ ...held }, 'fields') ?? {}, item.id);
  }
}

/** POST /v1/invoices/:id/add_lines, and `lines` of a person's invoice. */
export function addLines(state: State, id: string, fields: Fields): Invoice {
  const draft = draftOf(state, id);
  for (const line of childrenIn(fields, 'lines') ?? []) addLine(state, draft, line, state.newId('ii'));
  return state.tables.invoices.put(reckon(state, draft));
}

/**
 * `amount`, or `quantity` and `unit_amount_decimal` or a price; `tax_rates`, `period`, `description`. A person may give `discount`
 * as an amount, where the API has coupons.
 */
function addLine(state: State, { id, currency }: Invoice, fields: Fields, item: string): InvoiceLine {
  const { amount, quantity, unit, price } = figuresOf(state, fields);
  return state.tables.lines.put({
    id: state.newId('il'),
    object: 'line_item',
    created: state.now(),
    amount,
    currency,
    description: textIn(fields, 'description') ?? null,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: id,
    metadata: childIn(fields, 'metadata') ?? {},
    parent: {
      type: 'invoice_item_details',
      invoice_item_details: { invoice_item: item, proration: false, subscription: null },
      subscription_item_details: null,
    },
    period: periodOf(state, fields),
    pretax_credit_amounts: [],
    pricing: { type: 'price_details', price_details: price, unit_amount_decimal: unit },
    quantity,
    quantity_decimal: String(quantity),
    subtotal: amount,
    taxes: [],
    hidden: { rates: textsIn(fields, 'tax_rates') ?? [], discount: minorIn(fields, 'discount') ?? 0n },
  });
}

interface Figures {
  readonly amount: bigint;
  readonly quantity: number;
  readonly unit: string;
  readonly price: { readonly price: string; readonly product: string } | null;
}

function figuresOf(state: State, fields: Fields): Figures {
  const quantity = wholeIn(fields, 'quantity') ?? 1;
  const named = textIn(childIn(fields, 'pricing') ?? {}, 'price') ?? textIn(fields, 'price');
  const price = typeof named === 'string' ? state.tables.prices.get(named) : undefined;
  if (typeof named === 'string' && !price) throw missing('price', named, 'pricing[price]');
  const details = price ? { price: price.id, product: String(price['product']) } : null;
  const given = minorIn(fields, 'amount');
  if (given !== undefined) return { amount: given, quantity, unit: given.toString(), price: details };
  const unit = decimalTextIn(fields, 'unit_amount_decimal') ?? minorIn(fields, 'unit_amount')?.toString() ?? price?.['unit_amount_decimal'];
  if (typeof unit !== 'string') throw missingParameter('amount');
  const amount = unitsAt(round(multiply(decimal(unit), { units: BigInt(quantity), scale: 0 }), 0), 0);
  return { amount, quantity, unit, price: details };
}

function periodOf(state: State, fields: Fields): { readonly start: number; readonly end: number } {
  const period = childIn(fields, 'period') ?? {};
  return { start: wholeIn(period, 'start') ?? state.now(), end: wholeIn(period, 'end') ?? state.now() };
}

export function draftOf(state: State, id: string): Invoice {
  const row = invoice(state, id);
  if (row.status !== 'draft') throw invalid(`Invoice ${id} is no longer editable: it is ${row.status}.`, { code: 'invoice_not_editable' });
  return row;
}

export function invoice(state: State, id: string): Invoice {
  const row = state.tables.invoices.get(id);
  if (!row) throw missing('invoice', id);
  return row;
}
