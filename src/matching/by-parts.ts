import { equalRows } from './equals.ts';
import { namedBy, namesAny } from './numbers.ts';
import { firstFrom, isNear } from './desk.ts';
import type { Desk } from './desk.ts';
import { those } from './groups.ts';
import { propose } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { decideTogether, offer } from './run.ts';
import type { Run } from './run.ts';
import { agrees, couldBe, earliest, isDeclined, latest } from './sheet.ts';

/** Two lines that together are one item, one of which names it. */
export function matchNamedParts(run: Run): void {
  for (const each of namedPairs(run)) propose(run.proposed, each);
  decideTogether(run, run.offered);
}

function namedPairs(run: Run): readonly Proposal[] {
  const { sheet, named } = run;
  const firsts = firstParts(run);
  const isWanted = new Uint8Array(sheet.parties);
  for (const { item } of firsts) if ((sheet.itemParty[item] ?? -1) >= 0) isWanted[sheet.itemParty[item] ?? 0] = 1;
  // What nobody knows the payer of has to name the item as well.
  const open = those(run.openLines, (line) => {
    const party = sheet.lineParty[line] ?? -1;
    return sheet.isSettled[line] === 0 && (party < 0 ? namesAny(named, line) : isWanted[party] === 1);
  });
  const byParty = equalRows(open, run.lineColumns, true);
  const found = new Map<string, Proposal>();
  for (const { line, item, rest } of firsts)
    for (const party of (sheet.itemParty[item] ?? -1) < 0 ? [-1] : [sheet.itemParty[item] ?? -1, -1]) {
      let other = byParty.first(sheet.lineCurrency[line] ?? 0, party, rest);
      for (; other !== -1; other = byParty.next(other)) {
        const isNamed = namedBy(named, other).includes(item);
        if (other === line || !couldBe(sheet, other, item) || (party < 0 && !isNamed)) continue;
        found.set(`${item} ${Math.min(line, other)} ${Math.max(line, other)}`, pair(run, [line, other], item, isNamed ? 0.0001 : 0.001));
      }
    }
  return [...found.values()];
}

interface FirstPart {
  readonly line: number;
  readonly item: number;
  /** What another line would have to be. */
  readonly rest: number;
}

/** Lines that name an item and are less than it. */
function firstParts({ sheet, named, openLines }: Run): readonly FirstPart[] {
  const found: FirstPart[] = [];
  for (let at = 0; at < openLines.length; at += 1) {
    const line = openLines[at] ?? 0;
    if (!namesAny(named, line) || sheet.isSettled[line] === 1) continue;
    for (const item of namedBy(named, line)) {
      if (!couldBe(sheet, line, item) || agrees(sheet, line, item) === 'contradicts') continue;
      const rest = (sheet.itemOpen[item] ?? 0) - (sheet.lineMinor[line] ?? 0);
      if (rest !== 0 && rest > 0 === (sheet.lineMinor[line] ?? 0) > 0) found.push({ line, item, rest });
    }
  }
  return found;
}

const mostPairs = 20_000_000;
/** Of the lines of a counterparty that nothing else explains, about so many are one of two parts. */
const partShare = 0.2;

/** Lines of a desk by their size, which is made anew for each counterparty. */
export interface BySize {
  readonly lines: Int32Array;
  readonly sizes: Float64Array;
}

export const noSizes = ({ line }: Desk): BySize => ({ lines: new Int32Array(line.length), sizes: new Float64Array(line.length) });

/** Every two lines that sum to an item, all of one counterparty. */
export function matchParts(run: Run, desk: Desk, bySize: BySize): void {
  if (desk.lines < 2 || desk.lines * desk.items > mostPairs) return;
  const lines = bySize.lines.subarray(0, desk.lines);
  for (let line = 0; line < desk.lines; line += 1) lines[line] = line;
  lines.sort((a, b) => Math.abs(desk.lineMinor[a] ?? 0) - Math.abs(desk.lineMinor[b] ?? 0) || a - b);
  for (let at = 0; at < desk.lines; at += 1) bySize.sizes[at] = Math.abs(desk.lineMinor[lines[at] ?? 0] ?? 0);
  for (let item = 0; item < desk.items; item += 1) proposePairs(run, desk, bySize, item);
  decideTogether(run, run.offeredOfParty);
}

// From both ends towards the middle.
function proposePairs(run: Run, desk: Desk, { lines, sizes }: BySize, item: number): void {
  const open = Math.abs(desk.itemOpen[item] ?? 0);
  let doubt = -1;
  let high = desk.lines - 1;
  for (let low = 0; low < high; low += 1) {
    const rest = open - (sizes[low] ?? 0);
    while (high > low && (sizes[high] ?? 0) > rest) high -= 1;
    for (let other = high; other > low && sizes[other] === rest; other -= 1) {
      const [a, b] = [lines[low] ?? 0, lines[other] ?? 0];
      if (!couldPay(run, desk, a, item) || !couldPay(run, desk, b, item)) continue;
      if (doubt < 0) doubt = doubtOf(run, desk, item);
      propose(run.proposed, pair(run, [desk.line[a] ?? 0, desk.line[b] ?? 0], desk.item[item] ?? 0, doubt));
    }
  }
}

const couldPay = ({ sheet }: Run, desk: Desk, line: number, item: number): boolean =>
  isNear(desk, line, item) && !isDeclined(sheet, desk.line[line] ?? 0, desk.item[item] ?? 0);

/** So many pairs might sum to this item, and so many items might be the sum of one of these lines and another. */
function doubtOf(run: Run, desk: Desk, item: number): number {
  let near = 0;
  for (let line = 0; line < desk.lines; line += 1) if (couldPay(run, desk, line, item)) near += 1;
  const chance = Math.max((near * (near - 1)) / 2, (near * desk.items) / 4) / Math.abs(desk.itemOpen[item] ?? 1);
  return chance / (partShare + chance);
}

function pair({ sheet }: Run, two: readonly [number, number], item: number, doubt: number): Proposal {
  const lines = two.toSorted((a, b) => a - b);
  return { by: 'parts', lines, items: [item], minors: [sheet.itemOpen[item] ?? 0], doubt, rivals: 0, runnerUp: doubt };
}

/** What a line of a known counterparty may be a part of, where that is few items: never settled, only shown. */
export function offerParts(run: Run, desk: Desk): void {
  const weights: number[] = [];
  const larger: number[] = [];
  for (let line = 0; line < desk.lines; line += 1) {
    const [day, minor] = [desk.lineDay[line] ?? 0, desk.lineMinor[line] ?? 0];
    larger.length = 0;
    for (let item = firstFrom(desk.itemDay, desk.items, day - latest); item < desk.items && larger.length <= mostShown; item += 1) {
      if ((desk.itemDay[item] ?? 0) > day - earliest) break;
      if (couldPay(run, desk, line, item) && Math.abs(desk.itemOpen[item] ?? 0) > Math.abs(minor)) larger.push(item);
    }
    if (larger.length === 0 || larger.length > mostShown) continue;
    weights.length = 0;
    for (const item of larger) weights.push(run.habits.delays[day - (desk.itemDay[item] ?? 0) - earliest] ?? 0);
    offerLikeliest(run, desk, { line, larger, weights });
  }
}

interface Larger {
  readonly line: number;
  readonly larger: readonly number[];
  readonly weights: readonly number[];
}

function offerLikeliest(run: Run, desk: Desk, { line, larger, weights }: Larger): void {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const likeliest = [...larger.keys()].toSorted((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b).slice(0, 3);
  for (const at of likeliest) {
    const doubt = 1 - (0.6 * (weights[at] ?? 0)) / all;
    const [lines, items, minors] = [[desk.line[line] ?? 0], [desk.item[larger[at] ?? 0] ?? 0], [desk.lineMinor[line] ?? 0]];
    offer(run, { by: 'referencePart', lines, items, minors, doubt, rivals: larger.length - 1, runnerUp: doubt });
  }
}

const mostShown = 8;
