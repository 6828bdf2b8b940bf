import { spawn, execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { placeOfFiles } from '../../src/store/testing.ts';
import { foundCompany } from './company.ts';
import { rpcTo, signIn } from './rpc.ts';

const run = promisify(execFile);
/** The distribution's package has it; npm does not. */
const program = 'trytond';

export const password = 'Kw9-Zq7vLmXt4';

/** One trytond of the distribution's package, with a folder of SQLite databases. Its time is its own: `pass` moves it. */
export interface TrytonServer {
  readonly url: string;
  /** The address of a fresh database with the company of `company.ts`, and the headers of a session in it. */
  readonly fresh: () => Promise<Books>;
  /** Lets the server's time pass. */
  readonly pass: (seconds: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Books {
  /** The API's address: the database is its path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * False where the tests run. They run wherever Tryton is installed, unless `TIEOUT_TEST_TRYTON` says `apart`; where it says
 * `required`, they fail instead of being skipped.
 */
export const whyNot: string | false = missing();

function missing(): string | false {
  const asked = process.env['TIEOUT_TEST_TRYTON'];
  if (asked === 'apart') return 'what needs Tryton has a run of its own here';
  const found = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
  if (found && clockLibrary() !== null) return false;
  const reason = 'needs the packages tryton-server, tryton-modules-account-invoice and libfaketime of Debian or Ubuntu';
  if (asked === 'required') throw new Error(`the test against Tryton ${reason}`);
  return reason;
}

function clockLibrary(): string | null {
  const folders = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`);
  return folders.find((path) => existsSync(path)) ?? null;
}

const begin = Date.parse('2026-11-09T09:00:00Z');

/** With `itsTime` 'the machine’s', `pass` is of no use. */
export async function startTryton(itsTime: 'moved' | 'the machine’s' = 'moved'): Promise<TrytonServer> {
  const template = await templateOnce();
  const folder = await mkdtemp(join(await placeOfFiles(), 'tieout-tryton-'));
  const time = join(folder, 'now');
  let offset = Math.round((begin - Date.now()) / 1000);
  const setTime = async (): Promise<void> => writeFile(time, `${offset < 0 ? '' : '+'}${offset}\n`);
  await setTime();
  const moved = { LD_PRELOAD: clockLibrary() ?? '', FAKETIME_TIMESTAMP_FILE: time, FAKETIME_NO_CACHE: '1' };
  const server = await launch(folder, { ...(itsTime === 'moved' && moved), TZ: 'UTC' });
  let databases = 0;
  return {
    url: server.url,
    fresh: async () => {
      databases += 1;
      const name = `books${databases}`;
      await copyFile(template, join(folder, `${name}.sqlite`));
      const url = `${server.url}/${name}`;
      return { url, headers: await signIn(url, password) };
    },
    pass: async (seconds) => {
      offset += seconds;
      await setTime();
    },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A database with Tryton's tables and one company takes a minute to make, so it is made once and copied. */
async function templateOnce(): Promise<string> {
  const { stdout } = await run(program, ['--version']);
  const folder = join(tmpdir(), `tieout-tryton-template-${stdout.trim().replaceAll(/\W+/g, '-')}-${templateEdition}`);
  const template = join(folder, 'template.sqlite');
  if (existsSync(template)) return template;
  const making = await mkdtemp(join(tmpdir(), 'tieout-tryton-making-'));
  await writeFile(join(making, 'template.sqlite'), '');
  await writeFile(join(making, 'password'), `${password}\n`);
  await configure(making, 0);
  const admin = (...options: readonly string[]) =>
    run(`${program}-admin`, ['-c', join(making, 'trytond.conf'), '-d', 'template', ...options], {
      env: { ...process.env, TRYTONPASSFILE: join(making, 'password') },
    });
  await admin('--all', '--email', 'books@example.test');
  await admin('-u', 'account_invoice', '--activate-dependencies');
  const server = await launch(making, { TZ: 'UTC' });
  try {
    const url = `${server.url}/template`;
    await foundCompany(rpcTo(url, await signIn(url, password)));
  } finally {
    await server.stop();
  }
  await mkdir(folder, { recursive: true });
  // Renamed at the end, so that a template that is there is whole, whoever made it.
  await copyFile(join(making, 'template.sqlite'), join(folder, `making-${process.pid}`));
  await rename(join(folder, `making-${process.pid}`), template);
  await rm(making, { recursive: true, force: true });
  return template;
}

/** Raise it when `company.ts` changes what the company has. */
const templateEdition = 3;

const configure = (folder: string, port: number): Promise<void> =>
  writeFile(
    join(folder, 'trytond.conf'),
    [
      '[database]',
      'uri = sqlite://',
      `path = ${folder}`,
      '[web]',
      `listen = 127.0.0.1:${port}`,
      '[session]',
      'authentications = password',
      // Time passes by the hour in tests.
      'timeout = 8640000',
    ].join('\n'),
  );

async function launch(folder: string, env: Readonly<Record<string, string>>) {
  const port = await freePort();
  await configure(folder, port);
  const child = spawn(program, ['-c', join(folder, 'trytond.conf')], { env: { ...process.env, ...env }, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    // What libfaketime shares between processes outlives one that is killed.
    for (const left of ['faketime_shm_', 'sem.faketime_sem_']) await rm(`/dev/shm/${left}${child.pid}`, { force: true });
  };
  const version = rpcTo(url, {});
  for (let tries = 0; ; tries += 1) {
    try {
      await version('common.server.version', []);
      return { url, stop };
    } catch (cause) {
      if (tries > 150 || child.exitCode !== null) {
        await stop();
        throw new Error('trytond did not start', { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Tryton cannot be told to choose a port itself and say which: one that is free now is taken. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was free');
  return address.port;
}
