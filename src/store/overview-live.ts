import type { Pool, PoolClient, QueryResult } from 'pg';
import { z } from 'zod';
import type { KeyName } from '../booking/desire.ts';
import type { LiveFeed } from '../engine/overview-port.ts';

/** What pages can be told to ask for again, beside single documents. */
export type LiveName = 'overview' | 'holds' | 'batches' | 'log' | 'standings' | 'proof' | 'billing' | 'connections' | 'bank' | 'mapping';

const channel = 'tieout_changed';
const mostDocuments = 20;
const longestText = 6000;

/**
 * Says what has changed, once a transaction: PostgreSQL tells every process that listens as soon as it is committed, and nobody when
 * it is not. A turn over many documents names none of them: whoever looks at one asks again with the lists.
 */
export function tellChanged(
  asker: Pool | PoolClient,
  organisation: string,
  names: readonly LiveName[],
  documents: readonly (KeyName & { readonly flow: string })[] = [],
): Promise<QueryResult> {
  const named = documents.length > mostDocuments ? [] : documents.map(({ flow, kind, id }) => `document ${flow} ${kind} ${id}`);
  const whole = JSON.stringify({ organisation, names: [...names, ...named] });
  // A message has an end at 8,000 bytes.
  const text = Buffer.byteLength(whole) <= longestText ? whole : JSON.stringify({ organisation, names });
  return asker.query('select pg_notify($1, $2)', [channel, text]);
}

const message = z.object({ organisation: z.string(), names: z.array(z.string()) });
const everything: readonly LiveName[] = [
  'overview',
  'holds',
  'batches',
  'log',
  'standings',
  'proof',
  'billing',
  'connections',
  'bank',
  'mapping',
];
const retryMilliseconds = 1000;

type Hear = (names: readonly string[]) => void;

/** Listens on a connection of its own from the first subscriber on, and again when that breaks; what was missed meanwhile is everything. */
export function openLiveFeed(pool: Pool): LiveFeed {
  const subscribers = new Map<string, Set<Hear>>();
  let listening: Promise<PoolClient | null> | null = null;
  let isClosed = false;

  const tell = (organisation: string, names: readonly string[]): void => subscribers.get(organisation)?.forEach((hear) => hear(names));

  async function listen(): Promise<PoolClient | null> {
    try {
      const client = await pool.connect();
      client.on('notification', ({ payload }) => {
        const read = message.safeParse(JSON.parse(payload ?? 'null'));
        if (read.success) tell(read.data.organisation, read.data.names);
      });
      client.once('error', () => again(client));
      await client.query(`listen ${channel}`);
      return client;
    } catch {
      again(null);
      return null;
    }
  }

  function again(broken: PoolClient | null): void {
    broken?.release(true);
    listening = null;
    if (isClosed || subscribers.size === 0) return;
    setTimeout(() => {
      if (isClosed || listening !== null) return;
      listening = listen();
      for (const organisation of subscribers.keys()) tell(organisation, everything);
    }, retryMilliseconds).unref();
  }

  return {
    subscribe: (organisation, hear) => {
      const others = subscribers.get(organisation) ?? new Set();
      subscribers.set(organisation, others.add(hear));
      listening ??= isClosed ? null : listen();
      return () => {
        others.delete(hear);
        if (others.size === 0) subscribers.delete(organisation);
      };
    },
    close: async () => {
      isClosed = true;
      const client = await listening;
      listening = null;
      client?.removeAllListeners('error');
      client?.release(true);
    },
  };
}
