/** Rows by their amount, each list of equal ones in the order of the rows: found by open addressing over flat columns. */
export interface Amounts {
  /** Slots: the first row of an amount, plus one; zero for none. As many are used as the rows need. */
  readonly head: Int32Array;
  readonly after: Int32Array;
  readonly left: Int32Array;
  minors: Float64Array;
  last: number;
}

export function amountsFor(mostRows: number): Amounts {
  return {
    head: new Int32Array(slotsFor(mostRows)),
    after: new Int32Array(mostRows),
    left: new Int32Array(mostRows),
    minors: new Float64Array(0),
    last: 0,
  };
}

const slotsFor = (rows: number): number => 2 << (32 - Math.clz32(Math.max(rows, 2) - 1));

/** Takes the place of what was there before. The column of amounts is looked into as long as the lists are used. */
export function fillAmounts(into: Amounts, minors: Float64Array, rows: number): void {
  const slots = slotsFor(rows);
  into.minors = minors;
  into.last = slots - 1;
  into.head.fill(0, 0, slots);
  // From the end, so that each list begins with the row that comes first.
  for (let row = rows - 1; row >= 0; row -= 1) {
    const slot = slotOf(into, minors[row] ?? 0);
    const behind = (into.head[slot] ?? 0) - 1;
    into.after[row] = behind;
    into.left[row] = behind === -1 ? 1 : (into.left[behind] ?? 0) + 1;
    into.head[slot] = row + 1;
  }
}

/** The first row of this amount, -1 for none. */
export const firstOf = (amounts: Amounts, minor: number): number => (amounts.head[slotOf(amounts, minor)] ?? 0) - 1;

/** The row after this one in its list, -1 at its end. */
export const nextOf = ({ after }: Amounts, row: number): number => after[row] ?? -1;

function slotOf({ head, minors, last }: Amounts, minor: number): number {
  let slot = hashOf(minor) & last;
  for (let row = head[slot] ?? 0; row !== 0 && minors[row - 1] !== minor; row = head[slot] ?? 0) slot = (slot + 1) & last;
  return slot;
}

/** Of a whole number up to 2^53. */
export function hashOf(minor: number): number {
  const hash = Math.imul((minor | 0) ^ Math.imul(Math.floor(minor / 0x100000000), 0x27d4eb2f), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
