import { firstOf, nextOf } from './amounts.ts';
import { isNear } from './desk.ts';
import type { Desk } from './desk.ts';
import { feeOf } from './habits.ts';
import { proposeOne } from './proposals.ts';
import { decideInTurn, decideTogether } from './run.ts';
import type { Run } from './run.ts';
import { earliest, isDeclined, latest } from './sheet.ts';

/**
 * Lines of a counterparty that has items of just their amount. Items of one counterparty and amount are interchangeable: the first
 * line gets the first item, and none of them is a rival of another.
 */
export function matchCounterparty(run: Run, desk: Desk): void {
  const others = othersOf(desk);
  for (let line = 0; line < desk.lines; line += 1) {
    const minor = desk.lineMinor[line] ?? 0;
    const item = firstOf(desk.byOpen, minor);
    // Each list of equal lines is paired once, when its first line comes by.
    if (item === -1 || firstOf(desk.byMinor, minor) !== line) continue;
    pairInTurn(run, desk, { line, item, chance: others * run.chance.near(minor) });
  }
}

interface Equal {
  readonly line: number;
  readonly item: number;
  readonly chance: number;
}

function pairInTurn(run: Run, desk: Desk, { line: firstLine, item: firstItem, chance }: Equal): void {
  const { sheet, proposed } = run;
  let without = 0;
  // Most lists are of one line, which takes nothing away from another.
  const taken = desk.byMinor.left[firstLine] === 1 ? null : new Set<number>();
  let begin = firstItem;
  for (let line = firstLine; line !== -1; line = nextOf(desk.byMinor, line)) {
    const day = desk.lineDay[line] ?? 0;
    const number = desk.line[line] ?? 0;
    while (begin !== -1 && (taken?.has(begin) === true || day - (desk.itemDay[begin] ?? 0) > latest)) begin = nextOf(desk.byOpen, begin);
    let chosen = -1;
    let likely = 0;
    let seen = 0;
    for (let item = begin; item !== -1 && seen < mostEqual; item = nextOf(desk.byOpen, item)) {
      const days = day - (desk.itemDay[item] ?? 0);
      if (days < earliest) break;
      if (taken?.has(item) === true || isDeclined(sheet, number, desk.item[item] ?? 0)) continue;
      if (chosen === -1) chosen = item;
      likely += run.habits.delays[days - earliest] ?? 0;
      seen += 1;
    }
    if (chosen === -1) {
      without += 1;
      continue;
    }
    taken?.add(chosen);
    const doubt = chance / (usual * likely + chance);
    const [item, minor] = [desk.item[chosen] ?? 0, desk.itemOpen[chosen] ?? 0];
    proposeOne(proposed, { by: 'counterparty', line: number, item, minor, doubt, rivals: 0, runnerUp: doubt });
  }
  // More equal lines than items: nothing says which of them is the one too many.
  const least = without / (proposed.count + without);
  if (without > 0) for (let at = 0; at < proposed.count; at += 1) proposed.doubt[at] = Math.max(proposed.doubt[at] ?? 0, least);
  decideInTurn(run, run.offeredOfParty);
}

/** Lines of a counterparty that are its items' amounts net of a known fee. */
export function matchFees(run: Run, desk: Desk): void {
  const { sheet, habits } = run;
  if (habits.fees.length === 0) return;
  const others = othersOf(desk);
  const reserved = new Set<number>();
  for (let line = 0; line < desk.lines; line += 1) {
    const minor = desk.lineMinor[line] ?? 0;
    if (minor <= 0) continue;
    const number = desk.line[line] ?? 0;
    let chosen = -1;
    let likely = 0;
    let amounts = 0;
    for (const gross of grossesOf(run, minor)) {
      const before = likely;
      for (let item = firstOf(desk.byOpen, gross); item !== -1; item = nextOf(desk.byOpen, item)) {
        if (!isNear(desk, line, item) || reserved.has(item) || isDeclined(sheet, number, desk.item[item] ?? 0)) continue;
        if (chosen === -1) chosen = item;
        likely += habits.delays[(desk.lineDay[line] ?? 0) - (desk.itemDay[item] ?? 0) - earliest] ?? 0;
      }
      if (likely > before) amounts += 1;
    }
    if (chosen === -1) continue;
    reserved.add(chosen);
    const chance = others * run.chance.near(minor);
    const doubt = chance / (feeShare * likely + chance);
    const [item, gross] = [desk.item[chosen] ?? 0, desk.itemOpen[chosen] ?? 0];
    proposeOne(run.proposed, { by: 'fee', line: number, item, minor: gross, doubt, rivals: amounts - 1, runnerUp: doubt });
  }
  decideTogether(run, run.offeredOfParty);
}

/** Every gross amount that a known fee brings to this net. */
function grossesOf({ habits }: Run, net: number): readonly number[] {
  const found: number[] = [];
  for (const model of habits.fees) {
    const about = Math.round(((net + model.fixed) * 100_000) / (100_000 - model.rate));
    for (let gross = about - 1; gross <= about + 1; gross += 1)
      if (gross - feeOf(gross, model) === net && !found.includes(gross)) found.push(gross);
  }
  return found;
}

/** Of lines that have not been settled, about so many pay one item in full; and so many net of a fee. */
const usual = 0.8;
const feeShare = 0.08;
const mostEqual = 50;

/** How many lines of the counterparty are, by experience, about something else than one item in full. */
const othersOf = ({ lines }: Desk): number => lines * 0.25;
