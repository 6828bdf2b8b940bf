import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { writeBatch } from './batch.ts';
import { bankTransactionShape, listBankTransactions } from './bank-shapes.ts';
import { accountIn, requireBank } from './chart.ts';
import { markRole } from './contacts.ts';
import { childIn, flagIn, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerHistory } from './history.ts';
import { requireOpen } from './locks.ts';
import { messages } from './messages.ts';
import type { Account, BankTransaction, Credit } from './model.ts';
import { baseTotalOf, controlOf, partsOf, postBankTransaction } from './postings.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import { composeVoucher } from './vouchers.ts';

const types = ['SPEND', 'RECEIVE', 'SPEND-OVERPAYMENT', 'RECEIVE-OVERPAYMENT', 'SPEND-PREPAYMENT', 'RECEIVE-PREPAYMENT'] as const;

export function answerBankTransactions(ask: Ask): Payload {
  const [key, part] = ask.steps;
  if (ask.method === 'GET' && key === undefined) return listBankTransactions(ask);
  const named = key === undefined ? null : requireTransaction(ask.state, key);
  if (named && part === 'History') return answerHistory(ask, 'BankTransactions', named.id);
  if (ask.method === 'GET' && named) return collection('BankTransactions', [bankTransactionShape(ask, named, 'single')]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'BankTransactions',
    idName: 'BankTransactionID',
    elements: elementsOf(ask, 'BankTransactions'),
    write: (fields) => ({ shape: bankTransactionShape(ask, writeBankTransaction(ask, fields, named), 'written') }),
  });
}

function requireTransaction(state: State, id: string): BankTransaction {
  const transaction = state.tables.bankTransactions.get(id.toLowerCase());
  if (!transaction) throw new Missing(messages.notFound);
  return transaction;
}

function writeBankTransaction(ask: Ask, fields: Fields, named: BankTransaction | null): BankTransaction {
  const id = textIn(fields, 'BankTransactionID');
  const before = named ?? (ask.method === 'POST' && id ? requireTransaction(ask.state, id) : null);
  if (before === null) return createTransaction(ask, fields);
  if (before.status !== 'AUTHORISED') throw new Invalid(messages.statusFixed);
  if (before.isReconciled && ask.by === 'app' && ask.state.settings().refuseReconciled) throw new Invalid(messages.reconciled);
  const status = wordIn(fields, 'Status', ['AUTHORISED', 'DELETED', 'VOIDED']);
  return status === undefined || status === 'AUTHORISED'
    ? changeTransaction(ask, fields, before)
    : removeTransaction(ask.state, before, status);
}

function createTransaction(ask: Ask, fields: Fields): BankTransaction {
  const { state } = ask;
  const type = wordIn(fields, 'Type', types);
  if (type === undefined) throw new Invalid(messages.typeNeeded);
  const bank = requireBank(accountIn(state, childIn(fields, 'BankAccount'), 'Code'));
  const transaction: BankTransaction = {
    id: state.newId(),
    updatedAt: 0,
    ...composeVoucher(ask, withOverpaymentLine(state, fields, type), null, rulesOf(type, bank)),
    type,
    accountId: bank.id,
    status: 'AUTHORISED',
    isReconciled: flagIn(fields, 'IsReconciled') ?? false,
    creditId: type.includes('-') ? state.newId() : null,
  };
  return keepTransaction(state, transaction, { bank, before: null });
}

const rulesOf = (type: string, bank: Account) => {
  const isOverpayment = type.endsWith('OVERPAYMENT');
  return {
    isSale: type.startsWith('RECEIVE'),
    mayDiscount: false,
    isApproved: true,
    isOnControl: isOverpayment,
    usualTypes: isOverpayment ? 'NoTax' : 'Inclusive',
    hasReference: !type.includes('-'),
    ...(bank.currency === null ? {} : { currency: bank.currency }),
  } as const;
};

/** An overpayment stands on the receivable or payable account: its one line may name it, or leave it out. */
function withOverpaymentLine(state: State, fields: Fields, type: string): Fields {
  if (!type.endsWith('OVERPAYMENT')) return fields;
  const control = controlOf(state, type.startsWith('RECEIVE'));
  const sent = fields['LineItems'];
  if (!Array.isArray(sent)) return fields;
  const lines = sent.map((line: unknown) =>
    typeof line === 'object' && line !== null && !('AccountCode' in line) && !('AccountID' in line)
      ? { ...line, AccountID: control }
      : line,
  );
  return { ...fields, LineItems: lines };
}

function changeTransaction(ask: Ask, fields: Fields, before: BankTransaction): BankTransaction {
  const type = textIn(fields, 'Type');
  if (type !== undefined && type !== before.type) throw new Invalid(messages.typeFixed);
  const bank = requireBank(accountIn(ask.state, childIn(fields, 'BankAccount'), 'Code') ?? ask.state.tables.accounts.get(before.accountId));
  requireUnused(ask.state, before);
  const voucher = composeVoucher(ask, withOverpaymentLine(ask.state, fields, before.type), before, rulesOf(before.type, bank));
  const changed = { ...before, ...voucher, accountId: bank.id, isReconciled: flagIn(fields, 'IsReconciled') ?? before.isReconciled };
  return keepTransaction(ask.state, changed, { bank, before });
}

function keepTransaction(
  state: State,
  transaction: BankTransaction,
  of: { readonly bank: Account; readonly before: BankTransaction | null },
): BankTransaction {
  requireOpen(state, transaction.date, ...(of.before === null ? [] : [of.before.date]));
  if (transaction.total < 0n) throw new Invalid(messages.totalNegative);
  if (transaction.type.endsWith('OVERPAYMENT')) requireOverpayment(state, transaction);
  markRole(state, transaction.contactId, transaction.type.startsWith('RECEIVE'));
  const kept = state.tables.bankTransactions.put(transaction);
  if (kept.creditId !== null) state.tables.credits.put(creditOf(state, kept, kept.creditId));
  postBankTransaction(state, kept, of.bank);
  return kept;
}

function requireOverpayment(state: State, { type, lines, lineAmountTypes }: BankTransaction): void {
  const control = controlOf(state, type.startsWith('RECEIVE'));
  if (lines.length !== 1 || lines[0]?.accountId !== control) throw new Invalid(messages.overpaymentLine);
  if (lineAmountTypes !== 'NoTax') throw new Invalid(messages.overpaymentTax);
}

/** The overpayment or prepayment that a bank transaction stands for, with all of it still to be used. */
function creditOf(state: State, transaction: BankTransaction, id: string): Credit {
  const { contactId, date, currency, rate, lineAmountTypes, lines, subTotal, totalTax, total, reference, url } = transaction;
  return {
    id,
    updatedAt: 0,
    contactId,
    date,
    currency,
    rate,
    lineAmountTypes,
    lines,
    subTotal,
    totalTax,
    total,
    reference,
    url,
    kind: transaction.type.endsWith('OVERPAYMENT') ? 'overpayment' : 'prepayment',
    type: transaction.type,
    number: null,
    status: 'AUTHORISED',
    bankTransactionId: transaction.id,
    paid: 0n,
    credited: 0n,
    baseTotal: baseTotalOf(partsOf(state, transaction)),
    baseTaken: 0n,
    settledOn: null,
  };
}

function requireUnused(state: State, transaction: BankTransaction): Credit | null {
  const credit = transaction.creditId === null ? undefined : state.tables.credits.get(transaction.creditId);
  if (!credit) return null;
  if (credit.paid !== 0n || credit.credited !== 0n) throw new Invalid(messages.removeHasPayments);
  return credit;
}

function removeTransaction(state: State, before: BankTransaction, status: 'DELETED' | 'VOIDED'): BankTransaction {
  requireOpen(state, before.date);
  const credit = requireUnused(state, before);
  const bank = state.tables.accounts.get(before.accountId);
  if (!bank) throw new Missing(messages.notFound);
  if (credit) state.tables.credits.put({ ...credit, status: 'VOIDED', baseTotal: 0n });
  const kept = state.tables.bankTransactions.put({ ...before, status });
  postBankTransaction(state, kept, bank);
  return kept;
}
