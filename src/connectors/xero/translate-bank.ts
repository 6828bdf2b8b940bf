import { sumAmounts } from '../../core/decimal.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { BankTransaction, Journal, Transfer } from '../../core/records.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { accountOf, accountOfLine, lineAccount, moneyAccount } from './accounts.ts';
import { amountsAreOf, linesOf, sameLines, toLineAmountTypes, toLines, totalsOf } from './lines.ts';
import { appended, parted } from '../../core/reference-text.ts';
import { linkTo, referenceInLink } from './references.ts';
import { childOf, flagOf, idIn, instantOf, isSet, listOf, needDay, needFigure, needText, number, textOf, versionOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

const doings: Readonly<Record<string, BankTransaction['does']>> = {
  RECEIVE: 'receive',
  SPEND: 'spend',
  'RECEIVE-OVERPAYMENT': 'receiveOnAccount',
  'RECEIVE-PREPAYMENT': 'receivePrepayment',
};
const types: Readonly<Record<BankTransaction['does'], string>> = {
  receive: 'RECEIVE',
  spend: 'SPEND',
  receiveOnAccount: 'RECEIVE-OVERPAYMENT',
  receivePrepayment: 'RECEIVE-PREPAYMENT',
};

/** The legs of transfers, and money on account with suppliers, are no transactions of this kind. */
export const isOwnTransaction = (wire: Wire): boolean => doings[textOf(wire, 'Type') ?? ''] !== undefined;

/**
 * Money on a customer's account has two ids in Xero: of the bank transaction, and of the overpayment or prepayment that it
 * made, which allocations need. So both stand in our id: '<BankTransactionID>/Overpayments/<OverpaymentID>'.
 */
export function idOfTransaction(wire: Wire): string {
  const id = needText(wire, 'BankTransactionID');
  const overpayment = textOf(wire, 'OverpaymentID');
  const prepayment = textOf(wire, 'PrepaymentID');
  if (overpayment !== null) return `${id}/Overpayments/${overpayment}`;
  return prepayment === null ? id : `${id}/Prepayments/${prepayment}`;
}

/** The path of the overpayment or prepayment behind money on account: 'Overpayments/<id>'. Null for other transactions. */
export function onAccountPath(id: string): string | null {
  const at = id.indexOf('/');
  return at < 0 ? null : id.slice(at + 1);
}

export const bankTransactionId = (id: string): string => id.split('/')[0] ?? id;

/** `remaining` is what the overpayment or prepayment has left; the bank transaction itself does not say. */
export function fromBankTransaction(wire: Wire, remaining: string): Seen<BankTransaction> {
  const does = doings[needText(wire, 'Type')];
  if (does === undefined) throw new Error(`a bank transaction of type ${needText(wire, 'Type')} is none of ours to read`);
  const state = textOf(wire, 'Status') === 'AUTHORISED' ? 'made' : 'void';
  const record: BankTransaction = {
    kind: 'bankTransaction',
    id: idOfTransaction(wire),
    does,
    contact: idIn(wire, 'Contact', 'ContactID'),
    account: accountOf(childOf(wire, 'BankAccount')) ?? needText(wire, 'BankAccount'),
    madeOn: needDay(wire, 'Date'),
    currency: needText(wire, 'CurrencyCode'),
    amountsAre: amountsAreOf(wire),
    lines: linesOf(wire),
    totals: totalsOf(wire),
    remaining: state === 'void' || does === 'receive' || does === 'spend' ? '0' : remaining,
    reference: textOf(wire, 'Reference'),
    isReconciled: flagOf(wire, 'IsReconciled'),
    state,
  };
  return { record, version: versionOf(wire), reference: referenceInLink(textOf(wire, 'Url')) };
}

export function toBankTransaction(transaction: BankTransaction, reference: string, linkBase: string): Outgoing {
  if (transaction.contact === null) throw new Error('a bank transaction in Xero needs a contact');
  const isOnAccount = transaction.does === 'receiveOnAccount';
  return {
    ...transactionParts(transaction),
    Contact: { ContactID: transaction.contact },
    Date: transaction.madeOn,
    // Money in another currency than the bank account's own can only be kept on account.
    ...(isOnAccount ? { CurrencyCode: transaction.currency } : {}),
    // Xero keeps a reference on plain receipts and spendings only.
    ...(transaction.reference === null || !isPlain(transaction) ? {} : { Reference: transaction.reference }),
    Url: linkTo(linkBase, reference),
    Status: 'AUTHORISED',
  };
}

const isPlain = ({ does }: BankTransaction): boolean => does === 'receive' || does === 'spend';

/** The members that Xero's specification asks for in every write of a bank transaction, also to change or delete it. */
const transactionParts = (transaction: BankTransaction): Outgoing => ({
  Type: types[transaction.does],
  BankAccount: moneyAccount(transaction.account),
  LineAmountTypes: toLineAmountTypes(transaction.amountsAre),
  LineItems: toLines(transaction.lines, transaction.amountsAre, false),
});

export function changeBankTransaction({ id, record, before }: Extract<Step<BankTransaction>, { readonly do: 'update' }>): Outgoing {
  const kept = sameLines(record.lines, before.lines) ? { ...record, lines: before.lines } : record;
  return {
    BankTransactionID: bankTransactionId(id),
    ...transactionParts(kept),
    ...(record.contact === before.contact || record.contact === null ? {} : { Contact: { ContactID: record.contact } }),
    ...(record.madeOn === before.madeOn ? {} : { Date: record.madeOn }),
    ...(record.reference === before.reference ? {} : { Reference: record.reference ?? '' }),
  };
}

export const removeBankTransaction = (id: string, before: BankTransaction): Outgoing => ({
  BankTransactionID: bankTransactionId(id),
  ...transactionParts(before),
  Status: 'DELETED',
});

/** A transfer has no date of change: what it says is its version. Its currency is that of its accounts. */
export function fromTransfer(wire: Wire, currencyOf: (account: string) => string): Seen<Transfer> {
  const { text, reference } = parted(textOf(wire, 'Reference'));
  const [from, to] = [childOf(wire, 'FromBankAccount'), childOf(wire, 'ToBankAccount')];
  const fromAccount = accountOf(from) ?? needText(wire, 'FromBankAccount');
  const isReconciled = flagOf(wire, 'FromIsReconciled') === null ? null : isSet(wire, 'FromIsReconciled') || isSet(wire, 'ToIsReconciled');
  const record: Transfer = {
    kind: 'transfer',
    id: needText(wire, 'BankTransferID'),
    fromAccount,
    toAccount: accountOf(to) ?? needText(wire, 'ToBankAccount'),
    madeOn: needDay(wire, 'Date'),
    amount: needFigure(wire, 'Amount'),
    currency: currencyOf(fromAccount),
    reference: text,
    isReconciled,
    state: textOf(wire, 'Status') === 'DELETED' ? 'void' : 'made',
  };
  return { record, version: fingerprint([record, instantOf(wire, 'CreatedDateUTC')]), reference };
}

export const toTransfer = (transfer: Transfer, reference: string): Outgoing => ({
  FromBankAccount: moneyAccount(transfer.fromAccount),
  ToBankAccount: moneyAccount(transfer.toAccount),
  Amount: number(transfer.amount),
  Date: transfer.madeOn,
  Reference: appended(transfer.reference, reference),
});

/** Manual journals are always in the base currency. */
export function fromJournal(wire: Wire, baseCurrency: string): Seen<Journal> {
  const hasTax = amountsAreOf(wire) !== 'noTax';
  const record: Journal = {
    kind: 'journal',
    id: needText(wire, 'ManualJournalID'),
    madeOn: needDay(wire, 'Date'),
    currency: baseCurrency,
    narration: textOf(wire, 'Narration') ?? '',
    lines: listOf(wire, 'JournalLines').map((line) => ({
      account: accountOfLine(line) ?? needText(line, 'AccountCode'),
      description: textOf(line, 'Description') ?? '',
      amount: needFigure(line, 'LineAmount'),
      tax: hasTax ? textOf(line, 'TaxType') : null,
    })),
    state: stateOfJournal(textOf(wire, 'Status')),
  };
  return { record, version: versionOf(wire), reference: referenceInLink(textOf(wire, 'Url')) };
}

function stateOfJournal(status: string | null): Journal['state'] {
  if (status === 'POSTED') return 'made';
  return status === 'DRAFT' ? 'draft' : 'void';
}

export const toJournal = (journal: Journal, reference: string, linkBase: string): Outgoing => ({
  Narration: journal.narration,
  ...journalParts(journal),
  Url: linkTo(linkBase, reference),
  Status: journal.state === 'draft' ? 'DRAFT' : 'POSTED',
});

/** With tax codes the amounts include the tax, so that lines which sum to zero still do when Xero takes the tax out. */
function journalParts(journal: Journal): Outgoing {
  if (sumAmounts(journal.lines.map((line) => line.amount)) !== '0') throw new Error('the lines of a journal must sum to zero');
  const hasTax = journal.lines.some((line) => line.tax !== null);
  return {
    Date: journal.madeOn,
    LineAmountTypes: hasTax ? 'Inclusive' : 'NoTax',
    JournalLines: journal.lines.map((line) => ({
      LineAmount: number(line.amount),
      ...lineAccount(line.account),
      ...(line.description === '' ? {} : { Description: line.description }),
      ...(hasTax ? { TaxType: line.tax ?? 'NONE' } : {}),
    })),
  };
}

export const changeJournal = ({ id, record, before }: Extract<Step<Journal>, { readonly do: 'update' }>): Outgoing => ({
  ManualJournalID: id,
  Narration: record.narration,
  ...journalParts(record),
  ...(before.state === 'draft' && record.state === 'made' ? { Status: 'POSTED' } : {}),
});

export const removeJournal = (id: string, before: Journal): Outgoing => ({
  ManualJournalID: id,
  Narration: before.narration,
  Status: before.state === 'draft' ? 'DELETED' : 'VOIDED',
});
