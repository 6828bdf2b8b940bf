import type { Pool } from 'pg';
import type { WebhookAddresses } from '../engine/edge-ports.ts';
import { connectionOf } from './connections.ts';
import type { ConnectionRow } from './connections.ts';

// The only queries that look across organisations. Every other statement names its organisation, which `test/tidy.test.ts` checks.

/** Webhooks name a connection or a provider's account, and not whose books these are. */
export const webhookAddresses = (pool: Pool): WebhookAddresses => ({
  named: async (connection) => {
    const { rows } = await pool.query<ConnectionRow>(`select * from connection where connection = $1 and state <> 'closed'`, [connection]);
    return rows.map(connectionOf);
  },
  ofAccounts: async (provider, app, accounts) => {
    const { rows } = await pool.query<ConnectionRow>(
      `select * from connection where provider = $1 and settings ->> 'app' = $2 and account = any($3) and state <> 'closed'`,
      [provider, app, [...accounts]],
    );
    return rows.map(connectionOf);
  },
});

/** Whose API key this is, by the hash of the key; null when it is nobody's. */
export async function organisationOfApiKey(pool: Pool, hash: string): Promise<string | null> {
  const { rows } = await pool.query<{ organisation: string }>(
    `select organisation from secret where connection = 'api-keys' and name = $1`,
    [hash],
  );
  return rows[0]?.organisation ?? null;
}

/** The organisations of this database: a command must know whose books it is about before it can name them. */
export async function organisationsHere(pool: Pool): Promise<readonly { readonly organisation: string; readonly name: string }[]> {
  const { rows } = await pool.query<{ organisation: string; name: string }>(
    'select organisation, name from organisation order by created_at, organisation',
  );
  return rows;
}
