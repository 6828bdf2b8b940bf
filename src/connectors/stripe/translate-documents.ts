import type { AmountsAre, CreditNote, Document, Invoice, Line as DocumentLine } from '../../core/records.ts';
import { amount, decimal, equal, multiply, round } from '../../core/decimal.ts';
import { dayAt } from './days.ts';
import { figure, fineFigure, stripePlaces, sumOf } from './figures.ts';
import { byRate, lineTaxes, taxesOf, totalOf } from './taxes.ts';
import type { Tax } from './taxes.ts';
import { childOf, idOf, listOf, needSeconds, needText, secondsOf, textOf, wholeOf, wholeOrZero } from './wire.ts';
import type { Wire } from './wire.ts';

/** A document with all of its lines: what Stripe shows within it is the beginning only. */
export interface Whole {
  readonly wire: Wire;
  readonly lines: readonly Wire[];
}

/**
 * Figures are Stripe's own, each where it stands. Where lines and totals disagree, both are shown as they are: whoever books them
 * sees it and asks.
 */
export function invoiceOf({ wire, lines }: Whole, timeZone: string): Invoice {
  const transitions = childOf(wire, 'status_transitions') ?? {};
  const issued = secondsOf(wire, 'effective_at') ?? secondsOf(transitions, 'finalized_at') ?? needSeconds(wire, 'created');
  const due = secondsOf(wire, 'due_date');
  const currency = currencyOf(wire);
  return {
    kind: 'invoice',
    ...documentOf({ wire, lines }, lines.map(soldIn)),
    issuedOn: dayAt(timeZone, issued),
    dueOn: due === null ? null : dayAt(timeZone, due),
    state: stateOf(textOf(wire, 'status')),
    // Money only. What was settled by a credit note, or out of what the customer had with the seller, is credit.
    paid: figure(wholeOrZero(wire, 'amount_paid'), currency),
    credited: figure(wholeOrZero(wire, 'pre_payment_credit_notes_amount') + balanceUsed(wire), currency),
  };
}

/** Uncollectible is what the seller thinks of a debt and not an end of it: it stays open until somebody writes it off. */
function stateOf(status: string | null): Invoice['state'] {
  if (status === 'draft') return 'draft';
  return status === 'void' ? 'void' : 'open';
}

/** How much of the customer's balance an invoice used up: a credit there is negative. A void invoice gave it back. */
function balanceUsed(wire: Wire): bigint {
  const after = wholeOf(wire, 'ending_balance');
  if (after === null || textOf(wire, 'status') === 'void') return 0n;
  const used = after - wholeOrZero(wire, 'starting_balance');
  return used > 0n ? used : 0n;
}

export function creditNoteOf({ wire, lines }: Whole, timeZone: string): CreditNote {
  const currency = currencyOf(wire);
  const refunded = sumOf(listOf(wire, 'refunds').map((refund) => wholeOrZero(refund, 'amount_refunded')));
  return {
    kind: 'creditNote',
    ...documentOf({ wire, lines }, lines.map(creditedIn)),
    issuedOn: dayAt(timeZone, secondsOf(wire, 'effective_at') ?? needSeconds(wire, 'created')),
    invoice: idOf(wire, 'invoice'),
    state: textOf(wire, 'status') === 'void' ? 'void' : 'open',
    paid: figure(refunded + wholeOrZero(wire, 'out_of_band_amount'), currency),
    credited: figure(wholeOrZero(wire, 'pre_payment_amount'), currency),
  };
}

type Common = Omit<Document, 'issuedOn' | 'state' | 'paid' | 'credited'>;

function documentOf({ wire }: Whole, sold: readonly Sold[]): Common {
  const currency = currencyOf(wire);
  const all = [...sold, ...shippedIn(wire)];
  const taxes = all.flatMap((one) => one.taxes).filter(({ units }) => units !== 0n);
  const amountsAre: AmountsAre = taxes.length > 0 && taxes.every(({ isIncluded }) => isIncluded) ? 'inclusive' : 'exclusive';
  const tax = totalOf(taxesOf(wire, 'total_taxes'));
  const gross = wholeOrZero(wire, 'total');
  return {
    id: needText(wire, 'id'),
    number: textOf(wire, 'number'),
    contact: idOf(wire, 'customer'),
    currency,
    exchangeRate: null,
    amountsAre,
    lines: all.map((one) => lineOf(one, currency, amountsAre)),
    // Discounts of the whole document are in those of its lines.
    discount: null,
    totals: {
      net: figure(wholeOf(wire, 'total_excluding_tax') ?? gross - tax, currency),
      tax: figure(tax, currency),
      gross: figure(gross, currency),
    },
    reference: null,
    notes: textOf(wire, 'description') ?? textOf(wire, 'memo'),
  };
}

export const currencyOf = (wire: Wire): string => needText(wire, 'currency').toUpperCase();

/** A line before it is known whether the document's amounts include tax. */
interface Sold {
  readonly id: string | null;
  readonly description: string;
  readonly quantity: string;
  /** In the smallest unit, and maybe finer. */
  readonly unitPrice: string | null;
  readonly subtotal: bigint;
  readonly discount: bigint;
  readonly taxes: readonly Tax[];
  readonly product: string | null;
}

function soldIn(line: Wire): Sold {
  const pricing = childOf(line, 'pricing') ?? {};
  return {
    id: textOf(line, 'id'),
    description: textOf(line, 'description') ?? '',
    quantity: textOf(line, 'quantity_decimal') ?? textOf(line, 'quantity') ?? '1',
    unitPrice: textOf(pricing, 'unit_amount_decimal'),
    subtotal: wholeOf(line, 'subtotal') ?? wholeOrZero(line, 'amount'),
    discount: discountOf(line),
    taxes: taxesOf(line, 'taxes'),
    product: idOf(childOf(pricing, 'price_details') ?? {}, 'product'),
  };
}

const creditedIn = (line: Wire): Sold => ({
  id: textOf(line, 'id'),
  description: textOf(line, 'description') ?? '',
  quantity: textOf(line, 'quantity') ?? '1',
  unitPrice: textOf(line, 'unit_amount_decimal') ?? textOf(line, 'unit_amount'),
  subtotal: wholeOrZero(line, 'amount'),
  discount: discountOf(line),
  taxes: taxesOf(line, 'taxes'),
  product: null,
});

/** Discounts, and credits granted beforehand. Discounts stand in the second list once more. */
const discountOf = (line: Wire): bigint =>
  sumOf([
    ...listOf(line, 'discount_amounts').map((one) => wholeOrZero(one, 'amount')),
    ...listOf(line, 'pretax_credit_amounts')
      .filter((one) => textOf(one, 'type') === 'credit_balance_transaction')
      .map((one) => wholeOrZero(one, 'amount')),
  ]);

/** Shipping is no line at Stripe, and part of the total. */
function shippedIn(wire: Wire): readonly Sold[] {
  const cost = childOf(wire, 'shipping_cost');
  const subtotal = cost === null ? 0n : wholeOrZero(cost, 'amount_subtotal');
  if (cost === null || (subtotal === 0n && wholeOrZero(cost, 'amount_tax') === 0n)) return [];
  return [
    {
      id: 'shipping',
      description: 'Shipping',
      quantity: '1',
      unitPrice: null,
      subtotal,
      discount: 0n,
      taxes: taxesOf(cost, 'taxes'),
      product: 'shipping',
    },
  ];
}

/** Where only some taxes are included, the included ones are taken out, so that the lines of a document are of one sort. */
function lineOf(sold: Sold, currency: string, amountsAre: AmountsAre): DocumentLine {
  const included = amountsAre === 'inclusive' ? 0n : totalOf(sold.taxes.filter(({ isIncluded }) => isIncluded));
  const full = sold.subtotal - included;
  const price = sold.unitPrice === null || included !== 0n ? null : fineFigure(sold.unitPrice, currency);
  const scale = stripePlaces(currency);
  // Prices in steps and parts of a period are not a quantity times a price: there it is one unit of the whole.
  const isPlain = price !== null && equal(round(multiply(decimal(sold.quantity), price), scale), { units: full, scale });
  return {
    id: sold.id,
    description: sold.description,
    quantity: isPlain ? amount(sold.quantity) : '1',
    unitPrice: isPlain ? amount(price) : figure(full, currency),
    discount: sold.discount === 0n ? null : { amount: figure(sold.discount, currency) },
    amount: figure(full - sold.discount, currency),
    taxes: lineTaxes(byRate(sold.taxes), currency),
    account: sold.product,
    item: null,
  };
}
