import { hashOf } from './amounts.ts';
import { earliest, latest } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { onlyNamed } from './numbers.ts';
import type { Named } from './numbers.ts';
import type { FeeModel, Habits } from './rows.ts';

/** What the lines that name their item and do not contradict it say about delays and fees, and all items about amounts. */
export function learnHabits(sheet: Sheet, named: Named): Habits {
  const delays = Array.from({ length: latest - earliest + 1 }, () => 0);
  const short: (readonly [gross: number, fee: number])[] = [];
  for (let line = 0; line < sheet.lines.length; line += 1) {
    const item = onlyNamed(named, line);
    if (item === -1 || sheet.itemCurrency[item] !== sheet.lineCurrency[line]) continue;
    const [open, minor] = [sheet.itemOpen[item] ?? 0, sheet.lineMinor[line] ?? 0];
    const days = (sheet.lineDay[line] ?? 0) - (sheet.itemDay[item] ?? 0) - earliest;
    if (open === minor && days >= 0 && days < delays.length) delays[days] = (delays[days] ?? 0) + 1;
    if (open > 0 && minor > 0 && minor < open && (open - minor) * 10 <= open + 1000) short.push([open, open - minor]);
  }
  const amounts: number[] = [];
  for (let item = 0; item < sheet.itemOpen.length; item += 1) {
    const bin = binOf(sheet.itemOpen[item] ?? 0);
    while (amounts.length <= bin) amounts.push(0);
    amounts[bin] = (amounts[bin] ?? 0) + 1;
  }
  return { delays: smoothed(delays), fees: feeModels(short), amounts, points: pointsOf(sheet, amounts), spanDays: spanOf(sheet) };
}

/** The amounts of eight items or more that have four times as many as those near them. */
function pointsOf({ itemOpen, itemCurrency, currencies }: Sheet, amounts: readonly number[]): NonNullable<Habits['points']> {
  const points = new Map<number, number>();
  for (let currency = 0; currency < currencies; currency += 1)
    for (const [minor, many] of frequent(itemOpen, (item) => currencies === 1 || itemCurrency[item] === currency)) {
      if (many < leastOften || many <= (4 * (amounts[binOf(minor)] ?? 0)) / widthOf(minor)) continue;
      points.set(Math.abs(minor), Math.max(many, points.get(Math.abs(minor)) ?? 0));
    }
  return [...points].toSorted(([a], [b]) => a - b);
}

const leastOften = 8;

/** How often the amounts come that may come often: of those that share their tally with no frequent one no list is kept. */
function frequent(minors: Float64Array, isIn: (row: number) => boolean): ReadonlyMap<number, number> {
  const tally = new Uint8ClampedArray(2 ** Math.ceil(Math.log2(minors.length * 4 + 16)));
  const last = tally.length - 1;
  for (let row = 0; row < minors.length; row += 1) {
    const at = hashOf(minors[row] ?? 0) & last;
    if (isIn(row)) tally[at] = (tally[at] ?? 0) + 1;
  }
  const often = new Map<number, number>();
  for (let row = 0; row < minors.length; row += 1) {
    const minor = minors[row] ?? 0;
    if ((tally[hashOf(minor) & last] ?? 0) >= leastOften && isIn(row)) often.set(minor, (often.get(minor) ?? 0) + 1);
  }
  return often;
}

export interface Chances {
  /** How likely a line is to have about this amount to the cent, on one day, when it has nothing to do with an item of it. */
  readonly near: (minor: number) => number;
  /** The same of a line of which nothing but the amount is known: oftener just a price, more seldom what lies between prices. */
  readonly just: (minor: number) => number;
}

export function chancesOf({ amounts, points = [], spanDays }: Habits): Chances {
  // A tenth of all amounts lie anywhere between a cent and ten thousand: a short list of items says little about the next amount.
  const anywhere = 0.1 / 1400;
  const counted = Math.max(
    amounts.reduce((a, b) => a + b, 0),
    1,
  );
  const between = [...amounts];
  for (const [minor, items] of points) between[binOf(minor)] = Math.max((between[binOf(minor)] ?? 0) - items, 0);
  const ofPoints = new Map(points);
  const spread = (bins: readonly number[], minor: number): number => (0.9 * (bins[binOf(minor)] ?? 0)) / counted + anywhere;
  return {
    near: (minor) => spread(amounts, minor) / widthOf(minor) / spanDays,
    just: (minor) => (spread(between, minor) / widthOf(minor) + (ofPoints.get(Math.abs(minor)) ?? 0) / counted) / spanDays,
  };
}

/** How many amounts there are in the bin of this one. */
const widthOf = (minor: number): number => Math.max(Math.abs(minor) * 0.01, 1);

export const feeOf = (gross: number, { rate, fixed }: FeeModel): number => Math.floor((gross * rate + 50_000) / 100_000) + fixed;

const binOf = (minor: number): number => Math.floor(Math.log(Math.max(Math.abs(minor), 1)) * 100);

function spanOf({ lineDay }: Sheet): number {
  const first = lineDay[0] ?? 0;
  return Math.max((lineDay[lineDay.length - 1] ?? 0) - first + 1, 30);
}

// Before anything is proven: most money within a month, some at any time.
function smoothed(counts: readonly number[]): readonly number[] {
  const before = counts.map((_, at) => 20 * (0.3 / counts.length + 0.7 * 0.04 * Math.exp(-0.04 * Math.max(at + earliest, 0))));
  const around = counts.map((_, at) => {
    const near = counts.slice(Math.max(at - 2, 0), at + 3);
    return near.reduce((a, b) => a + b, 0) / near.length + (before[at] ?? 0);
  });
  const all = around.reduce((a, b) => a + b, 0);
  return around.map((each) => each / all);
}

/**
 * Fees of the form rate × gross + fixed, found by trying each rate in steps of a twentieth of a percent: with the true one, what
 * is left over is the same on every line, and with a wrong one it scatters.
 */
function feeModels(short: readonly (readonly [gross: number, fee: number])[]): readonly FeeModel[] {
  const models: FeeModel[] = [];
  let left = spread(short, 1500);
  while (models.length < 4) {
    let best: FeeModel & { readonly hits: number } = { rate: 0, fixed: 0, hits: 0 };
    for (let rate = 50; rate <= 5000; rate += 50) {
      const counts = new Map<number, number>();
      for (const [gross, fee] of left) {
        const fixed = fee - feeOf(gross, { rate, fixed: 0 });
        if (fixed < 0 || fixed > 500) continue;
        const hits = (counts.get(fixed) ?? 0) + 1;
        counts.set(fixed, hits);
        if (hits > best.hits) best = { rate, fixed, hits };
      }
    }
    // Eight different payments with one formula to the cent, and not a small share of what is there, are no accident.
    if (best.hits < 8 || best.hits * 20 < left.length) break;
    const { rate, fixed } = best;
    models.push({ rate, fixed });
    left = left.filter(([gross, fee]) => feeOf(gross, { rate, fixed }) !== fee);
  }
  return models;
}

const spread = <Each>(all: readonly Each[], most: number): readonly Each[] =>
  all.length <= most ? all : all.filter((_, at) => Math.floor((at * most) / all.length) !== Math.floor(((at - 1) * most) / all.length));
