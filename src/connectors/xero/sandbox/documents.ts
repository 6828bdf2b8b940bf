import { parseJson, writeJson } from '../../../core/json.ts';
import type { Kind } from '../../../core/records.ts';
import { accountShape } from './accounts.ts';
import type { Ask } from './asking.ts';
import { bankTransactionShape } from './bank-shapes.ts';
import { contactShape } from './contact-shapes.ts';
import { isFields } from './fields.ts';
import { itemShape } from './items.ts';
import { journalShape } from './journals.ts';
import { resources } from './resources.ts';
import { paymentShape } from './payment-shapes.ts';
import { allocationShape, creditShape, invoiceShape } from './shapes.ts';
import type { State } from './state.ts';
import { taxRateShape } from './tax.ts';
import { transferShape } from './transfers.ts';

/** All that the company holds of a kind, in Xero's shape as a single GET shows it, figures as their exact texts. For tests. */
export function documentsOf(state: State, kind: Kind): readonly Readonly<Record<string, unknown>>[] {
  return shapesOf(state, kind).flatMap((shape) => {
    const read = parseJson(writeJson(shape));
    return isFields(read) ? [read] : [];
  });
}

function shapesOf(state: State, kind: Kind): readonly unknown[] {
  const ask = asking(state);
  const { tables } = state;
  switch (kind) {
    case 'organisation':
      return listOf(ask, 'Organisation');
    case 'currency':
      return listOf(ask, 'Currencies');
    case 'account':
      return all(tables.accounts, accountShape);
    case 'taxRate':
      return all(tables.taxRates, taxRateShape);
    case 'contact':
      return all(tables.contacts, (contact) => contactShape(state, contact, 'single'));
    case 'invoice':
      return all(tables.invoices, (invoice) => invoiceShape(ask, invoice, 'single'));
    case 'creditNote':
      return [...tables.credits.updated(null)]
        .filter((credit) => credit.kind === 'creditNote')
        .map((credit) => creditShape(ask, credit, 'single'));
    case 'payment':
      return [...tables.payments.updated(null)]
        .filter((payment) => payment.target.kind === 'invoice')
        .map((payment) => paymentShape(ask, payment, 'single'));
    case 'refund':
      return [...tables.payments.updated(null)]
        .filter((payment) => payment.target.kind !== 'invoice')
        .map((payment) => paymentShape(ask, payment, 'single'));
    case 'allocation':
      return all(tables.allocations, (allocation) => allocationShape(state, allocation));
    case 'item':
      return all(tables.items, (item) => itemShape(ask, item));
    case 'bankTransaction':
      return all(tables.bankTransactions, (transaction) => bankTransactionShape(ask, transaction, 'single'));
    case 'transfer':
      return all(tables.transfers, (transfer) => transferShape(state, transfer));
    case 'journal':
      return all(tables.journals, (journal) => journalShape(state, journal, true));
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
      return [];
  }
}

const asking = (state: State): Ask => ({
  state,
  method: 'GET',
  steps: [],
  query: new URLSearchParams({ unitdp: '4' }),
  headers: {},
  body: '',
  app: 'Xero',
  by: 'person',
});

const all = <T>(table: { updated(since: null): Iterable<T> }, shape: (row: T) => object): readonly object[] =>
  [...table.updated(null)].map(shape);

function listOf(ask: Ask, resource: string): readonly unknown[] {
  const payload = resources[resource]?.(ask);
  return payload?.kind === 'collection' ? payload.elements : [];
}
