import type { PersonEdit } from '../../../contract/sandbox.ts';
import type { Kind } from '../../../core/records.ts';
import { createPrice, createProduct, createTaxRate, updateTaxRate } from './catalogue.ts';
import { bounceCharge, captureCharge, createCharge } from './charges.ts';
import { createCustomer, deleteCustomer, updateCustomer } from './customers.ts';
import { isFields, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { arrive, cancelPayout, createPayout, failPayout, reconcilePayout } from './payouts.ts';
import { createIntent, intent, payIntent } from './intents.ts';
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
};

const editing: { readonly [K in Kind]?: Editing } = {
  contact: updateCustomer,
  taxRate: updateTaxRate,
  payment: (state, id, fields) => (fields['status'] === 'failed' ? bounceCharge(state, id, fields) : captureCharge(state, id, fields)),
  refund: failRefund,
  payout: changePayout,
};

const voiding: { readonly [K in Kind]?: (state: State, id: string) => { readonly id: string } } = {
  contact: (state, id) => {
    deleteCustomer(state, id);
    return { id };
  },
  payout: cancelPayout,
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

/** A customer pays: a charge with its intent. Returns the charge. */
function pay(state: State, fields: Fields): Row {
  if (fields['without_intent'] === 'true') return createCharge(state, fields);
  const currency = textIn(fields, 'currency') ?? state.facts.defaultCurrency;
  const made = createIntent(state, { ...fields, currency, confirm: 'false' });
  return paid(state, made.id, fields);
}

function paid(state: State, id: string, fields: Fields): Row {
  payIntent(state, id, fields);
  const { latest_charge } = intent(state, id);
  const made = state.tables.charges.get(latest_charge ?? '');
  if (!made) throw invalid(`The payment ${id} made no charge.`);
  return made;
}

function changePayout(state: State, id: string, fields: Fields): Row {
  const status = textIn(fields, 'status');
  if (status === 'failed') return failPayout(state, id, fields);
  if (status === 'canceled') return cancelPayout(state, id);
  if (status === 'paid') return arrive(state, id);
  throw invalid('A payout can be made paid, failed or canceled.', { param: 'status' });
}
