import type { Kind } from '../core/records.ts';
import type { ConnectionName } from './edge-ports.ts';
import type { Engine } from './parts.ts';
import { poll } from './poll.ts';

/** The reading of connections that a set-up needs and that no flow does yet. It goes on when whoever asked has left the page. */
export interface Readings {
  /** Reads what changed, unless that is under way; resolves when it has ended, well or not. */
  read(of: ConnectionName): Promise<void>;
  /** Why what is known of it may not be all; null: it was read. */
  lackOf(of: ConnectionName): string | null;
}

/** What a ledger is asked for its choices. */
export const settingKinds: readonly Kind[] = ['organisation', 'currency', 'taxRate', 'account'];

export function openReadings(engine: Engine): Readings {
  const underWay = new Map<string, Promise<void>>();
  const failed = new Map<string, string>();
  const nameOf = ({ organisation, connection }: ConnectionName): string => `${organisation} ${connection}`;
  return {
    read: (of) => {
      const name = nameOf(of);
      const known = underWay.get(name);
      if (known) return known;
      const reading = poll(engine, of.organisation, of.connection)
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
