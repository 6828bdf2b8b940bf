import { createHash } from 'node:crypto';
import type { Pool } from 'pg';

// Nobody is named here in clear: the address may be one that does not exist, or a password typed into the wrong field.
const hashOf = (email: string): string => createHash('sha256').update(email.trim().toLowerCase()).digest('hex');

/** How many wrong passwords in a row were tried for an address since then. */
export async function failuresOf(pool: Pool, email: string, since: number): Promise<number> {
  const { rows } = await pool.query<{ failures: number }>(`select failures from sign_in_failure where email_hash = $1 and last_at > $2`, [
    hashOf(email),
    since,
  ]);
  return rows[0]?.failures ?? 0;
}

/** Counts one more; what lies before `since` no longer counts. */
export async function addFailure(pool: Pool, email: string, at: number, since: number): Promise<void> {
  await pool.query(
    `insert into sign_in_failure (email_hash, failures, last_at) values ($1, 1, $2)
     on conflict (email_hash) do update set last_at = $2,
       failures = case when sign_in_failure.last_at > $3 then sign_in_failure.failures + 1 else 1 end`,
    [hashOf(email), at, since],
  );
}

export async function forgetFailures(pool: Pool, email: string): Promise<void> {
  await pool.query(`delete from sign_in_failure where email_hash = $1`, [hashOf(email)]);
}

/** Somebody by their address. */
export async function personOfEmail(pool: Pool, email: string): Promise<{ readonly id: string; readonly name: string } | null> {
  const { rows } = await pool.query<{ id: string; name: string }>(`select id, name from person where email = $1`, [
    email.trim().toLowerCase(),
  ]);
  return rows[0] ?? null;
}

/** Ends every session of somebody. */
export async function endSessions(pool: Pool, person: string): Promise<void> {
  await pool.query(`delete from person_session where person = $1`, [person]);
}
