import { firstSince } from './desk.ts';
import type { Desk } from './desk.ts';
import { namedBy, namesAny } from './numbers.ts';
import { propose } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { decideTogether } from './run.ts';
import type { Run } from './run.ts';
import { earliest, isDeclined } from './sheet.ts';
import { amountsOf, findRows, longestRow, noRows, unbrokenRow } from './unbroken.ts';
import type { Rows } from './unbroken.ts';
import { mostItems, subsetSearch } from './subsets.ts';
import type { SubsetSearch } from './subsets.ts';

/** What the search for several items needs, made once a run. */
export interface Several {
  readonly rows: Rows;
  readonly find: SubsetSearch;
  readonly candidates: Candidates;
}

/** The items that a line might be for: each smaller than the line. */
interface Candidates {
  count: number;
  sum: number;
  /** Their numbers on the sheet, and what is open of each. */
  readonly item: Int32Array;
  readonly open: Float64Array;
}

export const severalFinder = ({ item, line }: Desk): Several => ({
  rows: noRows(line.length),
  find: subsetSearch(),
  candidates: { count: 0, sum: 0, item: new Int32Array(item.length), open: new Float64Array(item.length) },
});

/** One transfer for several items of its counterparty: those it names and others, a row of successive ones, or just one subset. */
export function matchSeveral(run: Run, desk: Desk, several: Several): void {
  if (desk.items < 2) return;
  findRows(several.rows, desk);
  for (let line = 0; line < desk.lines; line += 1) {
    const found = search(run, desk, several, line);
    if (found !== null) propose(run.proposed, found);
  }
  decideTogether(run, run.offeredOfParty);
}

function search(run: Run, desk: Desk, { rows, find, candidates }: Several, line: number): Proposal | null {
  const minor = desk.lineMinor[line] ?? 0;
  lookFor(candidates, run, desk, line);
  if (candidates.count < 2 || Math.abs(candidates.sum) < Math.abs(minor)) return null;
  const searched = { line: desk.line[line] ?? 0, minor, candidates, find };
  return withNamed(run, searched) ?? unbroken(run, desk, rows, line) ?? rowOf(run, searched) ?? anySubset(run, searched);
}

function lookFor(into: Candidates, { sheet }: Run, desk: Desk, line: number): void {
  const minor = desk.lineMinor[line] ?? 0;
  const day = desk.lineDay[line] ?? 0;
  into.count = 0;
  into.sum = 0;
  for (let at = firstSince(desk.itemDay, desk.items, day - mostDays); at < desk.items; at += 1) {
    if ((desk.itemDay[at] ?? 0) > day - earliest) break;
    const open = desk.itemOpen[at] ?? 0;
    if (minor > 0 ? open <= 0 || open >= minor : open >= 0 || open <= minor) continue;
    if (isDeclined(sheet, desk.line[line] ?? 0, desk.item[at] ?? 0)) continue;
    into.item[into.count] = desk.item[at] ?? 0;
    into.open[into.count] = open;
    into.sum += open;
    into.count += 1;
  }
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
  const items = candidates.item.subarray(0, candidates.count);
  const named = namedBy(run.named, line).filter((item) => items.includes(item));
  if (named.length === 0) return null;
  const rest = minor - named.reduce((sum, item) => sum + (sheet.itemOpen[item] ?? 0), 0);
  if (rest === 0 || rest > 0 !== minor > 0) return null;
  const others = items.filter((item) => !named.includes(item)).slice(-mostItems);
  const { count, first, tried } = find(
    Float64Array.from(others, (item) => sheet.itemOpen[item] ?? 0),
    rest,
    1,
  );
  if (count === 0) return null;
  const chosen = [...named, ...first.map((at) => others[at] ?? 0)];
  return proposal(run, { line, chosen, rivals: count - 1, chance: tried / Math.abs(rest) / 4 });
}

// People pay what came in a row, by the statement; so a row is far likelier than any other choice.
function rowOf(run: Run, { line, minor, candidates: { count: many, item, open } }: Searched): Proposal | null {
  let [count, tried] = [0, 0];
  let chosen: readonly number[] = none;
  let amounts = '';
  const size = Math.abs(minor);
  for (let from = Math.max(many - longestSearch, 0); from < many - 1; from += 1) {
    let sum = open[from] ?? 0;
    for (let to = from + 1; to < many && to - from < longestRow; to += 1) {
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
  if (candidates.count > mostItems) return null;
  const { count, first, tried } = find(candidates.open.subarray(0, candidates.count), minor);
  if (count === 0) return null;
  const chosen = first.map((at) => candidates.item[at] ?? 0);
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
