import type { Pool } from 'pg';
import type { EngineStore } from '../engine/ports.ts';

/** Takes a named lease, unless somebody holds it; see `EngineStore.leaseUntil`. One statement, so that two cannot both take it. */
export async function leaseUntil(pool: Pool, lease: Parameters<EngineStore['leaseUntil']>[0]): Promise<number | null> {
  const { rowCount } = await pool.query(
    `insert into lease (organisation, name, token, until) values ($1, $2, $3, $4)
     on conflict (organisation, name) do update set token = excluded.token, until = excluded.until where lease.until <= $5`,
    [lease.organisation, lease.name, lease.token, lease.until, lease.now],
  );
  if (rowCount === 1) return null;
  const { rows } = await pool.query<{ until: string }>('select until from lease where organisation = $1 and name = $2', [
    lease.organisation,
    lease.name,
  ]);
  return Number(rows[0]?.until ?? lease.now);
}
