import type { z } from 'zod';
import type { Secrets } from './secrets.ts';

/** A row of the table `secret`. A connection's own, a sign-in's or an app's, each under its name in the column `connection`. */
export interface SecretRow {
  readonly organisation: string;
  readonly connection: string;
  readonly name: string;
}

/** The names under which secrets stand that are not a connection's own. No connection may be called like this. */
export const appName = (provider: string): string => `app:${provider}`;

/** Bound to its row: copied into another one it does not open. */
export const sealSecret = (secrets: Secrets, row: SecretRow, value: unknown): Buffer =>
  Buffer.from(secrets.seal(JSON.stringify(value), boundTo(row)), 'utf8');

/** What was sealed into this row, read through its schema: a backup may be older than this program. */
export const openSecret = <T>(secrets: Secrets, row: SecretRow, sealed: Buffer, shape: z.ZodType<T>): T =>
  shape.parse(JSON.parse(secrets.open(sealed.toString('utf8'), boundTo(row))));

const boundTo = (row: SecretRow): string => JSON.stringify(['secret', row.organisation, row.connection, row.name]);
