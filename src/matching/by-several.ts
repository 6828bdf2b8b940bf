import { firstFrom } from './desk.ts';
import type { Desk } from './desk.ts';
import { namedBy, namesAny } from './numbers.ts';
import { keepFirst, propose } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { decideTogether } from './run.ts';
import type { Run } from './run.ts';
import { earliest, isDeclined } from './sheet.ts';
import { allItems, amountsOf, findRows, hasRow, longestRow, noRows, openItems, unbrokenRow } from './unbroken.ts';
import type { Rows } from './unbroken.ts';
import { mostItems, subsetSearch } from './subsets.ts';
import type { SubsetSearch } from './subsets.ts';

/** What the search for several items needs, made once a run. */
export interface Several {
  readonly rows: Rows;
  readonly find: SubsetSearch;
  readonly candidates: Candidates;
  /** Lines of the sheet for which nothing was found. */
  readonly isIdle: Uint8Array;
}

/** The newest items that a line might be for, each smaller than the line: they stand at the end of the columns, from `first` on. */
interface Candidates {
  first: number;
  sum: number;
  /** Their numbers on the sheet, and what is open of each. */
  readonly item: Int32Array;
  readonly open: Float64Array;
}

export const severalFinder = ({ line }: Desk, lines: number): Several => ({
  rows: noRows(line.length),
  find: subsetSearch(),
  isIdle: new Uint8Array(lines),
  candidates: { first: 0, sum: 0, item: new Int32Array(longestSearch), open: new Float64Array(longestSearch) },
});

/** One transfer for several items of its counterparty: those it names and others, a row of successive ones, or just one subset. */
export function matchSeveral(run: Run, desk: Desk, several: Several): void {
  if (desk.items < 2 || desk.lines === 0) return;
  const [made, offers] = [run.made.count, run.offeredOfParty.count];
  findRows(several.rows, desk, allItems(desk));
  for (let line = 0; line < desk.lines; line += 1) {
    const [number, day] = [desk.line[line] ?? 0, desk.lineDay[line] ?? 0];
    // Where nothing was found, and none of the items looked at was taken away since, nothing would be found again.
    const isNear = desk.clearedFrom <= day - earliest && desk.clearedTo >= day - mostDays;
    if (several.isIdle[number] === 1 && !isNear) continue;
    const found = search(run, desk, several, line);
    several.isIdle[number] = found === null ? 1 : 0;
    if (found !== null) propose(run.proposed, found);
  }
  desk.clearedFrom = Infinity;
  desk.clearedTo = -Infinity;
  decideTogether(run, run.offeredOfParty);
  if (desk.isWhole || run.made.count !== made) return;
  keepFirst(run.offeredOfParty, offers);
  matchLeft(run, desk, several);
}

/**
 * The same among the open items alone, when nothing is found with those that this run has settled: the next run will not know these, and
 * has to find nothing that this one left, and to ask what this one asks.
 */
function matchLeft(run: Run, desk: Desk, several: Several): void {
  findRows(several.rows, desk, openItems(desk));
  for (let line = 0; line < desk.lines; line += 1) {
    // Of a line for which nothing was found just now, a row is all that can be new.
    if (several.isIdle[desk.line[line] ?? 0] === 1 && !hasRow(several.rows, desk, line)) continue;
    const found = search(run, desk, several, line);
    if (found !== null) propose(run.proposed, found);
  }
  decideTogether(run, run.offeredOfParty);
}

function search(run: Run, desk: Desk, { rows, find, candidates }: Several, line: number): Proposal | null {
  const minor = desk.lineMinor[line] ?? 0;
  lookFor(candidates, run, desk, line);
  if (longestSearch - candidates.first < 2 || Math.abs(candidates.sum) < Math.abs(minor)) return null;
  const searched = { line: desk.line[line] ?? 0, minor, candidates, find };
  return withNamed(run, searched) ?? unbroken(run, desk, rows, line) ?? rowOf(run, searched) ?? anySubset(run, searched);
}

// From the newest back: of a large counterparty most are never needed.
function lookFor(into: Candidates, { sheet }: Run, desk: Desk, line: number): void {
  const [day, minor, number] = [desk.lineDay[line] ?? 0, desk.lineMinor[line] ?? 0, desk.line[line] ?? 0];
  let first = longestSearch;
  let sum = 0;
  for (let at = firstFrom(desk.itemDay, desk.items, day - earliest + 1) - 1; at >= 0 && first > 0; at -= 1) {
    if ((desk.itemDay[at] ?? 0) < day - mostDays) break;
    const open = desk.itemOpen[at] ?? 0;
    if (minor > 0 ? open <= 0 || open >= minor : open >= 0 || open <= minor) continue;
    if (isDeclined(sheet, number, desk.item[at] ?? 0)) continue;
    first -= 1;
    into.item[first] = desk.item[at] ?? 0;
    into.open[first] = open;
    sum += open;
  }
  into.first = first;
  into.sum = sum;
}

interface Searched {
  readonly line: number;
  readonly minor: number;
  readonly candidates: Candidates;
  readonly find: SubsetSearch;
}

const none: readonly number[] = [];
const mostDays = 75;
const longestSearch = 200;

/** Of the lines of a counterparty that nothing else explains, about so many pay several items. */
const severalShare = 0.3;

function unbroken(run: Run, desk: Desk, rows: Rows, line: number): Proposal | null {
  const found = unbrokenRow(run, desk, rows, line);
  if (found === null) return null;
  const { chosen, rivals, tried } = found;
  return proposal(run, { line: desk.line[line] ?? 0, chosen, rivals, chance: tried / Math.abs(desk.lineMinor[line] ?? 1) });
}

// What the line names belongs to it; the rest of its sum must be made of just one choice of the others.
function withNamed(run: Run, { line, minor, candidates, find }: Searched): Proposal | null {
  if (!namesAny(run.named, line)) return null;
  const { sheet } = run;
  const { item: items, open, first: oldest } = candidates;
  const named = namedBy(run.named, line).filter((item) => items.includes(item, oldest));
  if (named.length === 0) return null;
  const rest = minor - named.reduce((sum, item) => sum + (sheet.itemOpen[item] ?? 0), 0);
  if (rest === 0 || rest > 0 !== minor > 0) return null;
  const others: number[] = [];
  for (let at = longestSearch - 1; at >= oldest && others.length < mostItems; at -= 1)
    if (!named.includes(items[at] ?? 0)) others.unshift(at);
  const { count, first, tried } = find(
    others.map((at) => open[at] ?? 0),
    rest,
    1,
  );
  if (count === 0) return null;
  const chosen = [...named, ...first.map((at) => items[others[at] ?? 0] ?? 0)];
  return proposal(run, { line, chosen, rivals: count - 1, chance: tried / Math.abs(rest) / 4 });
}

// People pay what came in a row, by the statement; so a row is far likelier than any other choice.
function rowOf(run: Run, { line, minor, candidates: { first, item, open } }: Searched): Proposal | null {
  let [count, tried] = [0, 0];
  let chosen: readonly number[] = none;
  let amounts = '';
  const size = Math.abs(minor);
  for (let from = first; from < longestSearch - 1; from += 1) {
    let sum = open[from] ?? 0;
    for (let to = from + 1; to < longestSearch && to - from < longestRow; to += 1) {
      sum += open[to] ?? 0;
      tried += 1;
      if (Math.abs(sum) > size) break;
      if (sum !== minor) continue;
      const row = [...item.subarray(from, to + 1)];
      const these = amountsOf(run, row);
      // Rows of the same amounts are interchangeable, and the first of them came first.
      if (these !== amounts) count += 1;
      if (count === 1 && chosen.length === 0) [chosen, amounts] = [row, these];
    }
  }
  return count === 0 ? null : proposal(run, { line, chosen, rivals: count - 1, chance: tried / size });
}

function anySubset(run: Run, { line, minor, candidates, find }: Searched): Proposal | null {
  const oldest = candidates.first;
  if (longestSearch - oldest > mostItems) return null;
  const { count, first, tried } = find(candidates.open.subarray(oldest), minor);
  if (count === 0) return null;
  const chosen = first.map((at) => candidates.item[oldest + at] ?? 0);
  return proposal(run, { line, chosen, rivals: count - 1, chance: tried / Math.abs(minor) });
}

function proposal(
  { sheet }: Run,
  of: { readonly line: number; readonly chosen: readonly number[]; readonly rivals: number; readonly chance: number },
): Proposal {
  const doubt = of.chance / (severalShare + of.chance);
  const items = of.chosen.toSorted((a, b) => a - b);
  const minors = items.map((item) => sheet.itemOpen[item] ?? 0);
  return { by: 'several', lines: [of.line], items, minors, doubt, rivals: of.rivals, runnerUp: doubt };
}
