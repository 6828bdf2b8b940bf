import { matchAmount } from './by-amount.ts';
import { matchBundles } from './by-bundle.ts';
import { matchExchange } from './by-exchange.ts';
import { matchNamedParts, offerParts } from './by-parts.ts';
import { matchReference, matchReferencePart } from './by-reference.ts';
import { matchTransfers } from './by-transfer.ts';
import { emptyDesk } from './desk.ts';
import type { Desk, Parties } from './desk.ts';
import { emptyLists } from './equals.ts';
import { explained } from './explain.ts';
import { counted, groupsOf } from './groups.ts';
import { chancesOf, learnHabits } from './habits.ts';
import { namedItems } from './numbers.ts';
import type { BankLine, DayRate, Habits, Learned, Match, OpenItem, Suggestion } from './rows.ts';
import { copyProposal, noProposals, proposalAt } from './proposals.ts';
import type { Proposals } from './proposals.ts';
import { beginRound } from './run.ts';
import type { Run } from './run.ts';
import { openSheet } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { eachDesk, partyMatcher } from './by-party.ts';

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
 * the first run and what it settled as items with nothing open, it finds nothing more and asks the same. `mostDoubtPerMillion` is how
 * likely an automatic match may be wrong.
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
  const habits = sheet.habits ?? learnHabits(sheet, named);
  const run: Run = {
    sheet,
    named,
    habits,
    chance: chancesOf(habits),
    mostDoubt: (of.mostDoubtPerMillion ?? 20_000) / 1_000_000,
    openLines: counted(sheet.lines.length),
    openItems: counted(sheet.items.length),
    parties: partiesOf(sheet),
    itemColumns,
    lineColumns: { currency: sheet.lineCurrency, party: sheet.lineParty, minor: sheet.lineMinor, lists: emptyLists(sheet.lines.length) },
    made: noProposals(sheet.lines.length),
    // Most that one stage believes: made larger as it goes, it would be made and thrown away nine times over.
    proposed: noProposals(Math.ceil(sheet.lines.length / 3)),
    offered: noProposals(1024),
    offeredOfParty: noProposals(1024),
    itemClaims: new Int32Array(sheet.items.length),
    lineClaims: new Int32Array(sheet.lines.length),
    isStirred: new Uint8Array(sheet.parties).fill(1),
  };
  const desk = emptyDesk(run.parties);
  const rounds = matchAll(run, desk, of.rates);
  for (let at = 0; at < run.offeredOfParty.count; at += 1) copyProposal(run.offered, run.offeredOfParty, at);
  eachDesk(
    run,
    desk,
    () => true,
    () => offerParts(run, desk),
  );
  return {
    count: run.made.count,
    match: (at) => explained(run, proposalAt(run.made, at)),
    suggestions: () => suggestionsOf(run),
    habits,
    rounds,
  };
}

/** Answers how many rounds it took. */
function matchAll(run: Run, desk: Desk, rates: readonly DayRate[]): number {
  // The strongest evidence first: what it settles is no rival of the weaker.
  const stages = [
    () => matchReference(run),
    () => matchTransfers(run),
    () => matchBundles(run),
    () => matchReferencePart(run),
    partyMatcher(run, desk),
    () => matchNamedParts(run),
    () => matchExchange(run, rates),
    () => matchAmount(run),
  ];
  let rounds = 0;
  // What one match leaves over may be the proof of another: where a stage finds something, all before it are gone through again, and
  // the weaker wait until they find nothing more.
  for (let before = -1; before !== run.made.count; rounds += 1) {
    before = run.made.count;
    beginRound(run);
    for (const match of stages) if (run.made.count === before) match();
  }
  return rounds;
}

function partiesOf({ itemParty, itemOpen, lineParty, parties }: Sheet): Parties {
  const ofItems = groupsOf(itemParty, parties);
  const amounts = new Float64Array(ofItems.rows.length);
  for (let at = 0; at < amounts.length; at += 1) amounts[at] = itemOpen[ofItems.rows[at] ?? 0] ?? 0;
  return { items: ofItems, amounts, lines: groupsOf(lineParty, parties) };
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
