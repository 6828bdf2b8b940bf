import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { superuser, whyFailed } from './embedded-cluster.ts';
import type { Cluster } from './embedded-cluster.ts';
import { hasCode } from './embedded-folder.ts';
import { isRunning } from './launcher-machine.ts';
import type { Machine } from './launcher-machine.ts';

/** A server keeps the books running, one for each data folder; a command attaches to it, or starts the database for itself alone. */
export type Role = 'server' | 'command';

/** A running database. `stopped` settles with the reason when it goes away without our having asked. */
export type Running = {
  readonly isOwner: boolean;
  readonly owner: Owner;
  readonly stopped: Promise<Error>;
  close(): Promise<void>;
};

export type Owner = { readonly role: Role; readonly pid: number };

/** Processes of two containers may share a number; the mark tells our own server from any other that answers. */
type Starter = Owner & { readonly mark: string };

export type LaunchOptions = { readonly role: Role; readonly settings?: readonly string[] };

/**
 * Starts the database of a cluster, or attaches to the one that runs. Who won is never guessed from files: the owner's pid travels
 * inside PostgreSQL as its cluster name, and PostgreSQL itself lets only one start in a folder.
 */
export async function launch(cluster: Cluster, machine: Machine, options: LaunchOptions): Promise<Running> {
  const me: Starter = { role: options.role, pid: machine.pid, mark: randomBytes(6).toString('hex') };
  for (let patience = 100; patience > 0; patience -= 1) {
    const found = await knock(cluster);
    if (found.kind === 'open') return attach(found, me, cluster);
    if (found.kind === 'nobody') {
      const started = await start(cluster, me, options.settings ?? []);
      if (started !== null) return started;
    }
    // Someone else is just starting, or an orphan is just ending.
    await sleep(100);
  }
  throw new Error(await whyBlocked(cluster));
}

/** The pool's way in. */
export const addressOf = (cluster: Cluster): { host: string; port: number; user: string; password: string; database: string } => ({
  host: cluster.socketFolder,
  port: 5432,
  user: superuser,
  password: cluster.password,
  database: 'postgres',
});

type Knock =
  | { readonly kind: 'open'; readonly owner: Starter; readonly client: Client; readonly socket: Socket }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'wait' };

async function knock(cluster: Cluster): Promise<Knock> {
  const socket = new Socket();
  const client = new Client({ ...addressOf(cluster), application_name: 'tieout launcher', stream: () => socket });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ cluster_name: string }>('show cluster_name');
    const owner = readStarter(rows[0]?.cluster_name ?? '');
    if (isRunning(owner.pid)) return { kind: 'open', owner, client, socket };
    // Its owner was killed, so it is about to end; attaching now would be cut off.
    await client.end();
    return { kind: 'wait' };
  } catch (cause) {
    await client.end().catch(() => undefined);
    if (hasCode(cause, 'ENOENT', 'ECONNREFUSED')) return { kind: 'nobody' };
    if (isPassing(cause)) return { kind: 'wait' };
    throw new Error(`The database of ${cluster.dataFolder} runs, but does not let us in: ${reasonOf(cause)}.`, { cause });
  }
}

// Starting up, shutting down, or shut down between our hello and our question.
const isPassing = (cause: unknown): boolean =>
  hasCode(cause, '57P01', '57P02', '57P03', 'ECONNRESET', 'EPIPE') || reasonOf(cause).includes('terminated');

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const nameOf = (starter: Starter): string => `tieout ${starter.role} ${starter.pid} ${starter.mark}`;

function readStarter(name: string): Starter {
  const [, role, pid = '0', mark = ''] = /^tieout (server|command) (\d+) (\w+)$/.exec(name) ?? [];
  return { role: role === 'command' ? 'command' : 'server', pid: Number(pid), mark };
}

async function attach(found: Extract<Knock, { kind: 'open' }>, me: Starter, cluster: Cluster): Promise<Running> {
  const { client, owner, socket } = found;
  if (me.role === 'server') {
    await client.end();
    throw new Error(refusal(owner, cluster));
  }
  // This connection does nothing but notice, at once, that the owner has gone.
  socket.unref();
  let closing = false;
  const stopped = new Promise<Error>((resolve) => {
    client.on('end', () => {
      if (!closing)
        resolve(new Error(`The server was stopped: process ${owner.pid}, which runs the database of ${cluster.dataFolder}, has ended.`));
    });
  });
  return {
    isOwner: false,
    owner,
    stopped,
    close: async () => {
      closing = true;
      socket.ref();
      await client.end().catch(() => undefined);
    },
  };
}

const refusal = (owner: Owner, cluster: Cluster): string =>
  owner.role === 'server'
    ? `A Tieout server already runs on ${cluster.dataFolder} (process ${owner.pid}): stop it first, or choose another data folder.`
    : `A Tieout command is using ${cluster.dataFolder} (process ${owner.pid}): start the server when it has finished.`;

// The shell holds our pipe. When this process dies, however it dies, `cat` ends and PostgreSQL is asked to stop; by itself it
// would live on as an orphan and keep the folder locked.
const guard = `exec 3<&0; "$@" </dev/null 3<&- & pg=$!; (cat <&3 >/dev/null; kill -INT $pg) & wait $pg`;

async function start(cluster: Cluster, me: Starter, settings: readonly string[]): Promise<Running | null> {
  const logged = await openLog(cluster);
  const guarded = spawnServer(cluster, me, settings, logged.file.fd);
  await logged.file.close();
  const ended = new Promise<'ended'>((resolve) => {
    guarded.child.once('exit', () => resolve('ended'));
    guarded.child.once('error', () => resolve('ended'));
  });
  const lastWords = async (): Promise<string> => (await readFile(cluster.log)).subarray(logged.from).toString('utf8');
  try {
    if (await untilReady(cluster, me, ended)) return { isOwner: true, owner: me, ...watched(guarded, ended, cluster, lastWords) };
  } catch (cause) {
    guarded.pipe.end();
    throw cause;
  }
  const said = await lastWords();
  if (/lock file ".*" already exists|is still in use/.test(said)) return null;
  throw new Error(`The database of ${cluster.dataFolder} could not be started: ${whyFailed(said, cluster.dataFolder)}`);
}

/** True once our own server answers; false if it ended first, though another's may answer at the same address. */
async function untilReady(cluster: Cluster, me: Starter, ended: Promise<'ended'>): Promise<boolean> {
  for (;;) {
    const found = await knock(cluster);
    if (found.kind === 'open') {
      await found.client.end();
      if (nameOf(found.owner) === nameOf(me)) return true;
    }
    if ((await Promise.race([ended, sleep(10, 'waiting')])) === 'ended') return false;
  }
}

type Watch = Pick<Running, 'stopped' | 'close'>;

function watched({ child, pipe }: Guarded, ended: Promise<'ended'>, cluster: Cluster, lastWords: () => Promise<string>): Watch {
  let closing = false;
  const stopped = new Promise<Error>((resolve, reject) => {
    const tell = async (): Promise<void> => {
      await ended;
      pipe.destroy();
      if (!closing) resolve(new Error(`The database ended by itself: ${whyFailed(await lastWords(), cluster.dataFolder)}`));
    };
    tell().catch(reject);
  });
  // It must not keep a finished process alive: when that ends, the guard stops the database.
  child.unref();
  if (pipe instanceof Socket) pipe.unref();
  return {
    stopped,
    close: async () => {
      closing = true;
      child.ref();
      pipe.end();
      await ended;
    },
  };
}

const longestLog = 8_000_000;

async function openLog(cluster: Cluster): Promise<{ readonly file: FileHandle; readonly from: number }> {
  const file = await open(cluster.log, 'a', 0o600);
  if ((await file.stat()).size > longestLog) await file.truncate();
  return { file, from: (await file.stat()).size };
}

/** `pipe` is what the guard listens to: closing it stops the database. */
type Guarded = { readonly child: ChildProcess; readonly pipe: Writable };

function spawnServer(cluster: Cluster, me: Starter, settings: readonly string[], log: number): Guarded {
  // A recovery by fsync of every file took 3 s where syncfs took 0.2 s; only Linux has it.
  const recovery = process.platform === 'linux' ? ['recovery_init_sync_method=syncfs'] : [];
  const all = [`cluster_name=${nameOf(me)}`, 'log_line_prefix=%m ', ...recovery, ...settings].flatMap((setting) => ['-c', setting]);
  const command = [...cluster.programs.postgres, '-D', cluster.files, '-h', '', '-k', cluster.socketFolder, ...all];
  const child = spawn('/bin/sh', ['-c', guard, 'sh', ...command], {
    cwd: cluster.files,
    detached: true,
    stdio: ['pipe', log, log],
    env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
    ...(process.getuid?.() === 0 ? { uid: cluster.user, gid: cluster.user } : {}),
  });
  const pipe = child.stdin;
  if (pipe === null) throw new Error('the database was started without a pipe to hold it by');
  pipe.on('error', () => undefined);
  return { child, pipe };
}

async function whyBlocked(cluster: Cluster): Promise<string> {
  const lock = join(cluster.files, 'postmaster.pid');
  const [pid = 'unknown'] = (await readFile(lock, 'utf8').catch(() => '')).split('\n');
  return (
    `The database of ${cluster.dataFolder} is held by process ${pid}, which neither answers nor ends: ` +
    `if no Tieout, also none in another container, uses this folder, remove ${lock} and start again.`
  );
}
