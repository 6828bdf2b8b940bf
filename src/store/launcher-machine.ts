import { stat } from 'node:fs/promises';
import { existsSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { hasCode } from './embedded-folder.ts';

/** What the launcher must know about the machine it runs on. Passed in, so that a test can describe another one. */
export type Machine = {
  readonly platform: string;
  readonly arch: string;
  /** The user and the process that we run as. */
  readonly user: number;
  readonly pid: number;
  /** initdb looks its user up and fails with "user does not exist" where a container gives a number without a name. */
  readonly hasAccount: boolean;
  /** The loader that the packaged programs ask for; Alpine (musl) and NixOS have none at that place. */
  readonly hasGlibc: boolean;
  /** Where a socket goes when the data folder's path is too long for one. */
  readonly shortFolder: string;
};

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    arch: process.arch,
    user: process.getuid?.() ?? -1,
    pid: process.pid,
    hasAccount: hasAccount(),
    hasGlibc: glibcLoaders.some((path) => existsSync(path)),
    shortFolder: '/tmp',
  };
}

/** PostgreSQL refuses to run as root; this is `nobody` on every Linux that has a glibc. */
const unprivilegedUser = 65_534;

/** The user that a new database belongs to. */
export const databaseUser = (machine: Machine): number => (machine.user === 0 ? unprivilegedUser : machine.user);

/** Throws one sentence if the embedded PostgreSQL cannot run here at all. */
export function assertSupported(machine: Machine): void {
  const instead = 'set DATABASE_URL to a PostgreSQL server (15 or newer) instead';
  if (machine.platform !== 'linux' && machine.platform !== 'darwin') {
    throw new Error(`The embedded PostgreSQL runs on Linux and macOS, and this is ${machine.platform}: ${instead}.`);
  }
  if (machine.platform === 'linux' && !machine.hasGlibc) {
    throw new Error(`The embedded PostgreSQL needs glibc, and this Linux has another C library (Alpine has musl): ${instead}.`);
  }
  if (machine.user !== 0 && !machine.hasAccount) {
    throw new Error(
      `User ${machine.user} has no entry in /etc/passwd, and PostgreSQL cannot create a database for a user without a name: ` +
        `run Tieout as a named user, or ${instead}.`,
    );
  }
}

/** The first folder on the way to `folder` that `user` may not enter; null if the way is open. Groups and ACLs are left out. */
export async function closedFolderOnTheWay(folder: string, user: number): Promise<string | null> {
  if (user === 0) return null;
  for (const step of stepsTo(realpathSync(folder))) {
    const { uid, mode } = await stat(step);
    const mayEnter = uid === user ? (mode & 0o100) !== 0 : (mode & 0o001) !== 0;
    if (!mayEnter) return step;
  }
  return null;
}

function stepsTo(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [...stepsTo(parent), join(folder)];
}

/** Whether a process of that number runs here, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return hasCode(cause, 'EPERM');
  }
}

function hasAccount(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    // Node throws a SystemError here when the user has no passwd entry; there is nothing else to learn from it.
    return false;
  }
}

const glibcLoaders = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'];
