import { createHash } from 'node:crypto';
import type { Pool } from 'pg';

/**
 * Keys with which programs call the API. Only a hash of a key is kept, so it is shown once and can be taken back but not read.
 * Keys have 256 bits of chance, so a plain hash is enough: there is nothing to guess.
 */
export async function addApiKey(
  pool: Pool,
  organisation: string,
  named: { readonly label: string; readonly fresh: string },
): Promise<string> {
  const key = `tieout_${named.fresh}`;
  await pool.query(`insert into secret (organisation, connection, name, sealed) values ($1, 'api-keys', $2, $3)`, [
    organisation,
    hashOfApiKey(key),
    Buffer.from(named.label, 'utf8'),
  ]);
  return key;
}

export async function removeApiKeys(pool: Pool, organisation: string, label: string): Promise<number> {
  const { rowCount } = await pool.query(`delete from secret where organisation = $1 and connection = 'api-keys' and sealed = $2`, [
    organisation,
    Buffer.from(label, 'utf8'),
  ]);
  return rowCount ?? 0;
}

export const hashOfApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');
