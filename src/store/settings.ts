import type { Pool, PoolClient } from 'pg';
import { settingKinds } from '../core/records.ts';
import type { Kind } from '../core/records.ts';
import type { Statement } from './transaction.ts';

/** See `EngineStore.settingsVersion`. */
export async function settingsVersion(pool: Pool, organisation: string, connection: string): Promise<string> {
  const { rows } = await pool.query<{ changes: string }>('select changes from settings where organisation = $1 and connection = $2', [
    organisation,
    connection,
  ]);
  return rows[0]?.changes ?? '0';
}

interface Changed {
  readonly organisation: string;
  readonly connection: string;
  readonly kind: Kind;
}

/** Part of the transaction that saves what has changed. */
export function tellSettings(client: PoolClient, { organisation, connection, kind }: Changed): Statement {
  if (!settingKinds.some((each) => each === kind)) return null;
  return client.query(
    `insert into settings (organisation, connection, changes) values ($1, $2, 1)
     on conflict (organisation, connection) do update set changes = settings.changes + 1`,
    [organisation, connection],
  );
}
