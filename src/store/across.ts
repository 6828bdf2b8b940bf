import type { Pool, PoolClient } from 'pg';
import type { Role } from '../api/people.ts';
import type { WebhookAddresses } from '../engine/edge-ports.ts';
import { connectionOf } from './connections.ts';
import type { ConnectionRow } from './connections.ts';

export interface Membership {
  readonly organisation: string;
  readonly name: string;
  readonly role: Role;
  readonly seenAt: number | null;
}

export interface OpenInvitation {
  readonly organisation: string;
  readonly organisationName: string;
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  /** Whether the person it invites has a password here already. */
  readonly isKnown: boolean;
}

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

/** Whose API key this is, by the hash of the key; null when it is nobody's. Notes about once a minute that it is used. */
export async function ownerOfApiKey(
  pool: Pool,
  hash: string,
  now: number,
): Promise<{ readonly organisation: string; readonly label: string; readonly role: Role } | null> {
  const { rows } = await pool.query<{ organisation: string; label: string; role: Role; used_at: string | null }>(
    `select organisation, label, role, used_at from api_key where hash = $1`,
    [hash],
  );
  const [found] = rows;
  if (found === undefined) return null;
  if (now - Number(found.used_at ?? 0) > 60_000) await pool.query(`update api_key set used_at = $2 where hash = $1`, [hash, now]);
  return found;
}

/** Where somebody belongs, the oldest membership first. */
export async function membershipsOf(pool: Pool, person: string): Promise<readonly Membership[]> {
  const { rows } = await pool.query<Membership & { seen_at: string | null }>(
    `select organisation, o.name, role, m.seen_at from member m join organisation o using (organisation)
      where person = $1 order by m.joined_at, organisation`,
    [person],
  );
  return rows.map(({ organisation, name, role, seen_at }) => ({
    organisation,
    name,
    role,
    seenAt: seen_at === null ? null : Number(seen_at),
  }));
}

/** Whether anybody belongs anywhere: until somebody does, the first who comes becomes the owner. */
export async function isAnybodyHere(client: Pool | PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ any: boolean }>(`select exists (select from member) as any`);
  return rows[0]?.any === true;
}

/** The invitation that a link carries, by the hash of its token, as long as it can be used; locked until the transaction ends. */
export async function invitationOfToken(client: Pool | PoolClient, hash: string, now: number): Promise<OpenInvitation | null> {
  const { rows } = await client.query<{ organisation: string; id: string; email: string; role: Role; name: string; is_known: boolean }>(
    `select i.organisation, i.id, i.email, i.role, o.name,
            exists (select from person p join person_credential c on c.person = p.id where p.email = i.email and c.password is not null) as is_known
       from invitation i join organisation o on o.organisation = i.organisation
      where i.token_hash = $1 and i.expires_at > $2 and i.accepted_at is null and i.revoked_at is null for update of i`,
    [hash, now],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, organisationName: row.name, isKnown: row.is_known };
}

/** The organisations of this database: a command must know whose books it is about before it can name them. */
export async function organisationsHere(pool: Pool): Promise<readonly { readonly organisation: string; readonly name: string }[]> {
  const { rows } = await pool.query<{ organisation: string; name: string }>(
    'select organisation, name from organisation order by created_at, organisation',
  );
  return rows;
}
