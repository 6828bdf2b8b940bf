import type { PoolClient } from 'pg';

/** A table of ours, as a backup sees it: every value as text, which is exact for every type. */
export type BackedUpTable = { readonly name: string; readonly columns: readonly Column[]; readonly key: readonly string[] };

export type Column = { readonly name: string; readonly type: string };

const schemas = ['public', 'sandbox'];

/** All tables but the list of migrations, which the two databases must have in common. Generated columns make themselves. */
export async function readTables(client: PoolClient): Promise<readonly BackedUpTable[]> {
  const { rows } = await client.query<{ table: string; column: string; type: string; key: boolean }>(
    `select format('%I.%I', n.nspname, t.relname) as table, quote_ident(c.attname) as column, format_type(c.atttypid, c.atttypmod) as type,
            coalesce(c.attnum = any(k.indkey), false) as key
       from pg_class t
       join pg_namespace n on n.oid = t.relnamespace
       join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped and c.attgenerated = ''
       left join pg_index k on k.indrelid = t.oid and k.indisprimary
      where n.nspname = any($1) and t.relkind in ('r', 'p') and not t.relispartition and not (n.nspname = 'public' and t.relname = 'migration')
      order by 1, c.attnum`,
    [schemas],
  );
  return [...Map.groupBy(rows, (row) => row.table)].map(([name, columns]) => ({
    name,
    columns: columns.map(({ column, type }) => ({ name: column, type })),
    key: columns.filter(({ key }) => key).map(({ column }) => column),
  }));
}

/** Where each numbering stands; a number that was used and removed must not come again. */
export async function readSequences(client: PoolClient): Promise<readonly { readonly name: string; readonly last: string }[]> {
  const { rows } = await client.query<{ name: string; last: string }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as last
       from pg_sequences where schemaname = any($1) and last_value is not null order by 1`,
    [schemas],
  );
  return rows;
}

export async function setSequence(client: PoolClient, name: string, last: string): Promise<void> {
  await client.query('select setval($1::regclass, $2::bigint)', [name, last]);
}

export type Tie = { readonly table: string; readonly name: string; readonly definition: string };

/**
 * The foreign keys. A restore takes them off and puts them back at the end, when PostgreSQL checks every row at once: rows may then
 * come in any order, also where tables refer to each other or to themselves.
 */
export async function readForeignKeys(client: PoolClient): Promise<readonly Tie[]> {
  const { rows } = await client.query<Tie>(
    `select format('%I.%I', n.nspname, t.relname) as table, quote_ident(f.conname) as name, pg_get_constraintdef(f.oid) as definition
       from pg_constraint f join pg_class t on t.oid = f.conrelid join pg_namespace n on n.oid = t.relnamespace
      where f.contype = 'f' and f.conparentid = 0 and n.nspname = any($1) order by 1, 2`,
    [schemas],
  );
  return rows;
}

/** Opens a cursor over a table's rows, each an array of texts, in the order of the primary key. */
export async function openRows(client: PoolClient, table: BackedUpTable): Promise<void> {
  const values = table.columns.map(({ name }) => `${name}::text`).join(', ');
  const order = table.key.length === 0 ? '' : ` order by ${table.key.join(', ')}`;
  await client.query(`declare backup_rows no scroll cursor for select array[${values}]::text[] as texts from ${table.name}${order}`);
}

export type Row = (string | null)[];

export async function nextRows(client: PoolClient, count: number): Promise<Row[]> {
  const { rows } = await client.query<{ texts: Row }>(`fetch forward ${count} from backup_rows`);
  return rows.map(({ texts }) => texts);
}

export async function closeRows(client: PoolClient): Promise<void> {
  await client.query('close backup_rows');
}

export async function insertRows(client: PoolClient, table: BackedUpTable, rows: readonly Row[]): Promise<void> {
  const names = table.columns.map(({ name }) => name).join(', ');
  const texts = table.columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const typed = table.columns.map(({ type }, index) => `c${index}::${type}`).join(', ');
  const aliases = table.columns.map((_, index) => `c${index}`).join(', ');
  await client.query(
    `insert into ${table.name} (${names}) overriding system value select ${typed} from unnest(${texts}) as restored (${aliases})`,
    table.columns.map((_, index) => rows.map((row) => row[index] ?? null)),
  );
}

export async function isEmpty(client: PoolClient, table: BackedUpTable): Promise<boolean> {
  const { rows } = await client.query<{ any: boolean }>(`select exists (select from ${table.name}) as any`);
  return rows[0]?.any === false;
}

export async function untie(client: PoolClient, tie: Tie): Promise<void> {
  await client.query(`alter table ${tie.table} drop constraint ${tie.name}`);
}

export async function tieAgain(client: PoolClient, tie: Tie): Promise<void> {
  await client.query(`alter table ${tie.table} add constraint ${tie.name} ${tie.definition}`);
}
