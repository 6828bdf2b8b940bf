/** A choice of amounts that sums to what was asked for: their positions. */
export interface Subsets {
  /** 0, 1, or 2 for "more than one"; choices that differ only between equal amounts count once. */
  readonly count: 0 | 1 | 2;
  readonly first: readonly number[];
  /** How many different choices there were. */
  readonly tried: number;
}

export type SubsetSearch = (amounts: readonly number[], target: number, least?: number) => Subsets;

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
  const left = { sums: new Float64Array(mostSums), masks: new Int32Array(mostSums), count: 0 };
  const right = { sums: new Float64Array(mostSums), masks: new Int32Array(mostSums), count: 0 };
  return (amounts, target, least = 2) => {
    if (amounts.length < least || amounts.length > mostItems) return noSubset;
    const order = amounts.map((_, at) => at).toSorted((a, b) => (amounts[a] ?? 0) - (amounts[b] ?? 0) || a - b);
    const middle = halfOf(order, amounts);
    addSums(left, order.slice(0, middle), amounts);
    addSums(right, order.slice(middle), amounts);
    const table = tableOf(right);
    let [count, first] = [0, noSubset.first];
    for (let at = 0; at < left.count && count < 2; at += 1) {
      const wanted = target - (left.sums[at] ?? 0);
      let slot = hashOf(wanted) & (table.length - 1);
      for (; table[slot] !== -1 && count < 2; slot = (slot + 1) & (table.length - 1)) {
        const other = table[slot] ?? 0;
        if (right.sums[other] !== wanted) continue;
        const chosen = [...chosenOf(left.masks[at] ?? 0, order, 0), ...chosenOf(right.masks[other] ?? 0, order, middle)];
        if (chosen.length < least) continue;
        count += 1;
        if (count === 1) first = chosen.toSorted((a, b) => a - b);
      }
    }
    return { count: count === 0 ? 0 : count === 1 ? 1 : 2, first, tried: left.count * right.count };
  };
}

// Equal amounts stay on one side: else two halves could each take "the first" of them.
function halfOf(order: readonly number[], amounts: readonly number[]): number {
  let middle = order.length >> 1;
  while (middle > 0 && middle < order.length && amounts[order[middle] ?? 0] === amounts[order[middle - 1] ?? 0]) middle += 1;
  return middle;
}

interface Sums {
  readonly sums: Float64Array;
  readonly masks: Int32Array;
  count: number;
}

function addSums(into: Sums, order: readonly number[], amounts: readonly number[]): void {
  into.sums[0] = 0;
  into.masks[0] = 0;
  into.count = 1;
  order.forEach((item, bit) => {
    const amount = amounts[item] ?? 0;
    const isRepeat = bit > 0 && amounts[order[bit - 1] ?? 0] === amount;
    const before = into.count;
    for (let at = 0; at < before; at += 1) {
      const mask = into.masks[at] ?? 0;
      if (isRepeat && (mask & (1 << (bit - 1))) === 0) continue;
      into.sums[into.count] = (into.sums[at] ?? 0) + amount;
      into.masks[into.count] = mask | (1 << bit);
      into.count += 1;
    }
  });
}

/** Positions of sums by their hash; equal sums stand in slots that follow each other. */
function tableOf({ sums, count }: Sums): Int32Array {
  const table = new Int32Array(2 ** Math.ceil(Math.log2(count * 2 + 1))).fill(-1);
  for (let at = 0; at < count; at += 1) {
    let slot = hashOf(sums[at] ?? 0) & (table.length - 1);
    while (table[slot] !== -1) slot = (slot + 1) & (table.length - 1);
    table[slot] = at;
  }
  return table;
}

function hashOf(sum: number): number {
  const hash = Math.imul((sum | 0) ^ Math.imul(Math.floor(sum / 0x100000000), 0x27d4eb2f), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

const chosenOf = (mask: number, order: readonly number[], offset: number): readonly number[] =>
  order.slice(offset).filter((_, bit) => (mask & (1 << bit)) !== 0);
