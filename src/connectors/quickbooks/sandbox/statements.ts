import { addDays } from '../../../core/day.ts';
import type { Day } from '../../../core/day.ts';
import { plainCents, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { cell, cents, dataRow, report, section } from './report-shapes.ts';
import type { Asked, Column } from './report-shapes.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';

interface Balance {
  readonly account: Row;
  readonly type: string;
  /** Debits positive. */
  readonly minor: bigint;
}

const ofResult = new Set(['Income', 'Other Income', 'Cost of Goods Sold', 'Expense', 'Other Expense']);
const money: Column = { title: 'Total', type: 'Money', key: 'total' };
const account: Column = { title: '', type: 'Account', key: 'account' };

const typeOf = ({ body }: Row): string => textIn(body, 'AccountType') ?? '';
const nameOf = ({ body }: Row): string => textIn(body, 'FullyQualifiedName') ?? '';

function movements(state: State, from: Day | null, through: Day, wanted: (type: string) => boolean): readonly Balance[] {
  const totals = state.books.trialBalance({ from, through });
  return [...state.rows.all('Account')]
    .map((row) => ({ account: row, type: typeOf(row), minor: totals.get(row.id) ?? 0n }))
    .filter(({ type, minor }) => wanted(type) && minor !== 0n)
    .toSorted((a, b) => nameOf(a.account).localeCompare(nameOf(b.account)));
}

/**
 * Balances at the end of the last day. What was earned in former years stands on Retained Earnings, and income and expenses
 * begin with the year, whatever the first day that was asked for: so QuickBooks' own screens show it.
 */
export function trialBalance(asked: Asked): Fields {
  const { state, through } = asked;
  const yearStart = `${through.slice(0, 4)}-01-01`;
  const former = sumOf(movements(state, null, addDays(yearStart, -1), (type) => ofResult.has(type)).map(({ minor }) => minor));
  const standing = movements(state, null, through, (type) => !ofResult.has(type));
  const kept = standing.find(({ account: row }) => row.body['AccountSubType'] === 'RetainedEarnings');
  const retained = [...state.rows.all('Account')].find(({ body }) => body['AccountSubType'] === 'RetainedEarnings');
  const withFormer =
    former === 0n || !retained
      ? standing
      : [...standing.filter((one) => one !== kept), { account: retained, type: 'Equity', minor: (kept?.minor ?? 0n) + former }];
  const all = [...withFormer, ...movements(state, yearStart, through, (type) => ofResult.has(type))];
  const rows = all.map(({ account: row, minor }) =>
    dataRow([cell(nameOf(row), row.id), cell(minor > 0n ? plainCents(minor) : ''), cell(minor < 0n ? plainCents(-minor) : '')]),
  );
  const debits = sumOf(all.map(({ minor }) => (minor > 0n ? minor : 0n)));
  const columns = [account, { title: 'Debit', type: 'Money', key: 'debit' }, { title: 'Credit', type: 'Money', key: 'credit' }];
  const total = section('GrandTotal', { rows: [], summary: [cell('TOTAL'), cents(debits), cents(debits)] });
  return report(asked, columns, [...rows, total], rows.length === 0);
}

interface Group {
  readonly row: Fields;
  readonly total: bigint;
}

/** The accounts of some types below a heading. `sign` -1 shows credits as positive. */
function group(
  balances: readonly Balance[],
  of: {
    readonly name: string;
    readonly heading: string;
    readonly types: readonly string[];
    readonly sign: bigint;
    readonly more?: Fields[];
  },
): Group {
  const own = balances.filter(({ type }) => of.types.includes(type));
  const total = of.sign * sumOf(own.map(({ minor }) => minor));
  const rows = own.map((one) => dataRow([cell(nameOf(one.account), one.account.id), cents(of.sign * one.minor)]));
  return {
    total,
    row: section(of.name, {
      heading: of.heading,
      rows: [...rows, ...(of.more ?? [])],
      summary: [cell(`Total ${of.heading}`), cents(total)],
    }),
  };
}

const line = (name: string, title: string, total: bigint): Fields => section(name, { rows: [], summary: [cell(title), cents(total)] });

export function profitAndLoss(asked: Asked): Fields {
  const balances = movements(asked.state, asked.from, asked.through, (type) => ofResult.has(type));
  const of = (name: string, heading: string, type: string, sign: bigint): Group => group(balances, { name, heading, types: [type], sign });
  const income = of('Income', 'Income', 'Income', -1n);
  const cost = of('COGS', 'Cost of Goods Sold', 'Cost of Goods Sold', 1n);
  const expenses = of('Expenses', 'Expenses', 'Expense', 1n);
  const otherIncome = of('OtherIncome', 'Other Income', 'Other Income', -1n);
  const otherExpenses = of('OtherExpenses', 'Other Expenses', 'Other Expense', 1n);
  const gross = income.total - cost.total;
  const operating = gross - expenses.total;
  const other = otherIncome.total - otherExpenses.total;
  const rows = [
    income.row,
    cost.row,
    line('GrossProfit', 'Gross Profit', gross),
    expenses.row,
    line('NetOperatingIncome', 'Net Operating Income', operating),
    otherIncome.row,
    otherExpenses.row,
    line('NetOtherIncome', 'Net Other Income', other),
    line('NetIncome', 'Net Income', operating + other),
  ];
  return report(asked, [account, money], rows, balances.length === 0);
}

export function balanceSheet(asked: Asked): Fields {
  const { state, through } = asked;
  const balances = movements(state, null, through, (type) => !ofResult.has(type));
  const yearStart = `${through.slice(0, 4)}-01-01`;
  const resultOf = (from: Day | null, to: Day): bigint =>
    -sumOf(movements(state, from, to, (type) => ofResult.has(type)).map(({ minor }) => minor));
  const [former, thisYear] = [resultOf(null, addDays(yearStart, -1)), resultOf(yearStart, through)];
  const of = (name: string, heading: string, types: readonly string[], sign: bigint): Group =>
    group(balances, { name, heading, types, sign });
  const current = nest('CurrentAssets', 'Current Assets', [
    of('BankAccounts', 'Bank Accounts', ['Bank'], 1n),
    of('AR', 'Accounts Receivable', ['Accounts Receivable'], 1n),
    of('OtherCurrentAssets', 'Other Current Assets', ['Other Current Asset'], 1n),
  ]);
  const assets = nest('TotalAssets', 'ASSETS', [
    current,
    of('FixedAssets', 'Fixed Assets', ['Fixed Asset'], 1n),
    of('OtherAssets', 'Other Assets', ['Other Asset'], 1n),
  ]);
  const owedSoon = nest('CurrentLiabilities', 'Current Liabilities', [
    of('AP', 'Accounts Payable', ['Accounts Payable'], -1n),
    of('CreditCards', 'Credit Cards', ['Credit Card'], -1n),
    of('OtherCurrentLiabilities', 'Other Current Liabilities', ['Other Current Liability'], -1n),
  ]);
  const owed = nest('Liabilities', 'Liabilities', [
    owedSoon,
    of('LongTermLiabilities', 'Long-Term Liabilities', ['Long Term Liability'], -1n),
  ]);
  const own = of('Equity', 'Equity', ['Equity'], -1n);
  const results = [
    { title: 'Retained Earnings of former years', total: former },
    { title: 'Net Income', total: thisYear },
  ].filter(({ total }) => total !== 0n);
  const equity: Group = {
    total: own.total + former + thisYear,
    row: section('Equity', {
      heading: 'Equity',
      rows: [
        own.row,
        ...results.map(({ title, total }) => ({
          ...dataRow([cell(title), cents(total)]),
          group: title === 'Net Income' ? 'NetIncome' : 'RetainedEarnings',
        })),
      ],
      summary: [cell('Total Equity'), cents(own.total + former + thisYear)],
    }),
  };
  const both = nest('TotalLiabilitiesAndEquity', 'LIABILITIES AND EQUITY', [owed, equity]);
  return report(asked, [account, money], [assets.row, both.row], balances.length === 0 && thisYear === 0n);
}

function nest(name: string, heading: string, parts: readonly Group[]): Group {
  const total = sumOf(parts.map((part) => part.total));
  return { total, row: section(name, { heading, rows: parts.map(({ row }) => row), summary: [cell(`Total ${heading}`), cents(total)] }) };
}
