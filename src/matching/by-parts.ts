import { equalRows } from './equals.ts';
import { freshItemsByParty } from './by-several.ts';
import { namedBy } from './numbers.ts';
import { firstSince, groupsOf, those } from './groups.ts';
import type { Groups } from './groups.ts';
import { propose } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { decideTogether, isFreshLine, offer } from './run.ts';
import type { Run } from './run.ts';
import { agrees, couldBe, earliest, latest } from './sheet.ts';

/** Two lines that together are one item: one of them names it, or both are of its counterparty and no other two would do. */
export function matchParts(run: Run): void {
  for (const each of namedPairs(run)) propose(run.proposed, each);
  decideTogether(run, run.offered);
  proposePartyPairs(run);
  decideTogether(run, run.offeredOfParty);
}

function namedPairs(run: Run): readonly Proposal[] {
  const { sheet } = run;
  const open = those(run.openLines, (line) => sheet.isSettled[line] === 0);
  const byParty = equalRows(open, run.lineColumns, true);
  const found = new Map<string, Proposal>();
  for (const line of open)
    for (const item of namedBy(run.named, line)) {
      if (!couldBe(sheet, line, item) || agrees(sheet, line, item) === 'contradicts') continue;
      const rest = (sheet.itemOpen[item] ?? 0) - (sheet.lineMinor[line] ?? 0);
      if (rest === 0 || rest > 0 !== (sheet.lineMinor[line] ?? 0) > 0) continue;
      for (const party of (sheet.itemParty[item] ?? -1) < 0 ? [-1] : [sheet.itemParty[item] ?? -1, -1]) {
        let other = byParty.first(sheet.lineCurrency[line] ?? 0, party, rest);
        for (; other !== -1; other = byParty.next(other)) {
          const isNamed = namedBy(run.named, other).includes(item);
          if (other === line || !couldBe(sheet, other, item) || (party < 0 && !isNamed)) continue;
          found.set(`${item} ${Math.min(line, other)} ${Math.max(line, other)}`, pair(run, [line, other], item, isNamed ? 0.0001 : 0.001));
        }
      }
    }
  return [...found.values()];
}

const mostPairs = 100_000;
/** Of the lines of a counterparty that nothing else explains, about so many are one of two parts. */
const partShare = 0.2;

function proposePartyPairs(run: Run): void {
  const items = freshItemsByParty(run);
  const lines = groupsOf(run.openLines, run.sheet.lineParty, run.sheet.parties, (line) => isFreshLine(run, line));
  for (let party = 0; party < run.sheet.parties; party += 1) {
    const many = manyOf(items, party);
    const others = manyOf(lines, party);
    if (many === 0 || others < 2 || others * many > mostPairs) continue;
    for (const each of pairsOf(run, [...rowsOf(lines, party)], [...rowsOf(items, party)])) propose(run.proposed, each);
  }
}

const manyOf = ({ from }: Groups, party: number): number => (from[party + 1] ?? 0) - (from[party] ?? 0);
const rowsOf = ({ from, rows }: Groups, party: number): Int32Array => rows.subarray(from[party], from[party + 1]);

/** Every two of these lines that sum to one of these items, all of one counterparty. */
function pairsOf(run: Run, lines: readonly number[], items: readonly number[]): readonly Proposal[] {
  const { sheet } = run;
  const sizeOf = (line: number | undefined): number => Math.abs(sheet.lineMinor[line ?? -1] ?? 0);
  const bySize = lines.toSorted((a, b) => sizeOf(a) - sizeOf(b) || a - b);
  return items.flatMap((item) => {
    const open = Math.abs(sheet.itemOpen[item] ?? 0);
    const found = summingTo(bySize, sizeOf, open).filter((two) => two.every((line) => couldBe(sheet, line, item)));
    if (found.length === 0) return [];
    const near = lines.filter((line) => couldBe(sheet, line, item)).length;
    // So many pairs might sum to this item, and so many items might be the sum of one of these lines and another.
    const chance = Math.max((near * (near - 1)) / 2, (near * items.length) / 4) / open;
    return found.map((two) => pair(run, two, item, chance / (partShare + chance)));
  });
}

/** Every two rows, given by their size, that make the sum: from both ends towards the middle. */
function summingTo(
  bySize: readonly number[],
  sizeOf: (row: number | undefined) => number,
  sum: number,
): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let high = bySize.length - 1;
  for (let low = 0; low < high; low += 1) {
    while (high > low && sizeOf(bySize[low]) + sizeOf(bySize[high]) > sum) high -= 1;
    for (let other = high; other > low && sizeOf(bySize[low]) + sizeOf(bySize[other]) === sum; other -= 1)
      found.push([bySize[low] ?? 0, bySize[other] ?? 0]);
  }
  return found;
}

function pair({ sheet }: Run, two: readonly [number, number], item: number, doubt: number): Proposal {
  const lines = two.toSorted((a, b) => a - b);
  return { by: 'parts', lines, items: [item], minors: [sheet.itemOpen[item] ?? 0], doubt, rivals: 0, runnerUp: doubt };
}

/** What a line of a known counterparty may be a part of, where that is few items: never settled, only shown. */
export function offerParts(run: Run): void {
  const { sheet, habits } = run;
  const items = groupsOf(run.openItems, sheet.itemParty, sheet.parties, (item) => sheet.itemOpen[item] !== 0);
  for (const line of run.openLines) {
    const party = sheet.lineParty[line] ?? -1;
    if (party < 0 || sheet.isSettled[line] === 1) continue;
    const minor = sheet.lineMinor[line] ?? 0;
    const larger: number[] = [];
    const day = sheet.lineDay[line] ?? 0;
    const end = items.from[party + 1] ?? 0;
    for (let at = firstSince(items, party, sheet.itemDay, day - latest); at < end && larger.length <= mostShown; at += 1) {
      const item = items.rows[at] ?? 0;
      if ((sheet.itemDay[item] ?? 0) > day - earliest) break;
      if (couldBe(sheet, line, item) && Math.abs(sheet.itemOpen[item] ?? 0) > Math.abs(minor)) larger.push(item);
    }
    if (larger.length === 0 || larger.length > mostShown) continue;
    const weight = (item: number): number => habits.delays[(sheet.lineDay[line] ?? 0) - (sheet.itemDay[item] ?? 0) - earliest] ?? 0;
    const likeliest = larger.toSorted((a, b) => weight(b) - weight(a) || a - b).slice(0, 3);
    const all = larger.reduce((sum, item) => sum + weight(item), 0);
    for (const item of likeliest) {
      const doubt = 1 - (0.6 * weight(item)) / all;
      offer(run, { by: 'referencePart', lines: [line], items: [item], minors: [minor], doubt, rivals: larger.length - 1, runnerUp: doubt });
    }
  }
}

const mostShown = 8;
