import { equalRows } from './equals.ts';
import type { Equals } from './equals.ts';
import { decideTogether } from './run.ts';
import type { Proposal, Run, Weighed } from './run.ts';
import { couldBe, earliest, nobody } from './sheet.ts';

/**
 * Lines that name nobody, by their amount alone. Rare amounts match; 49.00 does not: the weight of an item is set against that of
 * every other item and line of the amount, and against the chance that a line of something else has it.
 */
export function matchAmount(run: Run): void {
  const { sheet } = run;
  const unnamed = run.openLines.filter((line) => sheet.isSettled[line] === 0 && (sheet.lineParty[line] ?? 0) < 0);
  const openItems = run.openItems.filter((item) => sheet.itemOpen[item] !== 0);
  const items = equalRows(openItems, run.itemColumns, false);
  const lines = equalRows(unnamed, run.lineColumns, false);
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
    const doubt = 1 - found.of / all;
    const runnerUp = Math.max(found.others, foreign) / all;
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

interface Likeliest extends Pick<Weighed, 'item' | 'of' | 'others'> {
  readonly chance: number;
}

const mostRivals = 60;
const payShare = 0.5;

function likeliest(run: Run, place: Place): Likeliest | null {
  const { first, items, lines, line, many } = place;
  const equal = items.left(first);
  if (equal > mostRivals) return null;
  const minor = run.sheet.lineMinor[line] ?? 0;
  const rival = lines.first(run.sheet.lineCurrency[line] ?? 0, 0, minor);
  const by = { items: items.sign(first) ^ equal, lines: lines.sign(rival) ^ lines.left(rival) };
  const had = run.weighed.get(line);
  const isSame = had !== undefined && had.items === by.items && had.lines === by.lines;
  const weighed = isSame ? had : { ...weigh(run, place, rival), ...by };
  if (!isSame) run.weighed.set(line, weighed);
  if (weighed.item === -1) return null;
  const chance = Math.max(run.chance(minor), equal < 3 ? 0 : equal / many / run.habits.spanDays);
  return { item: weighed.item, of: weighed.of, others: weighed.others, chance };
}

/** The items of the line's amount against each other, and the likeliest against every other line that could be about it. */
function weigh(run: Run, { line, first, items, lines }: Place, firstRival: number): Pick<Weighed, 'item' | 'of' | 'others'> {
  const { sheet } = run;
  let best = -1;
  let of = 0;
  let others = 0;
  for (let item = first; item !== -1; item = items.next(item)) {
    const weight = weightOf(run, line, item);
    if (weight === 0) continue;
    if (best !== -1 && sheet.itemParty[item] === sheet.itemParty[best] && sheet.itemParty[item] !== nobody) of += weight;
    else if (weight > of) {
      others += of;
      best = item;
      of = weight;
    } else others += weight;
  }
  if (best === -1) return { item: best, of, others };
  let seen = 0;
  for (let rival = firstRival; rival !== -1 && seen < mostRivals; rival = lines.next(rival)) {
    seen += 1;
    if (rival !== line) others += weightOf(run, rival, best);
  }
  return { item: best, of, others };
}

const weightOf = ({ sheet, habits }: Run, line: number, item: number): number =>
  couldBe(sheet, line, item) ? payShare * (habits.delays[(sheet.lineDay[line] ?? 0) - (sheet.itemDay[item] ?? 0) - earliest] ?? 0) : 0;
