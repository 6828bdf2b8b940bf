import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeDataFolder, makeFolder } from './data-folder.ts';
import { exists, hasCode, takePlace } from './embedded-folder.ts';
import { preparePrograms } from './embedded-programs.ts';
import type { Programs } from './embedded-programs.ts';
import { closedFolderOnTheWay, databaseUser } from './launcher-machine.ts';
import type { Machine } from './launcher-machine.ts';

/** A database on disk, with all that is needed to start it or to speak with it. */
export type Cluster = {
  readonly dataFolder: string;
  /** PostgreSQL's own folder; `log` is where it writes what it has to say. */
  readonly files: string;
  readonly log: string;
  readonly socketFolder: string;
  readonly password: string;
  /** The user that PostgreSQL runs as. */
  readonly user: number;
  readonly programs: Programs;
};

export const superuser = 'tieout';

// What the embedded programs can read. A data folder of another major version needs a backup made by the older Tieout.
const majorVersion = '18';

// Linux gives a socket's path 107 bytes and macOS 103; PostgreSQL adds "/.s.PGSQL.5432", and its lock file ".lock".
const longestSocketFolder = 80;

/** Opens the database of a data folder, making it first where there is none. Throws one sentence that says what to do. */
export async function openCluster(machine: Machine, dataFolder: string): Promise<Cluster> {
  await makeDataFolder(dataFolder, { isOurs: true });
  const folder = join(await realpath(dataFolder), 'database');
  const files = join(folder, 'cluster');
  const isNew = !(await exists(folder));
  const user = isNew ? databaseUser(machine) : await ownerOf(files, machine);
  await assertReachable(dataFolder, user);
  const programs = await preparePrograms(machine, await realpath(dataFolder), user);
  if (isNew) await createCluster(folder, programs, user);
  await assertVersion(files);
  return {
    dataFolder,
    files,
    log: join(folder, 'log'),
    socketFolder: await makeSocketFolder(machine, folder, user),
    password: await readPassword(folder),
    user,
    programs,
  };
}

async function ownerOf(files: string, machine: Machine): Promise<number> {
  const { uid } = await stat(files);
  if (machine.user === 0 || machine.user === uid) return uid;
  throw new Error(
    `The database in ${files} belongs to user ${uid}, and this is user ${machine.user}: run Tieout as the user that made it.`,
  );
}

async function assertReachable(dataFolder: string, user: number): Promise<void> {
  const closed = await closedFolderOnTheWay(dataFolder, user);
  if (closed === null) return;
  throw new Error(
    `PostgreSQL runs as user ${user}, who may not enter ${closed}: choose a data folder elsewhere ` +
      `(/var/lib/tieout, for example), or run "chmod o+x ${closed}".`,
  );
}

async function createCluster(folder: string, programs: Programs, user: number): Promise<void> {
  // Made aside and renamed: a first start that is cut short leaves no half-made database behind.
  const aside = `${folder}.new-${process.pid}`;
  try {
    await makeFolder(aside);
    await chmod(aside, 0o711);
    for (const own of ['cluster', 'socket']) await makeOwned(join(aside, own), user);
    await writePassword(aside, user);
    await runInitdb(aside, programs, user);
    await chown(join(aside, 'password'), process.getuid?.() ?? user, process.getgid?.() ?? user);
    await syncFolder(aside);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    throw cause;
  }
  await takePlace(aside, folder);
}

async function makeOwned(folder: string, user: number): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  if (process.getuid?.() === 0) await chown(folder, user, user);
}

async function writePassword(folder: string, user: number): Promise<void> {
  const path = join(folder, 'password');
  await writeFile(path, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
  if (process.getuid?.() === 0) await chown(path, user, user);
}

async function runInitdb(folder: string, programs: Programs, user: number): Promise<void> {
  const [command = '', ...before] = programs.initdb;
  const settings = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const entrance = [`--username=${superuser}`, '--auth=scram-sha-256', `--pwfile=${join(folder, 'password')}`];
  try {
    await promisify(execFile)(command, [...before, '-D', join(folder, 'cluster'), '--no-instructions', ...settings, ...entrance], {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
      ...(process.getuid?.() === 0 ? { uid: user, gid: user } : {}),
    });
  } catch (cause) {
    throw new Error(`PostgreSQL could not make its database: ${whyFailed(reasonOf(cause), folder)}`, { cause });
  }
}

/** Turns PostgreSQL's own words into the sentence a person can act on. */
export function whyFailed(said: string, folder: string): string {
  if (said.includes('No space left on device')) return `the disk that holds ${folder} is full.`;
  if (said.includes('could not look up effective user ID')) return 'its user has no entry in /etc/passwd; run Tieout as a named user.';
  if (said.includes('Permission denied')) return `it may not write to ${folder}: ${lastLine(said)}`;
  return lastLine(said);
}

function lastLine(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const worst = lines.findLast((line) => /FATAL|PANIC|error:/.test(line));
  return (worst ?? lines.at(-1) ?? 'it said nothing').trim();
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
}

async function assertVersion(files: string): Promise<void> {
  const version = (await readFile(join(files, 'PG_VERSION'), 'utf8').catch(() => 'unknown')).trim();
  if (version === majorVersion) return;
  throw new Error(
    `The database in ${files} was made by PostgreSQL ${version}, and this Tieout brings ${majorVersion}: ` +
      'make a backup with the Tieout that made it, and restore it into a new data folder.',
  );
}

async function makeSocketFolder(machine: Machine, folder: string, user: number): Promise<string> {
  const near = join(folder, 'socket');
  if (Buffer.byteLength(near) <= longestSocketFolder) return near;
  const short = join(machine.shortFolder, `tieout-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
  try {
    await makeOwned(short, user);
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST')) throw cause;
  }
  // Anyone may make a folder in /tmp first, and would then be asked for our password.
  const { uid, mode } = await lstat(short);
  if (uid === user && (mode & 0o077) === 0) return short;
  throw new Error(`${short} should belong to user ${user} alone and does not: remove it, or choose a data folder with a shorter path.`);
}

async function readPassword(folder: string): Promise<string> {
  const path = join(folder, 'password');
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`The password of the database cannot be read from ${path}: ${reasonOf(cause)}.`, { cause });
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
