import { textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { messages } from './messages.ts';
import type { Account, AccountClass, TaxRate } from './model.ts';
import { Invalid } from './refusals.ts';
import type { State } from './state.ts';

const classes: Readonly<Record<string, AccountClass>> = {
  BANK: 'ASSET',
  CURRENT: 'ASSET',
  FIXED: 'ASSET',
  INVENTORY: 'ASSET',
  NONCURRENT: 'ASSET',
  PREPAYMENT: 'ASSET',
  EQUITY: 'EQUITY',
  DIRECTCOSTS: 'EXPENSE',
  EXPENSE: 'EXPENSE',
  OVERHEADS: 'EXPENSE',
  DEPRECIATN: 'EXPENSE',
  CURRLIAB: 'LIABILITY',
  LIABILITY: 'LIABILITY',
  TERMLIAB: 'LIABILITY',
  PAYG: 'LIABILITY',
  REVENUE: 'REVENUE',
  SALES: 'REVENUE',
  OTHERINCOME: 'REVENUE',
};

export const accountTypes: readonly string[] = Object.keys(classes);

export const classOf = (account: Account): AccountClass => classes[account.type] ?? 'ASSET';

const nameOf = (account: Account): string => account.code ?? account.name;

/** The account that Xero keeps for a use of its own. Every company has them from the first day. */
export function systemAccount(state: State, system: string): Account {
  const account = state.tables.accounts.one('system', system);
  if (!account) throw new Error(`the company ${state.facts.id} has no ${system} account`);
  return account;
}

/** The account named by AccountID or Code, or undefined when neither was sent. Throws for one that is not there. */
export function accountIn(state: State, fields: Fields | undefined, codeName: 'AccountCode' | 'Code'): Account | undefined {
  if (fields === undefined) return undefined;
  const [id, code] = [textIn(fields, 'AccountID'), textIn(fields, codeName)];
  const account = id ? state.tables.accounts.get(id.toLowerCase()) : code ? state.tables.accounts.one('code', code) : undefined;
  if (account && account.status !== 'DELETED') return account;
  if (id || code) throw new Invalid(messages.accountUnknown(code ?? id ?? ''));
  return undefined;
}

function requireActive(account: Account): Account {
  if (account.status !== 'ACTIVE') throw new Invalid(messages.accountArchived(nameOf(account)));
  return account;
}

/** Payments go to bank accounts and to accounts where a person switched payments on. */
export function requireForPayments(account: Account): Account {
  if (account.type !== 'BANK' && !account.takesPayments) throw new Invalid(messages.accountTakesNoPayments(nameOf(account)));
  return requireActive(account);
}

export function requireBank(account: Account | undefined): Account {
  if (!account) throw new Invalid(messages.accountNeeded);
  if (account.type !== 'BANK') throw new Invalid(messages.accountNotBank(nameOf(account)));
  return requireActive(account);
}

/** Receivables, payables and bank accounts are written by documents of their own, never by a line. */
export function requireForLines(account: Account): Account {
  if (account.type === 'BANK' || account.system === 'DEBTORS' || account.system === 'CREDITORS')
    throw new Invalid(messages.accountNotOnLines(nameOf(account)));
  return requireActive(account);
}

export function requireTax(state: State, type: string, account: Account | undefined): TaxRate {
  const rate = state.tables.taxRates.get(type);
  if (!rate || rate.status !== 'ACTIVE') throw new Invalid(messages.taxUnknown(type));
  if (account && !rate.appliesTo.includes(classOf(account))) throw new Invalid(messages.taxNotForAccount(type, nameOf(account)));
  return rate;
}
