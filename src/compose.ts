import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { createInterface } from 'node:readline/promises';
import { spawn } from 'node:child_process';
import type { Means, Office, Terminal, Wanted } from './cli/office.ts';
import { createProgram } from './cli/program.ts';
import type { WholeOffice } from './office.ts';
import { realClock } from './sandbox/clock.ts';
import { serverOf } from './running-server.ts';
import { makeDataFolder } from './store/data-folder.ts';
import { openDatabase } from './store/database.ts';
import { thisMachine } from './store/launcher-machine.ts';
import { migrate, readMigrations } from './store/migrate.ts';
import { keyFromFile, keyFromText, secretsUnder } from './store/secrets.ts';
import type { Secrets } from './store/secrets.ts';

/** What the environment says; `main.ts` reads it. */
export interface Environment {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  /** The key under which secrets are sealed, as text; null: a file in the data folder. */
  readonly key: string | null;
  /** The sandbox whose virtual time this process follows; null: real time. */
  readonly clockUrl: string | null;
  readonly showsStacks: boolean;
  readonly hasColor: boolean;
  readonly person: string;
  readonly columns: number | null;
  /** Without a provider's limits, where a sandbox has none; for tests. */
  readonly isUnpaced?: boolean;
}

/** Runs one command line and sets the exit code. */
export async function runTieout(args: readonly string[], environment: Environment): Promise<void> {
  const interrupted = new AbortController();
  process.on('SIGINT', () => stopOrLeave(interrupted));
  process.on('SIGTERM', () => interrupted.abort(new Error('stopped')));
  // A reader that has seen enough ('| head') is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const means = meansOf(environment, interrupted.signal);
  process.exitCode = await createProgram(means)(args);
}

/** The first Ctrl-C lets the turn under way end; the second one does not. */
function stopOrLeave(interrupted: AbortController): void {
  if (interrupted.signal.aborted) process.exit(130);
  process.stderr.write('\nStopping when what is under way has ended; press Ctrl-C again to leave at once.\n');
  interrupted.abort(new Error('stopped'));
}

// Commands load what they need when they need it: `tieout --help` takes no database, and most commands no web server.
export function meansOf(environment: Environment, interrupted: AbortSignal): Means {
  const version = versionHere();
  const open = (wanted: Wanted): Promise<WholeOffice> => openPlace(environment, wanted);
  const whole = new WeakMap<Office, WholeOffice>();
  const wholeOf = (office: Office): WholeOffice => {
    const found = whole.get(office);
    if (!found) throw new Error('this office was not opened here');
    return found;
  };
  return {
    version,
    terminal: terminalOf(environment),
    dataFolder: environment.dataFolder,
    person: environment.person,
    showsStacks: environment.showsStacks,
    interrupted,
    open: async (wanted) => {
      const office = await open(wanted);
      whole.set(office, office);
      return office;
    },
    serve: async (office, dataFolder, wishes) => {
      const { serve } = await import('./serving.ts');
      return serve(wholeOf(office), { ...wishes, dataFolder, version, provesByItself: environment.clockUrl === null });
    },
    serverOf,
    pagesFor: async (office, port) => {
      const { pagesFor } = await import('./serving.ts');
      return pagesFor(wholeOf(office), { port, version });
    },
    runSandbox: async (provider, sandboxArgs) => {
      const { runSandbox } = await import('./sandboxes.ts');
      await runSandbox(provider, sandboxArgs);
    },
    demo: async (wishes) => {
      const began = performance.now();
      const { openStage } = await import('./demo-stage.ts');
      const { playDemo } = await import('./demo/demo.ts');
      const stage = await openStage(wishes, process.argv[1] ?? '');
      const result = await playDemo(stage, wishes).finally(() => stage.close());
      return { ...result, seconds: Math.round((performance.now() - began) / 100) / 10 };
    },
  };
}

/** The database of a data folder, started, attached to or reached, and brought up to date; with it everything else. */
async function openPlace(environment: Environment, wanted: Wanted): Promise<WholeOffice> {
  const { databaseUrl } = environment;
  const { dataFolder, role } = wanted;
  if (databaseUrl !== null) await makeDataFolder(dataFolder, { isOurs: false });
  const database = await openDatabase({ dataFolder, databaseUrl, role }, thisMachine());
  try {
    await migrate(database.pool, await readMigrations(), realClock().now());
    const secrets = await secretsOf(environment, dataFolder);
    const { openOffice } = await import('./office.ts');
    const followed = environment.clockUrl === null ? null : await follow(environment.clockUrl);
    return await openOffice({
      isUnpaced: environment.isUnpaced === true,
      database,
      secrets,
      clock: followed ?? realClock(),
      wanted,
      onClose: () => followed?.leave(),
    });
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function follow(clockUrl: string) {
  const { followClock } = await import('./sandbox/clock-follow.ts');
  return followClock(clockUrl);
}

const secretsOf = async (environment: Environment, dataFolder: string): Promise<Secrets> =>
  secretsUnder(environment.key === null ? await keyFromFile(dataFolder) : keyFromText(environment.key));

function terminalOf(environment: Environment): Terminal {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { stdin, stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: Math.max(environment.columns ?? (stdout.isTTY ? stdout.columns : 100), 40),
    isWatched: stderr.isTTY,
    hasColor: environment.hasColor,
    locale,
    timeZone,
    ask: async (question) => {
      if (!stdin.isTTY) return null;
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    askSecret,
    openBrowser: (address) => {
      const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
      // Without a browser the person opens the address that was printed.
      spawn(program, [address], { stdio: 'ignore', detached: true })
        .on('error', () => undefined)
        .unref();
    },
  };
}

async function askSecret(question: string): Promise<string | null> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    for await (const line of createInterface({ input: stdin })) return line;
    return null;
  }
  stderr.write(question);
  // What is typed is echoed to the output of the interface, which goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    stderr.write('\n');
  }
}

/** The version in package.json, which lies one folder above the source and two above what is built from it. */
function versionHere(): string {
  const path = import.meta.filename.endsWith('.ts') ? '../package.json' : '../../package.json';
  const read: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : 'unknown';
}
