import { decimal, equal, negate, subtract } from '../core/decimal.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { cellDay, cellFigure, dayOrderOf, decimalMarkOf } from './csv-cells.ts';
import type { DayOrder } from './csv-cells.ts';
import { csvRows } from './csv-rows.ts';
import type { CsvRow } from './csv-rows.ts';
import { columnsOf, directionOf, plainWord } from './csv-words.ts';
import type { CsvColumn } from './csv-words.ts';
import type { DecimalMark } from './figures.ts';

/** How a bank writes its table, as data: found, shown, confirmed once, and known again by the print of the header. */
export interface CsvDialect {
  readonly print: string;
  readonly delimiter: string;
  /** The header as the file has it; null: the file has none. Rows up to and with it are skipped. */
  readonly header: readonly string[] | null;
  readonly columns: { readonly [column in CsvColumn]?: readonly number[] };
  readonly mark: DecimalMark;
  readonly dayOrder: DayOrder;
  /** `signed`: minus is out. `turned`: plus is out, as on cards. `columns`: one for out, one for in. `flag`: a word in a column says it. */
  readonly sign: 'signed' | 'turned' | 'columns' | 'flag';
  /** For all lines where no column says it. */
  readonly currency: string | null;
}

/** What the file does not say by itself. The dialect holds the first choice, which is only a proposal. */
export interface CsvQuestion {
  readonly about: 'columns' | 'mark' | 'dayOrder' | 'sign';
  readonly seen: string;
  readonly choices: readonly string[];
}

export interface CsvProposal {
  readonly dialect: CsvDialect;
  readonly questions: readonly CsvQuestion[];
}

const delimiters = [',', ';', '\t', '|'];
const headerRows = 40;

/** The dialect of a table by its first text. Null: no delimiter gives a table with days and amounts. */
export function csvDialect(head: string): CsvProposal | null {
  const said = /^\uFEFF?sep=(.)\r?\n/.exec(head)?.[1];
  const text = said === undefined ? head : head.slice(head.indexOf('\n') + 1);
  const tables = (said === undefined ? delimiters : [said]).flatMap((delimiter) => tableOf(text, delimiter) ?? []);
  const best = tables.toSorted((a, b) => b.score - a.score)[0];
  return best === undefined ? null : proposalOf(best);
}

interface Table {
  readonly delimiter: string;
  readonly header: readonly string[] | null;
  readonly columns: CsvDialect['columns'];
  readonly rows: readonly CsvRow[];
  readonly score: number;
}

function tableOf(text: string, delimiter: string): Table | null {
  const reader = csvRows(delimiter);
  const rows = [...reader.push(text).rows, ...reader.end().rows];
  const heads = rows.slice(0, headerRows).map((row, index) => ({ index, columns: columnsOf(row.cells) }));
  const best = heads
    .filter(({ columns }) => columns.bookedOn !== undefined && (columns.amount ?? columns.debit ?? columns.credit) !== undefined)
    .toSorted((a, b) => Object.keys(b.columns).length - Object.keys(a.columns).length || a.index - b.index)[0];
  if (best === undefined) return headerless(rows, delimiter);
  return {
    delimiter,
    header: rows[best.index]?.cells ?? null,
    columns: best.columns,
    rows: rows.slice(best.index + 1),
    score: 100 + Object.keys(best.columns).length,
  };
}

/** Without a header the first column of days is the day, the first of figures with places the amount; a person must say whether so. */
function headerless(rows: readonly CsvRow[], delimiter: string): Table | null {
  const cells = (index: number): readonly string[] => rows.map((row) => row.cells[index]?.trim() ?? '').filter((cell) => cell !== '');
  const width = Math.max(0, ...rows.map((row) => row.cells.length));
  const all = Array.from({ length: width }, (_, index) => index);
  const isDay = (index: number): boolean => {
    const column = cells(index);
    return (
      column.length > 0 &&
      column.length >= rows.length / 2 &&
      column.every((cell) => cellDay(cell, 'dayFirst') !== null || cellDay(cell, 'monthFirst') !== null)
    );
  };
  const isFigure = (index: number): boolean => {
    const column = cells(index);
    return (
      column.length > 0 &&
      column.length >= rows.length / 2 &&
      column.every((cell) => /[.,]\d{2}\b/.test(cell) && (cellFigure(cell, '.') ?? cellFigure(cell, ',')) !== null)
    );
  };
  const [day, figure] = [all.find(isDay), all.find(isFigure)];
  if (day === undefined || figure === undefined) return null;
  const text = all.filter((index) => !isDay(index) && !isFigure(index));
  const direction = text.filter((index) => cells(index).every((cell) => directionOf(cell) !== null)).slice(0, 1);
  const columns = { bookedOn: [day], amount: [figure], text, ...(direction.length > 0 ? { direction } : {}) };
  return { delimiter, header: null, columns, rows, score: 10 + width };
}

function proposalOf({ delimiter, header, columns, rows }: Table): CsvProposal {
  const column = (name: CsvColumn): readonly string[] => {
    const at = columns[name]?.[0];
    return at === undefined ? [] : rows.map((row) => row.cells[at]?.trim() ?? '').filter((cell) => cell !== '');
  };
  const days = column('bookedOn');
  const valueDays = column('valueOn');
  const dayOrder = dayOrderOf(days) ?? (valueDays.length === 0 ? null : dayOrderOf(valueDays));
  const figures = [...column('amount'), ...column('debit'), ...column('credit'), ...column('balance')];
  const mark = decimalMarkOf(figures);
  const known: CsvDialect = {
    print: fingerprint([delimiter, header?.map(plainWord) ?? rows[0]?.cells.length ?? 0]),
    delimiter,
    header,
    columns,
    mark: mark ?? '.',
    dayOrder: dayOrder ?? 'monthFirst',
    sign: 'signed',
    currency: currencyOf(header, columns),
  };
  const sign = signOf(known, rows);
  const questions: CsvQuestion[] = [];
  if (header === null)
    questions.push({
      about: 'columns',
      seen: 'a table without a header',
      choices: [`column ${(columns.bookedOn?.[0] ?? 0) + 1} is the day and column ${(columns.amount?.[0] ?? 0) + 1} the amount`],
    });
  if (dayOrder === null) questions.push({ about: 'dayOrder', seen: `days such as ${days[0] ?? ''}`, choices: ['monthFirst', 'dayFirst'] });
  if (mark === null)
    questions.push({ about: 'mark', seen: `figures such as ${figures.find((cell) => /[.,]/.test(cell)) ?? ''}`, choices: ['.', ','] });
  if (sign === null && mark !== null)
    questions.push({ about: 'sign', seen: `amounts without a sign, such as ${column('amount')[0] ?? ''}`, choices: ['signed', 'turned'] });
  return { dialect: { ...known, sign: sign ?? 'signed' }, questions };
}

/** `Amount (EUR)`: the header may name the currency of all lines. */
function currencyOf(header: readonly string[] | null, columns: CsvDialect['columns']): string | null {
  const at = (columns.amount ?? columns.credit ?? columns.debit)?.[0];
  return at === undefined
    ? null
    : (/\b(?:in )?\(?(EUR|USD|GBP|CHF|CAD|AUD|PLN|SEK|NOK|DKK|CZK|HUF|JPY|NZD)\)?\s*$/.exec(header?.[at] ?? '')?.[1] ?? null);
}

/** Null: no figure is negative, and neither a column nor the balances say which way the money went. */
function signOf(dialect: CsvDialect, rows: readonly CsvRow[]): CsvDialect['sign'] | null {
  const { columns, mark } = dialect;
  const amountAt = columns.amount?.[0];
  if (amountAt === undefined) return 'columns';
  const figures = rows.flatMap((row) => cellFigure(row.cells[amountAt] ?? '', mark) ?? []);
  const isNegative = figures.some((figure) => figure.startsWith('-'));
  const flagAt = columns.direction?.[0];
  if (!isNegative && flagAt !== undefined) {
    const flags = rows.flatMap((row) =>
      cellFigure(row.cells[amountAt] ?? '', mark) === null ? [] : [directionOf(row.cells[flagAt] ?? '')],
    );
    if (flags.length > 0 && flags.every((flag) => flag !== null)) return 'flag';
  }
  if (columns.debit !== undefined && columns.credit !== undefined && !isNegative) return 'columns';
  return byBalances(dialect, rows) ?? (isNegative || figures.length === 0 ? 'signed' : null);
}

/** Where a column has the balance after each line, it tells whether plus is in. */
function byBalances({ columns, mark }: CsvDialect, rows: readonly CsvRow[]): 'signed' | 'turned' | null {
  const [amountAt, balanceAt] = [columns.amount?.[0], columns.balance?.[0]];
  if (amountAt === undefined || balanceAt === undefined) return null;
  const steps = rows.flatMap((row) => {
    const [amount, balance] = [cellFigure(row.cells[amountAt] ?? '', mark), cellFigure(row.cells[balanceAt] ?? '', mark)];
    return amount === null || balance === null ? [] : [{ amount: decimal(amount), balance: decimal(balance) }];
  });
  let [signed, turned] = [0, 0];
  steps.slice(1).forEach((step, index) => {
    const before = steps[index];
    if (before === undefined) return;
    const [up, down] = [subtract(step.balance, before.balance), subtract(before.balance, step.balance)];
    if (equal(up, step.amount) || equal(down, before.amount)) signed += 1;
    if (equal(up, negate(step.amount)) || equal(down, negate(before.amount))) turned += 1;
  });
  if (signed === turned) return null;
  return signed > turned ? 'signed' : 'turned';
}
