import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RunningServer {
  readonly address: string;
  /** Ends the process, waits for it, and takes its books away. */
  stop(): Promise<void>;
}

/** `tieout serve` in a process of its own, on an empty data folder: what a person has who has just installed it. */
export async function startServer(): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-web-'));
  // The database may run as another user, which must be able to pass through.
  await chmod(folder, 0o711);
  const main = join(import.meta.dirname, '../../src/main.ts');
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--json'], {
    env: { PATH: process.env['PATH'] ?? '', TIEOUT_DATA: folder, TIEOUT_PERSON: 'a test' },
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
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
