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
  readonly made: Made;
  /** Of the present round: explanations that were not good enough. */
  readonly offered: Map<number, Proposal[]>;
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
  for (const line of proposal.lines) sheet.isSettled[line] = 1;
  proposal.items.forEach((item, at) => {
    sheet.itemOpen[item] = (sheet.itemOpen[item] ?? 0) - (proposal.minors[at] ?? 0);
    made.items.push(item);
    made.minors.push(proposal.minors[at] ?? 0);
  });
  made.lines.push(...proposal.lines);
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
  const wanted = new Map<number, number>();
  const lineWanted = new Map<number, number>();
  const count = (counts: Map<number, number>, key: number): Map<number, number> => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { items, lines } of proposals) {
    for (const item of items) count(wanted, item);
    for (const line of lines) count(lineWanted, line);
  }
  const rivalsOf = ({ items, lines }: Proposal): number =>
    Math.max(...items.map((item) => (wanted.get(item) ?? 1) - 1), ...lines.map((line) => (lineWanted.get(line) ?? 1) - 1));
  for (const proposal of proposals) decide(run, { ...proposal, rivals: Math.max(proposal.rivals, rivalsOf(proposal)) });
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
  return (
    lines.every((line) => isSettled[line] === 0) &&
    items.every((item, at) => {
      const [open, minor] = [itemOpen[item] ?? 0, minors[at] ?? 0];
      return open > 0 ? minor > 0 && minor <= open : minor < 0 && minor >= open;
    })
  );
}

/** Lines and items that are left, in their order. */
export function beginRound(run: Run): void {
  const { sheet } = run;
  run.openLines = run.openLines.filter((line) => sheet.isSettled[line] === 0);
  run.openItems = run.openItems.filter((item) => sheet.itemOpen[item] !== 0);
  run.offered.clear();
}
