import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { thisMachine } from './launcher-machine.ts';

const machine = thisMachine();
const isRoot = machine.user === 0;
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tieout-launcher-'));
  await chmod(folder, 0o711);
});
after(async () => rm(folder, { recursive: true, force: true }));

const open = (role: 'server' | 'command', dataFolder = join(folder, 'books')): Promise<Database> =>
  openDatabase({ dataFolder, databaseUrl: null, role }, machine);

test('a second server on the same data folder is refused and told the process of the first', async () => {
  const first = await open('server');
  await assert.rejects(open('server'), new RegExp(`already runs on .* \\(process ${process.pid}\\)`));
  assert.equal((await first.pool.query('select 1 as one')).rows[0].one, 1);
  await first.close();
});

test('a command attaches to the server that runs, and its end leaves the server running', async () => {
  const server = await open('server');
  const command = await open('command');
  assert.deepEqual([server.isOwner, command.isOwner], [true, false]);
  await server.pool.query('create table kept (day date)');
  await command.pool.query(`insert into kept values ('2026-11-21')`);
  await command.close();
  assert.deepEqual((await server.pool.query('select day from kept')).rows, [{ day: '2026-11-21' }]);
  await server.close();
});

test('a command starts the database for itself where no server runs, and stops it again', async () => {
  const command = await open('command');
  assert.equal(command.isOwner, true);
  const postgres = await postgresOf(join(folder, 'books'));
  await command.close();
  assert.equal(isAlive(postgres), false);
});

test('of four servers that start at once on a new folder one wins, and the others name it', async () => {
  const dataFolder = join(folder, 'contested');
  const children = await Promise.all([1, 2, 3, 4].map(() => startChild(dataFolder)));
  const winners = children.filter(({ said }) => said.startsWith('ready'));
  const winner = winners[0];
  assert.ok(winner !== undefined && winners.length === 1, children.map(({ said }) => said).join('\n'));
  for (const { said } of children.filter((child) => child !== winner)) assert.match(said, new RegExp(`\\(process ${winner.pid}\\)`));
  await winner.kill('SIGTERM');
});

test('kill -9 of its owner leaves no PostgreSQL behind, and loses nothing that was committed', async () => {
  const dataFolder = join(folder, 'books');
  const child = await startChild(dataFolder);
  const command = await open('command');
  await command.pool.query('create table committed (amount numeric)');
  await command.pool.query(`insert into committed values ('120.00')`);
  const postgres = await postgresOf(dataFolder);

  await child.kill('SIGKILL');
  assert.match((await command.stopped).message, new RegExp(`server was stopped: process ${child.pid}`));
  await command.close();
  await until(() => !isAlive(postgres));

  const next = await open('server');
  assert.deepEqual((await next.pool.query('select amount from committed')).rows, [{ amount: '120.00' }]);
  await next.close();
});

test('a server can be started the moment the one before it was killed', async () => {
  const child = await startChild(join(folder, 'books'));
  await child.kill('SIGKILL');
  const next = await open('server');
  assert.equal(next.isOwner, true);
  await next.close();
});

test('the owner is told when PostgreSQL itself dies', async () => {
  const server = await open('server');
  process.kill(await postgresOf(join(folder, 'books')), 'SIGKILL');
  assert.match((await server.stopped).message, /ended by itself/);
  await server.close();
  const next = await open('server');
  await next.close();
});

test('a data folder whose path is too long for a socket works all the same', async () => {
  const dataFolder = join(folder, 'a'.repeat(60), 'b'.repeat(60));
  const server = await openDatabase({ dataFolder, databaseUrl: null, role: 'server' }, { ...machine, shortFolder: folder });
  assert.equal((await server.pool.query('select 1 as one')).rows[0].one, 1);
  await server.close();
});

test('root is told which folder PostgreSQL may not enter', { skip: !isRoot && 'only root runs PostgreSQL as another user' }, async () => {
  const home = join(folder, 'private');
  await mkdir(home, { mode: 0o700 });
  await assert.rejects(open('server', join(home, 'books')), (error: Error) => error.message.includes(`may not enter ${home}:`));
});

test('an ordinary user runs a database of their own', { skip: !isRoot && 'the whole suite runs as one' }, async () => {
  const home = join(folder, 'ordinary');
  await mkdir(home);
  await chmod(home, 0o777);
  const child = await startChild(join(home, 'books'), 65_534);
  assert.match(child.said, /^ready/);
  await assert.rejects(open('server', join(home, 'books')), new RegExp(`\\(process ${child.pid}\\)`));
  await child.kill('SIGTERM');
});

test('a user without a name is told so before anything is made', { skip: !isRoot && 'only root can become another user' }, async () => {
  const child = await startChild(join(folder, 'nameless'), 54_321);
  assert.match(child.said, /User 54321 has no entry in \/etc\/passwd/);
});

test('a platform without an embedded PostgreSQL is told to bring a server', async () => {
  const place = { dataFolder: join(folder, 'never'), databaseUrl: null, role: 'server' } as const;
  await assert.rejects(openDatabase(place, { ...machine, platform: 'linux', hasGlibc: false }), /needs glibc.*DATABASE_URL/);
  await assert.rejects(openDatabase(place, { ...machine, platform: 'win32' }), /this is win32.*DATABASE_URL/);
  await assert.rejects(openDatabase(place, { ...machine, arch: 'mips' }), /linux-mips is missing.*DATABASE_URL/);
});

test('a database server that cannot be reached is named without its password', async () => {
  const place = { dataFolder: folder, databaseUrl: 'postgres://ada:secret@127.0.0.1:1/books', role: 'server' } as const;
  await assert.rejects(openDatabase(place, machine), (error: Error) => {
    assert.match(error.message, /PostgreSQL at postgres:\/\/ada@127\.0\.0\.1:1\/books cannot be used: .*ECONNREFUSED/);
    return !error.message.includes('secret');
  });
});

type Child = { readonly pid: number; readonly said: string; kill(signal: NodeJS.Signals): Promise<void> };

const childScript = `
  const { openDatabase } = await import(process.argv[1]);
  const { thisMachine } = await import(process.argv[2]);
  try {
    await openDatabase({ dataFolder: process.argv[3], databaseUrl: null, role: 'server' }, thisMachine());
    console.log('ready');
    setInterval(() => undefined, 60_000);
  } catch (cause) {
    console.log(cause.message);
  }`;

/** Another process that opens a server, and the first line that it says. */
async function startChild(dataFolder: string, user: number | null = null): Promise<Child> {
  const modules = ['database.ts', 'launcher-machine.ts'].map((file) => new URL(file, import.meta.url).href);
  const child = spawn(process.execPath, ['--input-type=module', '-e', childScript, ...modules, dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(user === null ? {} : { uid: user, gid: user }),
  });
  const [said] = await once(createInterface(child.stdout), 'line');
  return {
    pid: child.pid ?? 0,
    said: String(said),
    kill: async (signal) => {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

const postgresOf = async (dataFolder: string): Promise<number> =>
  Number((await readFile(join(dataFolder, 'database', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let patience = 500; patience > 0 && !isTrue(); patience -= 1) await sleep(20);
  assert.ok(isTrue(), 'what was waited for did not happen within ten seconds');
}
