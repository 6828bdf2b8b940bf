/** A choice of items that sums to what was asked for: positions in the amounts given. */
export interface Subsets {
  /** 0, 1, or 2 for "more than one"; choices that differ only between equal amounts count once. */
  readonly count: 0 | 1 | 2;
  readonly first: readonly number[];
  /** How many different sums were possible. */
  readonly tried: number;
}

/** No subset that sums to it, or none that could be looked for. */
const noSubset: Subsets = { count: 0, first: [], tried: 0 };

export const mostItems = 16;

/**
 * Counts the subsets of two or more amounts that sum to the target, by halves: each half's sums once, then each sum of the one
 * with its complement in the other. At most 2 × 2^8 sums for sixteen items. Of equal amounts the earlier ones are taken first, so
 * that interchangeable items are one solution and not many.
 */
export function subsetsOf(amounts: readonly number[], target: number, least = 2): Subsets {
  if (amounts.length < least || amounts.length > mostItems) return noSubset;
  const order = amounts.map((_, at) => at).toSorted((a, b) => (amounts[a] ?? 0) - (amounts[b] ?? 0) || a - b);
  const middle = halfOf(order, amounts);
  const left = sumsOf(order.slice(0, middle), amounts);
  const right = sumsOf(order.slice(middle), amounts);
  const bySum = new Map<number, number[]>();
  right.sums.forEach((sum, at) => {
    const had = bySum.get(sum);
    if (had) had.push(at);
    else bySum.set(sum, [at]);
  });
  let [count, first] = [0, noSubset.first];
  for (let at = 0; at < left.sums.length && count < 2; at += 1)
    for (const other of bySum.get(target - (left.sums[at] ?? 0)) ?? []) {
      const chosen = [...chosenOf(left.masks[at] ?? 0, order, 0), ...chosenOf(right.masks[other] ?? 0, order, middle)];
      if (chosen.length < least) continue;
      count += 1;
      if (count === 1) first = chosen.toSorted((a, b) => a - b);
    }
  return { count: count === 0 ? 0 : count === 1 ? 1 : 2, first, tried: left.sums.length * right.sums.length };
}

// Equal amounts stay on one side: else two halves could each take "the first" of them.
function halfOf(order: readonly number[], amounts: readonly number[]): number {
  let middle = order.length >> 1;
  while (middle < order.length && amounts[order[middle] ?? 0] === amounts[order[middle - 1] ?? -1]) middle += 1;
  return middle;
}

interface Sums {
  readonly sums: readonly number[];
  readonly masks: readonly number[];
}

function sumsOf(order: readonly number[], amounts: readonly number[]): Sums {
  const sums = [0];
  const masks = [0];
  order.forEach((item, bit) => {
    const amount = amounts[item] ?? 0;
    const isRepeat = bit > 0 && amounts[order[bit - 1] ?? 0] === amount;
    const before = sums.length;
    for (let at = 0; at < before; at += 1) {
      const mask = masks[at] ?? 0;
      if (isRepeat && (mask & (1 << (bit - 1))) === 0) continue;
      sums.push((sums[at] ?? 0) + amount);
      masks.push(mask | (1 << bit));
    }
  });
  return { sums, masks };
}

const chosenOf = (mask: number, order: readonly number[], offset: number): readonly number[] =>
  order.slice(offset).filter((_, bit) => bit < 31 && (mask & (1 << bit)) !== 0);
