import type { Pool } from 'pg';

/** When one of these connections last showed a bank line, or showed that one is no more. Null: none ever has. */
export async function lastLineAt(pool: Pool, organisation: string, connections: readonly string[]): Promise<number | null> {
  const { rows } = await pool.query<{ at: string | null }>(
    `select max(seen_at) as at from record
     where organisation = $1 and connection = any($2) and kind = 'statementLine'`,
    [organisation, connections],
  );
  const at = rows[0]?.at ?? null;
  return at === null ? null : Number(at);
}
