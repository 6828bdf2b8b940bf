import { hashOf } from './amounts.ts';

/** A choice of amounts that sums to what was asked for: their positions. */
export interface Subsets {
  /** 0, 1, or 2 for "more than one"; choices that differ only between equal amounts count once. */
  readonly count: 0 | 1 | 2;
  readonly first: readonly number[];
  /** How many different choices there were. */
  readonly tried: number;
}

export type SubsetSearch = (amounts: ArrayLike<number>, target: number, least?: number) => Subsets;

export const mostItems = 16;

/** Eight different amounts have 256 sums; with up to eight more that equal the last, 128 × 10. */
const mostSums = 2048;

const noSubset: Subsets = { count: 0, first: [], tried: 0 };

/**
 * Counts the subsets of two or more (or of `least`) amounts that sum to the target, by halves: each half's sums once, then each sum
 * of the one with its complement in the other. Of equal amounts the earlier ones are taken first, so that interchangeable items are
 * one solution and not many. The buffers are shared by the searches of one stage.
 */
export function subsetSearch(): SubsetSearch {
  const left: Sums = { sums: new Float64Array(mostSums), masks: new Int32Array(mostSums), count: 0 };
  const right: Sums = { sums: new Float64Array(mostSums), masks: new Int32Array(mostSums), count: 0 };
  const table = new Int32Array(mostSums * 2);
  const sorted: Sorted = { places: new Int32Array(mostItems), amounts: new Float64Array(mostItems), count: 0 };
  return (amounts, target, least = 2) => {
    if (amounts.length < least || amounts.length > mostItems) return noSubset;
    sort(sorted, amounts);
    const middle = halfOf(sorted);
    addSums(left, sorted, 0, middle);
    addSums(right, sorted, middle, amounts.length);
    const last = fillTable(table, right) - 1;
    let [count, first] = [0, noSubset.first];
    for (let at = 0; at < left.count && count < 2; at += 1) {
      const wanted = target - (left.sums[at] ?? 0);
      let slot = hashOf(wanted) & last;
      for (; table[slot] !== -1 && count < 2; slot = (slot + 1) & last) {
        const other = table[slot] ?? 0;
        if (right.sums[other] !== wanted) continue;
        const mask = (left.masks[at] ?? 0) | (right.masks[other] ?? 0);
        const chosen = [...sorted.places.subarray(0, sorted.count)].filter((_, bit) => (mask & (1 << bit)) !== 0);
        if (chosen.length < least) continue;
        count += 1;
        if (count === 1) first = chosen.toSorted((a, b) => a - b);
      }
    }
    return { count: count === 0 ? 0 : count === 1 ? 1 : 2, first, tried: left.count * right.count };
  };
}

/** Amounts from the least on, and where each stood; of equal ones the earlier first. */
interface Sorted {
  readonly places: Int32Array;
  readonly amounts: Float64Array;
  count: number;
}

// By insertion: there are sixteen at most.
function sort(into: Sorted, amounts: ArrayLike<number>): void {
  into.count = amounts.length;
  for (let place = 0; place < amounts.length; place += 1) {
    const amount = amounts[place] ?? 0;
    let at = place;
    for (; at > 0 && (into.amounts[at - 1] ?? 0) > amount; at -= 1) {
      into.amounts[at] = into.amounts[at - 1] ?? 0;
      into.places[at] = into.places[at - 1] ?? 0;
    }
    into.amounts[at] = amount;
    into.places[at] = place;
  }
}

// Equal amounts stay on one side: else two halves could each take "the first" of them.
function halfOf({ amounts, count }: Sorted): number {
  let middle = count >> 1;
  while (middle > 0 && middle < count && amounts[middle] === amounts[middle - 1]) middle += 1;
  return middle;
}

interface Sums {
  readonly sums: Float64Array;
  readonly masks: Int32Array;
  count: number;
}

function addSums(into: Sums, { amounts }: Sorted, from: number, to: number): void {
  into.sums[0] = 0;
  into.masks[0] = 0;
  into.count = 1;
  for (let bit = from; bit < to; bit += 1) {
    const amount = amounts[bit] ?? 0;
    const isRepeat = bit > from && amounts[bit - 1] === amount;
    const before = into.count;
    for (let at = 0; at < before; at += 1) {
      const mask = into.masks[at] ?? 0;
      if (isRepeat && (mask & (1 << (bit - 1))) === 0) continue;
      into.sums[into.count] = (into.sums[at] ?? 0) + amount;
      into.masks[into.count] = mask | (1 << bit);
      into.count += 1;
    }
  }
}

/** Positions of sums by their hash; equal sums stand in slots that follow each other. Answers how many slots there are. */
function fillTable(table: Int32Array, { sums, count }: Sums): number {
  let slots = 4;
  while (slots < count * 2) slots *= 2;
  table.fill(-1, 0, slots);
  for (let at = 0; at < count; at += 1) {
    let slot = hashOf(sums[at] ?? 0) & (slots - 1);
    while (table[slot] !== -1) slot = (slot + 1) & (slots - 1);
    table[slot] = at;
  }
  return slots;
}
