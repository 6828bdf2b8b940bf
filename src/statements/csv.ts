import { absolute, add, amount, decimal, equal, isZero, negate, subtract } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import { cellDay, cellFigure } from './csv-cells.ts';
import { csvDialect } from './csv-dialect.ts';
import type { CsvDialect, CsvProposal } from './csv-dialect.ts';
import { csvRows } from './csv-rows.ts';
import type { CsvRow } from './csv-rows.ts';
import type { CsvColumn } from './csv-words.ts';
import { directionOf, stateOf } from './csv-words.ts';
import { ibanOf, inOneLine, orNull } from './figures.ts';
import { noAccount, plainLine, problem } from './statement.ts';
import type { Found, StatementLine, StatementReader } from './statement.ts';

const headLetters = 65_536;

/** A bank's table. With a confirmed dialect it is read by that; else the dialect is found, and a file that leaves a doubt asks. */
export function csvReader(confirmed: CsvDialect | null = null): StatementReader {
  let head = '';
  let reading: ReturnType<typeof reader> | null = null;
  const begin = (): readonly Found[] => {
    const text = head.replace(/^\uFEFF?sep=.\r?\n/, '');
    const proposal = confirmed === null ? csvDialect(head) : { dialect: confirmed, questions: [] };
    head = '';
    reading = proposal === null || proposal.questions.length > 0 ? refused : reader(proposal.dialect);
    return [...complaints(proposal), ...reading.push(text)];
  };
  return {
    push: (text) => {
      if (reading !== null) return reading.push(text);
      head += text;
      return head.length < headLetters ? [] : begin();
    },
    end: () => {
      const first = reading === null ? begin() : [];
      return [...first, ...(reading?.end() ?? [])];
    },
  };
}

const refused: StatementReader = { push: () => [], end: () => [] };

function complaints(proposal: CsvProposal | null): readonly Found[] {
  if (proposal === null)
    return [problem(1, 'a table without a column of days and one of amounts', 'a header such as Date, Description, Amount', true)];
  return proposal.questions.map(({ seen, choices }) =>
    problem(1, seen, `somebody who confirms once which it is: ${choices.join(' or ')}`, true),
  );
}

interface Reading {
  readonly dialect: CsvDialect;
  isBody: boolean;
  account: string | null;
  hasHead: boolean;
  /** Lines with a balance: the first, the last, and how often the steps between them go up or down the file. */
  first: Step | null;
  last: Step | null;
  up: number;
  down: number;
  isOneAccount: boolean;
}

interface Step {
  readonly line: StatementLine;
  readonly balance: Amount;
}

function reader(dialect: CsvDialect): StatementReader {
  const rows = csvRows(dialect.delimiter);
  const reading: Reading = {
    dialect,
    isBody: dialect.header === null,
    account: null,
    hasHead: false,
    first: null,
    last: null,
    up: 0,
    down: 0,
    isOneAccount: true,
  };
  const take = (part: ReturnType<typeof rows.push>): readonly Found[] => [
    ...part.found,
    ...part.rows.flatMap((row) => rowRead(reading, row)),
  ];
  return {
    push: (text) => take(rows.push(text)),
    end: () => {
      const last = take(rows.end());
      if (!reading.isBody)
        return [
          ...last,
          problem(1, 'a file without the header that its dialect has', `the header ${dialect.header?.join(dialect.delimiter) ?? ''}`, true),
        ];
      return [...last, ...(reading.hasHead ? [] : head(reading, null)), ...balances(reading)];
    },
  };
}

function rowRead(reading: Reading, row: CsvRow): readonly Found[] {
  const { header } = reading.dialect;
  const isHeader = header !== null && row.cells.length === header.length && header.every((cell, index) => cell === row.cells[index]);
  if (isHeader) {
    reading.isBody = true;
    return [];
  }
  if (!reading.isBody || row.cells.every((cell) => cell.trim() === '')) return [];
  return lineRead(reading, row);
}

const cellsAt = (reading: Reading, row: CsvRow, column: CsvColumn): readonly string[] =>
  reading.dialect.columns[column]?.flatMap((index) => orNull(row.cells[index]) ?? []) ?? [];
const cellAt = (reading: Reading, row: CsvRow, column: CsvColumn): string | null => cellsAt(reading, row, column)[0] ?? null;

function lineRead(reading: Reading, row: CsvRow): readonly Found[] {
  const { at } = row;
  const { dayOrder, mark } = reading.dialect;
  const [shownDay, shownValue] = [cellAt(reading, row, 'bookedOn'), cellAt(reading, row, 'valueOn')];
  const valued = shownValue === null ? null : cellDay(shownValue, dayOrder);
  const said = shownDay === null ? null : cellDay(shownDay, dayOrder);
  const waits = shownDay !== null && said === null && stateOf(shownDay) === 'pending';
  const booked = said ?? (waits || shownDay === null ? valued : null);
  const figure = figureRead(reading, row);
  if (booked === null && figure === null) return footer(row, shownDay);
  if (booked === null)
    return [problem(at, shownDay === null ? 'a row without a day' : `the day '${shownDay}'`, 'a day as in the rows before')];
  // A row that only tells a balance, such as that of the period's beginning, is no line.
  if (figure === null && amountText(reading, row) === '' && cellAt(reading, row, 'balance') !== null) return [];
  if (figure === null) return [problem(at, `the amount '${amountText(reading, row)}'`, `a figure with '${mark}' before its decimals`)];
  const state = waits ? 'pending' : stateOf(cellAt(reading, row, 'state') ?? '');
  const id = cellAt(reading, row, 'id');
  const name = cellAt(reading, row, 'name');
  const line: StatementLine = {
    ...plainLine,
    bookedOn: booked.day,
    valueOn: valued?.day ?? null,
    amount: figure,
    currency: cellAt(reading, row, 'currency')?.toUpperCase() ?? reading.dialect.currency,
    state,
    bankId: id === null ? null : { id, isReliable: true },
    counterparty: { name, account: cellAt(reading, row, 'counterAccount') },
    text: inOneLine(cellsAt(reading, row, 'text').join(' ') || (name ?? '')),
    reference: cellAt(reading, row, 'reference'),
    endToEndId: cellAt(reading, row, 'endToEndId'),
    mandate: cellAt(reading, row, 'mandate'),
    chequeNumber: cellAt(reading, row, 'chequeNumber'),
    code: cellAt(reading, row, 'code'),
    at,
  };
  const account = cellAt(reading, row, 'account');
  const begins = !reading.hasHead || account !== reading.account ? head(reading, account, line.currency) : [];
  step(reading, line, cellFigure(cellAt(reading, row, 'balance') ?? '', mark));
  const clamped = booked.isClamped ? [problem(at, `the day ${shownDay ?? ''}`, `a day of the calendar; ${booked.day} was taken`)] : [];
  return [...begins, ...clamped, { is: 'line', line }];
}

/** A row with neither day nor figure is a remark at the end of the table, and is left out; one that looks like a line is not. */
const footer = (row: CsvRow, shownDay: string | null): readonly Found[] =>
  shownDay !== null && row.cells.filter((cell) => cell.trim() !== '').length > 2
    ? [problem(row.at, `a row without a day and an amount ('${inOneLine(row.cells.join(' ')).slice(0, 60)}')`, 'a line, or nothing')]
    : [];

const amountText = (reading: Reading, row: CsvRow): string =>
  cellAt(reading, row, 'amount') ?? cellAt(reading, row, 'debit') ?? cellAt(reading, row, 'credit') ?? '';

function figureRead(reading: Reading, row: CsvRow): Amount | null {
  const { mark, sign } = reading.dialect;
  const read = (column: CsvColumn): Amount | null => cellFigure(cellAt(reading, row, column) ?? '', mark);
  switch (sign) {
    case 'signed':
      return read('amount');
    case 'turned':
      return turned(read('amount'), true);
    case 'flag':
      return turned(read('amount'), directionOf(cellAt(reading, row, 'direction') ?? '') === 'out');
    case 'columns': {
      const [out, into] = [read('debit'), read('credit')];
      // A debit is out whether or not it is written with a minus; a credit below zero takes one back.
      if (out === null || (into !== null && isZero(decimal(out)))) return into;
      const moved = negate(absolute(decimal(out)));
      return amount(into === null ? moved : add(moved, decimal(into)));
    }
  }
}

const turned = (figure: Amount | null, isOut: boolean): Amount | null =>
  figure === null || !isOut ? figure : amount(negate(decimal(figure)));

function head(reading: Reading, number: string | null, currency: string | null = reading.dialect.currency): readonly Found[] {
  if (reading.hasHead) reading.isOneAccount = false;
  Object.assign(reading, { hasHead: true, account: number });
  const account = number === null ? noAccount : { iban: ibanOf(number), bank: null, number };
  return [{ is: 'statement', statement: { account, currency, number: null, from: null, through: null } }];
}

function step(reading: Reading, line: StatementLine, balance: Amount | null): void {
  if (balance === null || line.state !== 'booked') return;
  const { last } = reading;
  const here = { line, balance };
  if (last !== null) {
    const up = subtract(decimal(balance), decimal(last.balance));
    if (equal(up, decimal(line.amount))) reading.up += 1;
    if (equal(negate(up), decimal(last.line.amount))) reading.down += 1;
  }
  reading.first ??= here;
  reading.last = here;
}

/** The balances before the first line and after the last, where the column of balances tells in which order the lines stand. */
function balances({ first, last, up, down, isOneAccount }: Reading): readonly Found[] {
  if (first === null || last === null || !isOneAccount || (up === down && first !== last)) return [];
  const [oldest, newest] = up >= down ? [first, last] : [last, first];
  const opening = amount(subtract(decimal(oldest.balance), decimal(oldest.line.amount)));
  return [
    {
      is: 'balance',
      balance: { of: 'opening', on: oldest.line.bookedOn, amount: opening, currency: oldest.line.currency, at: oldest.line.at },
    },
    {
      is: 'balance',
      balance: { of: 'closing', on: newest.line.bookedOn, amount: newest.balance, currency: newest.line.currency, at: newest.line.at },
    },
  ];
}
