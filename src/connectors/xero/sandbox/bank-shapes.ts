import { utcMidnight } from '../../../core/day.ts';
import { collection } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { contactInBrief, contactInFull } from './contact-shapes.ts';
import { dayShape, lineShapes, rateShape, totalsShape } from './line-shapes.ts';
import { listed } from './listing.ts';
import type { BankTransaction } from './model.ts';
import type { Detail } from './shapes.ts';
import type { State } from './state.ts';
import { decimalOfCents } from './totals.ts';
import type { Columns } from './where.ts';
import { wireInstant } from './wire.ts';

export function bankTransactionShape(ask: Ask, transaction: BankTransaction, detail: Detail): object {
  const { state } = ask;
  const isWritten = detail === 'written';
  const isFull = isWritten || detail === 'single';
  const contact = state.tables.contacts.get(transaction.contactId);
  return {
    BankTransactionID: transaction.id,
    BankAccount: accountInBrief(state, transaction.accountId),
    Type: transaction.type,
    ...(transaction.reference === null ? {} : { Reference: transaction.reference }),
    ...(transaction.url === null ? {} : { Url: transaction.url }),
    IsReconciled: transaction.isReconciled,
    ...(isWritten ? {} : { HasAttachments: false }),
    ...rateShape(state, transaction, isFull),
    Contact: isFull && contact ? contactInFull(contact) : contactInBrief(contact),
    ...dayShape('Date', transaction.date),
    Status: transaction.status,
    LineAmountTypes: transaction.lineAmountTypes,
    LineItems: isFull || detail === 'page' ? lineShapes(ask, transaction.lines, isWritten) : [],
    ...totalsShape(transaction),
    UpdatedDateUTC: wireInstant(transaction.updatedAt),
    CurrencyCode: transaction.currency,
    ...(transaction.creditId === null
      ? {}
      : { [transaction.type.endsWith('OVERPAYMENT') ? 'OverpaymentID' : 'PrepaymentID']: transaction.creditId }),
  };
}

export function accountInBrief(state: State, id: string): object {
  const account = state.tables.accounts.get(id);
  return { AccountID: id, ...(account?.code ? { Code: account.code } : {}), Name: account?.name ?? '' };
}

export function listBankTransactions(ask: Ask): Payload {
  const { bankTransactions } = ask.state.tables;
  const { rows, paging } = listed(ask, {
    table: bankTransactions,
    columns: columnsOf(ask.state),
    lookups: { 'Contact.ContactID': (text) => bankTransactions.by('contact', text.toLowerCase()) },
  });
  const elements = rows.map((transaction) => bankTransactionShape(ask, transaction, paging ? 'page' : 'list'));
  return paging ? { kind: 'collection', name: 'BankTransactions', elements, paging } : collection('BankTransactions', elements);
}

const columnsOf = (state: State): Columns<BankTransaction> => ({
  BankTransactionID: (transaction) => transaction.id,
  Type: (transaction) => transaction.type,
  Status: (transaction) => transaction.status,
  Reference: (transaction) => transaction.reference ?? '',
  Url: (transaction) => transaction.url,
  Date: (transaction) => utcMidnight(transaction.date),
  IsReconciled: (transaction) => transaction.isReconciled,
  Total: (transaction) => decimalOfCents(transaction.total),
  CurrencyCode: (transaction) => transaction.currency,
  UpdatedDateUTC: (transaction) => transaction.updatedAt,
  'Contact.ContactID': (transaction) => transaction.contactId,
  'Contact.Name': (transaction) => state.tables.contacts.get(transaction.contactId)?.name ?? null,
  'BankAccount.AccountID': (transaction) => transaction.accountId,
  'BankAccount.Code': (transaction) => state.tables.accounts.get(transaction.accountId)?.code ?? null,
});
