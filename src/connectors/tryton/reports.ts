import type { Day } from '../../core/day.ts';
import { amount, decimal, isZero, subtract } from '../../core/decimal.ts';
import type { Movement } from '../../contract/connector.ts';
import { rowsOf } from './rpc.ts';
import type { Line } from './rpc.ts';
import { dayOut, figureOrZero, idOut, needText, textOf } from './wire.ts';

/** What each account moved between two days, from Tryton's own chart of accounts, which adds up its posted moves of these days. */
export async function accountMovement(line: Line, from: Day, through: Day): Promise<readonly Movement[]> {
  const rows = await rowsOf(line, {
    model: 'account.account',
    domain: [
      ['company', '=', idOut(line.company)],
      ['type', '!=', null],
    ],
    fields: ['code', 'name', 'debit', 'credit'],
    context: { from_date: dayOut(from), to_date: dayOut(through), posted: true },
  });
  return rows.flatMap((row) => {
    const moved = subtract(decimal(figureOrZero(row, 'debit')), decimal(figureOrZero(row, 'credit')));
    const account = textOf(row, 'code') ?? needText(row, 'id');
    return isZero(moved) ? [] : [{ account, name: needText(row, 'name'), amount: amount(moved) }];
  });
}
