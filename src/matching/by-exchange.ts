import type { DayRate } from './rows.ts';
import { namedBy } from './numbers.ts';
import { proposeOne } from './proposals.ts';
import { decideTogether } from './run.ts';
import type { Run } from './run.ts';
import { agrees, earliest, isDeclined, latest } from './sheet.ts';

/** Lines in the bank's currency for items in another: the day's rate says about how much, and the line must be within 2 % of it. */
export function matchExchange(run: Run, rates: readonly DayRate[]): void {
  if (rates.length === 0) return;
  const { sheet } = run;
  const known = new Map(rates.map((rate) => [`${rate.from} ${rate.to} ${rate.on}`, rate.rate]));
  const foreign = [...run.openItems].filter((item) => sheet.itemOpen[item] !== 0);
  for (const line of run.openLines) {
    if (sheet.isSettled[line] === 1) continue;
    const named = namedBy(run.named, line).filter((item) => sheet.itemOpen[item] !== 0);
    const party = sheet.lineParty[line] ?? -1;
    const candidates = named.length > 0 ? named : party < 0 ? [] : foreign.filter((item) => sheet.itemParty[item] === party);
    const near = candidates.filter((item) => isNear(run, line, item, known));
    const [item] = near;
    if (item === undefined) continue;
    const isNamed = named.includes(item) && agrees(sheet, line, item) !== 'contradicts';
    // Without its number an amount that is only near proves nothing.
    proposeOne(run.proposed, {
      by: 'exchange',
      line,
      item,
      minor: sheet.itemOpen[item] ?? 0,
      doubt: isNamed ? 0.0005 : 0.05,
      rivals: near.length - 1,
      runnerUp: 0,
    });
  }
  decideTogether(run, run.offered);
}

function isNear({ sheet }: Run, line: number, item: number, rates: ReadonlyMap<string, bigint>): boolean {
  const [of, at] = [sheet.items[item], sheet.lines[line]];
  if (of === undefined || at === undefined || of.currency === at.currency || sheet.itemOpen[item] === 0) return false;
  const days = (sheet.lineDay[line] ?? 0) - (sheet.itemDay[item] ?? 0);
  const rate = rates.get(`${of.currency} ${at.currency} ${at.bookedOn}`);
  if (rate === undefined || days < earliest || days > latest || isDeclined(sheet, line, item)) return false;
  const worth = (BigInt(sheet.itemOpen[item] ?? 0) * rate) / 1_000_000n;
  const apart = worth - at.minor;
  return worth > 0n === at.minor > 0n && (apart < 0n ? -apart : apart) * 50n <= (worth < 0n ? -worth : worth);
}
