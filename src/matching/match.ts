import { matchAmount } from './by-amount.ts';
import { matchBundles } from './by-bundle.ts';
import { matchCounterparty, matchFees } from './by-counterparty.ts';
import { matchExchange } from './by-exchange.ts';
import { matchParts, offerParts } from './by-parts.ts';
import { matchReference, matchReferencePart } from './by-reference.ts';
import { matchSeveral } from './by-several.ts';
import { matchTransfers } from './by-transfer.ts';
import { emptyLists } from './equals.ts';
import { explained } from './explain.ts';
import { counted } from './groups.ts';
import { chancesOf, learnHabits } from './habits.ts';
import { namedItems } from './numbers.ts';
import type { BankLine, DayRate, Habits, Learned, Match, OpenItem, Suggestion } from './rows.ts';
import { copyProposal, noProposals, proposalAt } from './proposals.ts';
import type { Proposals } from './proposals.ts';
import { beginRound } from './run.ts';
import type { Run } from './run.ts';
import { openSheet } from './sheet.ts';
import { everyItem } from './unbroken.ts';

export interface Matching {
  /** How many matches there are beyond doubt, and each of them: explained when it is asked for, since there may be a million. */
  readonly count: number;
  match(at: number): Match;
  suggestions(): Iterable<Suggestion>;
  /** To be kept, and given to the next run of this organisation. */
  readonly habits: Habits;
  readonly rounds: number;
}

/**
 * Matches lines to items. The answer depends on what is given and not on its order; run again over what is left, with the habits of
 * the first run, it finds nothing more. `mostDoubtPerMillion` is how likely an automatic match may be wrong.
 */
export function matchLines(of: {
  readonly items: readonly OpenItem[];
  readonly lines: readonly BankLine[];
  readonly learned: Learned;
  readonly rates: readonly DayRate[];
  readonly mostDoubtPerMillion?: number;
}): Matching {
  const sheet = openSheet(of.items, of.lines, of.learned);
  const named = namedItems(sheet);
  const itemColumns = {
    currency: sheet.itemCurrency,
    party: sheet.itemParty,
    minor: sheet.itemOpen,
    lists: emptyLists(sheet.items.length),
  };
  const habits = sheet.habits ?? learnHabits(sheet, named, itemColumns);
  const run: Run = {
    sheet,
    named,
    habits,
    chance: chancesOf(habits),
    mostDoubt: (of.mostDoubtPerMillion ?? 20_000) / 1_000_000,
    openLines: counted(sheet.lines.length),
    openItems: counted(sheet.items.length),
    every: everyItem(counted(sheet.items.length), sheet.itemParty, sheet.itemOpen, sheet.parties),
    itemColumns,
    lineColumns: { currency: sheet.lineCurrency, party: sheet.lineParty, minor: sheet.lineMinor, lists: emptyLists(sheet.lines.length) },
    made: noProposals(sheet.lines.length),
    proposed: noProposals(1024),
    offered: noProposals(1024),
    offeredOfParty: noProposals(1024),
    itemClaims: new Int32Array(sheet.items.length),
    lineClaims: new Int32Array(sheet.lines.length),
    isStirred: new Uint8Array(sheet.parties).fill(1),
    isFresh: new Uint8Array(sheet.parties),
  };
  let rounds = 0;
  // What one match leaves over may be the proof of another: until a whole round finds nothing.
  for (let before = -1; before !== run.made.count; rounds += 1) {
    before = run.made.count;
    beginRound(run);
    matchRound(run, of.rates);
  }
  for (let at = 0; at < run.offeredOfParty.count; at += 1) copyProposal(run.offered, run.offeredOfParty, at);
  offerParts(run);
  return {
    count: run.made.count,
    match: (at) => explained(run, proposalAt(run.made, at)),
    suggestions: () => suggestionsOf(run),
    habits,
    rounds,
  };
}

// The strongest evidence first: what it settles is no rival of the weaker.
function matchRound(run: Run, rates: readonly DayRate[]): void {
  matchReference(run);
  matchTransfers(run);
  matchBundles(run);
  matchReferencePart(run);
  matchCounterparty(run);
  matchFees(run);
  matchSeveral(run);
  matchParts(run);
  matchExchange(run, rates);
  matchAmount(run);
}

const mostChoices = 3;

function* suggestionsOf(run: Run): Generator<Suggestion> {
  const { offered, sheet } = run;
  const ofLine = offersByLine(offered, sheet.lines.length);
  for (const line of run.openLines) {
    if (sheet.isSettled[line] === 1) continue;
    const choices = ofLine(line).map((at) => proposalAt(offered, at));
    if (choices.length === 0) continue;
    const likeliest = choices.toSorted((a, b) => a.doubt - b.doubt || a.rivals - b.rivals || (a.items[0] ?? 0) - (b.items[0] ?? 0));
    yield { line: sheet.lines[line]?.id ?? '', choices: likeliest.slice(0, mostChoices).map((each) => explained(run, each)) };
  }
}

/** The offers of each line in the order in which they were made: chained from the last, so that two columns hold them all. */
function offersByLine({ count, lines, linesFrom }: Proposals, many: number): (line: number) => readonly number[] {
  const last = new Int32Array(many);
  const before = new Int32Array((linesFrom[count] ?? 0) + 1);
  const owner = new Int32Array(before.length);
  for (let at = 0; at < count; at += 1)
    for (let place = linesFrom[at] ?? 0; place < (linesFrom[at + 1] ?? 0); place += 1) {
      const line = lines[place] ?? 0;
      owner[place + 1] = at;
      before[place + 1] = last[line] ?? 0;
      last[line] = place + 1;
    }
  return (line) => {
    const found: number[] = [];
    for (let place = last[line] ?? 0; place !== 0; place = before[place] ?? 0) found.push(owner[place] ?? 0);
    return found.toReversed();
  };
}
