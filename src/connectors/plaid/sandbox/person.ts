import type { PersonEdit } from '../../../contract/sandbox.ts';
import { dayIn, readDay } from '../../../core/day.ts';
import { amount, readDecimal } from '../../../core/decimal.ts';
import type { Amount } from '../../../core/decimal.ts';
import { needIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { invalidField, Refusal } from './refusals.ts';
import * as rows from './rows.ts';
import type { BankAccount, Transaction } from './rows.ts';
import type { State } from './state.ts';

export const newsCode = 'SYNC_UPDATES_AVAILABLE';

/** What the bank does, and what a person does at the bank. Returns the id of what was touched. */
export function editByPerson(state: State, edit: PersonEdit): string {
  switch (edit.does) {
    case 'create':
      if (edit.kind === 'account') return openAccount(state, edit.fields);
      if (edit.kind === 'statementLine') return addLine(state, edit.fields);
      break;
    case 'edit':
      if (edit.kind === 'account') return changeAccount(state, edit.id, edit.fields);
      if (edit.kind === 'statementLine') return changeLine(state, edit.id, edit.fields);
      break;
    case 'void':
      if (edit.kind === 'statementLine') return takeBack(state, edit.id);
      break;
    case 'setting':
      return set(state, edit.fields);
    case 'reconcile':
    case 'merge':
    case 'lock':
    case 'disconnect':
      break;
  }
  throw invalidField(`nobody does that at a bank: ${JSON.stringify(edit)}`);
}

/** A new line of the first account, or of `account_id`: `amount` is positive when money leaves, `date` is today if left out. */
export function addLine(state: State, fields: Fields): string {
  const transaction_id = state.newId();
  const isPending = fields['pending'] === true;
  state.putTransaction({
    ...blank,
    ...told(fields),
    transaction_id,
    account_id: accountNamed(state, textIn(fields, 'account_id')).account_id,
    amount: figureIn(fields, 'amount'),
    date: dateIn(fields, 'date') ?? dayIn('UTC', state.now()),
    name: needIn(fields, 'name'),
    pending: isPending,
    pending_transaction_id: textIn(fields, 'pending_transaction_id'),
  });
  state.tell(newsCode);
  return transaction_id;
}

const blank = {
  authorized_date: null,
  merchant_name: null,
  original_description: null,
  check_number: null,
  transaction_code: null,
  reference_number: null,
  payee: null,
  payer: null,
  category: 'GENERAL_SERVICES_OTHER_GENERAL_SERVICES',
} as const;

const wordsOfLine = [
  'merchant_name',
  'original_description',
  'check_number',
  'transaction_code',
  'reference_number',
  'payee',
  'payer',
] as const;

const told = (fields: Fields): Partial<Transaction> =>
  Object.fromEntries(wordsOfLine.flatMap((name) => (name in fields ? [[name, textIn(fields, name)]] : [])));

/**
 * A change of a line. `pending: false` books one that waited, as banks do: it is taken away, and another comes in its place that names
 * it, or does not where `is_linked` is false. Returns the other's id then.
 */
function changeLine(state: State, id: string, fields: Fields): string {
  const line = lineNamed(state, id);
  const next = {
    ...line,
    ...told(fields),
    amount: 'amount' in fields ? figureIn(fields, 'amount') : line.amount,
    date: dateIn(fields, 'date') ?? line.date,
    name: textIn(fields, 'name') ?? line.name,
  };
  state.tell(newsCode);
  if (!line.pending || fields['pending'] !== false) {
    state.putTransaction(next);
    return id;
  }
  const transaction_id = state.newId();
  state.removeTransaction(id);
  state.putTransaction({ ...next, transaction_id, pending: false, pending_transaction_id: fields['is_linked'] === false ? null : id });
  return transaction_id;
}

function takeBack(state: State, id: string): string {
  lineNamed(state, id);
  state.removeTransaction(id);
  state.tell(newsCode);
  return id;
}

function openAccount(state: State, fields: Fields): string {
  const account_id = state.newId();
  state.putAccount(
    rows.bankAccount.parse({
      official_name: null,
      mask: '0000',
      type: 'depository',
      subtype: 'checking',
      currency: 'USD',
      ...fields,
      opening: 'opening' in fields ? figureIn(fields, 'opening') : '0',
      account_id,
    }),
  );
  state.tell('NEW_ACCOUNTS_AVAILABLE');
  return account_id;
}

function changeAccount(state: State, id: string, fields: Fields): string {
  const account = accountNamed(state, id);
  state.putAccount({ ...account, name: textIn(fields, 'name') ?? account.name });
  return id;
}

/**
 * `login`: 'required' or 'good'; `mutations`: how many pages find the lines changed; `status`: how far Plaid has fetched;
 * `errors`: what the next questions meet.
 */
function set(state: State, fields: Fields): string {
  const { login, mutations, status, errors } = fields;
  const before = state.item();
  const given = {
    ...(login !== undefined && { login }),
    ...(mutations !== undefined && { mutations }),
    ...(status !== undefined && { status }),
  };
  const read = rows.item.safeParse({ ...before, ...given, ...(errors !== undefined && { errors }) });
  if (!read.success) throw invalidField(`no such setting: ${JSON.stringify(fields)}`);
  state.set(read.data);
  if (before.login === 'good' && read.data.login === 'required') state.tell('ERROR');
  if (before.login === 'required' && read.data.login === 'good') state.tell('LOGIN_REPAIRED');
  return state.facts.item_id;
}

function accountNamed(state: State, id: string | null): BankAccount {
  const account = id === null ? [...state.accounts.values()][0] : state.accounts.get(id);
  if (account === undefined) throw invalidField(`there is no account ${id ?? ''}`);
  return account;
}

function lineNamed(state: State, id: string): Transaction {
  const line = state.transactions.get(id);
  if (line === undefined || line.removedAt !== null) throw new Refusal('INVALID_INPUT', 'INVALID_TRANSACTION_ID', `there is no line ${id}`);
  return line;
}

function figureIn(fields: Fields, name: string): Amount {
  const text = needIn(fields, name);
  if (readDecimal(text) === null) throw invalidField(`${name} must be a number, not '${text}'`);
  return amount(text);
}

function dateIn(fields: Fields, name: string): string | null {
  const text = textIn(fields, name);
  if (text !== null && readDay(text) === null) throw invalidField(`${name} must be a day such as 2026-11-21, not '${text}'`);
  return text;
}
