import type { Journal } from '../../../sandbox/books.ts';
import { flagIn, plainCents, refIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { cell, cents, dataRow, report, section } from './report-shapes.ts';
import type { Asked, Cell, Column } from './report-shapes.ts';
import { transactionTypes } from './rows.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';

/** A transaction with what it did to the books. */
interface Entered {
  readonly row: Row;
  readonly journal: Journal;
}

/** The words of these reports for each type of transaction. */
function wordFor({ type, body }: Row): string {
  if (type === 'BillPayment') return textIn(body, 'PayType') === 'Check' ? 'Bill Payment (Check)' : 'Bill Payment (Credit Card)';
  if (type === 'Purchase') return purchaseWord(body);
  return words[type] ?? type;
}

const words: Readonly<Record<string, string>> = {
  SalesReceipt: 'Sales Receipt',
  CreditMemo: 'Credit Memo',
  RefundReceipt: 'Refund',
  VendorCredit: 'Vendor Credit',
  JournalEntry: 'Journal Entry',
};

function purchaseWord(body: Fields): string {
  if (textIn(body, 'PaymentType') === 'CreditCard') return flagIn(body, 'Credit') ? 'Credit Card Credit' : 'Credit Card Expense';
  return textIn(body, 'PaymentType') === 'Check' ? 'Check' : 'Expense';
}

/** Transactions of the period that are in the books, by day. */
function entered({ state, query, from, through }: Asked): readonly Entered[] {
  const cleared = query.get('cleared');
  const found = transactionTypes.flatMap((type) =>
    [...state.rows.all(type)].flatMap((row) => {
      const day = textIn(row.body, 'TxnDate') ?? '';
      if (day < from || day > through || (cleared !== null && cleared !== clearedWord(state, row))) return [];
      return state.books.standing({ kind: row.type, id: row.id }).map((journal) => ({ row, journal }));
    }),
  );
  return found.toSorted((a, b) => a.journal.day.localeCompare(b.journal.day) || Number(a.row.id) - Number(b.row.id));
}

const clearedWord = (state: State, row: Row): string => {
  const mark = state.rows.get('Cleared', `${row.type}-${row.id}`);
  return (mark && textIn(mark.body, 'Cleared')) ?? 'Uncleared';
};

const fixed: Readonly<Record<string, Column>> = {
  tx_date: { title: 'Date', type: 'Date', key: 'tx_date' },
  txn_type: { title: 'Transaction Type', type: 'String', key: 'txn_type' },
  doc_num: { title: 'Num', type: 'String', key: 'doc_num' },
  is_no_post: { title: 'Posting', type: 'Boolean', key: 'is_no_post' },
  name: { title: 'Name', type: 'String', key: 'name' },
  memo: { title: 'Memo/Description', type: 'String', key: 'memo' },
  account_name: { title: 'Account', type: 'String', key: 'account_name' },
  other_account: { title: 'Split', type: 'String', key: 'other_account' },
  split_acc: { title: 'Split', type: 'String', key: 'split_acc' },
  is_cleared: { title: 'Clr', type: 'String', key: 'is_cleared' },
  subt_nat_amount: { title: 'Amount', type: 'Money', key: 'subt_nat_amount' },
  rbal_nat_amount: { title: 'Balance', type: 'Money', key: 'rbal_nat_amount' },
  debt_amt: { title: 'Debit', type: 'Money', key: 'debt_amt' },
  credit_amt: { title: 'Credit', type: 'Money', key: 'credit_amt' },
};

const columnsOf = ({ query }: Asked, usual: readonly string[]): readonly Column[] =>
  (query.get('columns')?.split(',') ?? usual).flatMap((key) => fixed[key] ?? []);

/** One line of a report. */
interface Line extends Entered {
  readonly account: string;
  readonly minor: bigint;
  readonly balance: bigint;
}

function cellFor(state: State, line: Line, key: string): Cell {
  const { row, journal, account, minor, balance } = line;
  const sign = isNaturallyCredit(state, account) ? -1n : 1n;
  switch (key) {
    case 'tx_date':
      return cell(journal.day);
    case 'txn_type':
      return cell(wordFor(row), row.id);
    case 'doc_num':
      return cell(textIn(row.body, 'DocNumber') ?? '');
    case 'is_no_post':
      return cell('Yes');
    case 'name':
      return nameCell(state, row);
    case 'memo':
      return cell(textIn(row.body, 'PrivateNote') ?? '');
    case 'account_name':
      return cell(accountName(state, account), account);
    case 'other_account':
    case 'split_acc':
      return splitCell(state, journal, account);
    case 'is_cleared':
      return cell(clearedWord(state, row) === 'Reconciled' ? 'R' : '');
    case 'rbal_nat_amount':
      return cents(sign * balance);
    case 'debt_amt':
      return cell(minor > 0n ? plainCents(minor) : '');
    case 'credit_amt':
      return cell(minor < 0n ? plainCents(-minor) : '');
    default:
      return cents(sign * minor);
  }
}

function nameCell(state: State, { body }: Row): Cell {
  const [type, id] =
    body['VendorRef'] === undefined ? (['Customer', refIn(body, 'CustomerRef')] as const) : (['Vendor', refIn(body, 'VendorRef')] as const);
  const row = id === undefined ? undefined : state.rows.any(type, id);
  return row ? cell(textIn(row.body, 'DisplayName') ?? '', row.id) : cell('');
}

const accountName = (state: State, id: string): string => {
  const row = state.rows.get('Account', id);
  return (row && textIn(row.body, 'FullyQualifiedName')) ?? id;
};

function splitCell(state: State, { lines }: Journal, account: string): Cell {
  const [other, another] = [...new Set(lines.map((line) => line.account))].filter((id) => id !== account);
  return other === undefined || another !== undefined ? cell('-Split-') : cell(accountName(state, other), other);
}

const isNaturallyCredit = (state: State, id: string): boolean => {
  const row = state.rows.get('Account', id);
  return ['Liability', 'Equity', 'Revenue'].includes((row && textIn(row.body, 'Classification')) ?? '');
};

const listColumns = ['tx_date', 'txn_type', 'doc_num', 'is_no_post', 'name', 'memo', 'account_name', 'other_account', 'subt_nat_amount'];

/** A line for each transaction, on the account that it is about. `cleared=Reconciled` leaves what a person has reconciled. */
export function transactionList(asked: Asked): Fields {
  const columns = columnsOf(asked, listColumns);
  const wanted = asked.query.get('transaction_type');
  const rows = entered(asked)
    .filter(({ row }) => wanted === null || row.type === wanted)
    .flatMap((one) => {
      const [first] = one.journal.lines;
      const line = first && { ...one, account: first.account, minor: first.minor, balance: 0n };
      return line ? [dataRow(columns.map(({ key }) => cellFor(asked.state, line, key)))] : [];
    });
  return report(asked, columns, rows);
}

const ledgerColumns = ['tx_date', 'txn_type', 'doc_num', 'name', 'memo', 'split_acc', 'subt_nat_amount', 'rbal_nat_amount'];

/** Every line of the books in the period, account by account, each with its running balance. `account=35,4` leaves these. */
export function generalLedger(asked: Asked): Fields {
  const { state, query, from, through } = asked;
  const columns = columnsOf(asked, ledgerColumns);
  const wanted = query.get('account')?.split(',');
  const byAccount = new Map<string, Line[]>();
  for (const one of entered(asked)) {
    for (const { account, minor } of one.journal.lines) {
      const lines = byAccount.get(account) ?? [];
      byAccount.set(account, lines);
      lines.push({ ...one, account, minor, balance: 0n });
    }
  }
  const sections = [...byAccount]
    .filter(([account]) => wanted === undefined || wanted.includes(account))
    .map(([account, lines]) => {
      let balance = state.books.balance(account, through) - state.books.movement(account, { from, through });
      const rows = lines.map((line) => {
        balance += line.minor;
        const shown = { ...line, balance };
        return dataRow(columns.map(({ key }) => cellFor(state, shown, key)));
      });
      const sign = isNaturallyCredit(state, account) ? -1n : 1n;
      const total = sign * state.books.movement(account, { from, through });
      const name = accountName(state, account);
      const summary = [
        cell(`Total for ${name}`),
        ...columns.slice(1).map(({ key }) => (key === 'subt_nat_amount' ? cents(total) : cell(''))),
      ];
      const made = section('', { rows, summary });
      return { ...made, Header: { ColData: [cell(name, account), ...columns.slice(1).map(() => cell(''))] } };
    });
  return report(asked, columns, sections);
}
