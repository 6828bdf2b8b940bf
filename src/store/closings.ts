import type { Pool } from 'pg';
import type { Closing, ClosingStore } from '../engine/edge-ports.ts';

interface Row {
  readonly said_at: string;
  readonly said_by: string;
  readonly closed_through: string | null;
  readonly tax_filed_through: string | null;
  readonly because: string | null;
}

/** What people said of closed books. Nothing is overwritten: the last word counts, and the earlier ones stay to be read. */
export const closingStore = (pool: Pool): ClosingStore => ({
  said: async ({ organisation, connection }) => {
    const { rows } = await pool.query<Row>(
      `select said_at, said_by, closed_through::text, tax_filed_through::text, because from closing
       where organisation = $1 and connection = $2 order by said_at desc limit 50`,
      [organisation, connection],
    );
    return rows.map(closingOf);
  },
  say: async ({ organisation, connection }, { saidAt, saidBy, closedThrough, taxFiledThrough, because }) => {
    await pool.query(
      `insert into closing (organisation, connection, said_at, said_by, closed_through, tax_filed_through, because)
       select $1, $2, greatest($3::bigint, coalesce(max(said_at) + 1, 0)), $4, $5, $6, $7 from closing where organisation = $1 and connection = $2`,
      [organisation, connection, saidAt, saidBy, closedThrough, taxFiledThrough, because],
    );
  },
});

const closingOf = (row: Row): Closing => ({
  saidAt: Number(row.said_at),
  saidBy: row.said_by,
  closedThrough: row.closed_through,
  taxFiledThrough: row.tax_filed_through,
  because: row.because,
});
