import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { ApiKey, Role } from '../api/people.ts';

export interface NewApiKey {
  readonly label: string;
  readonly role: Role;
  /** 256 bits of chance, as text. */
  readonly fresh: string;
  readonly by: string;
  readonly now: number;
}

/**
 * Keys with which programs call the API. Only a hash of a key is kept, so it is shown once and can be taken back but not read.
 * Keys have 256 bits of chance, so a plain hash is enough: there is nothing to guess.
 */
export async function addApiKey(client: Pool | PoolClient, organisation: string, made: NewApiKey): Promise<{ id: string; key: string }> {
  const key = `tieout_${made.fresh}`;
  const hash = hashOfApiKey(key);
  const id = hash.slice(0, 16);
  await client.query(`insert into api_key (organisation, id, hash, label, role, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7)`, [
    organisation,
    id,
    hash,
    made.label,
    made.role,
    made.now,
    made.by,
  ]);
  return { id, key };
}

/** The keys of an organisation, the newest first. */
export async function apiKeysOf(pool: Pool, organisation: string): Promise<readonly ApiKey[]> {
  const { rows } = await pool.query<{ id: string; label: string; role: Role; made_at: string; used_at: string | null }>(
    `select id, label, role, made_at, used_at from api_key where organisation = $1 order by made_at desc, id`,
    [organisation],
  );
  return rows.map(({ id, label, role, made_at, used_at }) => ({
    id,
    label,
    role,
    madeAt: Number(made_at),
    lastUsedAt: used_at === null ? null : Number(used_at),
  }));
}

/** Takes one key back; gives its label, or null where there is none. */
export async function removeApiKey(client: PoolClient, organisation: string, id: string): Promise<string | null> {
  const { rows } = await client.query<{ label: string }>(`delete from api_key where organisation = $1 and id = $2 returning label`, [
    organisation,
    id,
  ]);
  return rows[0]?.label ?? null;
}

/** Takes back every key of a label. */
export async function removeApiKeys(pool: Pool, organisation: string, label: string): Promise<number> {
  const { rowCount } = await pool.query(`delete from api_key where organisation = $1 and label = $2`, [organisation, label]);
  return rowCount ?? 0;
}

export const hashOfApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');
