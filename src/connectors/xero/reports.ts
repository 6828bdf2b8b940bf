import { addDays, lastDayOf } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';
import { add, amount, decimal, isZero, subtract, sum, zero } from '../../core/decimal.ts';
import type { Decimal } from '../../core/decimal.ts';
import type { Movement } from '../../contract/connector.ts';
import { read } from './api.ts';
import { pathOf } from './query.ts';
import type { Line } from './reading.ts';
import { figureOf, listOf, needDay, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** One account's balance of the year to date, as the trial balance shows it. Debits positive. */
type Balances = ReadonlyMap<string, Decimal>;

/** What the reports say about an account by id alone, told by the chart of accounts. */
interface Known {
  readonly account: string;
  readonly name: string;
  /** Revenue and expense begin at zero every financial year; what they came to goes to retained earnings. */
  readonly isYearly: boolean;
  readonly isRetained: boolean;
}

/**
 * What each account moved between two days (both included), from trial balances. Revenue and expense accounts restart every
 * financial year, so their movement is taken year by year; and what the ledger itself carried over to retained earnings at a
 * year's end is no movement, so it is taken out there. The movements of all accounts sum to zero.
 */
export async function accountMovement(line: Line, from: Day, through: Day): Promise<readonly Movement[]> {
  const known = await chartOf(line);
  const yearEnd = await yearEndOf(line);
  const before = addDays(from, -1);
  const ends = yearEndsBetween(before, through, yearEnd);
  const cache = new Map<Day, Balances>();
  for (const day of new Set([before, ...ends, through])) cache.set(day, await trialBalance(line, day));
  const at = (day: Day): Balances => cache.get(day) ?? new Map();

  const carried = ends.map((end) => sum([...at(end)].filter(([id]) => known.get(id)?.isYearly).map(([, balance]) => balance)));
  const ids = new Set([...cache.values()].flatMap((balances) => [...balances.keys()]));
  return [...ids].flatMap((id): readonly Movement[] => {
    const account = known.get(id);
    if (!account) throw new Error(`the trial balance names the account ${id}, which the chart of accounts does not have`);
    const balance = (day: Day): Decimal => at(day).get(id) ?? zero;
    const moved = account.isYearly ? movedByYear(balance, before, through, ends) : subtract(balance(through), balance(before));
    const own = account.isRetained ? subtract(moved, sum(carried)) : moved;
    return isZero(own) ? [] : [{ account: account.account, name: account.name, amount: amount(own) }];
  });
}

/** The year's balance at each end of a year, less what stood there the day before the span; then what the last year has. */
function movedByYear(balance: (day: Day) => Decimal, before: Day, through: Day, ends: readonly Day[]): Decimal {
  let moved = ends.length === 0 ? subtract(balance(through), balance(before)) : balance(through);
  ends.forEach((end, index) => {
    if (end !== before) moved = add(moved, index === 0 ? subtract(balance(end), balance(before)) : balance(end));
  });
  return moved;
}

/** The last days of financial years from `before` on that lie before `through`. */
function yearEndsBetween(before: Day, through: Day, yearEnd: { readonly month: number; readonly day: number }): readonly Day[] {
  const ends: Day[] = [];
  for (let year = Number(before.slice(0, 4)); year <= Number(through.slice(0, 4)); year += 1) {
    const month = `${year}-${String(yearEnd.month).padStart(2, '0')}`;
    // 'The 29th of February', or the 31st of a shorter month, is the month's last day.
    const last = lastDayOf(month);
    const named = `${month}-${String(yearEnd.day).padStart(2, '0')}`;
    const end = named > last ? last : named;
    if (end >= before && end < through) ends.push(end);
  }
  return ends;
}

async function chartOf(line: Line): Promise<ReadonlyMap<string, Known>> {
  const body = await read(line.http, line.account, '/Accounts');
  return new Map(
    listOf(body, 'Accounts').map((wire) => {
      const id = needText(wire, 'AccountID');
      const kind = (textOf(wire, 'Class') ?? '').toUpperCase();
      return [
        id,
        {
          account: textOf(wire, 'Code') ?? id,
          name: needText(wire, 'Name'),
          isYearly: kind === 'REVENUE' || kind === 'EXPENSE',
          isRetained: textOf(wire, 'SystemAccount') === 'RETAINEDEARNINGS',
        },
      ];
    }),
  );
}

async function yearEndOf(line: Line) {
  const body = await read(line.http, line.account, '/Organisation');
  const organisation = listOf(body, 'Organisations')[0] ?? {};
  const [month, day] = [figureOf(organisation, 'FinancialYearEndMonth'), figureOf(organisation, 'FinancialYearEndDay')];
  return { month: Number(month ?? '12'), day: Number(day ?? '31') };
}

/** Cells: account, debit, credit, debit of the year to date, credit of the year to date. Empty is nothing. */
async function trialBalance(line: Line, day: Day): Promise<Balances> {
  const report = await reportOf(line, 'TrialBalance', { date: day });
  const balances = new Map<string, Decimal>();
  for (const row of rowsOf(report)) {
    const id = attributeOf(row, 0, 'account');
    if (id === null) continue;
    const balance = subtract(cellFigure(row, 3), cellFigure(row, 4));
    balances.set(id, add(balances.get(id) ?? zero, balance));
  }
  return balances;
}

/** Revenue and expense by account over a span of at most a year, income positive, as Xero prints it. */
export async function profitAndLoss(
  line: Line,
  from: Day,
  through: Day,
): Promise<readonly { readonly account: string; readonly name: string; readonly amount: string }[]> {
  const known = await chartOf(line);
  const report = await reportOf(line, 'ProfitAndLoss', { fromDate: from, toDate: through, standardLayout: 'true' });
  return rowsOf(report).flatMap((row) => {
    const id = attributeOf(row, 0, 'account');
    const account = id === null ? undefined : known.get(id);
    return account ? [{ account: account.account, name: account.name, amount: amount(cellFigure(row, 1)) }] : [];
  });
}

/** What one customer owes at the end of a day, by document. Xero has this report by contact only. */
export async function agedReceivables(
  line: Line,
  contact: string,
  on: Day,
): Promise<readonly { readonly invoice: string; readonly day: Day; readonly number: string; readonly due: string }[]> {
  const report = await reportOf(line, 'AgedReceivablesByContact', { contactId: contact, date: on });
  const columns = headerOf(report);
  const place = (name: string): number => columns.findIndex((column) => column.toLowerCase() === name);
  const [number, due] = [place('number'), columns.findLastIndex((column) => column.toLowerCase().startsWith('due'))];
  return rowsOf(report).flatMap((row) => {
    const invoice = [0, 1, 2].map((cell) => attributeOf(row, cell, 'invoiceID')).find((id) => id !== null);
    if (invoice === undefined || invoice === null) return [];
    return [
      { invoice, day: needDay({ Date: cellText(row, 0) }, 'Date'), number: cellText(row, number), due: amount(cellFigure(row, due)) },
    ];
  });
}

async function reportOf(line: Line, name: string, query: Readonly<Record<string, string>>): Promise<Wire> {
  const body = await read(line.http, line.account, pathOf(`/Reports/${name}`, query));
  const report = listOf(body, 'Reports')[0];
  if (!report) throw new Error(`Xero answered without the report ${name}`);
  return report;
}

const headerOf = (report: Wire): readonly string[] => {
  const header = listOf(report, 'Rows').find((row) => textOf(row, 'RowType') === 'Header');
  return header ? listOf(header, 'Cells').map((cell) => textOf(cell, 'Value') ?? '') : [];
};

/** Rows of all sections; summaries and headers are left out. */
function rowsOf(rows: Wire): readonly Wire[] {
  return listOf(rows, 'Rows').flatMap((row) =>
    textOf(row, 'RowType') === 'Section' ? rowsOf(row) : textOf(row, 'RowType') === 'Row' ? [row] : [],
  );
}

const cellText = (row: Wire, index: number): string => textOf(listOf(row, 'Cells')[index] ?? {}, 'Value') ?? '';

function cellFigure(row: Wire, index: number): Decimal {
  const text = cellText(row, index).replaceAll(',', '');
  return text === '' ? zero : decimal(text);
}

const attributeOf = (row: Wire, index: number, id: string): string | null => {
  const found = listOf(listOf(row, 'Cells')[index] ?? {}, 'Attributes').find((attribute) => textOf(attribute, 'Id') === id);
  return found ? textOf(found, 'Value') : null;
};
