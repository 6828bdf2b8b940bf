import type { Pool } from 'pg';
import { z } from 'zod';
import type { Connection, ConnectionSettings, ConnectionState, ConnectionStore, ProviderApp } from '../engine/edge-ports.ts';
import { tellChanged } from './overview-live.ts';
import { appName, openSecret, sealSecret } from './sealed-rows.ts';
import type { SecretRow } from './sealed-rows.ts';
import type { Secrets } from './secrets.ts';

/** Connections, and the apps through which they were made. */
export function connectionStore(pool: Pool, secrets: Secrets): ConnectionStore {
  return {
    connection: async (of) => {
      const { rows } = await pool.query<ConnectionRow>(`select * from connection where organisation = $1 and connection = $2`, [
        of.organisation,
        of.connection,
      ]);
      return rows[0] === undefined ? null : connectionOf(rows[0]);
    },
    connections: async (organisation) => {
      const { rows } = await pool.query<ConnectionRow>(`select * from connection where organisation = $1 order by created_at, connection`, [
        organisation,
      ]);
      return rows.map(connectionOf);
    },
    addConnection: async (connection, now) => {
      const { organisation, provider, label, account, hosts, state, settings } = connection;
      const { rowCount } = await pool.query(
        `insert into connection (organisation, connection, provider, label, account, hosts, settings, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
        [organisation, connection.connection, provider, label, account, hosts, flat(settings), state, now],
      );
      if (rowCount === 1) await tellChanged(pool, organisation, told);
      return rowCount === 1;
    },
    attach: async (of, to) => {
      await pool.query(
        `update connection set state = 'ready', label = $3, settings = settings || jsonb_build_object('signIn', $4::text, 'app', $5::text)
          where organisation = $1 and connection = $2`,
        [of.organisation, of.connection, to.label, to.signIn, to.app],
      );
      await tellChanged(pool, of.organisation, told);
    },
    expire: async (of, signIn) => {
      await pool.query(
        `update connection set state = 'expired'
          where organisation = $1 and connection = $2 and state = 'ready' and settings ->> 'signIn' is not distinct from $3`,
        [of.organisation, of.connection, signIn],
      );
      await tellChanged(pool, of.organisation, told);
    },
    close: async (of) => {
      await pool.query(`update connection set state = 'closed' where organisation = $1 and connection = $2`, [
        of.organisation,
        of.connection,
      ]);
      await tellChanged(pool, of.organisation, told);
    },
    ...appStore(pool, secrets),
  };
}

function appStore(pool: Pool, secrets: Secrets): Pick<ConnectionStore, 'app' | 'keepApp'> {
  const appRow = (organisation: string, provider: string): SecretRow => ({
    organisation,
    connection: appName(provider),
    name: 'client',
  });
  return {
    app: async (organisation, provider) => {
      const row = appRow(organisation, provider);
      const { rows } = await pool.query<{ sealed: Buffer }>(
        `select sealed from secret where organisation = $1 and connection = $2 and name = $3`,
        [row.organisation, row.connection, row.name],
      );
      return rows[0] === undefined ? null : openSecret(secrets, row, rows[0].sealed, appShape);
    },
    keepApp: async (organisation, provider, app) => {
      const row = appRow(organisation, provider);
      await pool.query(
        `insert into secret (organisation, connection, name, sealed) values ($1, $2, $3, $4)
         on conflict (organisation, connection, name) do update set sealed = excluded.sealed, generation = secret.generation + 1`,
        [row.organisation, row.connection, row.name, sealSecret(secrets, row, app)],
      );
    },
  };
}

const told = ['connections', 'overview'] as const;

const appShape: z.ZodType<ProviderApp> = z.object({
  clientId: z.string(),
  clientSecret: z.string().nullable(),
  hosts: z.record(z.string(), z.string()),
  webhookSecrets: z.array(z.string()),
});

export interface ConnectionRow {
  readonly organisation: string;
  readonly connection: string;
  readonly provider: string;
  readonly label: string;
  readonly account: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly state: ConnectionState;
}

export function connectionOf(row: ConnectionRow): Connection {
  const { signIn = null, app = null, ...other } = row.settings;
  const { organisation, connection, provider, label, account, hosts, state } = row;
  return { organisation, connection, provider, label, account, hosts, state, settings: { signIn, app, other } };
}

const flat = (settings: ConnectionSettings): Readonly<Record<string, string>> => ({
  ...settings.other,
  ...(settings.signIn === null ? {} : { signIn: settings.signIn }),
  ...(settings.app === null ? {} : { app: settings.app }),
});
