import type { Pool, PoolClient } from 'pg';
import { openKeyedPool } from '../../src/store/database.ts';

/**
 * Connections to one database, of which the idle ones outlive the lives that use them, as behind a pooler. PostgreSQL needs longer to begin
 * a connection and to plan the engine's statements in it than to run them: of a life of some hundred statements that is most.
 */
export interface Backends {
  lend(): Lent;
  /** Waits until the server has let go of what was broken off: until then a statement may still be under way. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** A pool for one life. */
export interface Lent {
  readonly pool: Pool;
  /** Breaks every connection with something under way, as the end of a process does. What lies idle goes to whoever comes next. */
  end(): void;
}

export function openBackends(url: string): Backends {
  // Enough for two workers side by side.
  const shared = openKeyedPool({ connectionString: url, max: 12 });
  const broken = new Set<number>();
  return {
    lend: () => lendFrom(shared, broken),
    rest: async () => {
      if (broken.size === 0) return;
      await shared.query(
        'select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid = any($1)',
        [[...broken]],
      );
      broken.clear();
    },
    close: () => shared.end(),
  };
}

function lendFrom(shared: Pool, broken: Set<number>): Lent {
  const out = new Set<PoolClient>();
  let hasEnded = false;
  const connect = async (): Promise<PoolClient> => {
    const client = await shared.connect();
    if (hasEnded) {
      client.release();
      throw new Error('the process has ended');
    }
    out.add(client);
    const release = client.release.bind(client);
    client.release = (cause) => {
      out.delete(client);
      release(cause);
    };
    return client;
  };
  const query = async (...asked: readonly unknown[]): Promise<unknown> => {
    const client = await connect();
    try {
      const answer: unknown = await Reflect.apply(client.query, client, asked);
      client.release();
      return answer;
    } catch (cause) {
      client.release(true);
      throw cause;
    }
  };
  const own: Readonly<Record<string, unknown>> = { connect, query };
  return {
    pool: new Proxy(shared, { get: (target, name) => (typeof name === 'string' ? own[name] : undefined) ?? Reflect.get(target, name) }),
    end: () => {
      hasEnded = true;
      for (const client of out) {
        broken.add(Number(Reflect.get(client, 'processID')));
        streamOf(client).destroy();
      }
    },
  };
}

const streamOf = (connected: object): { destroy(): void } => {
  const connection: unknown = Reflect.get(connected, 'connection');
  const stream: unknown = typeof connection === 'object' && connection !== null ? Reflect.get(connection, 'stream') : null;
  return { destroy: () => typeof stream === 'object' && stream !== null && Reflect.apply(Reflect.get(stream, 'destroy'), stream, []) };
};
