import { namedBy } from './numbers.ts';
import { firstSince, groupsOf } from './groups.ts';
import type { Groups } from './groups.ts';
import { propose } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { decideTogether, isFreshItem, isFreshLine } from './run.ts';
import type { Run } from './run.ts';
import { couldBe, earliest } from './sheet.ts';
import { amountsOf, longestRow, rowsOf, unbrokenRow } from './unbroken.ts';
import type { Rows } from './unbroken.ts';
import { mostItems, subsetSearch } from './subsets.ts';
import type { SubsetSearch } from './subsets.ts';

/** One transfer for several items of its counterparty: those it names and others, a row of successive ones, or just one subset. */
export function matchSeveral(run: Run): void {
  const items = itemsOf(run);
  const find = subsetSearch();
  for (let at = 0; at < run.openLines.length; at += 1) {
    const line = run.openLines[at] ?? 0;
    if (!isFreshLine(run, line)) continue;
    const found = search(run, line, items, find);
    if (found !== null) propose(run.proposed, found);
  }
  decideTogether(run, run.offeredOfParty);
}

/** Open items by counterparty, with their amounts in the same order: the search goes along them, and not all over the sheet. */
interface Items {
  readonly groups: Groups;
  readonly opens: Float64Array;
  readonly rows: Rows;
}

function itemsOf(run: Run): Items {
  const groups = freshItemsByParty(run);
  const opens = new Float64Array(groups.rows.length);
  for (let at = 0; at < opens.length; at += 1) opens[at] = run.sheet.itemOpen[groups.rows[at] ?? 0] ?? 0;
  return { groups, opens, rows: rowsOf(run) };
}

function search(run: Run, line: number, { groups, opens, rows }: Items, find: SubsetSearch): Proposal | null {
  const { sheet } = run;
  const minor = Math.abs(sheet.lineMinor[line] ?? 0);
  const day = sheet.lineDay[line] ?? 0;
  const party = sheet.lineParty[line] ?? 0;
  const end = groups.from[party + 1] ?? 0;
  let sum = 0;
  const items: number[] = [];
  for (let at = firstSince(groups, party, sheet.itemDay, day - mostDays); at < end; at += 1) {
    const item = groups.rows[at] ?? 0;
    if ((sheet.itemDay[item] ?? 0) > day - earliest) break;
    const open = Math.abs(opens[at] ?? 0);
    if (open >= minor || !couldBe(sheet, line, item)) continue;
    items.push(item);
    sum += open;
  }
  if (items.length < 2 || sum < minor) return null;
  const searched = { line, items, find };
  return withNamed(run, searched) ?? unbroken(run, rows, line) ?? rowOf(run, searched) ?? anySubset(run, searched);
}

interface Searched {
  readonly line: number;
  /** Each smaller than the line, together no less. */
  readonly items: readonly number[];
  readonly find: SubsetSearch;
}

const none: readonly number[] = [];
const mostDays = 75;
const longestSearch = 200;

/** Of the lines of a counterparty that nothing else explains, about so many pay several items. */
const severalShare = 0.3;

function unbroken(run: Run, rows: Rows, line: number): Proposal | null {
  const found = unbrokenRow(run, rows, line);
  if (found === null) return null;
  const { chosen, rivals, tried } = found;
  return proposal(run, { line, chosen, rivals, chance: tried / Math.abs(run.sheet.lineMinor[line] ?? 1) });
}

// What the line names belongs to it; the rest of its sum must be made of just one choice of the others.
function withNamed(run: Run, { line, items, find }: Searched): Proposal | null {
  const { sheet } = run;
  const named = namedBy(run.named, line).filter((item) => items.includes(item));
  if (named.length === 0) return null;
  const minor = sheet.lineMinor[line] ?? 0;
  const rest = minor - named.reduce((sum, item) => sum + (sheet.itemOpen[item] ?? 0), 0);
  if (rest === 0 || rest > 0 !== minor > 0) return null;
  const others = items.filter((item) => !named.includes(item)).slice(-mostItems);
  const { count, first, tried } = find(
    others.map((item) => sheet.itemOpen[item] ?? 0),
    rest,
    1,
  );
  if (count === 0) return null;
  const chosen = [...named, ...first.map((at) => others[at] ?? 0)];
  return proposal(run, { line, chosen, rivals: count - 1, chance: tried / Math.abs(rest) / 4 });
}

// People pay what came in a row, by the statement; so a row is far likelier than any other choice.
function rowOf(run: Run, { line, items }: Searched): Proposal | null {
  const { sheet } = run;
  const minor = sheet.lineMinor[line] ?? 0;
  const newest = items.slice(-longestSearch);
  let [count, tried] = [0, 0];
  let chosen: readonly number[] = none;
  let amounts = '';
  for (let from = 0; from < newest.length - 1; from += 1) {
    let sum = sheet.itemOpen[newest[from] ?? 0] ?? 0;
    for (let to = from + 1; to < newest.length && to - from < longestRow; to += 1) {
      sum += sheet.itemOpen[newest[to] ?? 0] ?? 0;
      tried += 1;
      if (Math.abs(sum) > Math.abs(minor)) break;
      if (sum !== minor) continue;
      const row = newest.slice(from, to + 1);
      const these = amountsOf(run, row);
      // Rows of the same amounts are interchangeable, and the first of them came first.
      if (these !== amounts) count += 1;
      if (count === 1 && chosen.length === 0) [chosen, amounts] = [row, these];
    }
  }
  return count === 0 ? null : proposal(run, { line, chosen, rivals: count - 1, chance: tried / Math.abs(minor) });
}

function anySubset(run: Run, { line, items, find }: Searched): Proposal | null {
  const { sheet } = run;
  if (items.length > mostItems) return null;
  const minor = sheet.lineMinor[line] ?? 0;
  const { count, first, tried } = find(
    items.map((item) => sheet.itemOpen[item] ?? 0),
    minor,
  );
  if (count === 0) return null;
  return proposal(run, { line, chosen: first.map((at) => items[at] ?? 0), rivals: count - 1, chance: tried / Math.abs(minor) });
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

/** Open items of each counterparty that this round goes through, in their order. */
export const freshItemsByParty = (run: Run): Groups =>
  groupsOf(run.openItems, run.sheet.itemParty, run.sheet.parties, (item) => isFreshItem(run, item));
