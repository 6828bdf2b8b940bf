/** Rows with the same currency, counterparty and amount, each list in the order of the rows given. */
export interface Equals {
  /** The first row of these values, -1 for none. */
  first(currency: number, party: number, minor: number): number;
  /** The row after this one in its list, -1 at its end. */
  next(row: number): number;
  /** How many rows there are from this one to the end of its list, this one counted. */
  left(row: number): number;
}

export interface Columns {
  readonly currency: Uint16Array;
  readonly party: Int32Array;
  readonly minor: Float64Array;
  /** Where the lists stand: one at a time, as each new one takes the place of the one before. */
  readonly lists: Lists;
}

export interface Lists {
  /** Slots: the hash of a list's values, and its first row. As many as the most rows so far need. */
  head: Int32Array;
  readonly after: Int32Array;
  readonly left: Int32Array;
}

/** Made once a run: made for every list anew, they took more time than what is done with them. */
export const emptyLists = (rows: number): Lists => ({
  head: new Int32Array(0),
  after: new Int32Array(rows),
  left: new Int32Array(rows),
});

const slotsFor = (rows: number): number => 2 ** Math.ceil(Math.log2(Math.max(rows * 2, 16)));

/** Any counterparty at all: the lists are by currency and amount alone. */
const anybody = -3;

// Open addressing over flat columns: two million keys in a Map would be most of the run's memory and time. A slot is a hash and the row
// that comes first, side by side: where the hashes differ, the row's own columns need not be gone to.
export function equalRows(rows: Int32Array, { currency, party, minor, lists }: Columns, byParty: boolean): Equals {
  const size = slotsFor(rows.length);
  if (lists.head.length < size * 2) lists.head = new Int32Array(size * 2);
  const { head, after, left } = lists;
  head.fill(-1, 0, size * 2);
  const slotOf = (hash: number, ofCurrency: number, ofParty: number, ofMinor: number): number => {
    let slot = (hash & (size - 1)) << 1;
    for (;;) {
      const row = head[slot + 1] ?? -1;
      if (row === -1) return slot;
      if (head[slot] === hash && minor[row] === ofMinor && currency[row] === ofCurrency && (!byParty || party[row] === ofParty))
        return slot;
      slot = (slot + 2) & (size * 2 - 1);
    }
  };
  // From the end, so that each list begins with the row that comes first.
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at] ?? 0;
    const ofParty = byParty ? (party[row] ?? 0) : anybody;
    const hash = hashOf(currency[row] ?? 0, ofParty, minor[row] ?? 0);
    const slot = slotOf(hash, currency[row] ?? 0, ofParty, minor[row] ?? 0);
    const behind = head[slot + 1] ?? -1;
    after[row] = behind;
    left[row] = behind === -1 ? 1 : (left[behind] ?? 0) + 1;
    head[slot] = hash;
    head[slot + 1] = row;
  }
  return {
    first: (ofCurrency, of, ofMinor) => {
      const ofParty = byParty ? of : anybody;
      return head[slotOf(hashOf(ofCurrency, ofParty, ofMinor), ofCurrency, ofParty, ofMinor) + 1] ?? -1;
    },
    next: (row) => after[row] ?? -1,
    left: (row) => left[row] ?? 0,
  };
}

function hashOf(currency: number, party: number, minor: number): number {
  const high = Math.floor(minor / 0x100000000);
  let hash =
    Math.imul((minor | 0) ^ Math.imul(high, 0x27d4eb2f), 0x85ebca6b) ^ Math.imul(party + 7, 0xc2b2ae35) ^ Math.imul(currency, 0x165667b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
