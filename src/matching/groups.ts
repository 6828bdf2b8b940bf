/** The rows that are in, in their order. The platform's own filter goes by way of a list of objects, eight times as large. */
export function those(rows: Int32Array, isIn: (row: number) => boolean): Int32Array {
  return keepThose(rows.slice(), isIn);
}

/** The same, and the rows that are out are lost: for rows that nobody else holds. */
export function keepThose(rows: Int32Array, isIn: (row: number) => boolean): Int32Array {
  let many = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    if (!isIn(row)) continue;
    rows[many] = row;
    many += 1;
  }
  return rows.subarray(0, many);
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

/** All rows by the counterparty that they have in the column; rows of nobody are in no group. */
export function groupsOf(party: Int32Array, parties: number): Groups {
  const from = new Int32Array(parties + 1);
  for (let row = 0; row < party.length; row += 1) {
    const of = party[row] ?? -1;
    if (of >= 0) from[of + 1] = (from[of + 1] ?? 0) + 1;
  }
  for (let of = 0; of < parties; of += 1) from[of + 1] = (from[of + 1] ?? 0) + (from[of] ?? 0);
  const rows = new Int32Array(from[parties] ?? 0);
  const next = from.slice();
  for (let row = 0; row < party.length; row += 1) {
    const of = party[row] ?? -1;
    if (of < 0) continue;
    rows[next[of] ?? 0] = row;
    next[of] = (next[of] ?? 0) + 1;
  }
  return { from, rows };
}
