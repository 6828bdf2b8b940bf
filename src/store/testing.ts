import { spawn } from 'node:child_process';
import { chmod, mkdtemp, statfs } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { openPool } from './database.ts';
import { openCluster } from './embedded-cluster.ts';
import { addressOf, launch } from './launcher.ts';
import { isRunning, thisMachine } from './launcher-machine.ts';
import { migrate, readMigrations } from './migrate.ts';

/** A migrated, empty database for one test or one test file. Another process can open it through `url`. */
export type TestDatabase = { readonly pool: Pool; readonly url: string; close(): Promise<void> };

/**
 * Makes a database of its own in a real PostgreSQL: the embedded one, started once for the process in a temporary folder, or the
 * server at TIEOUT_TEST_DATABASE_URL. It is copied from a migrated template, which takes some 30 ms.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await sharedServer();
  const name = await server.create();
  const url = urlOf(server.url, name);
  const pool = openPool({ connectionString: url });
  return {
    pool,
    url,
    close: async () => {
      await pool.end();
      server.drop(name);
    },
  };
}

type TestServer = { readonly url: string; create(): Promise<string>; drop(name: string): void };

const sharedServer: () => Promise<TestServer> = once(async (): Promise<TestServer> => {
  const url = process.env['TIEOUT_TEST_DATABASE_URL'] ?? (await startTemporary());
  const admin = openPool({ connectionString: url, max: 2 });
  const prefix = `tieout_test_${process.pid}`;
  await dropLeftovers(admin);
  await makeTemplate(admin, url, `${prefix}_0`);
  let made = 0;
  return {
    url,
    create: async () => {
      made += 1;
      const name = `${prefix}_${made}`;
      // As files: by way of the log, the copy and the first connection to it cost more than twice as much.
      await admin.query(`create database ${name} template ${prefix}_0 strategy file_copy`);
      return name;
    },
    // Dropping waits for a checkpoint, which no test needs to wait for; what the process's end cuts off, the next run clears away.
    drop: (name) => {
      admin.query(`drop database if exists ${name} with (force)`).catch(() => undefined);
    },
  };
});

async function makeTemplate(admin: Pool, url: string, name: string): Promise<void> {
  await admin.query(`create database ${name}`);
  const pool = openPool({ connectionString: urlOf(url, name) });
  await migrate(pool, await readMigrations(), 0);
  await pool.end();
}

/** On a server that outlives us, a test process that was killed leaves its databases behind. */
async function dropLeftovers(admin: Pool): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(`select datname from pg_database where datname like 'tieout\\_test\\_%'`);
  for (const { datname } of rows) {
    const pid = Number(datname.split('_')[2]);
    // Another process may be clearing it away at this moment.
    if (pid === process.pid || !isRunning(pid)) await admin.query(`drop database if exists ${datname} with (force)`).catch(() => undefined);
  }
}

// A test database need not survive a power cut.
const hasty = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'max_connections=300',
  'shared_buffers=64MB',
  // Every copy of the template passes through the log; kept short, because it may lie in memory.
  'max_wal_size=256MB',
];

async function startTemporary(): Promise<string> {
  const folder = await mkdtemp(join(await placeOfFiles(), 'tieout-test-'));
  await chmod(folder, 0o711);
  removeWhenDone(folder);
  const machine = thisMachine();
  const cluster = await openCluster(machine, folder);
  await launch(cluster, machine, { role: 'server', settings: hasty });
  const { user, password, host, database } = addressOf(cluster);
  return `postgresql://${user}:${password}@/${database}?host=${encodeURIComponent(host)}`;
}

const roomInMemory = 3_000_000_000;

/**
 * Where a server of tests keeps its files: in memory where there is room. A database is some seven hundred files, and ext4 goes past every file that was deleted within the
 * last minutes to make a new one: a database made and dropped took 430 ms of a core on the disk, and 45 ms in memory.
 */
export async function placeOfFiles(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => null);
  return memory !== null && memory.bavail * memory.bsize > roomInMemory ? '/dev/shm' : tmpdir();
}

/** Removes the folder when this process has ended, however it ended: a process of its own waits for our pipe to close. */
function removeWhenDone(folder: string): void {
  const script = `cat >/dev/null; i=0; while [ -e "$1/database/cluster/postmaster.pid" ] && [ $i -lt 100 ]; do i=$((i+1)); sleep 0.1; done; rm -rf "$1"`;
  const remover = spawn('/bin/sh', ['-c', script, 'sh', folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  remover.unref();
  if (remover.stdin instanceof Socket) remover.stdin.unref();
}

const urlOf = (url: string, database: string): string => url.replace(/^([a-z]+:\/\/[^/?]*)(\/[^?]*)?/, `$1/${database}`);

/** Test files share one process and so one server; this is what they share it by. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
