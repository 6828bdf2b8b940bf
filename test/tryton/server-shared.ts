import { startTryton } from './server.ts';
import type { TrytonServer } from './server.ts';

let running: Promise<TrytonServer> | null = null;

/** One server for all tests of a run; each test has a database of its own. A test file ends with `after(closeTryton)`. */
export const sharedTryton = (): Promise<TrytonServer> => (running ??= startTryton());

export async function closeTryton(): Promise<void> {
  const ending = running;
  running = null;
  await (await ending)?.close();
}
