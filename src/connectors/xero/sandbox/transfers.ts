import { decimal } from '../../../core/decimal.ts';
import { utcMidnight } from '../../../core/day.ts';
import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { accountInBrief } from './bank-shapes.ts';
import { writeBatch } from './batch.ts';
import { accountIn, requireBank } from './chart.ts';
import { centsIn, childIn, dayIn, flagIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerHistory } from './history.ts';
import { dayShape } from './line-shapes.ts';
import { flagOf, listed } from './listing.ts';
import { requireOpen } from './locks.ts';
import { messages } from './messages.ts';
import type { Transfer } from './model.ts';
import { postTransfer } from './postings.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import { decimalOfCents, toBase } from './totals.ts';
import { dayRate } from './vouchers.ts';
import type { Columns } from './where.ts';
import { wireCents, wireDecimal, wireInstant } from './wire.ts';

export function answerBankTransfers(ask: Ask): Payload {
  const [key, part] = ask.steps;
  if (ask.method === 'GET' && key === undefined) return listTransfers(ask);
  const named = key === undefined ? null : requireTransfer(ask.state, key);
  if (named && part === 'History') return answerHistory(ask, 'BankTransfers', named.id);
  if (ask.method === 'GET' && named) return collection('BankTransfers', [transferShape(ask.state, named)]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'BankTransfers',
    idName: 'BankTransferID',
    elements: elementsOf(ask, 'BankTransfers'),
    write: (fields) => ({ shape: transferShape(ask.state, writeTransfer(ask, fields, named)) }),
  });
}

function requireTransfer(state: State, id: string): Transfer {
  const transfer = state.tables.transfers.get(id.toLowerCase());
  if (!transfer) throw new Missing(messages.notFound);
  return transfer;
}

function writeTransfer(ask: Ask, fields: Fields, named: Transfer | null): Transfer {
  const id = textIn(fields, 'BankTransferID');
  const before = named ?? (ask.method === 'POST' && id ? requireTransfer(ask.state, id) : null);
  if (before === null) return makeTransfer(ask.state, fields);
  if (textIn(fields, 'Status') !== 'DELETED' || before.status === 'DELETED') throw new Invalid(messages.statusFixed);
  const isReconciled = before.fromIsReconciled || before.toIsReconciled;
  if (isReconciled && ask.by === 'app' && ask.state.settings().refuseReconciled) throw new Invalid(messages.reconciled);
  requireOpen(ask.state, before.date);
  const kept = ask.state.tables.transfers.put({ ...before, status: 'DELETED' });
  postTransfer(ask.state, kept);
  return kept;
}

function makeTransfer(state: State, fields: Fields): Transfer {
  const from = requireBank(accountIn(state, childIn(fields, 'FromBankAccount'), 'Code'));
  const to = requireBank(accountIn(state, childIn(fields, 'ToBankAccount'), 'Code'));
  const amount = centsIn(fields, 'Amount') ?? 0n;
  if (from.id === to.id) throw new Invalid(messages.transferSame);
  if (amount <= 0n) throw new Invalid(messages.transferAmount);
  if (from.currency !== to.currency) throw new Invalid(messages.transferCurrency);
  const currency = from.currency ?? state.facts.baseCurrency;
  const rate = currency === state.facts.baseCurrency ? decimal('1') : dayRate(state, currency);
  const date = dayIn(fields, 'Date') ?? state.today();
  requireOpen(state, date);
  const transfer = state.tables.transfers.put({
    id: state.newId(),
    updatedAt: 0,
    fromAccountId: from.id,
    toAccountId: to.id,
    amount,
    currency,
    rate,
    base: toBase(amount, rate),
    date,
    reference: textIn(fields, 'Reference') ?? null,
    status: 'AUTHORISED',
    fromTransactionId: state.newId(),
    toTransactionId: state.newId(),
    fromIsReconciled: flagIn(fields, 'FromIsReconciled') ?? false,
    toIsReconciled: flagIn(fields, 'ToIsReconciled') ?? false,
    createdAt: state.now(),
  });
  postTransfer(state, transfer);
  return transfer;
}

/** Deleted transfers show only with includeDeleted=true. */
function listTransfers(ask: Ask): Payload {
  const { rows } = listed(ask, {
    table: ask.state.tables.transfers,
    columns,
    condition: flagOf(ask, 'includeDeleted') ? null : (transfer) => transfer.status !== 'DELETED',
  });
  return collection(
    'BankTransfers',
    rows.map((transfer) => transferShape(ask.state, transfer)),
  );
}

export const transferShape = (state: State, transfer: Transfer): object => ({
  BankTransferID: transfer.id,
  CreatedDateUTC: wireInstant(transfer.createdAt),
  ...dayShape('Date', transfer.date),
  FromBankAccount: accountInBrief(state, transfer.fromAccountId),
  ToBankAccount: accountInBrief(state, transfer.toAccountId),
  Amount: wireCents(transfer.amount),
  FromBankTransactionID: transfer.fromTransactionId,
  ToBankTransactionID: transfer.toTransactionId,
  FromIsReconciled: transfer.fromIsReconciled,
  ToIsReconciled: transfer.toIsReconciled,
  ...(transfer.reference === null ? {} : { Reference: transfer.reference }),
  CurrencyRate: wireDecimal(transfer.rate),
  Status: transfer.status,
  HasAttachments: false,
});

const columns: Columns<Transfer> = {
  BankTransferID: (transfer) => transfer.id,
  Date: (transfer) => utcMidnight(transfer.date),
  Amount: (transfer) => decimalOfCents(transfer.amount),
  Reference: (transfer) => transfer.reference ?? '',
  Status: (transfer) => transfer.status,
  CreatedDateUTC: (transfer) => transfer.createdAt,
  'FromBankAccount.AccountID': (transfer) => transfer.fromAccountId,
  'ToBankAccount.AccountID': (transfer) => transfer.toAccountId,
};
