import { addDays } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';
import { add, amount, isZero, negate, subtract, sum, zero } from '../../core/decimal.ts';
import type { Decimal } from '../../core/decimal.ts';
import type { Movement } from '../../contract/connector.ts';
import { pathOf, read } from './api.ts';
import type { AccountFact, Books } from './books.ts';
import type { Line } from './reading.ts';
import { dataRows, figureOfCell, idOfCell } from './report-rows.ts';

/**
 * What each account moved between two days (both included). Accounts of the balance sheet from two balance sheets; income and
 * expense from the profit and loss of the span, so that the end of a year does not cut it. What a year carried over to retained
 * earnings is no movement: of that account only what the others do not explain is shown.
 */
export async function accountMovement(line: Line, books: Books, from: Day, through: Day): Promise<readonly Movement[]> {
  await books.ready();
  const [before, after] = [await balances(line, addDays(from, -1)), await balances(line, through)];
  const profit = await columnOf(line, 'ProfitAndLoss', { start_date: from, end_date: through });
  await books.learn({ accounts: [...after.keys(), ...before.keys(), ...profit.keys()], items: [] });
  const moved = new Map<string, Decimal>();
  for (const fact of books.accounts) {
    if (fact.subType === 'RetainedEarnings') continue;
    const shown = isYearly(fact) ? (profit.get(fact.id) ?? zero) : subtract(after.get(fact.id) ?? zero, before.get(fact.id) ?? zero);
    moved.set(fact.id, signed(fact, shown));
  }
  const retained = books.accounts.find(({ subType }) => subType === 'RetainedEarnings');
  if (retained) moved.set(retained.id, negate(sum(moved.values())));
  return [...moved]
    .filter(([, figure]) => !isZero(figure))
    .map(([id, figure]) => ({
      account: books.accountName(id),
      name: books.accountById(id)?.label ?? id,
      amount: amount(figure),
    }));
}

const isYearly = ({ classification }: AccountFact): boolean => classification === 'Revenue' || classification === 'Expense';

/** Reports print what an account is expected to have as positive: here debits are. */
const signed = ({ classification }: AccountFact, figure: Decimal): Decimal =>
  classification === 'Asset' || classification === 'Expense' ? figure : negate(figure);

const balances = (line: Line, day: Day): Promise<ReadonlyMap<string, Decimal>> =>
  columnOf(line, 'BalanceSheet', { start_date: day, end_date: day });

async function columnOf(line: Line, name: string, query: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Decimal>> {
  const report = await read(line.http, pathOf(line.account, `/reports/${name}`, { ...query, accounting_method: 'Accrual' }));
  const figures = new Map<string, Decimal>();
  for (const row of dataRows(report)) {
    const id = idOfCell(row, 'account');
    if (id !== null) figures.set(id, add(figures.get(id) ?? zero, figureOfCell(row, 'total')));
  }
  return figures;
}
