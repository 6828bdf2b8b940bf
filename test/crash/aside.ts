import type { Pool } from 'pg';
import { openPool } from '../../src/store/database.ts';

/**
 * The rows of a database, put aside within it and put back. A copy of a database, with the connections to it, costs PostgreSQL more
 * than everything that an engine does in it afterwards; rows put back find connections that know every statement.
 */
export interface Aside {
  /** Makes every row what it was, and every sequence. Nobody else may work in the database. */
  putBack(): Promise<void>;
  forget(): Promise<void>;
}

/**
 * The way in for whoever puts rows aside and back, as a replica does it: neither the order of the tables nor what watches over their
 * rows matters. It is a connection of its own, because to change what a connection is makes it forget every plan.
 */
export const openReplica = (url: string): Pool =>
  openPool({
    connectionString: url,
    max: 1,
    onConnect: async (client) => void (await client.query('set session_replication_role = replica')),
  });

/** What belongs to the migrations and not to anybody's books stays as it is. */
const untouched = 'migration';

interface Table {
  readonly name: string;
  readonly columns: string;
}

export async function putAside(pool: Pool, name: string): Promise<Aside> {
  const tables = await tablesOf(pool);
  const kept: Table[] = [];
  await pool.query(`create schema ${name}`);
  for (const table of tables) {
    const { rowCount } = await pool.query(`select 1 from ${table.name} limit 1`);
    if (rowCount === 0) continue;
    await pool.query(`create table ${name}.${table.name} as table ${table.name}`);
    kept.push(table);
  }
  const { rows: sequences } = await pool.query<{ name: string; value: string | null }>(
    `select sequencename as name, last_value::text as value from pg_sequences where schemaname = 'public'`,
  );
  const statements = [
    ...tables.map((table) => `delete from ${table.name};`),
    ...kept.map(
      (table) => `insert into ${table.name} (${table.columns}) overriding system value select ${table.columns} from ${name}.${table.name};`,
    ),
    ...sequences.map((sequence) => `perform setval('${sequence.name}', ${sequence.value ?? '1'}, ${String(sequence.value !== null)});`),
  ];
  await pool.query(`create function ${name}.put_back() returns void language plpgsql as $$ begin ${statements.join('\n')} end $$`);
  return {
    putBack: async () => void (await pool.query(`select ${name}.put_back()`)),
    forget: async () => void (await pool.query(`drop schema ${name} cascade`)),
  };
}

async function tablesOf(pool: Pool): Promise<readonly Table[]> {
  const { rows } = await pool.query<Table>(
    `select quote_ident(relname) as name, string_agg(quote_ident(attname), ', ' order by attnum) as columns
     from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> $1
     group by 1 order by 1`,
    [untouched],
  );
  return rows;
}
