import { equalRows } from './equals.ts';
import type { Equals } from './equals.ts';
import { those } from './groups.ts';
import { feeOf } from './habits.ts';
import { proposeOne } from './proposals.ts';
import { decideInTurn, decideTogether, isFreshItem, isFreshLine } from './run.ts';
import type { Run } from './run.ts';
import { couldBe, earliest, isDeclined, latest } from './sheet.ts';

/**
 * Lines of a counterparty that has items of just their amount. Items of one counterparty and amount are interchangeable: the first
 * line gets the first item, and none of them is a rival of another.
 */
export function matchCounterparty(run: Run): void {
  const { sheet } = run;
  const fresh = those(run.openLines, (line) => isFreshLine(run, line));
  const items = freshItems(run);
  const lines = equalRows(fresh, run.lineColumns, true);
  const others = otherLines(run, fresh);
  for (let at = 0; at < fresh.length; at += 1) {
    const line = fresh[at] ?? 0;
    if (sheet.isSettled[line] === 1) continue;
    const party = sheet.lineParty[line] ?? 0;
    const currency = sheet.lineCurrency[line] ?? 0;
    const minor = sheet.lineMinor[line] ?? 0;
    // Each list of equal lines is paired once, when its first line comes by.
    if (lines.first(currency, party, minor) !== line) continue;
    const item = items.first(currency, party, minor);
    if (item !== -1) pairInTurn(run, { line, item, lines, items, chance: (others[party] ?? 0) * run.chance.near(minor) });
  }
}

const freshItems = (run: Run): Equals =>
  equalRows(
    those(run.openItems, (item) => isFreshItem(run, item)),
    run.itemColumns,
    true,
  );

interface Equal {
  readonly line: number;
  readonly item: number;
  readonly lines: Equals;
  readonly items: Equals;
  readonly chance: number;
}

function pairInTurn(run: Run, { line: firstLine, item: firstItem, lines, items, chance }: Equal): void {
  const { sheet, proposed } = run;
  let without = 0;
  // Most lists are of one line, which takes nothing away from another.
  const taken = lines.left(firstLine) === 1 ? null : new Set<number>();
  let begin = firstItem;
  for (let line = firstLine; line !== -1; line = lines.next(line)) {
    const day = sheet.lineDay[line] ?? 0;
    while (begin !== -1 && (taken?.has(begin) === true || day - (sheet.itemDay[begin] ?? 0) > latest)) begin = items.next(begin);
    let chosen = -1;
    let likely = 0;
    let seen = 0;
    for (let item = begin; item !== -1 && seen < mostEqual; item = items.next(item)) {
      const days = day - (sheet.itemDay[item] ?? 0);
      if (days < earliest) break;
      if (taken?.has(item) === true || isDeclined(sheet, line, item)) continue;
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
    proposeOne(proposed, { by: 'counterparty', line, item: chosen, minor: sheet.itemOpen[chosen] ?? 0, doubt, rivals: 0, runnerUp: doubt });
  }
  // More equal lines than items: nothing says which of them is the one too many.
  const least = without / (proposed.count + without);
  if (without > 0) for (let at = 0; at < proposed.count; at += 1) proposed.doubt[at] = Math.max(proposed.doubt[at] ?? 0, least);
  decideInTurn(run, run.offeredOfParty);
}

/** Lines of a counterparty that are its items' amounts net of a known fee. */
export function matchFees(run: Run): void {
  const { sheet, habits } = run;
  if (habits.fees.length === 0) return;
  const items = freshItems(run);
  const fresh = those(run.openLines, (line) => isFreshLine(run, line));
  const others = otherLines(run, fresh);
  const reserved = new Set<number>();
  for (let at = 0; at < fresh.length; at += 1) {
    const line = fresh[at] ?? 0;
    const party = sheet.lineParty[line] ?? 0;
    const minor = sheet.lineMinor[line] ?? 0;
    if (minor <= 0) continue;
    let chosen = -1;
    let likely = 0;
    let amounts = 0;
    for (const gross of grossesOf(run, minor)) {
      const before = likely;
      for (let item = items.first(sheet.lineCurrency[line] ?? 0, party, gross); item !== -1; item = items.next(item)) {
        if (!couldBe(sheet, line, item) || reserved.has(item)) continue;
        if (chosen === -1) chosen = item;
        likely += habits.delays[(sheet.lineDay[line] ?? 0) - (sheet.itemDay[item] ?? 0) - earliest] ?? 0;
      }
      if (likely > before) amounts += 1;
    }
    if (chosen === -1) continue;
    reserved.add(chosen);
    const chance = (others[party] ?? 0) * run.chance.near(minor);
    const doubt = chance / (feeShare * likely + chance);
    const gross = sheet.itemOpen[chosen] ?? 0;
    proposeOne(run.proposed, { by: 'fee', line, item: chosen, minor: gross, doubt, rivals: amounts - 1, runnerUp: doubt });
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

/** How many lines of each counterparty are, by experience, about something else than one item in full. */
function otherLines({ sheet }: Run, lines: Int32Array): Float64Array {
  const counts = new Float64Array(sheet.parties);
  for (let at = 0; at < lines.length; at += 1) {
    const party = sheet.lineParty[lines[at] ?? 0] ?? 0;
    counts[party] = (counts[party] ?? 0) + 0.25;
  }
  return counts;
}
