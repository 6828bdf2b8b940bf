import type { CompanyRow } from '../../../sandbox/request.ts';
import { loadKept } from './keeping.ts';
import { repostPayment } from './payments.ts';
import { postAllocation, postBankTransaction, postCreditNote, postInvoice, postManualJournal, postTransfer } from './postings.ts';
import type { State, Tables } from './state.ts';

/** Takes back what an earlier life saved. The books are not saved: they follow from the documents, and are posted anew. */
export function loadRows(state: State, rows: Iterable<CompanyRow>): void {
  for (const { kind, body } of rows) {
    const table = isTable(state.tables, kind) ? kind : null;
    if (table === null) throw new Error(`a saved row is of the kind '${kind}', which a Xero company does not have`);
    if (body !== null) loadRow(state.tables, table, body);
  }
  for (const table of Object.values(state.tables)) table.arrange();
  postEverything(state);
  state.settle();
}

const isTable = (tables: Tables, kind: string): kind is keyof Tables => Object.hasOwn(tables, kind);

const loaders: { readonly [K in keyof Tables]: (tables: Tables, body: string) => void } = {
  settings: (tables, body) => loadKept(tables.settings, body),
  accounts: (tables, body) => loadKept(tables.accounts, body),
  taxRates: (tables, body) => loadKept(tables.taxRates, body),
  contacts: (tables, body) => loadKept(tables.contacts, body),
  groups: (tables, body) => loadKept(tables.groups, body),
  items: (tables, body) => loadKept(tables.items, body),
  invoices: (tables, body) => loadKept(tables.invoices, body),
  credits: (tables, body) => loadKept(tables.credits, body),
  payments: (tables, body) => loadKept(tables.payments, body),
  batches: (tables, body) => loadKept(tables.batches, body),
  allocations: (tables, body) => loadKept(tables.allocations, body),
  bankTransactions: (tables, body) => loadKept(tables.bankTransactions, body),
  transfers: (tables, body) => loadKept(tables.transfers, body),
  journals: (tables, body) => loadKept(tables.journals, body),
  notes: (tables, body) => loadKept(tables.notes, body),
};

const loadRow = (tables: Tables, table: keyof Tables, body: string): void => loaders[table](tables, body);

function postEverything(state: State): void {
  const { tables } = state;
  for (const invoice of tables.invoices.updated(null)) postInvoice(state, invoice);
  for (const credit of tables.credits.updated(null)) if (credit.kind === 'creditNote') postCreditNote(state, credit);
  for (const transaction of tables.bankTransactions.updated(null)) {
    const bank = tables.accounts.get(transaction.accountId);
    if (bank) postBankTransaction(state, transaction, bank);
  }
  for (const payment of tables.payments.updated(null)) repostPayment(state, payment);
  for (const allocation of tables.allocations.updated(null)) {
    const credit = tables.credits.get(allocation.credit.id);
    if (credit) postAllocation(state, allocation, credit);
  }
  for (const transfer of tables.transfers.updated(null)) postTransfer(state, transfer);
  for (const journal of tables.journals.updated(null)) postManualJournal(state, journal);
}
