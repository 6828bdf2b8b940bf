import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RunningServer {
  readonly address: string;
  /** What it has said so far beside its answers, the last lines of it. */
  said(): string;
  /** Ends the process, waits for it, and takes its books away. */
  stop(): Promise<void>;
}

interface ServerWanted {
  readonly isPaced?: boolean;
  /** Where its books are kept, when the caller looks after that. */
  readonly database?: string;
}

/**
 * `tieout serve` in a process of its own, on an empty data folder: what a person has who has just installed it. With the providers'
 * limits on calls, or without.
 */
export async function startServer({ isPaced = true, database }: ServerWanted = {}): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-web-'));
  // The database may run as another user, which must be able to pass through.
  await chmod(folder, 0o711);
  const main = join(import.meta.dirname, isPaced ? '../../src/main.ts' : 'unpaced-server.ts');
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--json'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      TIEOUT_DATA: folder,
      TIEOUT_PERSON: 'a test',
      ...(database === undefined ? {} : { DATABASE_URL: database }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const read: unknown = JSON.parse(line);
      if (typeof read === 'object' && read !== null && 'address' in read && typeof read.address === 'string') resolve(read.address);
    });
    void ended.then(() => reject(new Error(`the server ended before it listened: ${said.join('')}`)));
  });
  return {
    address,
    said: () => said.join('').split('\n').slice(-20).join('\n'),
    stop: async () => {
      child.kill('SIGTERM');
      const killed = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(killed);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
