import { idOf } from './asking.ts';
import type { Answering, Ask } from './asking.ts';
import { createPrice, createProduct, createTaxRate, updateTaxRate } from './catalogue.ts';
import { captureCharge, chargeOrDecline } from './charges.ts';
import { adjustByHand, createCustomer, deleteCustomer, updateCustomer } from './customers.ts';
import { createCreditNote, voidCreditNote } from './credit-notes.ts';
import { changeDispute } from './disputes.ts';
import { createEndpoint, deleteEndpoint, updateEndpoint } from './endpoints.ts';
import type { Fields } from './fields.ts';
import { addLines, createInvoiceItem } from './invoice-lines.ts';
import { payInvoice } from './invoice-payments.ts';
import { createInvoice, deleteDraft, finalizeInvoice, markUncollectible, updateInvoice, voidInvoice } from './invoices.ts';
import { createTopUp } from './other-moves.ts';
import { cancelIntent, captureIntent, confirmIntent, createIntent } from './intents.ts';
import { cancelPayout, createPayout } from './payouts.ts';
import { readings } from './reading.ts';
import { createRefund } from './refunds.ts';
import type { Row } from './rows.ts';
import { show } from './shapes.ts';
import type { State } from './state.ts';

const creating =
  (make: (state: State, fields: Fields) => Row): Answering =>
  ({ state, fields }) =>
    show(state, make(state, fields));

const changing =
  (change: (state: State, id: string, fields: Fields) => Row): Answering =>
  (ask: Ask) =>
    show(ask.state, change(ask.state, idOf(ask), ask.fields));

const invoicing: Readonly<Record<string, Answering>> = {
  'POST invoices': creating(createInvoice),
  'POST invoices/:': changing(updateInvoice),
  'DELETE invoices/:': (ask) => deleteDraft(ask.state, idOf(ask)),
  'POST invoices/:/add_lines': changing(addLines),
  'POST invoices/:/finalize': changing(finalizeInvoice),
  'POST invoices/:/pay': changing(payInvoice),
  'POST invoices/:/void': changing(voidInvoice),
  'POST invoices/:/mark_uncollectible': changing(markUncollectible),
  'POST invoiceitems': creating(createInvoiceItem),
  'POST credit_notes': creating(createCreditNote),
  'POST credit_notes/:/void': changing(voidCreditNote),
};

/** A method with an address below /v1/, where `:` stands for an id, and who answers it. */
export const resources: Readonly<Record<string, Answering>> = {
  ...readings,
  ...invoicing,
  'POST customers': creating(createCustomer),
  'POST customers/:': changing(updateCustomer),
  'DELETE customers/:': (ask) => deleteCustomer(ask.state, idOf(ask)),
  'POST customers/:/balance_transactions': changing(adjustByHand),
  'POST products': creating(createProduct),
  'POST prices': creating(createPrice),
  'POST tax_rates': creating(createTaxRate),
  'POST tax_rates/:': changing(updateTaxRate),
  'POST payment_intents': creating(createIntent),
  'POST payment_intents/:/confirm': changing(confirmIntent),
  'POST payment_intents/:/capture': changing(captureIntent),
  'POST payment_intents/:/cancel': changing(cancelIntent),
  'POST charges': creating(chargeOrDecline),
  'POST charges/:/capture': changing(captureCharge),
  'POST refunds': creating(createRefund),
  'POST topups': creating(createTopUp),
  'POST disputes/:/close': (ask) => show(ask.state, changeDispute(ask.state, idOf(ask), { status: 'lost' })),
  'POST webhook_endpoints': ({ state, fields }) => createEndpoint(state, fields),
  'POST webhook_endpoints/:': changing(updateEndpoint),
  'DELETE webhook_endpoints/:': (ask) => deleteEndpoint(ask.state, idOf(ask)),
  'POST payouts': creating(createPayout),
  'POST payouts/:/cancel': changing(cancelPayout),
};

/** The address of a request as the table above spells it, with the ids that stood in it. Ids stand at every second place. */
export function addressOf(method: string, path: string): { readonly address: string; readonly ids: readonly string[] } {
  // One resource has two steps for its name.
  const steps = path
    .replace('checkout/sessions', 'checkout.sessions')
    .split('/')
    .filter((step) => step !== '');
  const ids = steps.filter((_, place) => place % 2 === 1);
  return { address: `${method} ${steps.map((step, place) => (place % 2 === 1 ? ':' : step)).join('/')}`, ids };
}
