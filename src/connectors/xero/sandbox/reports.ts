import { addDays, firstDayOf, lastDayOf, monthOf } from '../../../core/day.ts';
import type { Day } from '../../../core/day.ts';
import { agedReport } from './aged-reports.ts';
import type { Ask, Payload } from './asking.ts';
import { classOf, systemAccount } from './chart.ts';
import { messages } from './messages.ts';
import type { Account, AccountClass } from './model.ts';
import { Missing, WrongMethod } from './refusals.ts';
import { cell, dayParameter, headerRow, longDay, plainRow, reportPayload, section, shortDay, summaryRow } from './report-shapes.ts';
import type { Report } from './report-shapes.ts';
import type { State } from './state.ts';
import { plainCents } from './wire.ts';

/** Reports are computed from the books at each request; nothing of them is kept. */
export function answerReports(ask: Ask): Payload {
  if (ask.method !== 'GET') throw new WrongMethod();
  const report = reports[ask.steps[0] ?? ''];
  if (!report) throw new Missing(messages.notFound);
  return reportPayload(ask, report(ask));
}

const reports: Readonly<Record<string, (ask: Ask) => Report>> = {
  TrialBalance: trialBalance,
  ProfitAndLoss: profitAndLoss,
  BalanceSheet: balanceSheet,
  BankSummary: bankSummary,
  AgedReceivablesByContact: (ask) => agedReport(ask, 'ACCREC'),
  AgedPayablesByContact: (ask) => agedReport(ask, 'ACCPAY'),
};

const isProfitOrLoss = (account: Account): boolean => classOf(account) === 'REVENUE' || classOf(account) === 'EXPENSE';

// The financial year ends on 31 December, as the organisation says.
const yearStart = (day: Day): Day => `${day.slice(0, 4)}-01-01`;

/** Accounts that were ever posted to, by code. */
function postedAccounts(state: State): readonly Account[] {
  const posted = state.books.trialBalance({ from: null, through: null });
  const accounts = [...posted.keys()].flatMap((id) => state.tables.accounts.get(id) ?? []);
  const retained = systemAccount(state, 'RETAINEDEARNINGS');
  const all = accounts.includes(retained) ? accounts : [...accounts, retained];
  return all.toSorted((a, b) => ((a.code ?? a.name) < (b.code ?? b.name) ? -1 : 1));
}

/**
 * Balance at the end of a day as a year-to-date figure: profit and loss accounts begin anew each financial year, and what
 * earlier years left stands on retained earnings.
 */
function yearToDate(state: State, account: Account, through: Day): bigint {
  const { books } = state;
  if (isProfitOrLoss(account)) return books.movement(account.id, { from: yearStart(through), through });
  const balance = books.balance(account.id, through);
  return account.system === 'RETAINEDEARNINGS' ? balance + earlierProfit(state, through) : balance;
}

function earlierProfit(state: State, through: Day): bigint {
  let total = 0n;
  for (const account of postedAccounts(state))
    if (isProfitOrLoss(account)) total += state.books.balance(account.id, addDays(yearStart(through), -1));
  return total;
}

const trialSections: readonly (readonly [string, AccountClass])[] = [
  ['Revenue', 'REVENUE'],
  ['Expenses', 'EXPENSE'],
  ['Assets', 'ASSET'],
  ['Liabilities', 'LIABILITY'],
  ['Equity', 'EQUITY'],
];

// The first two columns are the movement of the month up to the day, the other two the year to date.
function trialBalance(ask: Ask): Report {
  const { state } = ask;
  const through = dayParameter(ask, 'date') ?? state.today();
  const month = { from: firstDayOf(monthOf(through)), through };
  const sums = [0n, 0n, 0n, 0n];
  const sections = trialSections.flatMap(([title, of]) => {
    const rows = postedAccounts(state).flatMap((account) => {
      if (classOf(account) !== of) return [];
      const [moved, toDate] = [state.books.movement(account.id, month), yearToDate(state, account, through)];
      if (moved === 0n && toDate === 0n && account.system === 'RETAINEDEARNINGS') return [];
      const figures = [...twoSides(account, moved), ...twoSides(account, toDate)];
      figures.forEach((figure, column) => (sums[column] = (sums[column] ?? 0n) + (figure ?? 0n)));
      const id = { name: 'account', value: account.id };
      const name = account.code === null ? account.name : `${account.name} (${account.code})`;
      return [plainRow([cell(name, id), ...figures.map((figure) => cell(figure === null ? '' : plainCents(figure), id))])];
    });
    return rows.length === 0 ? [] : [section(title, rows)];
  });
  const total = section('', [summaryRow('Total', ...sums.map(plainCents))]);
  return {
    type: 'TrialBalance',
    name: 'Trial Balance',
    period: `As at ${longDay(through)}`,
    rows: [headerRow('Account', 'Debit', 'Credit', 'YTD Debit', 'YTD Credit'), ...sections, total],
  };
}

/** A figure in the debit or the credit column; zero stands on the account's usual side. */
function twoSides(account: Account, minor: bigint): readonly [bigint | null, bigint | null] {
  const isDebit = minor === 0n ? ['ASSET', 'EXPENSE'].includes(classOf(account)) : minor > 0n;
  return isDebit ? [minor, null] : [null, -minor];
}

interface Column {
  readonly title: string;
  readonly from: Day;
  readonly through: Day;
}

// Periods go back from the one that was asked for, newest first.
function columnsOf(ask: Ask, from: Day, through: Day): readonly Column[] {
  const periods = Math.min(11, Number(/^\d{1,2}$/.exec(ask.query.get('periods') ?? '')?.[0] ?? 0));
  const months = { MONTH: 1, QUARTER: 3, YEAR: 12 }[ask.query.get('timeframe') ?? ''] ?? 1;
  const columns: Column[] = [{ title: shortDay(through), from, through }];
  for (let back = 1; back <= periods; back += 1) {
    const month = monthsBefore(monthOf(through), months * back);
    const last = lastDayOf(month);
    columns.push({ title: shortDay(last), from: firstDayOf(monthsBefore(month, months - 1)), through: last });
  }
  return columns;
}

function monthsBefore(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const at = year * 12 + number - 1 - count;
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
}

function accountRow(account: Account, figures: readonly bigint[]): object {
  const id = { name: 'account', value: account.id };
  return plainRow([cell(account.name, id), ...figures.map((figure) => cell(plainCents(figure), id))]);
}

interface Group {
  readonly title: string;
  readonly includes: (account: Account) => boolean;
  /** 1 where debits count up, -1 where credits do. */
  readonly sign: bigint;
}

/** A section of accounts with its total, and the sums of its columns. */
function groupOf(
  state: State,
  group: Group,
  figures: (account: Account) => readonly bigint[],
): { readonly shape: readonly object[]; readonly sums: readonly bigint[] } {
  const rows = postedAccounts(state)
    .filter(group.includes)
    .map((account) => ({ account, values: figures(account).map((minor) => minor * group.sign) }))
    .filter(({ values }) => values.some((minor) => minor !== 0n));
  const width = rows[0]?.values.length ?? 0;
  const sums = Array.from({ length: width }, (_, column) => rows.reduce((sum, { values }) => sum + (values[column] ?? 0n), 0n));
  if (rows.length === 0) return { shape: [], sums };
  return {
    shape: [
      section(group.title, [
        ...rows.map(({ account, values }) => accountRow(account, values)),
        summaryRow(`Total ${group.title}`, ...sums.map(plainCents)),
      ]),
    ],
    sums,
  };
}

const plus = (width: number, ...of: readonly (readonly bigint[])[]): readonly bigint[] =>
  Array.from({ length: width }, (_, column) => of.reduce((sum, values) => sum + (values[column] ?? 0n), 0n));
const minus = (values: readonly bigint[]): readonly bigint[] => values.map((value) => -value);

function profitAndLoss(ask: Ask): Report {
  const { state } = ask;
  const through = dayParameter(ask, 'toDate') ?? lastDayOf(monthOf(dayParameter(ask, 'fromDate') ?? state.today()));
  const from = dayParameter(ask, 'fromDate') ?? firstDayOf(monthOf(through));
  const columns = columnsOf(ask, from, through);
  const figures = (account: Account): readonly bigint[] => columns.map((column) => state.books.movement(account.id, column));
  const isDirect = (account: Account): boolean => account.type === 'DIRECTCOSTS';
  const income = groupOf(state, { title: 'Income', includes: (account) => classOf(account) === 'REVENUE', sign: -1n }, figures);
  const direct = groupOf(state, { title: 'Less Cost of Sales', includes: isDirect, sign: 1n }, figures);
  const costs = groupOf(
    state,
    { title: 'Less Operating Expenses', includes: (account) => classOf(account) === 'EXPENSE' && !isDirect(account), sign: 1n },
    figures,
  );
  const gross = plus(columns.length, income.sums, minus(direct.sums));
  const net = plus(columns.length, gross, minus(costs.sums));
  return {
    type: 'ProfitAndLoss',
    name: 'Profit and Loss',
    period: `${shortDay(from)} to ${shortDay(through)}`,
    rows: [
      headerRow('', ...columns.map((column) => column.title)),
      ...income.shape,
      ...direct.shape,
      section('', [plainRow([cell('Gross Profit'), ...gross.map((value) => cell(plainCents(value)))])]),
      ...costs.shape,
      section('', [plainRow([cell('Net Profit'), ...net.map((value) => cell(plainCents(value)))])]),
    ],
  };
}

function balanceSheet(ask: Ask): Report {
  const { state } = ask;
  const through = dayParameter(ask, 'date') ?? lastDayOf(monthOf(state.today()));
  const columns = columnsOf(ask, through, through);
  const figures = (account: Account): readonly bigint[] => columns.map((column) => yearToDate(state, account, column.through));
  const of = (title: string, sign: bigint, includes: (account: Account) => boolean) => groupOf(state, { title, sign, includes }, figures);
  const bank = of('Bank', 1n, (account) => account.type === 'BANK');
  const assets = of('Current Assets', 1n, (account) => classOf(account) === 'ASSET' && account.type !== 'BANK' && account.type !== 'FIXED');
  const fixed = of('Fixed Assets', 1n, (account) => account.type === 'FIXED');
  const liabilities = of('Current Liabilities', -1n, (account) => classOf(account) === 'LIABILITY' && account.type !== 'TERMLIAB');
  const loans = of('Non-current Liabilities', -1n, (account) => account.type === 'TERMLIAB');
  const equity = of('Equity', -1n, (account) => classOf(account) === 'EQUITY');
  const earnings = columns.map((column) =>
    postedAccounts(state).reduce((sum, account) => (isProfitOrLoss(account) ? sum - yearToDate(state, account, column.through) : sum), 0n),
  );
  const [totalAssets, totalLiabilities] = [
    plus(columns.length, bank.sums, assets.sums, fixed.sums),
    plus(columns.length, liabilities.sums, loans.sums),
  ];
  const totalRow = (title: string, values: readonly bigint[]): object => section('', [summaryRow(title, ...values.map(plainCents))]);
  return {
    type: 'BalanceSheet',
    name: 'Balance Sheet',
    period: `As at ${longDay(through)}`,
    rows: [
      headerRow('', ...columns.map((column) => column.title)),
      ...bank.shape,
      ...assets.shape,
      ...fixed.shape,
      totalRow('Total Assets', totalAssets),
      ...liabilities.shape,
      ...loans.shape,
      totalRow('Total Liabilities', totalLiabilities),
      totalRow('Net Assets', plus(columns.length, totalAssets, minus(totalLiabilities))),
      ...equity.shape,
      section('', [plainRow([cell('Current Year Earnings'), ...earnings.map((value) => cell(plainCents(value)))])]),
      totalRow('Total Equity', plus(columns.length, equity.sums, earnings)),
    ],
  };
}

function bankSummary(ask: Ask): Report {
  const { state } = ask;
  const through = dayParameter(ask, 'toDate') ?? lastDayOf(monthOf(state.today()));
  const from = dayParameter(ask, 'fromDate') ?? firstDayOf(monthOf(through));
  const sums = [0n, 0n, 0n, 0n];
  const banks = [...state.tables.accounts.updated(null)].filter((account) => account.type === 'BANK' && account.status === 'ACTIVE');
  const rows = banks.map((account) => {
    const { received, spent } = flowsOf(state, account, { from, through });
    const figures = [state.books.balance(account.id, addDays(from, -1)), received, spent, state.books.balance(account.id, through)];
    figures.forEach((figure, column) => (sums[column] = (sums[column] ?? 0n) + figure));
    const id = { name: 'account', value: account.id };
    return plainRow([
      cell(account.name, { name: 'accountID', value: account.id }),
      ...figures.map((figure) => cell(plainCents(figure), id)),
    ]);
  });
  return {
    type: 'BankSummary',
    name: 'Bank Summary',
    period: `From ${longDay(from)} to ${longDay(through)}`,
    rows: [
      headerRow('Bank Accounts', 'Opening Balance', 'Cash Received', 'Cash Spent', 'Closing Balance'),
      section('', [...rows, summaryRow('Total', ...sums.map(plainCents))]),
    ],
  };
}

// What stands, not what passed: a payment that was deleted is neither received nor spent.
function flowsOf(
  state: State,
  account: Account,
  period: { readonly from: Day; readonly through: Day },
): { readonly received: bigint; readonly spent: bigint } {
  let [received, spent] = [0n, 0n];
  const journals = state.books.journals(0, Number.MAX_SAFE_INTEGER);
  const reversed = new Set(journals.flatMap(({ reverses }) => reverses ?? []));
  for (const journal of journals) {
    if (journal.reverses !== null || reversed.has(journal.number) || journal.day < period.from || journal.day > period.through) continue;
    for (const line of journal.lines) {
      if (line.account !== account.id) continue;
      if (line.minor > 0n) received += line.minor;
      else spent -= line.minor;
    }
  }
  return { received, spent };
}
