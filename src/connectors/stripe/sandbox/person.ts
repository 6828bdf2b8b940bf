import type { PersonEdit } from '../../../contract/sandbox.ts';
import type { Kind } from '../../../core/records.ts';
import { createPrice, createProduct, createTaxRate, updateTaxRate } from './catalogue.ts';
import { bounceCharge, captureCharge, charge } from './charges.ts';
import { basketIn, completeCheckout } from './checkout.ts';
import { createCreditNote, voidCreditNote } from './credit-notes.ts';
import { createCustomer, deleteCustomer, updateCustomer } from './customers.ts';
import { changeDispute, createDispute } from './disputes.ts';
import { childIn, flagIn, isFields, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { arrive, cancelPayout, createPayout, failPayout, reconcilePayout } from './payouts.ts';
import { follow, intent, openIntent, payIntent } from './intents.ts';
import { invoice } from './invoice-lines.ts';
import { takeBack, tryToPay } from './invoice-payments.ts';
import { createInvoice, finalizeInvoice, markUncollectible, updateInvoice, voidInvoice } from './invoices.ts';
import { createTopUp, moveByPerson } from './other-moves.ts';
import { createRefund, failRefund } from './refunds.ts';
import { invalid } from './refusals.ts';
import type { Row } from './rows.ts';
import { setByPerson } from './settings.ts';
import type { State } from './state.ts';
import { asSent } from './wire.ts';

/** Does what a person does at the dashboard, or what happens outside. Returns the id of what was touched. */
export function editByPerson(state: State, edit: PersonEdit): string {
  switch (edit.does) {
    case 'create':
      return inTime(state, edit.fields, (fields) => done(creating[edit.kind], edit.kind)(state, fields).id);
    case 'edit':
      return inTime(state, edit.fields, (fields) => done(editing[edit.kind], edit.kind)(state, edit.id, fields).id);
    case 'void':
      return done(voiding[edit.kind], edit.kind)(state, edit.id).id;
    case 'reconcile':
      return reconcilePayout(state, edit.id).id;
    case 'setting':
      setByPerson(state, sent(edit.fields));
      return state.facts.id;
    case 'disconnect':
      return edit.account;
    case 'merge':
    case 'lock':
      throw invalid(`Nobody can ${edit.does} anything at Stripe.`);
  }
}

type Creating = (state: State, fields: Fields) => Row;
type Editing = (state: State, id: string, fields: Fields) => Row;

const creating: { readonly [K in Kind]?: Creating } = {
  contact: createCustomer,
  item: (state, fields) => (fields['product'] === undefined ? createProduct(state, fields) : createPrice(state, fields)),
  taxRate: createTaxRate,
  payment: pay,
  refund: createRefund,
  payout: createPayout,
  invoice: invoiceByPerson,
  creditNote: createCreditNote,
  dispute: createDispute,
  transfer: createTopUp,
  balanceTransaction: moveByPerson,
};

const editing: { readonly [K in Kind]?: Editing } = {
  contact: updateCustomer,
  taxRate: updateTaxRate,
  payment: changeCharge,
  refund: failRefund,
  payout: changePayout,
  invoice: changeInvoice,
  dispute: changeDispute,
};

const voiding: { readonly [K in Kind]?: (state: State, id: string) => { readonly id: string } } = {
  contact: (state, id) => {
    deleteCustomer(state, id);
    return { id };
  },
  payout: cancelPayout,
  invoice: voidInvoice,
  creditNote: voidCreditNote,
};

function done<T>(act: T | undefined, kind: Kind): T {
  if (act === undefined) throw invalid(`A person cannot do this to a ${kind} at Stripe.`);
  return act;
}

const sent = (fields: Readonly<Record<string, unknown>>): Fields => {
  const read = asSent(fields);
  return isFields(read) ? read : {};
};

/** `created` among the fields (unix seconds) enters something for a moment in the past. */
function inTime<T>(state: State, fields: Readonly<Record<string, unknown>>, act: (fields: Fields) => T): T {
  const { created, ...rest } = sent(fields);
  return typeof created === 'string' ? state.at(Number(created), () => act(rest)) : act(rest);
}

/** A customer pays: an `invoice`, on a `checkout` page with taxes, or just so. A charge with its intent. Returns the charge. */
function pay(state: State, fields: Fields): Row {
  const named = textIn(fields, 'invoice');
  if (typeof named === 'string') return tryToPay(state, named, fields) ?? invoice(state, named);
  const currency = (textIn(fields, 'currency') ?? state.facts.defaultCurrency).toLowerCase();
  const basket = basketIn(state, fields);
  const sum = basket ? { amount: basket.amount.toString() } : {};
  const made = payIntent(state, openIntent(state, { ...fields, ...sum, currency }).id, fields);
  if (basket && made.status !== 'requires_payment_method')
    completeCheckout(state, basket, { intent: made.id, currency, customer: made.customer });
  return charge(state, made.latest_charge ?? '');
}

/** An authorisation is captured, in part or whole; or the bank takes the money back. */
function changeCharge(state: State, id: string, fields: Fields): Row {
  if (fields['status'] === 'failed') {
    const made = bounceCharge(state, id, fields);
    takeBack(state, made);
    return made;
  }
  const made = captureCharge(state, id, fields);
  if (made.payment_intent !== null) follow(state, intent(state, made.payment_intent), made);
  return made;
}

/** Sent at once unless it is a `draft`; `pay: true` pays it as well. */
function invoiceByPerson(state: State, fields: Fields): Row {
  const draft = createInvoice(state, fields);
  if (flagIn(fields, 'draft')) return draft;
  const sent = finalizeInvoice(state, draft.id);
  if (flagIn(fields, 'pay') && sent.status === 'open') tryToPay(state, sent.id, childIn(fields, 'payment') ?? {});
  return sent;
}

function changeInvoice(state: State, id: string, fields: Fields): Row {
  const status = textIn(fields, 'status');
  if (status === 'open') return finalizeInvoice(state, id);
  if (status === 'void') return voidInvoice(state, id);
  if (status === 'uncollectible') return markUncollectible(state, id);
  if (status === 'paid') {
    tryToPay(state, id, fields);
    return invoice(state, id);
  }
  return updateInvoice(state, id, fields);
}

function changePayout(state: State, id: string, fields: Fields): Row {
  const status = textIn(fields, 'status');
  if (status === 'failed') return failPayout(state, id, fields);
  if (status === 'canceled') return cancelPayout(state, id);
  if (status === 'paid') return arrive(state, id);
  throw invalid('A payout can be made paid, failed or canceled.', { param: 'status' });
}
