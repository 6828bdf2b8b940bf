import type { PoolClient } from 'pg';
import { add, amount, decimal, isZero, negate } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { monthOf } from '../core/day.ts';
import type { Posting } from '../proof/posting.ts';
import type { Statement } from './transaction.ts';

/** A move of the running totals: postings that come, and postings that go. A connection owns its target side, a flow its source side. */
export interface TotalsMove {
  readonly owner: string;
  readonly side: 'source' | 'target';
  readonly before: readonly Posting[];
  readonly after: readonly Posting[];
}

/**
 * Adds moves to the running totals. The cost follows the change: one row per owner, kind, account, currency and month touched.
 * Once a transaction, as its last work: calls of one backfill all touch the same few rows, and whoever has them makes the others
 * wait until it commits. Rows are written in order of their key, so that two transactions never wait for each other in a ring.
 */
export function moveTotals(client: PoolClient, organisation: string, moves: readonly TotalsMove[]): Statement {
  const rows = [...cellsOf(moves).entries()]
    .filter(([, cell]) => !isZero(cell.amount) || cell.documents !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, cell]) => ({ ...cell, amount: amount(cell.amount) }));
  if (rows.length === 0) return null;
  return client.query(
    `insert into total (organisation, owner, side, kind, account, currency, month, amount, documents)
     select $1, x.owner, x.side, x.kind, x.account, x.currency, x.month, x.amount, x.documents
     from jsonb_to_recordset($2::jsonb) as x(owner text, side text, kind text, account text, currency text, month text, amount numeric, documents bigint)
     on conflict (organisation, owner, side, kind, account, currency, month)
     do update set amount = total.amount + excluded.amount, documents = total.documents + excluded.documents`,
    [organisation, JSON.stringify(rows)],
  );
}

interface Cell {
  readonly owner: string;
  readonly side: string;
  readonly kind: string;
  readonly account: string;
  readonly currency: string;
  readonly month: string;
  readonly amount: Decimal;
  readonly documents: number;
}

function cellsOf(moves: readonly TotalsMove[]): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  const move = ({ owner, side }: TotalsMove, posting: Posting, by: Decimal, documents: number): void => {
    const cell: Cell = {
      owner,
      side,
      kind: posting.kind,
      account: posting.account,
      currency: posting.currency,
      month: monthOf(posting.day),
      amount: by,
      documents,
    };
    const name = JSON.stringify([owner, side, cell.kind, cell.account, cell.currency, cell.month]);
    const before = cells.get(name);
    cells.set(name, before ? { ...cell, amount: add(before.amount, by), documents: before.documents + documents } : cell);
  };
  for (const each of moves) {
    for (const posting of each.before) move(each, posting, negate(decimal(posting.amount)), -1);
    for (const posting of each.after) move(each, posting, decimal(posting.amount), 1);
  }
  return cells;
}
