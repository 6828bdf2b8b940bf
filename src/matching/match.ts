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
import { chanceOf, countedIn, learnHabits } from './habits.ts';
import { namedItems } from './numbers.ts';
import type { BankLine, DayRate, Habits, Learned, Match, OpenItem, Suggestion } from './rows.ts';
import { beginRound, nothingMade } from './run.ts';
import type { Proposal, Run } from './run.ts';
import { openSheet } from './sheet.ts';

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
  const habits = sheet.habits ?? learnHabits(sheet, named);
  const run: Run = {
    sheet,
    named,
    habits,
    chance: chanceOf(habits, countedIn(habits)),
    mostDoubt: (of.mostDoubtPerMillion ?? 20_000) / 1_000_000,
    openLines: sheet.lines.map((_, at) => at),
    openItems: sheet.items.map((_, at) => at),
    itemColumns: { currency: sheet.itemCurrency, party: sheet.itemParty, minor: sheet.itemOpen, lists: emptyLists(sheet.items.length) },
    lineColumns: { currency: sheet.lineCurrency, party: sheet.lineParty, minor: sheet.lineMinor, lists: emptyLists(sheet.lines.length) },
    made: nothingMade(),
    itemClaims: new Int32Array(sheet.items.length),
    lineClaims: new Int32Array(sheet.lines.length),
    partyChanges: new Int32Array(sheet.parties),
    partyStirs: new Int32Array(sheet.parties),
    paired: new Map(),
    searched: new Map(),
    weighed: new Map(),
    offered: new Map(),
  };
  let rounds = 0;
  // What one match leaves over may be the proof of another: until a whole round finds nothing.
  for (let before = -1; before !== run.made.by.length; rounds += 1) {
    before = run.made.by.length;
    beginRound(run);
    matchRound(run, of.rates);
  }
  offerParts(run);
  return {
    count: run.made.by.length,
    match: (at) => explained(run, madeAt(run, at)),
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

function madeAt({ made }: Run, at: number): Proposal {
  const by = made.by[at];
  if (by === undefined) throw new RangeError(`there is no match ${at}: there are ${made.by.length}`);
  const [from, to] = [made.partsFrom[at], made.partsFrom[at + 1]];
  return {
    by,
    lines: made.lines.slice(made.linesFrom[at], made.linesFrom[at + 1]),
    items: made.items.slice(from, to),
    minors: made.minors.slice(from, to),
    doubt: made.doubt[at] ?? 0,
    rivals: made.rivals[at] ?? 0,
    runnerUp: made.runnerUp[at] ?? 0,
  };
}

const mostChoices = 3;

function* suggestionsOf(run: Run): Generator<Suggestion> {
  for (const line of run.openLines) {
    const offered = run.sheet.isSettled[line] === 1 ? undefined : run.offered.get(line);
    if (offered === undefined) continue;
    const likeliest = offered.toSorted((a, b) => a.doubt - b.doubt || a.rivals - b.rivals || (a.items[0] ?? 0) - (b.items[0] ?? 0));
    yield { line: run.sheet.lines[line]?.id ?? '', choices: likeliest.slice(0, mostChoices).map((each) => explained(run, each)) };
  }
}
