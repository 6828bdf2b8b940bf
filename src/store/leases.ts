import type { Pool } from 'pg';
import type { EngineStore } from '../engine/ports.ts';

/** Takes a named lease, unless somebody holds it; see `EngineStore.leaseUntil`. Taken in one statement, so that two cannot both. */
export async function leaseUntil(pool: Pool, lease: Parameters<EngineStore['leaseUntil']>[0]): Promise<number | null> {
  // Looked at first: an insert that meets a lease locks its row, and with it costs a commit, every time a worker passes by.
  const until = await heldUntil(pool, lease);
  if (until !== null && until > lease.now) return until;
  const { rowCount } = await pool.query(
    `insert into lease (organisation, name, token, until) values ($1, $2, $3, $4)
     on conflict (organisation, name) do update set token = excluded.token, until = excluded.until where lease.until <= $5`,
    [lease.organisation, lease.name, lease.token, lease.until, lease.now],
  );
  return rowCount === 1 ? null : ((await heldUntil(pool, lease)) ?? lease.now);
}

/** See `EngineStore.moveLease`. A lease that somebody else has taken meanwhile is theirs. */
export async function moveLease(pool: Pool, lease: Parameters<EngineStore['moveLease']>[0]): Promise<void> {
  await pool.query('update lease set until = $4 where organisation = $1 and name = $2 and token = $3', [
    lease.organisation,
    lease.name,
    lease.token,
    lease.until,
  ]);
}

async function heldUntil(
  pool: Pool,
  { organisation, name }: { readonly organisation: string; readonly name: string },
): Promise<number | null> {
  const { rows } = await pool.query<{ until: string }>('select until from lease where organisation = $1 and name = $2', [
    organisation,
    name,
  ]);
  return rows[0] ? Number(rows[0].until) : null;
}
