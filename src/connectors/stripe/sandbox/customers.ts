import { childIn, minorIn, neededMinor, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { missing } from './refusals.ts';
import type { Customer, CustomerBalanceTransaction } from './rows.ts';
import type { State } from './state.ts';

const texts = ['name', 'email', 'phone', 'description', 'business_name', 'individual_name'] as const;
const addressParts = ['line1', 'line2', 'city', 'state', 'postal_code', 'country'] as const;

export function createCustomer(state: State, fields: Fields): Customer {
  const id = textIn(fields, 'id') ?? state.newId('cus');
  const row: Customer = {
    id,
    object: 'customer',
    created: state.now(),
    address: null,
    balance: 0n,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    email: null,
    invoice_credit_balance: {},
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null },
    metadata: {},
    name: null,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...customerFields(fields),
  };
  state.tables.customers.put(row);
  state.emit('customer.created', row);
  const balance = minorIn(fields, 'balance');
  return balance === undefined
    ? row
    : adjustCustomer(state, id, { amount: balance, type: 'initial', currency: textIn(fields, 'currency') });
}

export function updateCustomer(state: State, id: string, fields: Fields): Customer {
  const before = customer(state, id);
  const changes = customerFields(fields);
  const row = state.tables.customers.put({ ...before, ...changes });
  state.emit('customer.updated', row, Object.fromEntries(Object.keys(changes).map((name) => [name, before[name]])));
  const balance = minorIn(fields, 'balance');
  if (balance === undefined || balance === before.balance) return row;
  return adjustCustomer(state, id, { amount: balance - before.balance, type: 'adjustment', currency: textIn(fields, 'currency') });
}

export function deleteCustomer(state: State, id: string): Fields {
  const row = customer(state, id);
  state.tables.customers.put({ ...row, deleted: true });
  state.emit('customer.deleted', row);
  return { id, object: 'customer', deleted: true };
}

export function customer(state: State, id: string): Customer {
  const row = state.tables.customers.get(id);
  if (!row || row['deleted'] === true) throw missing('customer', id, 'customer');
  return row;
}

/** Moves a customer's own balance: negative is credit that we owe. */
export function moveCustomer(
  state: State,
  id: string,
  what: {
    readonly amount: bigint;
    readonly type: string;
    readonly currency: string;
    readonly invoice?: string | null;
    readonly creditNote?: string | null;
    readonly description?: string | null;
  },
): CustomerBalanceTransaction {
  const before = customer(state, id);
  const balance = before.balance + what.amount;
  const row = state.tables.customers.put({ ...before, balance, currency: before.currency ?? what.currency });
  const moved = state.tables.customerMoves.put({
    id: state.newId('cbtxn'),
    object: 'customer_balance_transaction',
    created: state.now(),
    amount: what.amount,
    checkout_session: null,
    credit_note: what.creditNote ?? null,
    currency: what.currency,
    customer: id,
    description: what.description ?? null,
    ending_balance: balance,
    invoice: what.invoice ?? null,
    metadata: {},
    type: what.type,
  });
  state.emit('customer.updated', row, { balance: before.balance });
  return moved;
}

/** POST /v1/customers/:id/balance_transactions: `amount` is added to the balance. */
export function adjustByHand(state: State, id: string, fields: Fields): CustomerBalanceTransaction {
  return moveCustomer(state, id, {
    amount: neededMinor(fields, 'amount'),
    type: 'adjustment',
    currency: textIn(fields, 'currency') ?? state.facts.defaultCurrency,
    description: textIn(fields, 'description') ?? null,
  });
}

function adjustCustomer(
  state: State,
  id: string,
  what: { readonly amount: bigint; readonly type: string; readonly currency: string | null | undefined },
): Customer {
  moveCustomer(state, id, { amount: what.amount, type: what.type, currency: what.currency ?? state.facts.defaultCurrency });
  return customer(state, id);
}

function customerFields(fields: Fields): Fields {
  const address = childIn(fields, 'address');
  const metadata = childIn(fields, 'metadata');
  const exempt = textIn(fields, 'tax_exempt');
  return {
    ...Object.fromEntries(texts.flatMap((name) => (fields[name] === undefined ? [] : [[name, textIn(fields, name) ?? null]]))),
    ...(address && { address: Object.fromEntries(addressParts.map((part) => [part, textIn(address, part) ?? null])) }),
    ...(metadata && { metadata }),
    ...(typeof exempt === 'string' && { tax_exempt: exempt }),
  };
}
