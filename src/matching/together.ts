/**
 * How sure each row is to belong to each column, given every way in which they can belong together one to one: the share of the
 * ways in which the two do, each way weighed by the product of its pairs. A row or column that belongs to none weighs 1.
 */
export interface Together {
  readonly rows: number;
  readonly columns: number;
  /** By row, then by column: how much likelier it is that the two belong together than that neither has a partner. */
  readonly weights: Float64Array;
}

/** Of the smaller side; 256 sets of it are gone through for every row of the other. */
export const mostTogether = 8;

export type SharesOf = (of: Together) => Float64Array;

/** The buffers are shared by all that one stage asks. The answer is good until the next question. */
export function sharesFinder(mostRows: number): SharesOf {
  const sets = 2 ** mostTogether;
  const before = new Float64Array((mostRows + 1) * sets);
  const after = new Float64Array((mostRows + 1) * sets);
  const shares = new Float64Array(mostRows * mostTogether);
  return (of) => {
    if (of.rows === 1) return ofOneRow(shares, of);
    const isTurned = of.columns > mostTogether;
    const [rows, columns] = isTurned ? [of.columns, of.rows] : [of.rows, of.columns];
    const weightOf = (row: number, column: number): number =>
      of.weights[isTurned ? column * of.columns + row : row * of.columns + column] ?? 0;
    countWays(before, after, { rows, columns, weightOf });
    const all = after[0] ?? 1;
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column < columns; column += 1) {
        const bit = 1 << column;
        let sum = 0;
        for (let set = 0; set < 1 << columns; set += 1)
          if ((set & bit) === 0) sum += (before[(row << columns) + set] ?? 0) * (after[((row + 1) << columns) + (set | bit)] ?? 0);
        shares[isTurned ? column * of.columns + row : row * of.columns + column] = (sum * weightOf(row, column)) / all;
      }
    return shares;
  };
}

/** The row belongs to one of them, or to none. */
function ofOneRow(shares: Float64Array, { columns, weights }: Together): Float64Array {
  let all = 1;
  for (let column = 0; column < columns; column += 1) all += weights[column] ?? 0;
  for (let column = 0; column < columns; column += 1) shares[column] = (weights[column] ?? 0) / all;
  return shares;
}

interface Ways {
  readonly rows: number;
  readonly columns: number;
  readonly weightOf: (row: number, column: number) => number;
}

/** For each row and each set of columns: the weight of the ways of all rows before it to take just these, and of those after it to do without them. */
function countWays(before: Float64Array, after: Float64Array, { rows, columns, weightOf }: Ways): void {
  const sets = 1 << columns;
  before.fill(0, 0, (rows + 1) * sets);
  before[0] = 1;
  after.fill(1, rows * sets, (rows + 1) * sets);
  for (let row = 0; row < rows; row += 1)
    for (let set = 0; set < sets; set += 1) {
      let sum = before[row * sets + set] ?? 0;
      for (let column = 0; column < columns; column += 1)
        if ((set & (1 << column)) !== 0) sum += (before[row * sets + (set ^ (1 << column))] ?? 0) * weightOf(row, column);
      before[(row + 1) * sets + set] = sum;
    }
  for (let row = rows - 1; row >= 0; row -= 1)
    for (let set = 0; set < sets; set += 1) {
      let sum = after[(row + 1) * sets + set] ?? 0;
      for (let column = 0; column < columns; column += 1)
        if ((set & (1 << column)) === 0) sum += (after[(row + 1) * sets + (set | (1 << column))] ?? 0) * weightOf(row, column);
      after[row * sets + set] = sum;
    }
}
