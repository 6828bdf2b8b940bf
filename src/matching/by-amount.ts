import { equalRows } from './equals.ts';
import type { Equals } from './equals.ts';
import { those } from './groups.ts';
import { proposeOne } from './proposals.ts';
import { decideTogether } from './run.ts';
import type { Run } from './run.ts';
import { couldBe, earliest, latest, nobody } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { mostTogether, sharesFinder } from './together.ts';
import type { SharesOf } from './together.ts';

/**
 * Lines that name nobody, by their amount alone. Rare amounts match; 49.00 does not: all lines and open items of an amount are weighed
 * together, every way in which they can belong to each other against the chance that a line is about something else.
 */
export function matchAmount(run: Run): void {
  const { sheet } = run;
  const unnamed = those(run.openLines, (line) => sheet.isSettled[line] === 0 && (sheet.lineParty[line] ?? 0) < 0);
  const openItems = those(run.openItems, (item) => sheet.itemOpen[item] !== 0);
  const items = equalRows(openItems, run.itemColumns, false);
  const lines = equalRows(unnamed, run.lineColumns, false);
  const nameless = those(unnamed, (line) => sheet.lineParty[line] === nobody).length;
  const stage: Stage = {
    run,
    items,
    lines,
    many: openItems.length,
    nameless: otherShare(run, unnamed, items) * nameless,
    strangers: 2 * (unnamed.length - nameless),
    sharesOf: sharesFinder(mostEqual),
    weights: new Float64Array(mostEqual * mostEqual),
  };
  for (let at = 0; at < unnamed.length; at += 1) {
    const line = unnamed[at] ?? 0;
    const [currency, minor] = [sheet.lineCurrency[line] ?? 0, sheet.lineMinor[line] ?? 0];
    // Each list of equal lines is weighed once, when its first line comes by.
    if (lines.first(currency, 0, minor) !== line) continue;
    const item = items.first(currency, 0, minor);
    if (item !== -1 && items.left(item) <= mostEqual) weighEqual(stage, line, item);
  }
  decideTogether(run, run.offered);
}

interface Stage {
  readonly run: Run;
  readonly items: Equals;
  readonly lines: Equals;
  /** How many items are open. */
  readonly many: number;
  /** How many lines are, by experience, about something else than one item in full: of nobody, and of somebody unknown. */
  readonly nameless: number;
  readonly strangers: number;
  readonly sharesOf: SharesOf;
  readonly weights: Float64Array;
}

const mostEqual = 60;

/** Lines and items of one amount, group by group: a group ends where no item is near enough in days to both its lines and the next. */
function weighEqual(stage: Stage, firstLine: number, firstItem: number): void {
  const { sheet } = stage.run;
  const equal = stage.items.left(firstItem);
  const minor = sheet.lineMinor[firstLine] ?? 0;
  const chance = Math.max(stage.run.chance.just(minor), equal < 3 ? 0 : equal / stage.many / stage.run.habits.spanDays);
  const items = listOf(stage.items, firstItem);
  let lines: number[] = [];
  let begin = 0;
  let from = 0;
  let to = 0;
  for (let line = firstLine; line !== -1; line = stage.lines.next(line)) {
    const day = sheet.lineDay[line] ?? 0;
    while (from < items.length && day - (sheet.itemDay[items[from] ?? 0] ?? 0) > latest) from += 1;
    if (from >= to && lines.length > 0) {
      weighGroup(stage, lines, items.slice(begin, to), chance);
      lines = [];
    }
    if (lines.length === 0) begin = from;
    while (to < items.length && day - (sheet.itemDay[items[to] ?? 0] ?? 0) >= earliest) to += 1;
    lines.push(line);
  }
  weighGroup(stage, lines, items.slice(begin, to), chance);
}

function listOf(rows: Equals, first: number): readonly number[] {
  const list: number[] = [];
  for (let row = first; row !== -1; row = rows.next(row)) list.push(row);
  return list;
}

function weighGroup(stage: Stage, lines: readonly number[], items: readonly number[], chance: number): void {
  if (lines.length === 0 || items.length === 0) return;
  const isSmall = Math.min(lines.length, items.length) <= mostTogether && Math.max(lines.length, items.length) <= mostEqual;
  if (!isSmall) return;
  const { run, weights } = stage;
  for (let row = 0; row < lines.length; row += 1) {
    const line = lines[row] ?? 0;
    const alone = (run.sheet.lineParty[line] === nobody ? stage.nameless : stage.strangers) * chance;
    for (let column = 0; column < items.length; column += 1)
      weights[row * items.length + column] = weightOf(run, line, items[column] ?? 0) / alone;
  }
  const shares = stage.sharesOf({ rows: lines.length, columns: items.length, weights });
  for (let row = 0; row < lines.length; row += 1)
    proposeLikeliest(run, lines[row] ?? 0, items, shares.subarray(row * items.length, (row + 1) * items.length));
}

function proposeLikeliest(run: Run, line: number, items: readonly number[], shares: Float64Array): void {
  const { sheet } = run;
  const found = likeliest(sheet, items, shares);
  const isNameless = sheet.lineParty[line] === nobody;
  const doubt = Math.max(1 - found.share, 0);
  if (found.item === -1 || (!isNameless && doubt > 0.5)) return;
  proposeOne(run.proposed, {
    by: 'amount',
    line,
    item: found.item,
    minor: sheet.itemOpen[found.item] ?? 0,
    // A name that the books do not know is, by experience, about something that they do not know either.
    doubt: isNameless ? doubt : Math.max(doubt, 0.1),
    rivals: 0,
    runnerUp: found.runnerUp,
  });
}

interface Likeliest {
  readonly item: number;
  /** Of the item and those that are interchangeable with it: of the same counterparty. */
  readonly share: number;
  /** Of the next best, that the line is about nothing here being one. */
  readonly runnerUp: number;
}

function likeliest({ itemParty }: Sheet, items: readonly number[], shares: Float64Array): Likeliest {
  let alone = 1;
  for (let at = 0; at < items.length; at += 1) alone -= shares[at] ?? 0;
  let [best, most, second] = [-1, 0, alone];
  for (let at = 0; at < items.length; at += 1) {
    const party = itemParty[items[at] ?? 0] ?? nobody;
    const isEqual = (place: number): boolean => place === at || (party !== nobody && itemParty[items[place] ?? 0] === party);
    let [share, own, likely, isFirst] = [0, 0, items[at] ?? -1, true];
    for (let place = 0; place < items.length; place += 1) {
      if (!isEqual(place)) continue;
      // Each counterparty once, when its first item comes by.
      if (place < at) isFirst = false;
      const its = shares[place] ?? 0;
      share += its;
      if (its > own) [own, likely] = [its, items[place] ?? -1];
    }
    if (!isFirst) continue;
    if (share > most) {
      second = Math.max(second, most);
      [best, most] = [likely, share];
    } else second = Math.max(second, share);
  }
  return { item: best, share: most, runnerUp: Math.max(second, 0) };
}

/**
 * Which share of the lines of nobody is about something else than one item in full: the share that explains best that so many of them
 * have an item of their amount, so many days before. Found by turns, from what experience says (A. Dempster, N. Laird, D. Rubin,
 * Maximum Likelihood from Incomplete Data, 1977). Amounts of many items say nothing about it.
 */
function otherShare(run: Run, unnamed: Int32Array, items: Equals): number {
  const { sheet } = run;
  const odds: number[] = [];
  let nameless = 0;
  for (let at = 0; at < unnamed.length; at += 1) {
    const line = unnamed[at] ?? 0;
    if (sheet.lineParty[line] !== nobody) continue;
    nameless += 1;
    const minor = sheet.lineMinor[line] ?? 0;
    const first = items.first(sheet.lineCurrency[line] ?? 0, 0, minor);
    if (first !== -1 && items.left(first) > fewEqual) continue;
    let weight = 0;
    for (let item = first; item !== -1; item = items.next(item)) weight += weightOf(run, line, item);
    odds.push(weight / run.chance.just(minor));
  }
  let share = usualOthers;
  for (let turn = 0; turn < turns; turn += 1) {
    let others = usualOthers * usualLines;
    for (const each of odds) others += 1 / (1 + each / (nameless * share));
    share = others / (usualLines + odds.length);
  }
  return share;
}

const fewEqual = 3;
const turns = 8;
/** What experience says, and how many lines it outweighs. */
const usualOthers = 0.4;
const usualLines = 40;

const payShare = 0.5;

const weightOf = ({ sheet, habits }: Run, line: number, item: number): number =>
  couldBe(sheet, line, item)
    ? (payShare / (1 - payShare)) * (habits.delays[(sheet.lineDay[line] ?? 0) - (sheet.itemDay[item] ?? 0) - earliest] ?? 0)
    : 0;
