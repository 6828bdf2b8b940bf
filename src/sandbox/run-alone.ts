import { parseArgs } from 'node:util';
import type { Limits } from '../contract/manifest.ts';
import type { Sandbox } from '../contract/sandbox.ts';
import { followClock } from './clock-follow.ts';
import { realClock, virtualClock } from './clock.ts';
import type { SharedClock } from './clock.ts';
import type { Keeper } from './keeper.ts';

/** A provider's sandbox, as it runs in a process of its own. */
export interface Alone {
  /** What its books are called where they are kept. */
  readonly name: string;
  readonly label: string;
  readonly limits: Limits;
  start(options: {
    readonly clock: SharedClock;
    readonly keeper?: Keeper;
    readonly limits: Limits | null;
    readonly port: number;
    readonly onShutdown?: () => void;
  }): Promise<Sandbox>;
}

/** The way to the books of a sandbox in a database. */
export type OpenKeeper = (databaseUrl: string) => Promise<{ readonly keeper: Keeper; close(): Promise<void> }>;

const usageOf = ({ label, limits: { perDay } }: Alone): string =>
  `The ${label} sandbox as a process of its own. Prints {"url","pid"} when it is ready; ends when its standard input closes.
  --port N          listen there; a free one if left out
  --virtual         keep a virtual clock that workers follow
  --start INSTANT   where the virtual clock starts (2026-01-01T09:00:00Z); now if left out
  --clock URL       follow the virtual clock of another sandbox
  --data URL        keep the books in this PostgreSQL database${perDay === null ? '' : `\n  --day-limit N     calls a day and organisation (${perDay})`}
  --unlimited       no limits on calls`;

const options = {
  port: { type: 'string', default: '0' },
  virtual: { type: 'boolean', default: false },
  start: { type: 'string' },
  clock: { type: 'string' },
  data: { type: 'string' },
  'day-limit': { type: 'string' },
  unlimited: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Runs the sandbox until standard input closes, SIGTERM comes or somebody asks it to shut down. The way to a database is handed
 * in: this room knows no store.
 */
export async function runAlone(alone: Alone, args: readonly string[], openKeeper: OpenKeeper): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    console.log(usageOf(alone));
    return;
  }
  const limits = values.unlimited ? null : limitsOf(alone, values['day-limit'] ?? null);
  const followed = values.clock === undefined ? null : await followClock(values.clock);
  const own = values.virtual ? virtualClock(values.start === undefined ? realClock().now() : Date.parse(values.start)) : realClock();
  const opened = values.data === undefined ? null : await openKeeper(values.data);
  const asked = Promise.withResolvers<'shutdown' | 'stop'>();
  const sandbox = await alone.start({
    clock: followed ?? own,
    limits,
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

function limitsOf({ label, limits }: Alone, perDay: string | null): Limits {
  if (perDay === null) return limits;
  if (limits.perDay === null) throw new Error(`${label} has no limit by the day: leave out --day-limit.`);
  return { ...limits, perDay: Number(perDay) };
}

/** What a sandbox's own `main.ts` does: its books are found by address and not by name, so that this room stays without the store. */
export function runMain(alone: Alone): Promise<void> {
  const store = new URL(`../store/sandbox-keeper${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  return runAlone(alone, process.argv.slice(2), async (databaseUrl) => {
    const { openSandboxKeeper } = await import(store.href);
    return openSandboxKeeper(databaseUrl, alone.name, realClock().now());
  });
}
