import { access, chmod, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './embedded-folder.ts';

/**
 * Makes the data folder where there is none, with the folders above it, and tells whether it was made. Throws one sentence that says
 * what to do. `isOurs`: everything is kept in it, so that it must be writable; beside a database server it may hold a key alone.
 */
export async function makeDataFolder(dataFolder: string, { isOurs }: { readonly isOurs: boolean }): Promise<boolean> {
  try {
    const isNew = await makeFolder(dataFolder);
    // Only the way through is open to others: PostgreSQL may run as another user than we do.
    if (isNew) await chmod(dataFolder, 0o711);
    if (isOurs) await access(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK);
    return isNew;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The data folder ${dataFolder} cannot be used: ${reason}. Choose another one.`, { cause });
  }
}

/**
 * Makes a folder and those above it, and tells whether it was missing. Node's own way (`recursive`) never ends where a folder that is
 * there answers ENOENT when something is made in it, as /proc does.
 */
export async function makeFolder(path: string): Promise<boolean> {
  if (await isFolder(path)) return false;
  const above = dirname(path);
  if (above !== path) await makeFolder(above);
  try {
    await mkdir(path);
    return true;
  } catch (cause) {
    // Another process was first.
    if (hasCode(cause, 'EEXIST') && (await isFolder(path))) return false;
    throw cause;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (cause) {
    // What lies under a file is found out at the file itself.
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return false;
    throw cause;
  }
  throw new Error(`${path} is a file, not a folder`);
}
