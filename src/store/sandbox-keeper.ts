import type { Pool } from 'pg';
import type { Keeper, Row } from '../sandbox/keeper.ts';
import { openPool } from './database.ts';
import { migrate, readMigrations } from './migrate.ts';
import { inTransaction } from './transaction.ts';

/** Keeps the books of one sandbox (named, for example, 'xero') in the schema `sandbox`, apart from everything of ours. */
export const sandboxKeeper = (pool: Pool, sandbox: string): Keeper => ({
  load: () => loadEntries(pool, sandbox),
  save: (rows) => saveEntries(pool, sandbox, [...new Map(rows.map((row) => [keyOf(row), row])).values()]),
});

/** For a sandbox in a process of its own: a small pool on a database, brought up to date. */
export async function openSandboxKeeper(
  databaseUrl: string,
  sandbox: string,
  now: number,
): Promise<{ readonly keeper: Keeper; close(): Promise<void> }> {
  const pool = openPool({ connectionString: databaseUrl, max: 2, application_name: `tieout sandbox ${sandbox}` });
  await migrate(pool, await readMigrations(), now);
  return { keeper: sandboxKeeper(pool, sandbox), close: () => pool.end() };
}

const keyOf = ({ account, kind, id }: Row): string => JSON.stringify([account, kind, id]);

const rowsAtOnce = 2_000;

async function* loadEntries(pool: Pool, sandbox: string): AsyncGenerator<Row> {
  for (let after = '0'; ;) {
    const { rows } = await pool.query<Row & { readonly place: string }>(
      `select account, kind, id, body, place from sandbox.entry where sandbox = $1 and place > $2 order by place limit $3`,
      [sandbox, after, rowsAtOnce],
    );
    for (const { account, kind, id, body } of rows) yield { account, kind, id, body };
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = last.place;
  }
}

/** Each row once. */
async function saveEntries(pool: Pool, sandbox: string, rows: readonly Row[]): Promise<void> {
  await inTransaction(pool, async (client) => {
    const kept = rows.filter(({ body }) => body !== null);
    await client.query(
      `insert into sandbox.entry (sandbox, account, kind, id, body)
       select $1, account, kind, id, body
         from unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality as row (account, kind, id, body, number)
        order by number
       on conflict (sandbox, account, kind, id) do update set body = excluded.body`,
      [sandbox, ...columns(kept), kept.map(({ body }) => body)],
    );
    const gone = rows.filter(({ body }) => body === null);
    if (gone.length === 0) return;
    await client.query(
      `delete from sandbox.entry e
        using unnest($2::text[], $3::text[], $4::text[]) as row (account, kind, id)
        where e.sandbox = $1 and e.account = row.account and e.kind = row.kind and e.id = row.id`,
      [sandbox, ...columns(gone)],
    );
  });
}

const columns = (rows: readonly Row[]): readonly (readonly string[])[] => [
  rows.map(({ account }) => account),
  rows.map(({ kind }) => kind),
  rows.map(({ id }) => id),
];
