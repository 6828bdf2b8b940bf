import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Pool, PoolClient } from 'pg';
import { writeBackupLine } from './backup-lines.ts';
import type { BackupCounts, BackupLine } from './backup-lines.ts';
import { closeRows, nextRows, openRows, readSequences, readTables } from './backup-tables.ts';
import type { BackedUpTable } from './backup-tables.ts';
import { readApplied } from './migrate.ts';
import { inTransaction } from './transaction.ts';

/**
 * Writes everything that the database holds, as it stood at one moment, while the work goes on. The last line has the number of rows
 * and a checksum over all lines before it. Secrets stay sealed: the key is not in a backup.
 */
export async function backup(pool: Pool, target: Writable, now: number): Promise<BackupCounts> {
  const counts = new Map<string, number>();
  const write = async (client: PoolClient): Promise<void> =>
    pipeline(Readable.from(withEnd(backupLines(client, counts, now), counts)), createGzip(), target);
  await inTransaction(pool, write, 'begin isolation level repeatable read read only');
  return Object.fromEntries(counts);
}

// A row holds two bodies of a few kilobytes, so this many are about a megabyte in memory.
const rowsAtOnce = 200;

async function* backupLines(client: PoolClient, counts: Map<string, number>, now: number): AsyncGenerator<BackupLine> {
  const migrations = [...(await readApplied(client))];
  yield { kind: 'header', format: 'tieout-backup', version: 1, madeAt: now, migrations };
  for (const table of await readTables(client)) {
    yield { kind: 'table', table: table.name, columns: table.columns.map(({ name }) => name) };
    yield* tableLines(client, table, counts);
  }
  for (const { name, last } of await readSequences(client)) yield { kind: 'sequence', sequence: name, last };
}

async function* tableLines(client: PoolClient, table: BackedUpTable, counts: Map<string, number>): AsyncGenerator<BackupLine> {
  let written = 0;
  await openRows(client, table);
  for (let rows = await nextRows(client, rowsAtOnce); rows.length > 0; rows = await nextRows(client, rowsAtOnce)) {
    yield { kind: 'rows', rows };
    written += rows.length;
  }
  await closeRows(client);
  counts.set(table.name, written);
}

async function* withEnd(lines: AsyncIterable<BackupLine>, counts: ReadonlyMap<string, number>): AsyncGenerator<string> {
  const checksum = createHash('sha256');
  for await (const line of lines) {
    const text = writeBackupLine(line);
    checksum.update(text);
    yield text;
  }
  yield writeBackupLine({ kind: 'end', counts: Object.fromEntries(counts), checksum: checksum.digest('hex') });
}
