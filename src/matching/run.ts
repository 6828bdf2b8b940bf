import type { Columns } from './equals.ts';
import type { Habits, Stage } from './rows.ts';
import type { Named } from './numbers.ts';
import type { Sheet } from './sheet.ts';

/** An explanation of lines by items, by their numbers on the sheet. Amounts beside each item are what it would be settled by. */
export interface Proposal {
  readonly by: Stage;
  readonly lines: readonly number[];
  readonly items: readonly number[];
  readonly minors: readonly number[];
  /** How likely it is that this is wrong, from 0 to 1. */
  readonly doubt: number;
  /** Other explanations that are as good. */
  readonly rivals: number;
  /** What of the doubt is the next best explanation. */
  readonly runnerUp: number;
}

/** One run over one sheet. */
export interface Run {
  readonly sheet: Sheet;
  readonly named: Named;
  readonly habits: Habits;
  readonly chance: (minor: number) => number;
  /** The doubt up to which a match is made by itself. */
  readonly mostDoubt: number;
  /** Lines not settled and items still open, when the round began. */
  openLines: readonly number[];
  openItems: readonly number[];
  readonly itemColumns: Columns;
  readonly lineColumns: Columns;
  readonly made: Made;
  /** How many proposals of a stage want each item and line; all zero between stages. */
  readonly itemClaims: Int32Array;
  readonly lineClaims: Int32Array;
  /** Goes up whenever an item of the counterparty is settled: what was searched for it before may be searched again. */
  readonly partyChanges: Int32Array;
  /** Goes up as well when a line of the counterparty is settled. */
  readonly partyStirs: Int32Array;
  /** The pairs of lines that were found for a counterparty when it had stirred so often. */
  readonly paired: Map<number, { readonly stirs: number; readonly found: readonly Proposal[] }>;
  /** What was found for a line when its counterparty had changed so often. */
  readonly searched: Map<number, { readonly changes: number; readonly found: Proposal | null }>;
  /** What was found for a line of nobody among the items of its amount, while those and its rival lines stay the same. */
  readonly weighed: Map<number, Weighed>;
  /** Of the present round: explanations that were not good enough. */
  readonly offered: Map<number, Proposal[]>;
}

/** The likeliest item of a line, its weight and that of all others, and by which lists of items and lines it was found. */
export interface Weighed {
  readonly item: number;
  readonly of: number;
  readonly others: number;
  readonly items: number;
  readonly lines: number;
}

/** Matches in columns: a million of them as objects would not leave room for anything else. */
export interface Made {
  readonly by: Stage[];
  readonly doubt: number[];
  readonly rivals: number[];
  readonly runnerUp: number[];
  /** Where the lines and parts of each match begin. */
  readonly linesFrom: number[];
  readonly partsFrom: number[];
  readonly lines: number[];
  readonly items: number[];
  readonly minors: number[];
}

export const nothingMade = (): Made => ({
  by: [],
  doubt: [],
  rivals: [],
  runnerUp: [],
  linesFrom: [0],
  partsFrom: [0],
  lines: [],
  items: [],
  minors: [],
});

/** Settles what is beyond doubt, keeps the rest as an offer for its lines. True when it was settled. */
export function decide(run: Run, proposal: Proposal): boolean {
  if (!isPossible(run.sheet, proposal)) return false;
  if (proposal.rivals > 0 || proposal.doubt > run.mostDoubt) {
    offer(run, proposal);
    return false;
  }
  const { sheet, made } = run;
  for (let at = 0; at < proposal.items.length; at += 1) {
    const item = proposal.items[at] ?? 0;
    const minor = proposal.minors[at] ?? 0;
    sheet.itemOpen[item] = (sheet.itemOpen[item] ?? 0) - minor;
    const party = sheet.itemParty[item] ?? -1;
    if (party >= 0) {
      run.partyChanges[party] = (run.partyChanges[party] ?? 0) + 1;
      run.partyStirs[party] = (run.partyStirs[party] ?? 0) + 1;
    }
    made.items.push(item);
    made.minors.push(minor);
  }
  for (const line of proposal.lines) {
    sheet.isSettled[line] = 1;
    const party = sheet.lineParty[line] ?? -1;
    if (party >= 0) run.partyStirs[party] = (run.partyStirs[party] ?? 0) + 1;
    made.lines.push(line);
  }
  made.by.push(proposal.by);
  made.doubt.push(proposal.doubt);
  made.rivals.push(proposal.rivals);
  made.runnerUp.push(proposal.runnerUp);
  made.linesFrom.push(made.lines.length);
  made.partsFrom.push(made.items.length);
  return true;
}

/**
 * Decides over proposals of which several may want the same line or item: those in conflict settle nothing, whichever came first.
 */
export function decideTogether(run: Run, proposals: readonly Proposal[]): void {
  const { itemClaims, lineClaims } = run;
  const claim = ({ items, lines }: Proposal, by: 1 | -1): void => {
    for (const item of items) itemClaims[item] = (itemClaims[item] ?? 0) + by;
    for (const line of lines) lineClaims[line] = (lineClaims[line] ?? 0) + by;
  };
  for (const proposal of proposals) claim(proposal, 1);
  const decided = proposals.map((proposal) => {
    let most = 1;
    for (const item of proposal.items) most = Math.max(most, itemClaims[item] ?? 0);
    for (const line of proposal.lines) most = Math.max(most, lineClaims[line] ?? 0);
    return most - 1 > proposal.rivals ? { ...proposal, rivals: most - 1 } : proposal;
  });
  for (const proposal of proposals) claim(proposal, -1);
  for (const proposal of decided) decide(run, proposal);
}

/** Kept for its lines, should nothing explain them in the end. */
export function offer({ offered }: Run, proposal: Proposal): void {
  for (const line of proposal.lines) {
    const had = offered.get(line);
    if (had) had.push(proposal);
    else offered.set(line, [proposal]);
  }
}

/** No line twice, no item beyond its open amount or against its sign: whatever a stage believes. */
function isPossible({ isSettled, itemOpen }: Sheet, { lines, items, minors }: Proposal): boolean {
  for (const line of lines) if (isSettled[line] !== 0) return false;
  for (let at = 0; at < items.length; at += 1) {
    const open = itemOpen[items[at] ?? 0] ?? 0;
    const minor = minors[at] ?? 0;
    if (open > 0 ? minor <= 0 || minor > open : minor >= 0 || minor < open) return false;
  }
  return true;
}

/** Lines and items that are left, in their order. */
export function beginRound(run: Run): void {
  const { sheet } = run;
  run.openLines = run.openLines.filter((line) => sheet.isSettled[line] === 0);
  run.openItems = run.openItems.filter((item) => sheet.itemOpen[item] !== 0);
  run.offered.clear();
}
