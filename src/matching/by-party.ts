import { matchCounterparty, matchFees } from './by-counterparty.ts';
import { matchParts, noSizes } from './by-parts.ts';
import { matchSeveral, severalFinder } from './by-several.ts';
import { clearAway, layOut } from './desk.ts';
import type { Desk } from './desk.ts';
import { keepFirst, keepOnly } from './proposals.ts';
import type { Run } from './run.ts';

/**
 * Goes through the counterparties of whom something was settled since they were last gone through, one after the other, each until
 * nothing more is found: what is settled of one says nothing about another.
 */
export function partyMatcher(run: Run, desk: Desk): () => void {
  const { sheet, isStirred, offeredOfParty, made } = run;
  const several = severalFinder(desk, sheet.lines.length);
  const bySize = noSizes(desk);
  const stages = [
    () => matchCounterparty(run, desk),
    () => matchFees(run, desk),
    () => matchSeveral(run, desk, several),
    () => matchParts(run, desk, bySize),
  ];
  const matchDesk = (): void => {
    const offers = offeredOfParty.count;
    for (let before = -1; before !== made.count;) {
      before = made.count;
      keepFirst(offeredOfParty, offers);
      for (const match of stages) if (made.count === before) match();
      if (made.count !== before) clearAway(desk, sheet);
    }
  };
  return () => {
    const partyOf = (at: number): number => sheet.lineParty[offeredOfParty.lines[offeredOfParty.linesFrom[at] ?? 0] ?? 0] ?? 0;
    keepOnly(offeredOfParty, (at) => isStirred[partyOf(at)] === 0);
    eachDesk(run, desk, (party) => isStirred[party] === 1, matchDesk);
    isStirred.fill(0);
  };
}

/** What counterparties that are in have open, one after the other, each currency by itself. */
export function eachDesk({ sheet, parties }: Run, desk: Desk, isIn: (party: number) => boolean, call: () => void): void {
  for (let party = 0; party < sheet.parties; party += 1) {
    if (!isIn(party)) continue;
    for (let currency = 0; currency < sheet.currencies; currency += 1) if (layOut(desk, sheet, parties, { party, currency })) call();
  }
}
