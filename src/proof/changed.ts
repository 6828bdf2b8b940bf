import { amount, isZero, subtract } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import { wholeDocument } from './posting.ts';
import type { Proof } from './proof.ts';
import { createSums } from './totals.ts';
import type { Cell, Total } from './totals.ts';

/** One figure of a proven period that is not what it was when it was proven (law F40). */
export interface ChangedFigure extends Cell {
  readonly side: 'source' | 'target';
  readonly proven: Amount;
  readonly now: Amount;
  readonly difference: Amount;
}

/** Both sides' totals as they are now; more than was proven is left out. */
export interface SidesNow {
  readonly source: readonly Total[];
  readonly target: readonly Total[];
}

/** What changed on either side since a proof was made, whether or not both sides still agree. */
export const changedFigures = (proven: Pick<Proof, 'rows' | 'ledger' | 'period'>, now: SidesNow): readonly ChangedFigure[] => [
  ...changedSide('source', proven, now.source),
  ...changedSide('target', proven, now.target),
];

function changedSide(
  side: 'source' | 'target',
  { rows, ledger, period }: Pick<Proof, 'rows' | 'ledger' | 'period'>,
  now: readonly Total[],
): readonly ChangedFigure[] {
  const [before, after] = [createSums(), createSums()];
  for (const row of rows) before.addTotal({ ...row, amount: row[side], documents: 0 }, 1);
  // Others' business in the same ledger was not proven: only kinds that count in full, and controlled accounts.
  const kinds = new Set(rows.filter(({ account }) => account === wholeDocument).map(({ kind }) => kind));
  const controlled = new Set(ledger.map(({ account }) => account));
  for (const total of now) {
    const isProven = kinds.has(total.kind) || controlled.has(total.account);
    if (isProven && total.month >= period.fromMonth && total.month <= period.throughMonth) after.addTotal({ ...total, documents: 0 }, 1);
  }
  const all = new Map([...before.cells(), ...after.cells()].map((cell) => [nameOf(cell), cell]));
  return [...all.values()].flatMap((cell) => {
    const difference = subtract(after.of(cell), before.of(cell));
    const { kind, account, currency, month } = cell;
    return isZero(difference)
      ? []
      : [
          {
            side,
            kind,
            account,
            currency,
            month,
            proven: amount(before.of(cell)),
            now: amount(after.of(cell)),
            difference: amount(difference),
          },
        ];
  });
}

const nameOf = ({ kind, account, currency, month }: Cell): string => JSON.stringify([kind, account, currency, month]);
