import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { Pool, PoolClient } from 'pg';
import { linesOf, readBackupLine } from './backup-lines.ts';
import type { BackupCounts, BackupEnd, BackupHeader } from './backup-lines.ts';
import { insertRows, isEmpty, readForeignKeys, readTables, setSequence, tieAgain, untie } from './backup-tables.ts';
import type { BackedUpTable } from './backup-tables.ts';
import { hasCode } from './embedded-folder.ts';
import { lockMigrations, readApplied } from './migrate.ts';
import { inTransaction } from './transaction.ts';

/**
 * Reads a backup into a migrated database that holds nothing yet, all of it or nothing: the row counts and the checksum at its end
 * must agree with what was read, and every foreign key must hold.
 */
export async function restore(pool: Pool, source: Readable): Promise<BackupCounts> {
  return inTransaction(pool, async (client) => {
    await lockMigrations(client);
    const tables = await readTables(client);
    for (const table of tables) await assertEmpty(client, table);
    const ties = await readForeignKeys(client);
    for (const tie of ties) await untie(client, tie);
    const counts = await restoreFrom(client, tables, source);
    for (const tie of ties) await tieAgain(client, tie);
    return counts;
  });
}

async function assertEmpty(client: PoolClient, table: BackedUpTable): Promise<void> {
  if (!(await isEmpty(client, table))) throw new Error(`A backup is restored into an empty database, and ${table.name} has rows.`);
}

async function restoreFrom(client: PoolClient, tables: readonly BackedUpTable[], source: Readable): Promise<BackupCounts> {
  const counts = new Map<string, number>();
  try {
    await pipeline(source, createGunzip(), async (bytes: AsyncIterable<Buffer>) => {
      await restoreLines(client, tables, linesOf(bytes), counts);
    });
  } catch (cause) {
    if (hasCode(cause, 'Z_BUF_ERROR')) throw new Error(cutShort, { cause });
    if (hasCode(cause, 'Z_DATA_ERROR')) throw new Error('The backup is damaged or not gzipped. Nothing was restored.', { cause });
    throw cause;
  }
  return Object.fromEntries(counts);
}

const cutShort = 'The backup is cut short: its end is missing. Nothing was restored.';

type Counts = Map<string, number>;

async function restoreLines(
  client: PoolClient,
  tables: readonly BackedUpTable[],
  lines: AsyncIterable<string>,
  counts: Counts,
): Promise<void> {
  const checksum = createHash('sha256');
  let at: 'start' | 'inside' | 'end' = 'start';
  let table: BackedUpTable | null = null;
  for await (const text of lines) {
    const line = readBackupLine(text);
    if ((at === 'start') !== (line.kind === 'header') || at === 'end') throw new Error('The lines of the backup are out of order.');
    at = line.kind === 'end' ? 'end' : 'inside';
    switch (line.kind) {
      case 'header':
        await assertSameMigrations(client, line);
        break;
      case 'table':
        table = sameTable(tables, line.table, line.columns);
        counts.set(table.name, 0);
        break;
      case 'rows':
        if (table === null) throw new Error('The backup has rows that belong to no table.');
        await insertRows(client, table, line.rows);
        counts.set(table.name, (counts.get(table.name) ?? 0) + line.rows.length);
        break;
      case 'sequence':
        await setSequence(client, line.sequence, line.last);
        break;
      case 'end':
        assertWhole(line, counts, checksum.digest('hex'));
        break;
    }
    if (at !== 'end') checksum.update(text);
  }
  if (at !== 'end') throw new Error(cutShort);
}

async function assertSameMigrations(client: PoolClient, header: BackupHeader): Promise<void> {
  const applied = await readApplied(client);
  if (isDeepStrictEqual([...applied], header.migrations)) return;
  throw new Error(
    `The backup was made at migration ${lastOf(header.migrations)}, and this database is at ${lastOf(applied)}: ` +
      'restore it with the version of Tieout that made it, and upgrade afterwards.',
  );
}

function lastOf(migrations: readonly { readonly number: number; readonly name: string }[]): string {
  const last = migrations.at(-1);
  return last === undefined ? 'none' : `${last.number}-${last.name}`;
}

/** The database's own description of a table that the backup names: names in a file are never put into SQL. */
function sameTable(tables: readonly BackedUpTable[], name: string, columns: readonly string[]): BackedUpTable {
  const found = tables.find((table) => table.name === name);
  if (
    found !== undefined &&
    isDeepStrictEqual(
      found.columns.map((column) => column.name),
      [...columns],
    )
  )
    return found;
  throw new Error(`The backup has a table ${name} (${columns.join(', ')}), which this database has not.`);
}

function assertWhole(end: BackupEnd, counts: ReadonlyMap<string, number>, checksum: string): void {
  if (end.checksum !== checksum) throw new Error('The checksum of the backup is not that of its lines. Nothing was restored.');
  if (isDeepStrictEqual(end.counts, Object.fromEntries(counts))) return;
  throw new Error('The backup holds another number of rows than its end says. Nothing was restored.');
}
