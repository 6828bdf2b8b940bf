import { equalRows } from './equals.ts';
import type { Equals } from './equals.ts';
import { itemColumns, lineColumns } from './by-counterparty.ts';
import { decideTogether } from './run.ts';
import type { Proposal, Run } from './run.ts';
import { couldBe, earliest, nobody } from './sheet.ts';

/**
 * Lines that name nobody, by their amount alone. Rare amounts match; 49.00 does not: the weight of an item is set against that of
 * every other item and line of the amount, and against the chance that a line of something else has it.
 */
export function matchAmount(run: Run): void {
  const { sheet } = run;
  const unnamed = run.openLines.filter((line) => sheet.isSettled[line] === 0 && (sheet.lineParty[line] ?? 0) < 0);
  const openItems = run.openItems.filter((item) => sheet.itemOpen[item] !== 0);
  const items = equalRows(openItems, itemColumns(sheet), false);
  const lines = equalRows(unnamed, lineColumns(sheet), false);
  const nameless = unnamed.filter((line) => sheet.lineParty[line] === nobody).length;
  const proposals: Proposal[] = [];
  for (const line of unnamed) {
    const first = items.first(sheet.lineCurrency[line] ?? 0, 0, sheet.lineMinor[line] ?? 0);
    if (first === -1) continue;
    const isNameless = sheet.lineParty[line] === nobody;
    const found = likeliest(run, { line, first, items, lines, many: openItems.length });
    if (found === null) continue;
    // A name that the books do not know is, by experience, about something that they do not know either.
    const foreign = (isNameless ? 0.4 * nameless : 2 * (unnamed.length - nameless)) * found.chance;
    const all = found.of + found.others + foreign;
    const [doubt, runnerUp] = [1 - found.of / all, Math.max(found.others, foreign) / all];
    if (!isNameless && doubt > 0.5) continue;
    const minors = [sheet.itemOpen[found.item] ?? 0];
    proposals.push({
      by: 'amount',
      lines: [line],
      items: [found.item],
      minors,
      doubt: isNameless ? doubt : Math.max(doubt, 0.1),
      rivals: 0,
      runnerUp,
    });
  }
  decideTogether(run, proposals);
}

interface Place {
  readonly line: number;
  readonly first: number;
  readonly items: Equals;
  readonly lines: Equals;
  readonly many: number;
}

interface Likeliest {
  readonly item: number;
  readonly of: number;
  readonly others: number;
  readonly chance: number;
}

const mostRivals = 60;
const payShare = 0.5;

function likeliest(run: Run, { line, first, items, lines, many }: Place): Likeliest | null {
  const { sheet, habits } = run;
  const weigh = (ofLine: number, item: number): number =>
    couldBe(sheet, ofLine, item)
      ? payShare * (habits.delays[(sheet.lineDay[ofLine] ?? 0) - (sheet.itemDay[item] ?? 0) - earliest] ?? 0)
      : 0;
  let [best, of, others, equal] = [-1, 0, 0, 0];
  for (let item = first; item !== -1; item = items.next(item)) {
    equal += 1;
    if (equal > mostRivals) return null;
    const weight = weigh(line, item);
    if (weight === 0) continue;
    if (best !== -1 && sheet.itemParty[item] === sheet.itemParty[best] && sheet.itemParty[item] !== nobody) of += weight;
    else if (weight > of) [best, of, others] = [item, weight, others + of];
    else others += weight;
  }
  if (best === -1) return null;
  const [currency, minor] = [sheet.lineCurrency[line] ?? 0, sheet.lineMinor[line] ?? 0];
  let seen = 0;
  for (let rival = lines.first(currency, 0, minor); rival !== -1 && seen < mostRivals; rival = lines.next(rival)) {
    seen += 1;
    if (rival !== line) others += weigh(rival, best);
  }
  const chance = Math.max(run.chance(minor), equal < 3 ? 0 : equal / many / habits.spanDays);
  return { item: best, of, others, chance };
}
