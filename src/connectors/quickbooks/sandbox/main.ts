import { parseArgs } from 'node:util';
import { realClock, virtualClock } from '../../../sandbox/clock.ts';
import { followClock } from '../../../sandbox/clock-follow.ts';
import type { Keeper } from '../../../sandbox/keeper.ts';
import { quickBooksLimits, startQuickBooksSandbox } from './server.ts';

const usage = `The QuickBooks sandbox as a process of its own. Prints {"url","pid"} when it is ready; ends when its standard input closes.
  --port N          listen there; a free one if left out
  --virtual         keep a virtual clock that workers follow
  --start INSTANT   where the virtual clock starts (2026-01-01T09:00:00Z); now if left out
  --clock URL       follow the virtual clock of another sandbox
  --data URL        keep the books in this PostgreSQL database
  --unlimited       no limits on calls`;

/**
 * Runs the sandbox until standard input closes, SIGTERM comes or somebody asks it to shut down. The way to a database is handed
 * in: this room knows no store.
 */
export async function runQuickBooksSandbox(
  args: readonly string[],
  openKeeper: (databaseUrl: string) => Promise<{ readonly keeper: Keeper; close(): Promise<void> }>,
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      virtual: { type: 'boolean', default: false },
      start: { type: 'string' },
      clock: { type: 'string' },
      data: { type: 'string' },
      unlimited: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const followed = values.clock === undefined ? null : await followClock(values.clock);
  const own = values.virtual ? virtualClock(values.start === undefined ? realClock().now() : Date.parse(values.start)) : realClock();
  const opened = values.data === undefined ? null : await openKeeper(values.data);
  const asked = Promise.withResolvers<'shutdown' | 'stop'>();
  const sandbox = await startQuickBooksSandbox({
    clock: followed ?? own,
    limits: values.unlimited ? null : quickBooksLimits,
    port: Number(values.port),
    onShutdown: () => asked.resolve('shutdown'),
    ...(opened && { keeper: opened.keeper }),
  });
  console.log(JSON.stringify({ url: sandbox.url, pid: process.pid }));
  process.once('SIGTERM', () => asked.resolve('stop'));
  process.once('SIGINT', () => asked.resolve('stop'));
  process.stdin.once('close', () => asked.resolve('stop')).resume();
  if ((await asked.promise) === 'stop') await sandbox.close();
  followed?.leave();
  await opened?.close();
  process.exit(0);
}

if (import.meta.main) {
  // By address and not by name, so that this room stays without the store; `tieout` hands the same function in.
  const store = new URL(`../../../store/sandbox-keeper${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  await runQuickBooksSandbox(process.argv.slice(2), async (databaseUrl) => {
    const { openSandboxKeeper } = await import(store.href);
    return openSandboxKeeper(databaseUrl, 'quickbooks', realClock().now());
  });
}
