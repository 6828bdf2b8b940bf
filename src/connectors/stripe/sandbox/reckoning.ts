import { add, decimal, divide, multiply, unitsAt, zero } from '../../../core/decimal.ts';
import { allocate } from '../../../core/money.ts';
import { customer } from './customers.ts';
import { percentOf } from './ledger.ts';
import { missing } from './refusals.ts';
import type { DiscountItem, Invoice, InvoiceLine, ShippingCost, TaxItem, TaxRate } from './rows.ts';
import type { State } from './state.ts';

/** The sums of an invoice, worked out from its lines; the lines get their shares of its discount, and their taxes. */
export function reckon(state: State, before: Invoice): Invoice {
  const lines = reckonLines(state, before);
  for (const line of lines) state.tables.lines.put(line);
  const taxes = lines.flatMap((line) => line.taxes);
  const shipping = before.shipping_cost;
  const discounted = lines.map((line) => line.subtotal - sum(line.discount_amounts));
  const ofLines = discounted.reduce((a, b) => a + b, 0n);
  const own = lines.reduce((a, line) => a + line.hidden.discount, 0n);
  const total = ofLines + sum(taxes.filter(isExclusive)) + (shipping?.amount_total ?? 0n);
  const allTaxes = [...taxes, ...(shipping?.taxes ?? [])];
  const subtotal = lines.reduce((a, line) => a + line.subtotal, 0n) - own;
  const inclusive = sum(taxes.filter((tax) => !isExclusive(tax)));
  return {
    ...before,
    subtotal,
    subtotal_excluding_tax: subtotal - inclusive,
    total,
    total_excluding_tax: total - sum(allTaxes),
    total_taxes: byRate(allTaxes),
    total_discount_amounts: byDiscount(lines.flatMap((line) => line.discount_amounts)),
    total_pretax_credit_amounts: [],
    amount_due: total > 0n ? total : 0n,
    amount_remaining: total > 0n ? total : 0n,
  };
}

const isExclusive = (tax: TaxItem): boolean => tax.tax_behavior === 'exclusive';
const sum = (items: readonly { readonly amount: bigint }[]): bigint => items.reduce((a, { amount }) => a + amount, 0n);

function reckonLines(state: State, { id, currency, customer: payer, hidden }: Invoice): readonly InvoiceLine[] {
  const lines = state.tables.lines.of('invoice', id);
  const exempt = exemptionOf(state, payer);
  const left = lines.map((line) => (line.subtotal > line.hidden.discount ? line.subtotal - line.hidden.discount : 0n));
  const isShared = hidden.discount > 0n && left.some((amount) => amount > 0n);
  const shares = isShared ? allocate({ minor: hidden.discount, currency: currency.toUpperCase() }, left).map(({ minor }) => minor) : [];
  return lines.map((line, at) => {
    const share = shares[at] ?? 0n;
    const discounts: readonly DiscountItem[] = [
      ...(line.hidden.discount > 0n ? [{ amount: line.hidden.discount, discount: `di_${line.id.slice(3)}` }] : []),
      ...(share > 0n ? [{ amount: share, discount: `di_${id.slice(3)}` }] : []),
    ];
    const base = line.subtotal - line.hidden.discount - share;
    const rates = line.hidden.rates.length > 0 ? line.hidden.rates : hidden.rates;
    return { ...line, discount_amounts: discounts, taxes: taxesOf(state, base, rates, exempt) };
  });
}

/** 'none', 'exempt', or 'reverse' where the customer owes the tax himself. Nobody in particular is not exempt. */
export const exemptionOf = (state: State, payer: string | null): string =>
  payer === null ? 'none' : String(customer(state, payer)['tax_exempt']);

/** The taxes of an amount by rates: on top of it, or within it, as each rate says. */
export function taxesOf(state: State, base: bigint, rates: readonly string[], exempt: string): readonly TaxItem[] {
  const known = rates.map((id) => rateOf(state, id));
  const within = known.filter(({ inclusive }) => inclusive).reduce((a, { percentage }) => add(a, decimal(percentage)), zero);
  return known.map((rate) => {
    const included = divide(multiply({ units: base, scale: 0 }, decimal(rate.percentage)), add(decimal('100'), within), 0);
    const amount = rate.inclusive ? unitsAt(included, 0) : percentOf(base, rate.percentage);
    const isFree = exempt === 'reverse' || exempt === 'exempt';
    return {
      amount: isFree ? 0n : amount,
      tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
      taxable_amount: isFree ? 0n : rate.inclusive ? base - amount : base,
      taxability_reason: reasonOf(rate, exempt),
      type: 'tax_rate_details',
      tax_rate_details: { tax_rate: rate.id },
    };
  });
}

function reasonOf(rate: TaxRate, exempt: string): string {
  if (exempt === 'reverse') return 'reverse_charge';
  if (exempt === 'exempt') return 'customer_exempt';
  return decimal(rate.percentage).units === 0n ? 'zero_rated' : 'standard_rated';
}

function rateOf(state: State, id: string): TaxRate {
  const rate = state.tables.taxRates.get(id);
  if (!rate) throw missing('tax rate', id, 'tax_rates');
  return rate;
}

/** Shipping of an amount before tax, which rates come on top of. */
export function shippingOf(state: State, amount: bigint, rates: readonly string[], payer: string): ShippingCost {
  const taxes = taxesOf(state, amount, rates, exemptionOf(state, payer));
  const tax = sum(taxes.filter(isExclusive));
  return { amount_subtotal: amount, amount_tax: sum(taxes), amount_total: amount + tax, shipping_rate: null, taxes };
}

/** Taxes of many lines, one element a rate. */
export function byRate(taxes: readonly TaxItem[]): readonly TaxItem[] {
  const rates = new Map<string, TaxItem>();
  for (const tax of taxes) {
    const key = `${tax.tax_rate_details.tax_rate} ${tax.taxability_reason}`;
    const known = rates.get(key);
    rates.set(key, known ? { ...tax, amount: known.amount + tax.amount, taxable_amount: known.taxable_amount + tax.taxable_amount } : tax);
  }
  return [...rates.values()];
}

function byDiscount(items: readonly DiscountItem[]): readonly DiscountItem[] {
  const discounts = new Map<string, bigint>();
  for (const { discount, amount } of items) discounts.set(discount, (discounts.get(discount) ?? 0n) + amount);
  return [...discounts].map(([discount, amount]) => ({ amount, discount }));
}
