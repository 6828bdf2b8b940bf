import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';

/** See `EngineStore.recordsPrint`. */
export async function recordsPrint(pool: Pool, organisation: string, connection: string, kinds: readonly Kind[]): Promise<string> {
  const { rows } = await pool.query<{ print: string | null }>(
    `select md5(string_agg(external_id || ' ' || print || ' ' || coalesce(gone_at::text, ''), ',' order by kind, external_id)) as print
     from record where organisation = $1 and connection = $2 and kind = any($3)`,
    [organisation, connection, kinds],
  );
  return rows[0]?.print ?? '';
}
