import type { Pool } from 'pg';

/** When one of these connections last showed a bank line that is new or another than before, or that one is no more. Null: none ever has. */
export async function lastLineAt(pool: Pool, organisation: string, connections: readonly string[]): Promise<number | null> {
  // A record is seen whenever it is read; its history has a row only where something of it changed.
  const { rows } = await pool.query<{ at: string | null }>(
    `select max(last.seen_at) as at from unnest($2::text[]) as feed(connection) cross join lateral
       (select seen_at from record_history where organisation = $1 and connection = feed.connection and kind = 'statementLine'
        order by seen_at desc limit 1) as last`,
    [organisation, connections],
  );
  const at = rows[0]?.at ?? null;
  return at === null ? null : Number(at);
}
