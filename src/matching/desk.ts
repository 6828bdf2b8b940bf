import { amountsFor, fillAmounts } from './amounts.ts';
import type { Amounts } from './amounts.ts';
import { earliest, latest } from './sheet.ts';
import type { Groups } from './groups.ts';
import type { Sheet } from './sheet.ts';

/**
 * What is open of one counterparty in one currency, laid out side by side: items and lines in columns of their own, by day. Stages that
 * go through counterparties go along these, which fit near the processor, and not all over the sheet: that alone halved their time. The
 * columns are as long as the largest counterparty needs, and good until the next is laid out; a row of a desk is a place in them.
 */
export interface Desk {
  items: number;
  /** Their numbers on the sheet. */
  readonly item: Int32Array;
  readonly itemDay: Int32Array;
  readonly itemOpen: Float64Array;
  readonly byOpen: Amounts;
  /** The days between which items were taken away since somebody last looked at all of them. */
  clearedFrom: number;
  clearedTo: number;
  lines: number;
  readonly line: Int32Array;
  readonly lineDay: Int32Array;
  readonly lineMinor: Float64Array;
  readonly byMinor: Amounts;
  /** Every item of the counterparty and currency, settled ones too, with the amounts that they had in the beginning. */
  every: number;
  /** Nothing of them has been settled since. */
  isWhole: boolean;
  readonly everyItem: Int32Array;
  readonly everyAmount: Float64Array;
}

/** All rows of the sheet by counterparty, and the amounts of the items as they were in the beginning, in the order of their groups. */
export interface Parties {
  readonly items: Groups;
  readonly amounts: Float64Array;
  readonly lines: Groups;
}

export function emptyDesk({ items, lines }: Parties): Desk {
  const [mostItems, mostLines] = [mostOf(items), mostOf(lines)];
  return {
    items: 0,
    item: new Int32Array(mostItems),
    itemDay: new Int32Array(mostItems),
    itemOpen: new Float64Array(mostItems),
    byOpen: amountsFor(mostItems),
    clearedFrom: -Infinity,
    clearedTo: Infinity,
    lines: 0,
    line: new Int32Array(mostLines),
    lineDay: new Int32Array(mostLines),
    lineMinor: new Float64Array(mostLines),
    byMinor: amountsFor(mostLines),
    every: 0,
    isWhole: true,
    everyItem: new Int32Array(mostItems),
    everyAmount: new Float64Array(mostItems),
  };
}

function mostOf({ from }: Groups): number {
  let most = 0;
  for (let party = 0; party + 1 < from.length; party += 1) most = Math.max(most, (from[party + 1] ?? 0) - (from[party] ?? 0));
  return most;
}

/** Lays out a counterparty; false when it has no open item or no open line in this currency, and so nothing to be matched. */
export function layOut(
  desk: Desk,
  sheet: Sheet,
  { items, amounts, lines }: Parties,
  { party, currency }: { readonly party: number; readonly currency: number },
): boolean {
  // Where there is one currency, each row's own need not be gone to.
  const isMixed = sheet.currencies > 1;
  desk.lines = 0;
  for (let at = lines.from[party] ?? 0; at < (lines.from[party + 1] ?? 0); at += 1) {
    const line = lines.rows[at] ?? 0;
    if (sheet.isSettled[line] === 1 || (isMixed && sheet.lineCurrency[line] !== currency)) continue;
    desk.line[desk.lines] = line;
    desk.lineDay[desk.lines] = sheet.lineDay[line] ?? 0;
    desk.lineMinor[desk.lines] = sheet.lineMinor[line] ?? 0;
    desk.lines += 1;
  }
  if (desk.lines === 0) return false;
  desk.items = 0;
  desk.every = 0;
  desk.isWhole = true;
  desk.clearedFrom = -Infinity;
  desk.clearedTo = Infinity;
  for (let at = items.from[party] ?? 0; at < (items.from[party + 1] ?? 0); at += 1) {
    const item = items.rows[at] ?? 0;
    if (isMixed && sheet.itemCurrency[item] !== currency) continue;
    desk.everyItem[desk.every] = item;
    desk.everyAmount[desk.every] = amounts[at] ?? 0;
    desk.every += 1;
    const open = sheet.itemOpen[item] ?? 0;
    if (open !== amounts[at]) desk.isWhole = false;
    if (open === 0) continue;
    desk.item[desk.items] = item;
    desk.itemDay[desk.items] = sheet.itemDay[item] ?? 0;
    desk.itemOpen[desk.items] = open;
    desk.items += 1;
  }
  sortIn(desk);
  return desk.items > 0;
}

/** Takes away what has been settled since; what a stage settles of a counterparty it settles in full. */
export function clearAway(desk: Desk, { itemOpen, isSettled }: Sheet): void {
  let many = 0;
  for (let at = 0; at < desk.items; at += 1) {
    const item = desk.item[at] ?? 0;
    const day = desk.itemDay[at] ?? 0;
    if (itemOpen[item] === 0) {
      desk.clearedFrom = Math.min(desk.clearedFrom, day);
      desk.clearedTo = Math.max(desk.clearedTo, day);
      continue;
    }
    desk.item[many] = item;
    desk.itemDay[many] = day;
    desk.itemOpen[many] = desk.itemOpen[at] ?? 0;
    many += 1;
  }
  if (many < desk.items) desk.isWhole = false;
  desk.items = many;
  many = 0;
  for (let at = 0; at < desk.lines; at += 1) {
    const line = desk.line[at] ?? 0;
    if (isSettled[line] === 1) continue;
    desk.line[many] = line;
    desk.lineDay[many] = desk.lineDay[at] ?? 0;
    desk.lineMinor[many] = desk.lineMinor[at] ?? 0;
    many += 1;
  }
  desk.lines = many;
  sortIn(desk);
}

function sortIn(desk: Desk): void {
  fillAmounts(desk.byOpen, desk.itemOpen, desk.items);
  fillAmounts(desk.byMinor, desk.lineMinor, desk.lines);
}

/** Direction and days allow a line and an item of the desk to be about the same money. */
export function isNear({ itemDay, itemOpen, lineDay, lineMinor }: Desk, line: number, item: number): boolean {
  const days = (lineDay[line] ?? 0) - (itemDay[item] ?? 0);
  return days >= earliest && days <= latest && (itemOpen[item] ?? 0) > 0 === (lineMinor[line] ?? 0) > 0;
}

/** The first of so many rows, which stand in the order of the column, that is not before this value. */
export function firstFrom(column: Int32Array, many: number, value: number): number {
  let low = 0;
  let high = many;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
