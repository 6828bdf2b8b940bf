import { equalRows } from './equals.ts';
import type { Equals } from './equals.ts';
import { firstSince, groupsOf } from './groups.ts';
import type { Groups } from './groups.ts';
import { isFreshItem } from './run.ts';
import type { Run } from './run.ts';
import { couldBe, earliest } from './sheet.ts';

/** Every item by its counterparty, settled ones too, with the amounts that they had in the beginning. */
export interface EveryItem {
  readonly groups: Groups;
  readonly amounts: Float64Array;
}

export function everyItem(items: Int32Array, itemParty: Int32Array, itemOpen: Float64Array, parties: number): EveryItem {
  const groups = groupsOf(items, itemParty, parties, () => true);
  return { groups, amounts: new Float64Array(groups.rows.length).map((_, at) => itemOpen[groups.rows[at] ?? 0] ?? 0) };
}

/** What of every item is there to be paid: the item itself, or an open one of its counterparty and amount, which is as good. */
export interface Rows {
  readonly isThere: Uint8Array;
  readonly equals: Equals;
}

export function rowsOf(run: Run): Rows {
  const { sheet, every } = run;
  const open = run.openItems.filter((item) => isFreshItem(run, item));
  const equals = equalRows(open, run.itemColumns, true);
  const isThere = new Uint8Array(every.amounts.length);
  const { from, rows } = every.groups;
  for (let party = 0; party < sheet.parties; party += 1) {
    if (run.isFresh[party] === 0) continue;
    for (let at = from[party] ?? 0; at < (from[party + 1] ?? 0); at += 1) {
      const item = rows[at] ?? 0;
      const amount = every.amounts[at] ?? 0;
      isThere[at] = sheet.itemOpen[item] === amount || equals.first(sheet.itemCurrency[item] ?? 0, party, amount) !== -1 ? 1 : 0;
    }
  }
  return { isThere, equals };
}

export const mostDays = 75;
export const longestRow = 8;

interface UnbrokenRow {
  readonly chosen: readonly number[];
  readonly rivals: number;
  /** How many such rows there were. */
  readonly tried: number;
}

/**
 * The row of successive items of the line's counterparty that sums to it, nothing left out. Among the many items of a large counterparty
 * there are few such rows, and any number of others. An item of the row may have been settled by money that was for its equal, which is
 * then still open, and takes its place.
 */
export function unbrokenRow({ sheet, every }: Run, rows: Rows, line: number): UnbrokenRow | null {
  const minor = sheet.lineMinor[line] ?? 0;
  const day = sheet.lineDay[line] ?? 0;
  const party = sheet.lineParty[line] ?? 0;
  const end = every.groups.from[party + 1] ?? 0;
  let [tried, rivals] = [0, -1];
  let chosen: readonly number[] = [];
  let amounts = '';
  for (let from = firstSince(every.groups, party, sheet.itemDay, day - mostDays); from < end; from += 1) {
    if (rows.isThere[from] === 0) continue;
    if ((sheet.itemDay[every.groups.rows[from] ?? 0] ?? 0) > day - earliest) break;
    let sum = every.amounts[from] ?? 0;
    for (let to = from + 1; to < end && to - from < longestRow && rows.isThere[to] === 1; to += 1) {
      sum += every.amounts[to] ?? 0;
      if (Math.abs(sum) > Math.abs(minor)) break;
      tried += 1;
      if (sum !== minor) continue;
      const row = openOnes({ sheet, every }, rows, line, { from, to: to + 1 });
      if (row === null) continue;
      const these = amountsOf({ sheet }, row);
      // Rows of the same amounts are interchangeable, and the first of them came first.
      if (these === amounts) continue;
      rivals += 1;
      if (rivals === 0) [chosen, amounts] = [row, these];
    }
  }
  return rivals < 0 ? null : { chosen, rivals, tried };
}

/** The open items of a row: its own, or their equals; null when some are missing. */
function openOnes(
  { sheet, every }: Pick<Run, 'sheet' | 'every'>,
  { equals }: Rows,
  line: number,
  row: { readonly from: number; readonly to: number },
): readonly number[] | null {
  const own = [...every.groups.rows.subarray(row.from, row.to)];
  const isOpen = (item: number, at: number): boolean => sheet.itemOpen[item] === every.amounts[row.from + at] && couldBe(sheet, line, item);
  const chosen = own.filter(isOpen);
  for (const [at, item] of own.entries()) {
    if (isOpen(item, at)) continue;
    let other = equals.first(sheet.itemCurrency[item] ?? 0, sheet.itemParty[item] ?? 0, every.amounts[row.from + at] ?? 0);
    while (other !== -1 && (chosen.includes(other) || !couldBe(sheet, line, other))) other = equals.next(other);
    if (other === -1) return null;
    chosen.push(other);
  }
  return chosen;
}

export const amountsOf = ({ sheet }: Pick<Run, 'sheet'>, row: readonly number[]): string =>
  row
    .map((item) => sheet.itemOpen[item] ?? 0)
    .toSorted((a, b) => a - b)
    .join(' ');
