import { xero } from '../../src/connectors/xero/connector.ts';
import { startXeroSandbox } from '../../src/connectors/xero/sandbox/server.ts';
import { text } from './fields.ts';
import type { LedgerKit, LedgerPerson } from './ledger-kit.ts';
import { agreed } from './mapping.ts';
import { booksOf } from './xero-books.ts';
import { nameInLedger, standingInLedger } from './xero-standing.ts';

export const tenant = '6f1d9f52-58a4-4c0e-9d4b-2f0f3f8b7a01';

const person: LedgerPerson = {
  open: (ledger) =>
    ledger
      .documents('invoice')
      .filter((each) => each['Status'] === 'AUTHORISED')
      .map((each) => ({ id: text(each, 'InvoiceID'), number: text(each, 'InvoiceNumber'), due: String(each['AmountDue']) })),
  payments: (ledger) =>
    ledger
      .documents('payment')
      .filter((each) => each['Status'] === 'AUTHORISED')
      .map((each) => text(each, 'PaymentID')),
  pay: async (ledger, invoice, amount, on) => {
    const fields = { Invoice: { InvoiceID: invoice }, Account: { Code: '090' }, Date: on, Amount: amount };
    await ledger.person({ does: 'create', kind: 'payment', fields });
  },
  recode: async (ledger, id) => {
    const invoice = ledger.documents('invoice').find((each) => each['InvoiceID'] === id);
    const lines: readonly Readonly<Record<string, unknown>>[] = Array.isArray(invoice?.['LineItems']) ? invoice['LineItems'] : [];
    const recoded = lines.map(({ AccountID: _account, ...line }) => ({ ...line, AccountCode: '260' }));
    await ledger.person({ does: 'edit', kind: 'invoice', id, fields: { LineItems: recoded } });
  },
  note: async (ledger, id, words) => void (await ledger.person({ does: 'edit', kind: 'invoice', id, fields: { Reference: words } })),
  moveDueDay: async (ledger, id, on) => void (await ledger.person({ does: 'edit', kind: 'invoice', id, fields: { DueDate: on } })),
};

export const xeroKit: LedgerKit = {
  name: 'xero',
  connector: xero,
  account: tenant,
  tokenPath: '/connect/token',
  mapping: agreed,
  start: ({ clock, limits, keeper, seed = 1, forgetsKeys = false }) =>
    startXeroSandbox({
      clock,
      limits,
      organisations: [{ id: tenant, name: 'Harbour Studio Ltd', country: 'GB', baseCurrency: 'GBP', timeZone: 'Europe/London' }],
      ...(keeper ? { keeper } : { seed }),
      ...(forgetsKeys && { keySeconds: 0 }),
    }),
  books: booksOf,
  standing: standingInLedger,
  nameOf: nameInLedger,
  person,
};
