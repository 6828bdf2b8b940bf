import type { PoolClient } from 'pg';
import { add, amount, decimal, isZero, negate } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { monthOf } from '../core/day.ts';
import type { Posting } from '../proof/posting.ts';

/** A move of the running totals: postings that come, and postings that go. */
export interface TotalsMove {
  readonly before: readonly Posting[];
  readonly after: readonly Posting[];
}

/**
 * Adds moves to the running totals of one side. The cost follows the change: one row per kind, account, currency and month
 * touched. Rows are written in order of their key, so that two transactions never wait for each other in a ring.
 */
export async function moveTotals(
  client: PoolClient,
  organisation: string,
  owner: string,
  side: 'source' | 'target',
  moves: readonly TotalsMove[],
): Promise<void> {
  const rows = [...cellsOf(moves).entries()]
    .filter(([, cell]) => !isZero(cell.amount) || cell.documents !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, cell]) => ({ ...cell, amount: amount(cell.amount) }));
  if (rows.length === 0) return;
  await client.query(
    `insert into total (organisation, owner, side, kind, account, currency, month, amount, documents)
     select $1, $2, $3, x.kind, x.account, x.currency, x.month, x.amount, x.documents
     from jsonb_to_recordset($4::jsonb) as x(kind text, account text, currency text, month text, amount numeric, documents bigint)
     on conflict (organisation, owner, side, kind, account, currency, month)
     do update set amount = total.amount + excluded.amount, documents = total.documents + excluded.documents`,
    [organisation, owner, side, JSON.stringify(rows)],
  );
}

interface Cell {
  readonly kind: string;
  readonly account: string;
  readonly currency: string;
  readonly month: string;
  readonly amount: Decimal;
  readonly documents: number;
}

function cellsOf(moves: readonly TotalsMove[]): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  const move = (posting: Posting, by: Decimal, documents: number): void => {
    const cell: Cell = {
      kind: posting.kind,
      account: posting.account,
      currency: posting.currency,
      month: monthOf(posting.day),
      amount: by,
      documents,
    };
    const name = JSON.stringify([cell.kind, cell.account, cell.currency, cell.month]);
    const before = cells.get(name);
    cells.set(name, before ? { ...cell, amount: add(before.amount, by), documents: before.documents + documents } : cell);
  };
  for (const { before, after } of moves) {
    for (const posting of before) move(posting, negate(decimal(posting.amount)), -1);
    for (const posting of after) move(posting, decimal(posting.amount), 1);
  }
  return cells;
}
