import { absolute, amount, decimal, isZero, negate, sumAmounts } from '../../core/decimal.ts';
import type { BankTransaction, Journal, Line, Transfer } from '../../core/records.ts';
import type { Seen } from '../../contract/connector.ts';
import type { Books } from './books.ts';
import { accountRef, linesOf, toExpenseLine, toSalesLine, totalsOf } from './lines.ts';
import { readNote, writeNote } from './references.ts';
import { amountsAreOf, toCalculation, toTaxDetail } from './taxes.ts';
import { isVoid, toCurrency } from './translate-documents.ts';
import { moneyIn, referenceIn, toRefNum } from './translate-money.ts';
import { childOf, figureOrZero, isSet, listOf, needDay, needFigure, needText, number, ref, refOf, textOf, versionOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

export type BankEntity = 'SalesReceipt' | 'RefundReceipt' | 'Deposit' | 'Purchase' | 'Payment';

const incomeTypes = new Set(['Income', 'Other Income']);

/** A sale or its return, to a customer, goes through items; money that is coded straight to accounts does not. */
const isSale = ({ contact, lines }: BankTransaction, books: Books): boolean =>
  contact !== null && lines.length > 0 && lines.every((line) => incomeTypes.has(books.account(line.account ?? '')?.type ?? ''));

export function entityFor(transaction: BankTransaction, books: Books): BankEntity {
  switch (transaction.does) {
    case 'receive':
      return isSale(transaction, books) ? 'SalesReceipt' : 'Deposit';
    case 'spend':
      return isSale(transaction, books) ? 'RefundReceipt' : 'Purchase';
    case 'receiveOnAccount':
    case 'receivePrepayment':
      return 'Payment';
  }
}

export const entityOf = (id: string): BankEntity => {
  const found = (['SalesReceipt', 'RefundReceipt', 'Deposit', 'Purchase', 'Payment'] as const).find((entity) =>
    id.startsWith(`${entity}/`),
  );
  if (found === undefined) throw new Error(`'${id}' is no bank transaction of QuickBooks`);
  return found;
};

const accountIn: Readonly<Record<BankEntity, string>> = {
  SalesReceipt: 'DepositToAccountRef',
  RefundReceipt: 'DepositToAccountRef',
  Deposit: 'DepositToAccountRef',
  Purchase: 'AccountRef',
  Payment: 'DepositToAccountRef',
};

export function fromBankTransaction(wire: Wire, entity: BankEntity, books: Books, isReconciled: boolean | null): Seen<BankTransaction> {
  const { text, reference } = referenceIn(wire);
  const account = refOf(wire, accountIn[entity]);
  const state = isVoid(wire) ? 'void' : 'made';
  const isCredit = entity === 'Deposit' || entity === 'SalesReceipt' || (entity === 'Purchase' && isSet(wire, 'Credit'));
  const record: BankTransaction = {
    kind: 'bankTransaction',
    id: `${entity}/${needText(wire, 'Id')}`,
    does: entity === 'Payment' ? 'receiveOnAccount' : isCredit ? 'receive' : 'spend',
    contact: contactIn(wire, entity),
    account: account === null ? '' : books.accountName(account),
    madeOn: needDay(wire, 'TxnDate'),
    currency: refOf(wire, 'CurrencyRef') ?? books.homeCurrency,
    amountsAre: entity === 'Payment' ? 'noTax' : amountsAreOf(wire),
    lines: bankLines(wire, entity, books),
    totals: entity === 'Payment' ? { net: needFigure(wire, 'TotalAmt'), tax: '0', gross: needFigure(wire, 'TotalAmt') } : totalsOf(wire),
    remaining: entity === 'Payment' && state === 'made' ? figureOrZero(wire, 'UnappliedAmt') : '0',
    reference: text,
    isReconciled,
    state,
  };
  if (entity === 'Payment') books.keepPayment(wire);
  return { record, version: versionOf(wire), reference };
}

function contactIn(wire: Wire, entity: BankEntity): string | null {
  if (entity === 'Purchase') return entityName(childOf(wire, 'EntityRef'));
  if (entity !== 'Deposit') return refOf(wire, 'CustomerRef');
  const details = listOf(wire, 'Line').map((line) => childOf(childOf(line, 'DepositLineDetail') ?? {}, 'Entity'));
  return entityName(details.find((entry) => entry !== null) ?? null);
}

/** Customers by their id alone; suppliers as 'Vendor/7'. */
function entityName(entity: Wire | null): string | null {
  const id = entity === null ? null : textOf(entity, 'value');
  const type = entity === null ? null : textOf(entity, 'type');
  return id === null || type === null || /customer/i.test(type)
    ? id
    : `${type.charAt(0).toUpperCase()}${type.slice(1).toLowerCase()}/${id}`;
}

const toEntity = (contact: string | null): Outgoing | null => {
  if (contact === null) return null;
  const [type, id] = contact.split('/');
  return id === undefined ? { value: contact, type: 'Customer' } : { value: id, type };
};

function bankLines(wire: Wire, entity: BankEntity, books: Books): readonly Line[] {
  if (entity === 'Payment') {
    const whole = needFigure(wire, 'TotalAmt');
    return [{ ...blank, description: 'Received on account', unitPrice: whole, amount: whole }];
  }
  const lines = linesOf(wire, books);
  if (entity !== 'Deposit') return lines;
  // Payments that are grouped in a deposit come out of the account where they waited.
  const waiting = books.accounts.find(({ subType }) => subType === 'UndepositedFunds');
  return lines.map((line, index) => {
    const isGrouped = listOf(listOf(wire, 'Line')[index] ?? {}, 'LinkedTxn').length > 0;
    return isGrouped && line.account === null ? { ...line, account: waiting?.name ?? null } : line;
  });
}

const blank: Line = {
  id: null,
  description: '',
  quantity: '1',
  unitPrice: '0',
  discount: null,
  amount: '0',
  taxes: [],
  account: null,
  item: null,
};

export function toBankTransaction(transaction: BankTransaction, reference: string, books: Books): Outgoing {
  const entity = entityFor(transaction, books);
  const { contact, account, madeOn, currency, amountsAre, lines, totals } = transaction;
  const isOnAccount = entity === 'Payment';
  const common = {
    ...toCurrency(currency, null, books),
    TxnDate: madeOn,
    PrivateNote: writeNote(transaction.reference, reference, isOnAccount),
  };
  const money = accountRef(account, books);
  switch (entity) {
    case 'Payment':
      return { ...moneyIn({ ...transaction, on: madeOn, amount: totals.gross }, books), ...common, Line: [] };
    case 'SalesReceipt':
    case 'RefundReceipt':
      return {
        ...common,
        CustomerRef: ref(contact ?? ''),
        DepositToAccountRef: money,
        ...toRefNum(transaction.reference),
        ...toCalculation(amountsAre, books),
        Line: lines.map((line) => toSalesLine(line, amountsAre, books)),
        ...toTaxDetail(lines, amountsAre, books),
      };
    case 'Purchase': {
      const entityRef = toEntity(contact);
      return {
        ...common,
        AccountRef: money,
        PaymentType: 'Cash',
        ...(entityRef === null ? {} : { EntityRef: entityRef }),
        ...toCalculation(amountsAre, books),
        Line: lines.map((line) => toExpenseLine(line, amountsAre, books)),
        ...toTaxDetail(lines, amountsAre, books),
      };
    }
    case 'Deposit':
      return { ...common, DepositToAccountRef: money, Line: lines.map((line) => toDepositLine(line, contact, books)) };
  }
}

function toDepositLine(line: Line, contact: string | null, books: Books): Outgoing {
  if (!isZero(decimal(sumAmounts(line.taxes.map((tax) => tax.amount)))))
    throw new Error(`a QuickBooks deposit carries no sales tax, and its line '${line.description}' does`);
  const entity = toEntity(contact);
  return {
    ...(line.id === null ? {} : { Id: line.id }),
    Description: line.description,
    Amount: number(line.amount),
    DetailType: 'DepositLineDetail',
    DepositLineDetail: { AccountRef: accountRef(line.account, books), ...(entity === null ? {} : { Entity: entity }) },
  };
}

/** QuickBooks moves money between any accounts of the balance sheet; its day is that of the bank. */
export function fromTransfer(wire: Wire, books: Books, isReconciled: boolean | null): Seen<Transfer> {
  const { text, reference } = readNote(textOf(wire, 'PrivateNote'));
  const name = (member: string): string => books.accountName(refOf(wire, member) ?? needText(wire, member));
  const record: Transfer = {
    kind: 'transfer',
    id: needText(wire, 'Id'),
    fromAccount: name('FromAccountRef'),
    toAccount: name('ToAccountRef'),
    madeOn: needDay(wire, 'TxnDate'),
    amount: needFigure(wire, 'Amount'),
    currency: refOf(wire, 'CurrencyRef') ?? books.homeCurrency,
    reference: text,
    isReconciled,
    state: 'made',
  };
  return { record, version: versionOf(wire), reference };
}

export const toTransfer = (transfer: Transfer, reference: string, books: Books): Outgoing => ({
  FromAccountRef: accountRef(transfer.fromAccount, books),
  ToAccountRef: accountRef(transfer.toAccount, books),
  Amount: number(transfer.amount),
  TxnDate: transfer.madeOn,
  ...toCurrency(transfer.currency, null, books),
  PrivateNote: writeNote(transfer.reference, reference),
});

/** Amounts of journal lines are positive: whether they debit or credit is said beside them. */
export function fromJournal(wire: Wire, books: Books): Seen<Journal> {
  const { text, reference } = readNote(textOf(wire, 'PrivateNote'));
  const record: Journal = {
    kind: 'journal',
    id: needText(wire, 'Id'),
    madeOn: needDay(wire, 'TxnDate'),
    currency: refOf(wire, 'CurrencyRef') ?? books.homeCurrency,
    narration: text ?? '',
    lines: listOf(wire, 'Line').flatMap((line) => {
      const detail = childOf(line, 'JournalEntryLineDetail');
      if (detail === null) return [];
      const size = decimal(figureOrZero(line, 'Amount'));
      return [
        {
          account: books.accountName(refOf(detail, 'AccountRef') ?? needText(detail, 'AccountRef')),
          description: textOf(line, 'Description') ?? '',
          amount: amount(textOf(detail, 'PostingType') === 'Credit' ? negate(size) : size),
          tax: refOf(detail, 'TaxCodeRef'),
        },
      ];
    }),
    state: isVoid(wire) ? 'void' : 'made',
  };
  return { record, version: versionOf(wire), reference };
}

export const toJournal = (journal: Journal, reference: string, books: Books): Outgoing => ({
  TxnDate: journal.madeOn,
  ...toCurrency(journal.currency, null, books),
  PrivateNote: writeNote(journal.narration, reference),
  Line: toJournalLines(journal, books),
});

export const toJournalLines = (journal: Journal, books: Books): readonly Outgoing[] =>
  journal.lines.map((line) => ({
    Description: line.description,
    Amount: number(amount(absolute(decimal(line.amount)))),
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: {
      PostingType: line.amount.startsWith('-') ? 'Credit' : 'Debit',
      AccountRef: accountRef(line.account, books),
      ...(line.tax === null ? {} : { TaxCodeRef: ref(line.tax) }),
    },
  }));
