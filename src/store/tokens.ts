import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { SignInName, StoredTokens, TokenSet, TokenStore } from '../engine/edge-ports.ts';
import { tellChanged } from './overview-live.ts';
import { openSecret, sealSecret } from './sealed-rows.ts';
import type { SecretRow } from './sealed-rows.ts';
import type { Secrets } from './secrets.ts';
import { inTransaction } from './transaction.ts';

/**
 * Tokens belong to a sign-in, not to a connection: at Xero one set serves every organisation that the person connected, and two
 * copies renewed apart would break each other. So connections name their sign-in, and its one row holds tokens and lease.
 */
export function tokenStore(pool: Pool, secrets: Secrets): TokenStore {
  const sealed = (of: SignInName, tokens: TokenSet): Buffer => sealSecret(secrets, rowOf(of), tokens);
  const opened = (of: SignInName, from: Buffer): TokenSet => openSecret(secrets, rowOf(of), from, tokenShape);
  return {
    read: async (of) => {
      const { rows } = await pool.query<{ sealed: Buffer; lease_until: string | null }>(
        `select sealed, lease_until from secret where organisation = $1 and connection = $2 and name = 'tokens'`,
        [...place(of)],
      );
      return rows[0] === undefined ? null : stored(opened(of, rows[0].sealed), rows[0].lease_until);
    },
    lease: async (of, lease) => {
      const { rows } = await pool.query<{ sealed: Buffer }>(
        `update secret set lease_token = $3, lease_until = $4
          where organisation = $1 and connection = $2 and name = 'tokens' and (lease_until is null or lease_until <= $5)
          returning sealed`,
        [...place(of), lease.token, lease.until, lease.now],
      );
      return rows[0] === undefined ? null : opened(of, rows[0].sealed);
    },
    keepRenewed: async (of, lease, tokens) => {
      const { rowCount } = await pool.query(keepSql, [...place(of), lease, sealed(of, tokens)]);
      return rowCount === 1;
    },
    keepRefused: (of, lease, tokens) =>
      inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(keepSql, [...place(of), lease, sealed(of, tokens)]);
        if (rowCount !== 1) return false;
        await client.query(
          `update connection set state = 'expired' where organisation = $1 and settings ->> 'signIn' = $2 and state = 'ready'`,
          [...place(of)],
        );
        await tellChanged(client, of.organisation, ['connections', 'overview']);
        return true;
      }),
    release: async (of, lease) => {
      await pool.query(
        `update secret set lease_token = null, lease_until = null
          where organisation = $1 and connection = $2 and name = 'tokens' and lease_token = $3`,
        [...place(of), lease],
      );
    },
    add: async (of, tokens) => {
      await pool.query(`insert into secret (organisation, connection, name, sealed) values ($1, $2, 'tokens', $3)`, [
        ...place(of),
        sealed(of, tokens),
      ]);
    },
    move: (from, to) => inTransaction(pool, (client) => moveTokens(client, secrets, from, to)),
    remove: async (of) => {
      await pool.query(`delete from secret where organisation = $1 and connection = $2 and name = 'tokens'`, [...place(of)]);
    },
  };
}

const rowOf = (of: SignInName): SecretRow => ({ organisation: of.organisation, connection: of.signIn, name: 'tokens' });
const place = (of: SignInName): readonly string[] => [of.organisation, of.signIn];

/** Sealed anew on the way, because a secret opens only in its own row. */
async function moveTokens(client: PoolClient, secrets: Secrets, from: SignInName, to: SignInName): Promise<boolean> {
  const { rows } = await client.query<{ sealed: Buffer }>(
    `select sealed from secret where organisation = $1 and connection = $2 and name = 'tokens' for update`,
    [...place(from)],
  );
  if (rows[0] === undefined) return false;
  const tokens = openSecret(secrets, rowOf(from), rows[0].sealed, tokenShape);
  await client.query(
    `insert into secret (organisation, connection, name, sealed) values ($1, $2, 'tokens', $3)
     on conflict (organisation, connection, name)
     do update set sealed = excluded.sealed, generation = secret.generation + 1, lease_token = null, lease_until = null`,
    [...place(to), sealSecret(secrets, rowOf(to), tokens)],
  );
  await client.query(`delete from secret where organisation = $1 and connection = $2 and name = 'tokens'`, [...place(from)]);
  return true;
}

const tokenShape: z.ZodType<TokenSet> = z.object({
  access: z.string(),
  refresh: z.string().nullable(),
  previous: z.object({ refresh: z.string(), spentAt: z.number() }).nullable(),
  issuedAt: z.number(),
  expiresAt: z.number(),
  subject: z.string().nullable(),
  scopes: z.array(z.string()),
  refusedAt: z.number().nullable(),
});

// The lease token is the fence: a renewal that took longer than its lease keeps nothing.
const keepSql = `update secret set sealed = $4, generation = generation + 1, lease_token = null, lease_until = null
                  where organisation = $1 and connection = $2 and name = 'tokens' and lease_token = $3`;

const stored = (tokens: TokenSet, leaseUntil: string | null): StoredTokens => ({
  tokens,
  leaseUntil: leaseUntil === null ? null : Number(leaseUntil),
});
