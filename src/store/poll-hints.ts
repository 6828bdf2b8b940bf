import type { Pool, PoolClient } from 'pg';
import type { Kind } from '../core/records.ts';
import type { Instant } from '../core/day.ts';
import type { EngineStore, PollHint } from '../engine/ports.ts';

/** Notes that these kinds are to be read now. Part of the transaction that keeps the webhook. */
export async function hintPolls(
  client: PoolClient,
  organisation: string,
  connection: string,
  kinds: readonly Kind[],
  now: Instant,
): Promise<void> {
  if (kinds.length === 0) return;
  await client.query(
    `insert into poll_hint (organisation, connection, kind, due_at) select $1, $2, kind, $4 from unnest($3::text[]) as kind order by kind
     on conflict (organisation, connection, kind) do update set due_at = excluded.due_at`,
    [organisation, connection, [...new Set(kinds)], now],
  );
}

export async function claimPolls(
  pool: Pool,
  { organisation, now, until }: Parameters<EngineStore['claimPolls']>[0],
): Promise<readonly PollHint[]> {
  const { rows } = await pool.query<{ connection: string; kind: Kind }>(
    'update poll_hint set due_at = $3 where organisation = $1 and due_at <= $2 returning connection, kind',
    [organisation, now, until],
  );
  const hints = Map.groupBy(rows, (row) => row.connection);
  return [...hints].map(([connection, some]) => ({ connection, kinds: some.map((row) => row.kind), until }));
}

export async function endPolls(pool: Pool, organisation: string, hint: PollHint): Promise<void> {
  await pool.query('delete from poll_hint where organisation = $1 and connection = $2 and kind = any($3) and due_at = $4', [
    organisation,
    hint.connection,
    hint.kinds,
    hint.until,
  ]);
}
