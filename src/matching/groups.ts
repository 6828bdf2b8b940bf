/** The rows that are in, in their order. The platform's own filter goes by way of a list of objects, eight times as large. */
export function those(rows: Int32Array, isIn: (row: number) => boolean): Int32Array {
  const kept = new Int32Array(rows.length);
  let many = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    if (!isIn(row)) continue;
    kept[many] = row;
    many += 1;
  }
  return kept.subarray(0, many);
}

export function counted(many: number): Int32Array {
  const column = new Int32Array(many);
  for (let at = 0; at < many; at += 1) column[at] = at;
  return column;
}

/** Rows by counterparty, each in its order: those of counterparty n stand in `rows` from `from[n]` up to `from[n + 1]`. */
export interface Groups {
  readonly from: Int32Array;
  readonly rows: Int32Array;
}

/** Of these rows, those that are in, by the counterparty that they have in the column; rows of nobody are in no group. */
export function groupsOf(all: Int32Array, party: Int32Array, parties: number, isIn: (row: number) => boolean): Groups {
  const from = new Int32Array(parties + 1);
  for (let at = 0; at < all.length; at += 1) {
    const row = all[at] ?? 0;
    const of = party[row] ?? -1;
    if (of >= 0 && isIn(row)) from[of + 1] = (from[of + 1] ?? 0) + 1;
  }
  for (let of = 0; of < parties; of += 1) from[of + 1] = (from[of + 1] ?? 0) + (from[of] ?? 0);
  const rows = new Int32Array(from[parties] ?? 0);
  const next = from.slice();
  for (let at = 0; at < all.length; at += 1) {
    const row = all[at] ?? 0;
    const of = party[row] ?? -1;
    if (of < 0 || !isIn(row)) continue;
    rows[next[of] ?? 0] = row;
    next[of] = (next[of] ?? 0) + 1;
  }
  return { from, rows };
}
