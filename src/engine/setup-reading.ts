import { kinds } from '../core/records.ts';
import type { Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { ConnectionName } from './edge-ports.ts';
import type { Engine } from './parts.ts';
import { poll } from './poll.ts';
import type { Reading } from './reading-port.ts';

/** The reading of connections that a set-up needs and that no flow does yet. It goes on when whoever asked has left the page. */
export interface Readings {
  /** Reads what changed, unless that is under way; resolves when it has ended, well or not. */
  read(of: ConnectionName): Promise<void>;
  /** As `read`, and waits for it only as long as a person would: what is not there by then is read on behind them. */
  readSoon(of: ConnectionName): Promise<void>;
  /** Why what is known of it may not be all; null: it was read. What could not be read is tried again behind whoever asks. */
  lackOf(of: ConnectionName): string | null;
}

const settingKinds: readonly Kind[] = ['organisation', 'currency', 'taxRate', 'account'];

/** What a ledger is asked for its choices, unless it was just asked: a person goes back and forth, and calls are few. */
export async function readSettings(
  { engine, reading }: { readonly engine: Engine; readonly reading: Pick<Reading, 'bookmarks'> },
  { organisation, connection }: ConnectionName,
): Promise<void> {
  const bookmarks = await reading.bookmarks(organisation, connection);
  const fresh = engine.clock.now() - 20_000;
  const isFresh = (kind: Kind): boolean => (bookmarks.find((one) => one.kind === kind)?.polledAt ?? 0) >= fresh;
  const stale = settingKinds.filter((kind) => !isFresh(kind));
  if (stale.length > 0) await poll(engine, organisation, connection, stale);
}

const patienceMilliseconds = 8_000;
const retryMilliseconds = 3_000;

export function openReadings(engine: Engine, reading: Pick<Reading, 'bookmarks'>): Readings {
  const underWay = new Map<string, Promise<void>>();
  const failed = new Map<string, { readonly why: string; readonly at: Instant }>();
  const nameOf = ({ organisation, connection }: ConnectionName): string => `${organisation} ${connection}`;
  const read = (of: ConnectionName): Promise<void> => {
    const name = nameOf(of);
    const known = underWay.get(name);
    if (known) return known;
    const begun = readAll({ engine, reading }, of)
      .then(
        () => void failed.delete(name),
        (cause: unknown) => void failed.set(name, { why: cause instanceof Error ? cause.message : String(cause), at: engine.clock.now() }),
      )
      .finally(() => underWay.delete(name));
    underWay.set(name, begun);
    return begun;
  };
  return {
    read,
    readSoon: async (of) => {
      const enough = new AbortController();
      const waiting = engine.clock.sleepUntil(engine.clock.now() + patienceMilliseconds, enough.signal).catch(() => undefined);
      await Promise.race([read(of), waiting]);
      enough.abort();
    },
    lackOf: (of) => {
      const name = nameOf(of);
      if (underWay.has(name)) return 'it is being read';
      const before = failed.get(name);
      if (before === undefined) return null;
      if (engine.clock.now() - before.at > retryMilliseconds) void read(of);
      return `it could not be read: ${before.why}`;
    },
  };
}

/** Everything, as the poll that a worker would do now, so that none does it again. */
async function readAll(
  parts: { readonly engine: Engine; readonly reading: Pick<Reading, 'bookmarks'> },
  of: ConnectionName,
): Promise<void> {
  const { engine } = parts;
  const { organisation, connection } = of;
  const { manifest } = await engine.open(organisation, connection);
  const now = engine.clock.now();
  const lease = {
    organisation,
    name: `poll ${connection}`,
    token: engine.chance.id(),
    now,
    until: now + manifest.poll.everySeconds * 1000,
  };
  await engine.store.leaseUntil(lease);
  await readSettings(parts, of);
  await poll(
    engine,
    organisation,
    connection,
    kinds.filter((kind) => !settingKinds.includes(kind)),
  );
}
