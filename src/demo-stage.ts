import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { DemoWishes } from './cli/office.ts';
import { daysAtProcessor } from './demo/processor.ts';
import type { Stage, WorkerProcess } from './demo/stage.ts';
import { openOffice } from './office.ts';
import { serverOf } from './running-server.ts';
import { realClock } from './sandbox/clock.ts';
import { followClock } from './sandbox/clock-follow.ts';
import { connectSandbox } from './sandbox/sandbox-client.ts';
import type { ConnectedSandbox } from './sandbox/sandbox-client.ts';
import { hostsOfSandbox, sandboxApp } from './sandboxes.ts';
import { addApiKey } from './store/api-keys.ts';
import { makeDataFolder } from './store/data-folder.ts';
import { openDatabase } from './store/database.ts';
import type { Database } from './store/database.ts';
import { thisMachine } from './store/launcher-machine.ts';
import { migrate, readMigrations } from './store/migrate.ts';
import { keyFromFile, secretsUnder } from './store/secrets.ts';

// The sandboxes' time starts so long ago that it ends before ours, with the days of sales at the processor in between: what is left
// behind must not lie in the future.
const hoursAgo = 10 + daysAtProcessor * 24;

/** Sets the demo up in a data folder of its own: database, sandboxes and server, each a process. */
export async function openStage(wishes: Pick<DemoWishes, 'dataFolder'>, program: string): Promise<Stage> {
  const dataFolder = resolve(wishes.dataFolder);
  await clearFolder(dataFolder);
  const database = await openDatabase({ dataFolder, databaseUrl: null, role: 'server' }, thisMachine());
  const real = realClock();
  await migrate(database.pool, await readMigrations(), real.now());
  const url = urlOf(database);
  // What they have to say beside their first line goes into a file that people can read afterwards.
  const log = await open(join(dataFolder, 'demo.log'), 'a', 0o600);
  const run = (args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess =>
    spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', log.fd], env: { ...cleanEnvironment(), ...env } });
  const children = new Set<ChildProcess>();
  const sandboxes = await startSandboxes(url, (args) => {
    const child = run(args, {});
    children.add(child);
    return child;
  });
  const { ledger, second, processor } = sandboxes;
  const clock = await followClock(ledger.url);
  const secrets = secretsUnder(await keyFromFile(dataFolder));
  const wanted = { dataFolder, organisation: 'harbour', by: 'Robin', role: 'server' } as const;
  const office = await clock.during(() => openOffice({ database, secrets, clock, wanted }));
  let port = 0;
  return {
    office,
    clock,
    ...sandboxes,
    know: (provider, webhookKey) =>
      clock.during(() =>
        office.connections.keepApp(office.organisation, provider, {
          ...sandboxApp,
          hosts: hostsOfSandbox({ xero: ledger, quickbooks: second, stripe: processor }[provider].url, provider),
          webhookSecrets: webhookKey === null ? [] : [webhookKey],
        }),
      ),
    apiKey: async () => {
      const made = { label: 'demo', role: 'owner', fresh: randomBytes(32).toString('base64url'), by: office.by, now: clock.now() } as const;
      return (await clock.during(() => addApiKey(database.pool, office.organisation, made))).key;
    },
    startWorker: async () => {
      const child = run(['serve', '--port', String(port), '--idle', '20', '--json'], {
        DATABASE_URL: url,
        TIEOUT_DATA: dataFolder,
        TIEOUT_CLOCK: ledger.url,
      });
      children.add(child);
      const { address } = await firstLine(child, z.object({ address: z.string() }));
      port = Number(new URL(address).port);
      return workerOf(child, address);
    },
    close: async () => {
      clock.leave();
      // The one that keeps the clock goes last.
      for (const sandbox of [processor, second, ledger]) await sandbox.shutdown().catch(() => undefined);
      for (const child of children) await ended(child, 'SIGTERM');
      await office.close();
      await log.close();
    },
  };
}

/** The first one keeps the time, and the others follow it. */
async function startSandboxes(
  databaseUrl: string,
  run: (args: readonly string[]) => ChildProcess,
): Promise<Pick<Stage, 'ledger' | 'second' | 'processor'>> {
  const started = async (provider: string, ...more: readonly string[]): Promise<ConnectedSandbox> => {
    const child = run(['sandbox', provider, '--database', databaseUrl, ...more]);
    const { url } = await firstLine(child, z.object({ url: z.string() }));
    return connectSandbox(url);
  };
  const start = new Date(realClock().now() - hoursAgo * 3_600_000).toISOString();
  const ledger = await started('xero', '--virtual', '--start', start);
  const follow = ['--clock', ledger.url];
  const [second, processor] = await Promise.all([started('quickbooks', ...follow), started('stripe', ...follow)]);
  return { ledger, second, processor };
}

const workerOf = (child: ChildProcess, address: string): WorkerProcess => ({
  address,
  pid: child.pid ?? 0,
  kill: () => ended(child, 'SIGKILL'),
  stop: () => ended(child, 'SIGTERM'),
});

/** Resolves when the process is gone. */
function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill(signal);
  });
}

/** The first line that a process prints, as JSON; rejects when it ends without one. */
function firstLine<T>(child: ChildProcess, shape: z.ZodType<T>): Promise<T> {
  return new Promise((done, failed) => {
    if (child.stdout === null) throw new Error('the process has no output');
    createInterface({ input: child.stdout }).once('line', (line) => {
      try {
        done(shape.parse(JSON.parse(line)));
      } catch (cause) {
        failed(new Error(`a process of the demo began with '${line}'`, { cause }));
      }
    });
    child.once('exit', (code, signal) => failed(new Error(`a process of the demo ended at once (${code ?? signal})`)));
  });
}

/** A demo begins with nothing; only a folder that an earlier demo made is cleared. */
async function clearFolder(dataFolder: string): Promise<void> {
  const mark = join(dataFolder, 'demo.json');
  const isOurs = await readFile(mark, 'utf8').then(
    () => true,
    () => false,
  );
  const isNew = await makeDataFolder(dataFolder, { isOurs: true });
  if (!isOurs && !isNew && (await readdir(dataFolder)).length > 0) {
    throw new Error(`${dataFolder} holds something that no demo has made: choose another folder with --data.`);
  }
  const running = await serverOf(dataFolder);
  if (running !== null) throw new Error(`A server runs on ${dataFolder} (process ${running.pid}): stop it before the next demo.`);
  if (isOurs) await rm(dataFolder, { recursive: true, force: true });
  await makeDataFolder(dataFolder, { isOurs: true });
  await writeFile(mark, '{"made":"by tieout demo; the next demo replaces this folder"}\n');
}

function urlOf(database: Database): string {
  const { host, user, password, database: name } = database.pool.options;
  if (host === undefined || typeof password !== 'string') throw new Error('the demo runs on the embedded database');
  return `postgresql://${user ?? ''}:${encodeURIComponent(password)}@/${name ?? ''}?host=${encodeURIComponent(host)}`;
}

/** What the processes of a demo must not inherit: they have a place of their own. */
function cleanEnvironment(): Readonly<Record<string, string>> {
  const own = ['DATABASE_URL', 'TIEOUT_DATA', 'TIEOUT_KEY', 'TIEOUT_CLOCK'];
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined || own.includes(name) ? [] : [[name, value]])),
  );
}
