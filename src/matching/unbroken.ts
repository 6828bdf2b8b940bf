import { emptyLists, equalRows } from './equals.ts';
import type { Equals } from './equals.ts';
import { counted, groupsOf, those } from './groups.ts';
import type { Groups } from './groups.ts';
import { isFreshItem } from './run.ts';
import type { Run } from './run.ts';
import { couldBe, earliest, latest } from './sheet.ts';

/** Every item by its counterparty, settled ones too, with the amounts that they had in the beginning. */
export interface EveryItem {
  readonly groups: Groups;
  readonly amounts: Float64Array;
}

export function everyItem(items: Int32Array, itemParty: Int32Array, itemOpen: Float64Array, parties: number): EveryItem {
  const groups = groupsOf(items, itemParty, parties, () => true);
  return { groups, amounts: new Float64Array(groups.rows.length).map((_, at) => itemOpen[groups.rows[at] ?? 0] ?? 0) };
}

/** Rows of successive items that are there to be paid: each itself, or an open one of its counterparty and amount, which is as good. */
export interface Rows {
  /** Where each row begins among every item, and how many items it has. */
  readonly begin: Int32Array;
  readonly length: Uint8Array;
  readonly bySum: Equals;
  /** How many rows each counterparty has. */
  readonly ofParty: Int32Array;
  readonly openItems: Equals;
}

export const longestRow = 8;

/** The rows of the counterparties that this round goes through: written down once, and then found by their sums. */
export function rowsOf(run: Run): Rows {
  const { sheet, every } = run;
  const openItems = equalRows(
    those(run.openItems, (item) => isFreshItem(run, item)),
    run.itemColumns,
    true,
  );
  const isThere = thereOf(run, openItems);
  let many = 0;
  eachRow(run, isThere, () => {
    many += 1;
  });
  const begin = new Int32Array(many);
  const length = new Uint8Array(many);
  const columns = { currency: new Int32Array(many), party: new Int32Array(many), minor: new Float64Array(many), lists: emptyLists(many) };
  const ofParty = new Int32Array(sheet.parties);
  many = 0;
  eachRow(run, isThere, (party, from, to, sum) => {
    begin[many] = from;
    length[many] = to + 1 - from;
    columns.party[many] = party;
    columns.minor[many] = sum;
    columns.currency[many] = sheet.itemCurrency[every.groups.rows[from] ?? 0] ?? 0;
    ofParty[party] = (ofParty[party] ?? 0) + 1;
    many += 1;
  });
  return { begin, length, bySum: equalRows(counted(many), columns, true), ofParty, openItems };
}

function thereOf({ sheet, every, isFresh }: Run, openItems: Equals): Uint8Array {
  const isThere = new Uint8Array(every.amounts.length);
  const { from, rows } = every.groups;
  for (let party = 0; party < sheet.parties; party += 1) {
    if (isFresh[party] === 0) continue;
    for (let at = from[party] ?? 0; at < (from[party + 1] ?? 0); at += 1) {
      const item = rows[at] ?? 0;
      const amount = every.amounts[at] ?? 0;
      const isOpen = sheet.itemOpen[item] === amount || openItems.first(sheet.itemCurrency[item] ?? 0, party, amount) !== -1;
      isThere[at] = isOpen ? 1 : 0;
    }
  }
  return isThere;
}

function eachRow(
  { sheet, every, isFresh }: Run,
  isThere: Uint8Array,
  call: (party: number, from: number, to: number, sum: number) => void,
): void {
  for (let party = 0; party < sheet.parties; party += 1) {
    if (isFresh[party] === 0) continue;
    const end = every.groups.from[party + 1] ?? 0;
    for (let from = every.groups.from[party] ?? 0; from < end; from += 1) {
      if (isThere[from] === 0) continue;
      let sum = every.amounts[from] ?? 0;
      for (let to = from + 1; to < end && to - from < longestRow && isThere[to] === 1; to += 1) {
        sum += every.amounts[to] ?? 0;
        call(party, from, to, sum);
      }
    }
  }
}

interface UnbrokenRow {
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
export function unbrokenRow(run: Run, rows: Rows, line: number): UnbrokenRow | null {
  const { sheet, habits } = run;
  const party = sheet.lineParty[line] ?? 0;
  const currency = sheet.lineCurrency[line] ?? 0;
  let rivals = -1;
  let chosen: readonly number[] = [];
  let amounts = '';
  for (let at = rows.bySum.first(currency, party, sheet.lineMinor[line] ?? 0); at !== -1; at = rows.bySum.next(at)) {
    const row = openOnes(run, rows, line, at);
    if (row === null) continue;
    const these = amountsOf(run, row);
    // Rows of the same amounts are interchangeable, and the first of them came first.
    if (these === amounts) continue;
    rivals += 1;
    if (rivals === 0) [chosen, amounts] = [row, these];
  }
  if (rivals < 0) return null;
  return { chosen, rivals, tried: (rows.ofParty[party] ?? 0) * Math.min((latest - earliest) / habits.spanDays, 1) };
}

/** The open items of a row: its own, or their equals; null when some are missing. */
function openOnes({ sheet, every }: Run, { begin, length, openItems }: Rows, line: number, row: number): readonly number[] | null {
  const from = begin[row] ?? 0;
  const own = [...every.groups.rows.subarray(from, from + (length[row] ?? 0))];
  const isOpen = (item: number, at: number): boolean => sheet.itemOpen[item] === every.amounts[from + at] && couldBe(sheet, line, item);
  const chosen = own.filter(isOpen);
  for (const [at, item] of own.entries()) {
    if (isOpen(item, at)) continue;
    let other = openItems.first(sheet.itemCurrency[item] ?? 0, sheet.itemParty[item] ?? 0, every.amounts[from + at] ?? 0);
    while (other !== -1 && (chosen.includes(other) || !couldBe(sheet, line, other))) other = openItems.next(other);
    if (other === -1) return null;
    chosen.push(other);
  }
  return chosen;
}

export const amountsOf = ({ sheet }: Run, row: readonly number[]): string =>
  row
    .map((item) => sheet.itemOpen[item] ?? 0)
    .toSorted((a, b) => a - b)
    .join(' ');
