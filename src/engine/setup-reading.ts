import { kinds } from '../core/records.ts';
import type { Kind } from '../core/records.ts';
import type { ConnectionName } from './edge-ports.ts';
import type { Engine } from './parts.ts';
import { poll } from './poll.ts';
import type { Reading } from './reading-port.ts';

/** The reading of connections that a set-up needs and that no flow does yet. It goes on when whoever asked has left the page. */
export interface Readings {
  /** Reads what changed, unless that is under way; resolves when it has ended, well or not. */
  read(of: ConnectionName): Promise<void>;
  /** Why what is known of it may not be all; null: it was read. */
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

export function openReadings(engine: Engine): Readings {
  const underWay = new Map<string, Promise<void>>();
  const failed = new Map<string, string>();
  const nameOf = ({ organisation, connection }: ConnectionName): string => `${organisation} ${connection}`;
  return {
    read: (of) => {
      const name = nameOf(of);
      const known = underWay.get(name);
      if (known) return known;
      const reading = readAll(engine, of)
        .then(
          () => void failed.delete(name),
          (cause: unknown) => void failed.set(name, cause instanceof Error ? cause.message : String(cause)),
        )
        .finally(() => underWay.delete(name));
      underWay.set(name, reading);
      return reading;
    },
    lackOf: (of) => {
      const name = nameOf(of);
      if (underWay.has(name)) return 'it is being read';
      const why = failed.get(name);
      return why === undefined ? null : `it could not be read: ${why}`;
    },
  };
}

/** All but the settings, which were read before; as the poll that a worker would do now, so that none does it again. */
async function readAll(engine: Engine, { organisation, connection }: ConnectionName): Promise<void> {
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
  await poll(
    engine,
    organisation,
    connection,
    kinds.filter((kind) => !settingKinds.includes(kind)),
  );
}
