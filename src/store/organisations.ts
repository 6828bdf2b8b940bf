import type { Pool } from 'pg';
import type { Instant } from '../core/day.ts';

/** Makes an organisation, unless it is there. */
export async function addOrganisation(pool: Pool, organisation: string, now: Instant): Promise<void> {
  await pool.query('insert into organisation (organisation, name, created_at) values ($1, $1, $2) on conflict do nothing', [
    organisation,
    now,
  ]);
}
