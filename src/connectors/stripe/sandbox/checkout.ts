import { childIn, childrenIn, neededMinor, textIn, textsIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { exemptionOf, taxesOf } from './reckoning.ts';
import { missingParameter } from './refusals.ts';
import type { CheckoutSession, TaxItem } from './rows.ts';
import type { State } from './state.ts';

interface Basket {
  readonly amount: bigint;
  readonly subtotal: bigint;
  readonly taxes: readonly TaxItem[];
}

/** `checkout: { lines: [{ amount, tax_rates }] }` of a person's payment: what it comes to with its taxes. Null without one. */
export function basketIn(state: State, fields: Fields): Basket | null {
  const checkout = childIn(fields, 'checkout');
  if (!checkout) return null;
  const lines = childrenIn(checkout, 'lines');
  if (!lines) throw missingParameter('checkout[lines]');
  const payer = textIn(fields, 'customer') ?? null;
  const taxes = lines.flatMap((line) =>
    taxesOf(state, neededMinor(line, 'amount'), textsIn(line, 'tax_rates') ?? [], exemptionOf(state, payer)),
  );
  const subtotal = lines.reduce((sum, line) => sum + neededMinor(line, 'amount'), 0n);
  const onTop = taxes.reduce((sum, tax) => sum + (tax.tax_behavior === 'exclusive' ? tax.amount : 0n), 0n);
  return { amount: subtotal + onTop, subtotal, taxes };
}

/** The page on which it was paid, complete. Its taxes are only told when somebody asks for them. */
export function completeCheckout(
  state: State,
  { amount, subtotal, taxes }: Basket,
  paid: { readonly intent: string; readonly currency: string; readonly customer: string | null },
): CheckoutSession {
  const row = state.tables.sessions.put({
    id: state.newId('cs'),
    object: 'checkout.session',
    created: state.now(),
    amount_subtotal: subtotal,
    amount_total: amount,
    currency: paid.currency,
    customer: paid.customer,
    invoice: null,
    metadata: {},
    mode: 'payment',
    payment_intent: paid.intent,
    payment_status: 'paid',
    status: 'complete',
    total_details: { amount_discount: 0n, amount_shipping: 0n, amount_tax: taxes.reduce((sum, tax) => sum + tax.amount, 0n) },
    hidden: { taxes },
  });
  state.emit('checkout.session.completed', row);
  return row;
}
