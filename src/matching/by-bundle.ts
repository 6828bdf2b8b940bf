import { feeOf } from './habits.ts';
import { namedBy } from './numbers.ts';
import { propose } from './proposals.ts';
import { decideTogether } from './run.ts';
import type { Run } from './run.ts';
import { isDeclined } from './sheet.ts';

/** One payout for many charges and refunds: the open items of a bundle, in full or net of the fee of each. */
export function matchBundles(run: Run): void {
  const bundles = bundlesOf(run);
  if (bundles.length === 0) return;
  const { sheet } = run;
  const bySum = new Map<string, Bundle[]>();
  for (const bundle of bundles)
    for (const sum of bundle.sums) {
      const key = `${bundle.currency} ${sum}`;
      bySum.set(key, [...(bySum.get(key) ?? []), bundle]);
    }
  for (const line of run.openLines) {
    if (sheet.isSettled[line] === 1) continue;
    const all = (bySum.get(`${sheet.lineCurrency[line] ?? 0} ${sheet.lineMinor[line] ?? 0}`) ?? []).filter(({ items, lastDay }) => {
      const days = (sheet.lineDay[line] ?? 0) - lastDay;
      return days >= 0 && days <= longest && !items.some((item) => isDeclined(sheet, line, item));
    });
    const named = all.filter(({ items }) => namedBy(run.named, line).some((item) => items.includes(item)));
    const [best, ...rivals] = named.length > 0 ? named : all;
    if (best === undefined) continue;
    const chance = named.length > 0 ? 0 : run.openLines.length * run.chance.near(sheet.lineMinor[line] ?? 0);
    const minors = best.items.map((item) => sheet.itemOpen[item] ?? 0);
    propose(run.proposed, {
      by: 'bundle',
      lines: [line],
      items: best.items,
      minors,
      doubt: chance / (0.5 + chance),
      rivals: rivals.length,
      runnerUp: chance,
    });
  }
  decideTogether(run, run.offered);
}

/** A payout arrives within two weeks of its last charge. */
const longest = 14;

interface Bundle {
  readonly items: readonly number[];
  readonly currency: number;
  readonly lastDay: number;
  /** In full, and net of each known fee. */
  readonly sums: readonly number[];
}

function bundlesOf({ sheet, habits, openItems }: Run): readonly Bundle[] {
  const { itemBundle } = sheet;
  if (itemBundle === null) return [];
  const lists = new Map<string, number[]>();
  for (const item of openItems) {
    const bundle = itemBundle[item] ?? -1;
    if (bundle < 0 || sheet.itemOpen[item] === 0) continue;
    const key = `${sheet.itemCurrency[item] ?? 0} ${bundle}`;
    const had = lists.get(key);
    if (had) had.push(item);
    else lists.set(key, [item]);
  }
  return [...lists.values()].map((items) => {
    const opens = items.map((item) => sheet.itemOpen[item] ?? 0);
    const full = opens.reduce((a, b) => a + b, 0);
    // A refund gives no fee back, and costs none.
    const nets = habits.fees.map((model) => full - opens.reduce((fee, open) => (open > 0 ? fee + feeOf(open, model) : fee), 0));
    const last = items.reduce((day, item) => Math.max(day, sheet.itemDay[item] ?? 0), 0);
    return {
      items,
      currency: sheet.itemCurrency[items[0] ?? 0] ?? 0,
      lastDay: last,
      sums: [...new Set([full, ...nets])].filter((sum) => sum !== 0),
    };
  });
}
