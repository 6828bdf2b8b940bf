import type { Pool, PoolClient, QueryResult } from 'pg';
import { z } from 'zod';
import type { KeyName } from '../booking/desire.ts';
import type { LiveFeed } from '../engine/overview-port.ts';

/** What pages can be told to ask for again, beside single documents. */
export type LiveName = 'overview' | 'holds' | 'batches' | 'log' | 'standings' | 'proof' | 'billing' | 'connections' | 'bank' | 'mapping';

const channel = 'tieout_changed';
const anyDocument = 'document';
const mostDocuments = 20;
const longestText = 6000;

/**
 * Says what has changed, once a transaction: PostgreSQL tells every process that listens as soon as it is committed, and nobody when
 * it is not. A turn over many documents names none of them: whoever looks at any asks again.
 */
export function tellChanged(
  asker: Pool | PoolClient,
  organisation: string,
  names: readonly LiveName[],
  documents: readonly (KeyName & { readonly flow: string })[] = [],
): Promise<QueryResult> {
  const named = documents.length > mostDocuments ? [anyDocument] : documents.map(({ flow, kind, id }) => `document ${flow} ${kind} ${id}`);
  const whole = JSON.stringify({ organisation, names: [...names, ...named] });
  // A message has an end at 8,000 bytes.
  const text = Buffer.byteLength(whole) <= longestText ? whole : JSON.stringify({ organisation, names: [...names, anyDocument] });
  return asker.query('select pg_notify($1, $2)', [channel, text]);
}

const message = z.object({ organisation: z.string(), names: z.array(z.string()) });
const everything: readonly (LiveName | typeof anyDocument)[] = [
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
  anyDocument,
];
const retryMilliseconds = 1000;
/** How long a change is kept for pages that are just opening, and how long a page's request may be on its way. */
const keptMilliseconds = 60_000;
const onTheWayMilliseconds = 10_000;

type Hear = (names: readonly string[]) => void;

/**
 * Listens on a connection of its own from the first subscriber on, and again when that breaks. What was missed before it listens is
 * everything; afterwards, whoever comes is told what changed since they asked their first question, as far as it is kept.
 */
export function openLiveFeed(pool: Pool, now: () => number = () => performance.now()): LiveFeed {
  const subscribers = new Map<string, Set<Hear>>();
  const kept = keptChanges(now);
  let listening: Promise<PoolClient | null> | null = null;
  let isClosed = false;

  const tell = (organisation: string, names: readonly string[]): void => subscribers.get(organisation)?.forEach((hear) => hear(names));

  async function listen(): Promise<PoolClient | null> {
    const client = await listeningClient(pool, {
      heard: (organisation, names) => {
        kept.keep(organisation, names);
        tell(organisation, names);
      },
      broke: again,
    });
    if (client === null) return null;
    kept.begin();
    // Only now is nothing missed any more: told before, a page would ask again too early to see what is committed meanwhile.
    for (const organisation of subscribers.keys()) tell(organisation, everything);
    return client;
  }

  function again(broken: PoolClient | null): void {
    broken?.release(true);
    kept.end();
    listening = null;
    if (isClosed || subscribers.size === 0) return;
    setTimeout(() => {
      if (!isClosed) listening ??= listen();
    }, retryMilliseconds).unref();
  }

  return {
    subscribe: (organisation, hear, askedSeconds) => {
      const others = subscribers.get(organisation) ?? new Set();
      subscribers.set(organisation, others.add(hear));
      listening ??= isClosed ? null : listen();
      const missed = kept.since(organisation, askedSeconds);
      if (missed.length > 0) hear(missed);
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

interface Ears {
  readonly heard: (organisation: string, names: readonly string[]) => void;
  /** Called once, with the connection if there was one; it hears nothing any more. */
  readonly broke: (client: PoolClient | null) => void;
}

async function listeningClient(pool: Pool, { heard, broke }: Ears): Promise<PoolClient | null> {
  const client = await pool.connect().catch(() => null);
  // A connection that breaks while it is asked says so twice.
  let isBroken = false;
  const end = (): null => {
    if (!isBroken) broke(client);
    isBroken = true;
    return null;
  };
  if (client === null) return end();
  client.on('notification', ({ payload }) => {
    const read = message.safeParse(JSON.parse(payload ?? 'null'));
    if (read.success) heard(read.data.organisation, read.data.names);
  });
  client.once('error', end);
  return client.query(`listen ${channel}`).then(() => client, end);
}

/** What changed a moment ago, by organisation, while the feed listens. */
function keptChanges(now: () => number) {
  /** When each name was last said, the oldest first. */
  const changes = new Map<string, Map<string, number>>();
  let listensSince: number | null = null;

  function forgetOld(): void {
    for (const [organisation, names] of changes) {
      for (const [name, at] of names) {
        if (at >= now() - keptMilliseconds) break;
        names.delete(name);
      }
      if (names.size === 0) changes.delete(organisation);
    }
  }

  return {
    begin: (): void => void (listensSince = now()),
    end: (): void => {
      listensSince = null;
      changes.clear();
    },
    keep: (organisation: string, names: readonly string[]): void => {
      forgetOld();
      const known = changes.get(organisation) ?? new Map<string, number>();
      for (const name of names) {
        known.delete(name);
        known.set(name, now());
      }
      changes.set(organisation, known);
    },
    /** Nothing while the feed does not listen yet: as soon as it does, everything is told. */
    since: (organisation: string, askedSeconds: number | undefined): readonly string[] => {
      if (listensSince === null) return [];
      const from = askedSeconds === undefined ? -Infinity : now() - askedSeconds * 1000 - onTheWayMilliseconds;
      if (from < Math.max(listensSince, now() - keptMilliseconds)) return everything;
      return [...(changes.get(organisation) ?? [])].flatMap(([name, at]) => (at >= from ? [name] : []));
    },
  };
}
