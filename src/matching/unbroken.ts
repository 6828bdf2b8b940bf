import { firstOf, nextOf } from './amounts.ts';
import type { Desk } from './desk.ts';
import type { Run } from './run.ts';
import { earliest, isDeclined, latest } from './sheet.ts';

/** The items of a counterparty among which rows are looked for, in their order, and the amount that each counts with. */
interface Successive {
  readonly many: number;
  readonly item: Int32Array;
  readonly amount: Float64Array;
}

/** Settled ones too, with what was open of them when the run began: people pay by a statement that showed them. */
export const allItems = ({ every, everyItem, everyAmount }: Desk): Successive => ({ many: every, item: everyItem, amount: everyAmount });

export const openItems = ({ items, item, itemOpen }: Desk): Successive => ({ many: items, item, amount: itemOpen });

/** Rows of successive items that sum to a line of the desk, and are there to be paid: each itself, or an open one of its amount. */
export interface Rows {
  among: Successive;
  /** By the first line of each amount, the first of its rows, -1 for none; then row after row. Where a row begins, and how long it is. */
  readonly first: Int32Array;
  readonly after: number[];
  readonly begin: number[];
  readonly length: number[];
  /** How many rows the counterparty has, of whatever sum. */
  many: number;
}

export const longestRow = 8;

export const noRows = (lines: number): Rows => ({
  among: { many: 0, item: new Int32Array(0), amount: new Float64Array(0) },
  first: new Int32Array(lines),
  after: [],
  begin: [],
  length: [],
  many: 0,
});

// The few lines are found by the sums of the many rows, and not the rows by the lines: so that no row need be kept.
export function findRows(into: Rows, desk: Desk, among: Successive): void {
  into.among = among;
  into.first.fill(-1, 0, desk.lines);
  into.after.length = 0;
  into.begin.length = 0;
  into.length.length = 0;
  into.many = 0;
  const { many, amount } = among;
  // How many items from this one on are there to be paid, none missing between them.
  let unbroken = 0;
  for (let from = many - 1; from >= 0; from -= 1) {
    unbroken = firstOf(desk.byOpen, amount[from] ?? 0) === -1 ? 0 : unbroken + 1;
    let sum = amount[from] ?? 0;
    for (let length = 2; length <= unbroken && length <= longestRow; length += 1) {
      sum += amount[from + length - 1] ?? 0;
      into.many += 1;
      const line = firstOf(desk.byMinor, sum);
      if (line !== -1) addRow(into, line, { from, length });
    }
  }
}

function addRow({ first, after, begin, length }: Rows, line: number, row: { readonly from: number; readonly length: number }): void {
  after.push(first[line] ?? -1);
  first[line] = begin.length;
  begin.push(row.from);
  length.push(row.length);
}

const firstRow = ({ first }: Rows, desk: Desk, line: number): number => first[firstOf(desk.byMinor, desk.lineMinor[line] ?? 0)] ?? -1;

/** Whether some row sums to the line, near in days or not. */
export const hasRow = (rows: Rows, desk: Desk, line: number): boolean => firstRow(rows, desk, line) !== -1;

interface UnbrokenRow {
  /** Numbers on the sheet. */
  readonly chosen: readonly number[];
  readonly rivals: number;
  /** About how many such rows were near enough in days. */
  readonly tried: number;
}

/**
 * The row of successive items of the line's counterparty that sums to it, nothing left out. Among the many items of a large counterparty
 * there are few such rows, and any number of others. An item of the row may have been settled by money that was for its equal, which is
 * then still open, and takes its place.
 */
export function unbrokenRow(run: Run, desk: Desk, rows: Rows, line: number): UnbrokenRow | null {
  let rivals = -1;
  let chosen: readonly number[] = [];
  let amounts = '';
  for (let row = firstRow(rows, desk, line); row !== -1; row = rows.after[row] ?? -1) {
    const open = openOnes(run, desk, line, { among: rows.among, from: rows.begin[row] ?? 0, length: rows.length[row] ?? 0 });
    if (open === null) continue;
    const these = amountsOf(run, open);
    // Rows of the same amounts are interchangeable, and the first of them came first.
    if (these === amounts) continue;
    rivals += 1;
    if (rivals === 0) [chosen, amounts] = [open, these];
  }
  if (rivals < 0) return null;
  return { chosen, rivals, tried: rows.many * Math.min((latest - earliest) / run.habits.spanDays, 1) };
}

/** The open items of a row: its own, or their equals; null when some are missing. */
function openOnes(
  { sheet }: Run,
  desk: Desk,
  line: number,
  { among, from, length }: { readonly among: Successive; readonly from: number; readonly length: number },
): readonly number[] | null {
  const [number, day] = [desk.line[line] ?? 0, desk.lineDay[line] ?? 0];
  const own = among.item.subarray(from, from + length);
  const isNear = (item: number): boolean => {
    const days = day - (sheet.itemDay[item] ?? 0);
    return days >= earliest && days <= latest && !isDeclined(sheet, number, item);
  };
  const isOpen = (item: number, at: number): boolean => sheet.itemOpen[item] === among.amount[from + at] && isNear(item);
  const chosen: number[] = [];
  own.forEach((item, at) => {
    if (isOpen(item, at)) chosen.push(item);
  });
  for (let at = 0; at < length; at += 1) {
    if (isOpen(own[at] ?? 0, at)) continue;
    let other = firstOf(desk.byOpen, among.amount[from + at] ?? 0);
    while (other !== -1 && (chosen.includes(desk.item[other] ?? 0) || !isNear(desk.item[other] ?? 0))) other = nextOf(desk.byOpen, other);
    if (other === -1) return null;
    chosen.push(desk.item[other] ?? 0);
  }
  return chosen;
}

export const amountsOf = ({ sheet }: Run, row: readonly number[]): string =>
  row
    .map((item) => sheet.itemOpen[item] ?? 0)
    .toSorted((a, b) => a - b)
    .join(' ');
