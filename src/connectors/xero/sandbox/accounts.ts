import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { accountTypes, classOf } from './chart.ts';
import { flagIn, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { listed } from './listing.ts';
import { messages } from './messages.ts';
import type { Account } from './model.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import { writeBatch } from './batch.ts';
import type { Columns } from './where.ts';
import { wireInstant } from './wire.ts';

export function answerAccounts(ask: Ask): Payload {
  const [key] = ask.steps;
  if (ask.method === 'GET' && key === undefined) return listAccounts(ask);
  const named = key === undefined ? null : requireAccount(ask.state, key);
  if (ask.method === 'GET' && named) return collection('Accounts', [accountShape(named)]);
  if (ask.method === 'DELETE' && named) return collection('Accounts', [accountShape(deleteAccount(ask.state, named))]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'Accounts',
    idName: 'AccountID',
    elements: elementsOf(ask, 'Accounts'),
    write: (fields) => ({ shape: accountShape(writeAccount(ask.state, fields, named)) }),
  });
}

function requireAccount(state: State, key: string): Account {
  const account = state.tables.accounts.get(key.toLowerCase()) ?? state.tables.accounts.one('code', key);
  if (!account) throw new Missing(messages.notFound);
  return account;
}

function listAccounts(ask: Ask): Payload {
  const { rows } = listed(ask, { table: ask.state.tables.accounts, columns, condition: (account) => account.status !== 'DELETED' });
  const byCode = ask.query.get('order') === null ? rows.toSorted((a, b) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1)) : rows;
  return collection('Accounts', byCode.map(accountShape));
}

function writeAccount(state: State, fields: Fields, named: Account | null): Account {
  const id = textIn(fields, 'AccountID');
  const existing = named ?? (id ? requireAccount(state, id) : null);
  return existing === null ? createAccount(state, fields) : changeAccount(state, fields, existing);
}

function createAccount(state: State, fields: Fields): Account {
  const type = textIn(fields, 'Type');
  const name = textIn(fields, 'Name');
  if (!name) throw new Invalid(messages.accountNameNeeded);
  if (type === undefined || !accountTypes.includes(type)) throw new Invalid(messages.accountTypeNeeded);
  const isBank = type === 'BANK';
  const bankAccountNumber = textIn(fields, 'BankAccountNumber') ?? null;
  const bankAccountType = textIn(fields, 'BankAccountType') ?? null;
  // A PayPal account is known by an address, and a card by its last digits; only an ordinary bank account needs a number.
  if (isBank && !bankAccountNumber && bankAccountType !== 'PAYPAL') throw new Invalid(messages.bankNumberNeeded);
  const currency = isBank ? (textIn(fields, 'CurrencyCode') ?? state.facts.baseCurrency) : null;
  if (currency !== null && !state.settings().currencies.includes(currency)) throw new Invalid(messages.currencyNotEnabled(currency));
  const account: Account = {
    id: state.newId(),
    updatedAt: 0,
    code: textIn(fields, 'Code') || null,
    name,
    type,
    bankAccountNumber,
    bankAccountType: isBank ? (bankAccountType ?? 'BANK') : null,
    currency,
    status: 'ACTIVE',
    description: textIn(fields, 'Description') ?? null,
    taxType: textIn(fields, 'TaxType') ?? 'NONE',
    takesPayments: flagIn(fields, 'EnablePaymentsToAccount') ?? false,
    system: null,
  };
  return state.tables.accounts.put(requireUnique(state, account));
}

function changeAccount(state: State, fields: Fields, before: Account): Account {
  const [type, currency] = [textIn(fields, 'Type'), textIn(fields, 'CurrencyCode')];
  if ((type && type !== before.type) || (currency && currency !== before.currency && before.type === 'BANK'))
    throw new Invalid(messages.accountFixed);
  const status = wordIn(fields, 'Status', ['ACTIVE', 'ARCHIVED']);
  if (status === 'ARCHIVED' && before.system !== null) throw new Invalid(messages.accountSystem);
  const changed: Account = {
    ...before,
    name: textIn(fields, 'Name') || before.name,
    code: textIn(fields, 'Code') || before.code,
    status: status ?? before.status,
    description: textIn(fields, 'Description') ?? before.description,
    taxType: textIn(fields, 'TaxType') ?? before.taxType,
    takesPayments: flagIn(fields, 'EnablePaymentsToAccount') ?? before.takesPayments,
    bankAccountNumber: textIn(fields, 'BankAccountNumber') ?? before.bankAccountNumber,
  };
  return state.tables.accounts.put(requireUnique(state, changed));
}

function requireUnique(state: State, account: Account): Account {
  const others = (found: readonly Account[]): boolean => found.some((other) => other.id !== account.id);
  if (account.status === 'ACTIVE' && others(state.tables.accounts.by('name', account.name.toLowerCase())))
    throw new Invalid(messages.accountNameTaken);
  if (account.code !== null && others(state.tables.accounts.by('code', account.code))) throw new Invalid(messages.accountCodeTaken);
  if (!state.tables.taxRates.get(account.taxType)) throw new Invalid(messages.taxUnknown(account.taxType));
  return account;
}

function deleteAccount(state: State, account: Account): Account {
  if (account.system !== null) throw new Invalid(messages.accountSystem);
  const isUsed = state.books.trialBalance({ from: null, through: null }).has(account.id);
  if (isUsed) throw new Invalid(messages.accountInUse);
  return state.tables.accounts.put({ ...account, status: 'DELETED' });
}

const reportingCodes = { ASSET: 'ASS', EQUITY: 'EQU', EXPENSE: 'EXP', LIABILITY: 'LIA', REVENUE: 'REV' } as const;
const reportingNames = { ASSET: 'Asset', EQUITY: 'Equity', EXPENSE: 'Expense', LIABILITY: 'Liability', REVENUE: 'Revenue' } as const;

export const accountShape = (account: Account): object => ({
  AccountID: account.id,
  ...(account.code === null ? {} : { Code: account.code }),
  Name: account.name,
  Status: account.status,
  Type: account.type,
  TaxType: account.taxType,
  ...(account.description === null ? {} : { Description: account.description }),
  Class: classOf(account),
  ...(account.system === null ? {} : { SystemAccount: account.system }),
  EnablePaymentsToAccount: account.takesPayments,
  ShowInExpenseClaims: false,
  ...(account.type === 'BANK'
    ? { BankAccountNumber: account.bankAccountNumber ?? '', BankAccountType: account.bankAccountType ?? '', CurrencyCode: account.currency }
    : { BankAccountType: '' }),
  ReportingCode: reportingCodes[classOf(account)],
  ReportingCodeName: reportingNames[classOf(account)],
  HasAttachments: false,
  UpdatedDateUTC: wireInstant(account.updatedAt),
  AddToWatchlist: false,
});

const columns: Columns<Account> = {
  AccountID: (account) => account.id,
  Code: (account) => account.code,
  Name: (account) => account.name,
  Type: (account) => account.type,
  Class: (account) => classOf(account),
  Status: (account) => account.status,
  TaxType: (account) => account.taxType,
  SystemAccount: (account) => account.system ?? '',
  EnablePaymentsToAccount: (account) => account.takesPayments,
  BankAccountNumber: (account) => account.bankAccountNumber,
  CurrencyCode: (account) => account.currency,
  UpdatedDateUTC: (account) => account.updatedAt,
};
