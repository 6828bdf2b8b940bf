import { daysBetween } from '../core/day.ts';
import { plainName } from '../core/lookup.ts';
import { isMatchable } from './rows.ts';
import type { BankLine, Habits, Learned, OpenItem } from './rows.ts';

/**
 * Items and lines in columns, in an order that is their own and not that of the input. Amounts are whole numbers of smallest
 * units below 2^53, which a double holds exactly; `minorOf` refuses more.
 */
export interface Sheet {
  readonly items: readonly OpenItem[];
  readonly lines: readonly BankLine[];
  /** Items of which nothing is open: known, and no more than that. */
  readonly settled: readonly OpenItem[];
  readonly itemDay: Int32Array;
  readonly lineDay: Int32Array;
  /** Goes down as lines settle it; never past zero. */
  readonly itemOpen: Float64Array;
  readonly lineMinor: Float64Array;
  /** Counterparties by number. -1: none named. Of lines also -2: one that the books do not know. */
  readonly itemParty: Int32Array;
  readonly lineParty: Int32Array;
  readonly itemCurrency: Uint16Array;
  readonly lineCurrency: Uint16Array;
  /** Bundles by number, -1 for none; null when no item has one. */
  readonly itemBundle: Int32Array | null;
  /** Own accounts by number; null when there is only one. */
  readonly lineAccount: Int32Array | null;
  readonly isSettled: Uint8Array;
  readonly parties: number;
  readonly currencies: number;
  /** Line times number of items plus item. */
  readonly declined: ReadonlySet<number>;
  /** Two lines that are no transfer: line times number of lines plus line. */
  readonly declinedTransfers: ReadonlySet<number>;
  readonly ownNames: ReadonlySet<string>;
  readonly habits: Habits | null;
}

export const nobody = -1;
const stranger = -2;

export function openSheet(givenItems: readonly OpenItem[], givenLines: readonly BankLine[], learned: Learned): Sheet {
  const settled = givenItems.some(({ open }) => open === 0n) ? givenItems.filter(({ open }) => open === 0n) : [];
  const items = inOrder(settled.length > 0 ? givenItems.filter(({ open }) => open !== 0n) : givenItems);
  const lines = inOrder(givenLines.some(({ minor }) => minor === 0n) ? givenLines.filter(({ minor }) => minor !== 0n) : givenLines);
  const parties = new Map<string, number>();
  const currencies = new Map<string, number>();
  const numbering = {
    currencies: numbered(currencies),
    bundles: numbered(new Map()),
    accounts: numbered(new Map()),
    day: numberedDays(),
  };
  const itemName = named(parties, new Map(), (plain) => numberOf(parties, plain));
  for (const name of learned.counterparties) itemName(name);
  // That nothing is open of somebody does not make a stranger of them.
  for (const { counterparty } of settled) itemName(counterparty);
  const ofItems = itemColumns(items, { ...numbering, name: itemName });
  const aliases = new Map(learned.aliases.map(({ name, counterparty }) => [plainName(name), plainName(counterparty)]));
  const ofLines = lineColumns(lines, { ...numbering, name: named(parties, aliases, () => stranger) });
  return {
    items,
    lines,
    settled,
    ...ofItems,
    ...ofLines,
    isSettled: new Uint8Array(lines.length),
    parties: parties.size,
    currencies: currencies.size,
    declined: declinedPairs(items, lines, learned),
    declinedTransfers: declinedPairs(lines, lines, learned),
    ownNames: new Set(learned.ownNames.map(plainName)),
    habits: learned.habits,
  };
}

interface Numbering {
  readonly currencies: (name: string) => number;
  readonly bundles: (name: string) => number;
  readonly accounts: (name: string) => number;
  readonly day: (text: string) => number;
  readonly name: (name: string | null) => number;
}

// Each row is gone to once: most of the time of opening is the way to it.
function itemColumns(items: readonly OpenItem[], { currencies, bundles, day, name }: Numbering) {
  const [itemDay, itemParty] = [new Int32Array(items.length), new Int32Array(items.length)];
  const [itemOpen, itemCurrency] = [new Float64Array(items.length), new Uint16Array(items.length)];
  let itemBundle: Int32Array | null = null;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (item === undefined) continue;
    itemDay[at] = day(item.bookedOn);
    itemOpen[at] = minorOf(item.open);
    itemParty[at] = name(item.counterparty);
    itemCurrency[at] = currencies(item.currency);
    if (item.bundle === null) continue;
    itemBundle ??= new Int32Array(items.length).fill(-1);
    itemBundle[at] = bundles(item.bundle);
  }
  return { itemDay, itemOpen, itemParty, itemCurrency, itemBundle };
}

function lineColumns(lines: readonly BankLine[], { currencies, accounts, day, name }: Numbering) {
  const [lineDay, lineParty] = [new Int32Array(lines.length), new Int32Array(lines.length)];
  const [lineMinor, lineCurrency] = [new Float64Array(lines.length), new Uint16Array(lines.length)];
  let lineAccount: Int32Array | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) continue;
    lineDay[at] = day(line.bookedOn);
    lineMinor[at] = minorOf(line.minor);
    lineParty[at] = name(line.counterparty);
    lineCurrency[at] = currencies(line.currency);
    const account = accounts(line.account);
    if (account === 0) continue;
    lineAccount ??= new Int32Array(lines.length);
    lineAccount[at] = account;
  }
  return { lineDay, lineMinor, lineParty, lineCurrency, lineAccount };
}

export const isDeclined = ({ declined, items }: Sheet, line: number, item: number): boolean =>
  declined.size > 0 && declined.has(line * items.length + item);

/** A line and an item can be about the same money: currency, direction and days allow it. */
export function couldBe(sheet: Sheet, line: number, item: number): boolean {
  const open = sheet.itemOpen[item] ?? 0;
  const days = (sheet.lineDay[line] ?? 0) - (sheet.itemDay[item] ?? 0);
  return (
    sheet.itemCurrency[item] === sheet.lineCurrency[line] &&
    open !== 0 &&
    open > 0 === (sheet.lineMinor[line] ?? 0) > 0 &&
    days >= earliest &&
    days <= latest &&
    !isDeclined(sheet, line, item)
  );
}

/** Money may come a few days before its invoice is booked, and four months after. */
export const earliest = -3;
export const latest = 120;

/** Counterparties do not contradict each other when one of them is not known. */
export function agrees(sheet: Sheet, line: number, item: number): 'same' | 'unknown' | 'contradicts' {
  const party = sheet.lineParty[line] ?? nobody;
  const other = sheet.itemParty[item] ?? nobody;
  if (party < 0 || other < 0) return 'unknown';
  return party === other ? 'same' : 'contradicts';
}

/** Exact, or an error: more than 2^53 smallest units is no amount of these books. */
function minorOf(minor: bigint): number {
  if (!isMatchable(minor)) throw new RangeError(`an amount of ${minor} smallest units is more than can be matched exactly`);
  return Number(minor);
}

interface Dated {
  readonly bookedOn: string;
  readonly id: string;
}

function inOrder<Row extends Dated>(rows: readonly Row[]): readonly Row[] {
  const isOrdered = rows.every((row, index) => {
    const before = rows[index - 1];
    return before === undefined || compare(before, row) < 0;
  });
  return isOrdered ? rows : rows.toSorted(compare);
}

const compare = (a: Dated, b: Dated): number =>
  a.bookedOn < b.bookedOn ? -1 : a.bookedOn > b.bookedOn ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

// Rows come by day, so the text is mostly that of the row before.
function numberedDays(): (text: string) => number {
  const known = new Map<string, number>();
  let last = '';
  let days = 0;
  return (text) => {
    if (text === last) return days;
    days = known.get(text) ?? daysBetween('1970-01-01', text);
    known.set(text, days);
    last = text;
    return days;
  };
}

// The same currency and account stand on row after row.
function numbered(known: Map<string, number>): (name: string) => number {
  let last = '';
  let number = -1;
  return (name) => {
    if (name !== last || number === -1) number = numberOf(known, name);
    last = name;
    return number;
  };
}

function numberOf(known: Map<string, number>, name: string): number {
  const had = known.get(name);
  if (had !== undefined) return had;
  known.set(name, known.size);
  return known.size - 1;
}

// A name is made plain once, however many rows carry it.
function named(
  parties: ReadonlyMap<string, number>,
  aliases: ReadonlyMap<string, string>,
  unknown: (plain: string) => number,
): (name: string | null) => number {
  const seen = new Map<string, number>();
  return (name) => {
    if (name === null) return nobody;
    const had = seen.get(name);
    if (had !== undefined) return had;
    const plain = plainName(name);
    const party = plain === '' ? nobody : (parties.get(aliases.get(plain) ?? plain) ?? unknown(plain));
    seen.set(name, party);
    return party;
  };
}

function declinedPairs(items: readonly Dated[], lines: readonly Dated[], { declined }: Learned): ReadonlySet<number> {
  if (declined.length === 0) return new Set();
  const itemAt = new Map(items.map(({ id }, index) => [id, index]));
  const lineAt = new Map(lines.map(({ id }, index) => [id, index]));
  return new Set(
    declined.flatMap(({ line, item }) => {
      const [at, of] = [lineAt.get(line), itemAt.get(item)];
      return at === undefined || of === undefined ? [] : [at * items.length + of];
    }),
  );
}
