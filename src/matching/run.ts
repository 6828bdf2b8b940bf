import type { Parties } from './desk.ts';
import type { Columns } from './equals.ts';
import { keepThose } from './groups.ts';
import { copyProposal, empty, propose } from './proposals.ts';
import type { Proposal, Proposals } from './proposals.ts';
import type { Chances } from './habits.ts';
import type { Habits } from './rows.ts';
import type { Named } from './numbers.ts';
import type { Sheet } from './sheet.ts';

/** One run over one sheet. */
export interface Run {
  readonly sheet: Sheet;
  readonly named: Named;
  readonly habits: Habits;
  readonly chance: Chances;
  /** The doubt up to which a match is made by itself. */
  readonly mostDoubt: number;
  /** Lines not settled and items still open, when the round began. */
  openLines: Int32Array;
  openItems: Int32Array;
  readonly parties: Parties;
  readonly itemColumns: Columns;
  readonly lineColumns: Columns;
  readonly made: Proposals;
  /** What the present stage believes; empty between stages. */
  readonly proposed: Proposals;
  /** Explanations that were not good enough: of the present round, and of counterparties since they were last gone through. */
  readonly offered: Proposals;
  readonly offeredOfParty: Proposals;
  /** How many proposals of a stage want each item and line; all zero between stages. */
  readonly itemClaims: Int32Array;
  readonly lineClaims: Int32Array;
  /** Counterparties of whom something was settled since they were last gone through. */
  readonly isStirred: Uint8Array;
}

/** Settles what is beyond doubt of what was proposed, one after the other; keeps the rest as offers for their lines. */
export function decideInTurn(run: Run, offers: Proposals): void {
  for (let at = 0; at < run.proposed.count; at += 1) decide(run, at, offers);
  empty(run.proposed);
}

/** Decides over proposals of which several may want the same line or item: those in conflict settle nothing, whichever came first. */
export function decideTogether(run: Run, offers: Proposals): void {
  const { proposed } = run;
  claimAll(run, 1);
  for (let at = 0; at < proposed.count; at += 1) {
    let most = 1;
    for (let part = proposed.partsFrom[at] ?? 0; part < (proposed.partsFrom[at + 1] ?? 0); part += 1)
      most = Math.max(most, run.itemClaims[proposed.items[part] ?? 0] ?? 0);
    for (let line = proposed.linesFrom[at] ?? 0; line < (proposed.linesFrom[at + 1] ?? 0); line += 1)
      most = Math.max(most, run.lineClaims[proposed.lines[line] ?? 0] ?? 0);
    if (most - 1 > (proposed.rivals[at] ?? 0)) proposed.rivals[at] = most - 1;
  }
  claimAll(run, -1);
  decideInTurn(run, offers);
}

function claimAll({ proposed, itemClaims, lineClaims }: Run, by: 1 | -1): void {
  const lines = proposed.linesFrom[proposed.count] ?? 0;
  const parts = proposed.partsFrom[proposed.count] ?? 0;
  for (let at = 0; at < parts; at += 1) {
    const item = proposed.items[at] ?? 0;
    itemClaims[item] = (itemClaims[item] ?? 0) + by;
  }
  for (let at = 0; at < lines; at += 1) {
    const line = proposed.lines[at] ?? 0;
    lineClaims[line] = (lineClaims[line] ?? 0) + by;
  }
}

function decide(run: Run, at: number, offers: Proposals): void {
  const { sheet, made, proposed } = run;
  if (!isPossible(sheet, proposed, at)) return;
  if ((proposed.rivals[at] ?? 0) > 0 || (proposed.doubt[at] ?? 0) > run.mostDoubt) {
    copyProposal(offers, proposed, at);
    return;
  }
  for (let part = proposed.partsFrom[at] ?? 0; part < (proposed.partsFrom[at + 1] ?? 0); part += 1) {
    const item = proposed.items[part] ?? 0;
    sheet.itemOpen[item] = (sheet.itemOpen[item] ?? 0) - (proposed.minors[part] ?? 0);
    const party = sheet.itemParty[item] ?? -1;
    if (party >= 0) run.isStirred[party] = 1;
  }
  for (let each = proposed.linesFrom[at] ?? 0; each < (proposed.linesFrom[at + 1] ?? 0); each += 1) {
    const line = proposed.lines[each] ?? 0;
    sheet.isSettled[line] = 1;
    const party = sheet.lineParty[line] ?? -1;
    if (party >= 0) run.isStirred[party] = 1;
  }
  copyProposal(made, proposed, at);
}

/** Kept for its lines, should nothing explain them in the end. */
export const offer = (run: Run, proposal: Proposal): void => propose(run.offered, proposal);

/** No line twice, no item beyond its open amount or against its sign: whatever a stage believes. */
function isPossible({ isSettled, itemOpen }: Sheet, of: Proposals, at: number): boolean {
  for (let line = of.linesFrom[at] ?? 0; line < (of.linesFrom[at + 1] ?? 0); line += 1)
    if (isSettled[of.lines[line] ?? 0] !== 0) return false;
  for (let part = of.partsFrom[at] ?? 0; part < (of.partsFrom[at + 1] ?? 0); part += 1) {
    const open = itemOpen[of.items[part] ?? 0] ?? 0;
    const minor = of.minors[part] ?? 0;
    if (open > 0 ? minor <= 0 || minor > open : minor >= 0 || minor < open) return false;
  }
  return true;
}

/** Lines and items that are left, in their order. */
export function beginRound(run: Run): void {
  const { sheet } = run;
  empty(run.offered);
  run.openLines = keepThose(run.openLines, (line) => sheet.isSettled[line] === 0);
  run.openItems = keepThose(run.openItems, (item) => sheet.itemOpen[item] !== 0);
}
