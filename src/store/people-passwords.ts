import { createHash, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { inTransaction } from './transaction.ts';

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

/**
 * Lets whoever holds the token set a new password for somebody, once; a token that was made for them before is no longer good. The
 * row is one of the auth library's: it looks for `reset-password:<token>` under its hash.
 */
export async function addResetToken(pool: Pool, person: string, token: string, expiresAt: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(`delete from person_token where value = $1 and id like 'reset %'`, [person]);
    await client.query(
      `insert into person_token (id, identifier, value, expires_at) values ($1, $2, $3, to_timestamp($4::float8 / 1000))`,
      [`reset ${randomUUID()}`, createHash('sha256').update(`reset-password:${token}`).digest('base64url'), person, expiresAt],
    );
    // Whoever is locked out by wrong passwords, their own or somebody else's, is let in again by the link.
    await client.query(
      `delete from sign_in_failure where email_hash = (select encode(sha256(convert_to(email, 'utf8')), 'hex') from person where id = $1)`,
      [person],
    );
  });
}
