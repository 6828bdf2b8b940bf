import { createHmac } from 'node:crypto';
import type { Connector, Nudge, Session } from '../contract/connector.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { Instant } from '../core/day.ts';
import { Refused } from '../contract/refused.ts';
import type { Connection, DeliveryStore, EdgeClock, ProviderApp, ReceivedDelivery, WebhookAddresses } from '../engine/edge-ports.ts';
import type { Log } from './log.ts';

export interface IntakeParts {
  readonly store: DeliveryStore & WebhookAddresses & { app(organisation: string, provider: string): Promise<ProviderApp | null> };
  readonly clock: EdgeClock;
  readonly connectorOf: (provider: string) => Connector | null;
  readonly log: Log;
  /** Asks the provider of a connection for the key that a delivery names. Null where deliveries are signed with a key that we know. */
  readonly asksForKey?: (connection: Connection) => Promise<Session['webhookKey'] | null>;
  /** Something of this organisation became due: a worker of this process need not wait for its next look. */
  readonly touched?: (organisation: string) => void;
}

export type Received = 'kept' | 'forged' | 'unknown' | 'malformed';

export interface Arrival {
  readonly connection: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Intake {
  /** Resolves with `kept` after the delivery and its marks were committed. Rejects when they could not be. */
  receive(arrival: Arrival): Promise<Received>;
}

export function createIntake(parts: IntakeParts): Intake {
  const { clock } = parts;
  const speakers = remembering(parts, (connection: string) => speakersOf(parts, connection));
  const keep = groupCommit(parts);
  const forged = oncePerMinute(parts);
  const keys = askedKeys(parts);
  const nudgeOf = async (speaker: Speaker, arrival: Arrival, now: Instant): Promise<Nudge | 'forged' | 'malformed'> => {
    const { connection, secrets } = speaker;
    const nudge = readNudge({ ...speaker, secrets: [...secrets, ...keys.known(connection)] }, arrival, now);
    const key = nudge === 'forged' ? await keys.ask(connection, arrival.headers) : null;
    return key === null ? nudge : readNudge({ ...speaker, secrets: [key] }, arrival, now);
  };
  return {
    receive: async (arrival) => {
      const now = clock.now();
      const known = await speakers(arrival.connection);
      if (known.length === 0) return 'unknown';
      for (const speaker of known) {
        const nudge = await nudgeOf(speaker, arrival, now);
        if (nudge === 'forged') continue;
        if (nudge === 'malformed') return 'malformed';
        const { connection } = ownerOf(nudge, speaker, known);
        await keep({ nudge, connection, body: arrival.body, now, alsoChanges: speaker.alsoChanges });
        return 'kept';
      }
      forged(arrival.connection);
      return 'forged';
    },
  };
}

/** A connection whose provider may call this address, and the keys with which it signs. */
interface Speaker {
  readonly connection: Connection;
  readonly nudge: NonNullable<Connector['nudge']>;
  readonly alsoChanges: Manifest['alsoChanges'];
  readonly secrets: readonly string[];
}

/** Two organisations whose connections are called alike share an address: a delivery is for the one whose account it names. */
const ownerOf = (nudge: Nudge, speaker: Speaker, known: readonly Speaker[]): Speaker => {
  const { provider, settings } = speaker.connection;
  const isOwner = ({ connection }: Speaker): boolean =>
    connection.provider === provider && connection.settings.app === settings.app && isNamed(nudge, connection);
  return [speaker, ...known].find(isOwner) ?? speaker;
};

const isNamed = ({ touched }: Nudge, { account }: Connection): boolean => touched.some((one) => one.account === account);

async function speakersOf(parts: IntakeParts, name: string): Promise<readonly Speaker[]> {
  const speakers: Speaker[] = [];
  for (const connection of await parts.store.named(name)) {
    const connector = parts.connectorOf(connection.provider);
    const nudge = connector?.nudge ?? null;
    const app = await parts.store.app(connection.organisation, connection.provider);
    // Where the key is asked for, nobody had to register one.
    const mayAsk = parts.asksForKey !== undefined && connector?.manifest.auth.type === 'key';
    if (connector && nudge !== null && (app !== null || mayAsk)) {
      speakers.push({ connection, nudge, alsoChanges: connector.manifest.alsoChanges, secrets: app?.webhookSecrets ?? [] });
    }
  }
  return speakers;
}

function readNudge(speaker: Speaker, arrival: Arrival, now: number): Nudge | 'forged' | 'malformed' {
  try {
    return speaker.nudge({ headers: arrival.headers, body: arrival.body, secrets: speaker.secrets, now, hmac });
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    return cause.reason === 'forbidden' ? 'forged' : 'malformed';
  }
}

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('base64');

/** What a provider said, and the connection whose address it called, or whose account it named there. */
interface Genuine {
  readonly nudge: Nudge;
  readonly connection: Connection;
  readonly body: string;
  readonly now: Instant;
  readonly alsoChanges: Manifest['alsoChanges'];
}

/** Open connections to an account through the same app. */
type OfAccount = (through: Connection, account: string) => readonly Connection[];

/**
 * Asked in the moment in which it is kept, and never remembered: an account that was connected a moment ago, here or somewhere else,
 * would miss what is said of it, and no provider says it twice.
 */
async function ofAccounts({ store }: IntakeParts, group: readonly Genuine[]): Promise<OfAccount> {
  const through = ({ provider, settings }: Connection): string => JSON.stringify([provider, settings.app]);
  const found = new Map<string, readonly Connection[]>();
  for (const [name, some] of Map.groupBy(group, ({ connection }) => through(connection))) {
    const [first] = some;
    const app = first?.connection.settings.app ?? null;
    const accounts = [...new Set(some.flatMap(({ nudge }) => accountsIn(nudge)))];
    if (first === undefined || app === null || accounts.length === 0) continue;
    found.set(name, await store.ofAccounts(first.connection.provider, app, accounts));
  }
  return (connection, account) => (found.get(through(connection)) ?? []).filter((one) => one.account === account);
}

const accountsIn = ({ touched }: Nudge): readonly string[] => [...new Set(touched.map(({ account }) => account))];

/**
 * A provider has one webhook per app, so one delivery can name several accounts, and each may be connected in several
 * organisations. Each gets a row with its own names; the text itself stays with the connection that was called, if it is named. One that
 * names nobody only shows that deliveries arrive.
 */
function deliveriesOf({ nudge, connection, body, now, alsoChanges }: Genuine, others: OfAccount): readonly ReceivedDelivery[] {
  const rowOf = (of: Connection): ReceivedDelivery => {
    const touched = nudge.touched
      .filter((one) => one.account === of.account)
      .map(({ kind, id, version = null }) => ({ kind, id, version, reads: alsoChanges[kind] ?? [] }));
    return {
      organisation: of.organisation,
      connection: of.connection,
      delivery: nudge.delivery,
      receivedAt: now,
      body: isSame(of, connection) && touched.length > 0 ? body : '',
      touched,
    };
  };
  const accounts = accountsIn(nudge);
  const found = accounts.flatMap((account) => others(connection, account));
  const first = accounts.length === 0 || isNamed(nudge, connection) ? [connection] : [];
  return [...first, ...found.filter((one) => !isSame(one, connection))].map(rowOf);
}

const isSame = (a: Connection, b: Connection): boolean => a.organisation === b.organisation && a.connection === b.connection;

/**
 * Deliveries that arrive while others are being committed wait and go together: 17,000 a second instead of 6,500, and no
 * durability is given up, because each is answered after its own commit.
 */
function groupCommit(parts: IntakeParts): (genuine: Genuine) => Promise<void> {
  let waiting: {
    readonly genuine: Genuine;
    readonly done: () => void;
    readonly failed: (cause: unknown) => void;
  }[] = [];
  let isFlushing = false;
  const flush = async (): Promise<void> => {
    isFlushing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await commit(
          parts,
          group.map((one) => one.genuine),
        );
        for (const one of group) one.done();
      } catch (cause) {
        // One that the database dislikes must not take the others with it.
        if (group.length === 1) group[0]?.failed(cause);
        else for (const one of group) await commit(parts, [one.genuine]).then(one.done, one.failed);
      }
    }
    isFlushing = false;
  };
  return (genuine) =>
    new Promise((done, failed) => {
      waiting.push({ genuine, done, failed });
      if (!isFlushing) void flush();
    });
}

async function commit(parts: IntakeParts, group: readonly Genuine[]): Promise<void> {
  const fresh = await parts.clock.during(async () => {
    const others = await ofAccounts(parts, group);
    return parts.store.keep(group.flatMap((one) => deliveriesOf(one, others)));
  });
  for (const organisation of new Set(fresh.map((one) => one.organisation))) parts.touched?.(organisation);
}

const rememberedMilliseconds = 5_000;

/**
 * Looks things up at most every few seconds: a flood costs no queries. A new key, or a connection's first delivery, may be refused for so
 * long, and the provider comes again; what is taken must not depend on anything that is remembered.
 */
function remembering<A, T>(parts: IntakeParts, look: (asked: A) => Promise<T>): (asked: A) => Promise<T> {
  const known = new Map<string, { readonly until: number; readonly value: Promise<T> }>();
  return (asked) => {
    const name = JSON.stringify(asked);
    const now = parts.clock.now();
    const one = known.get(name);
    if (one !== undefined && one.until > now) return one.value;
    if (known.size > 1_000) known.clear();
    const value = parts.clock.during(() => look(asked));
    known.set(name, { until: now + rememberedMilliseconds, value });
    value.catch(() => known.delete(name));
    return value;
  };
}

const asksPerMinute = 20;
const keysKept = 3;

interface AskedKeys {
  known(connection: Connection): readonly string[];
  /** Null where there is no such key, and where nobody is asked. Rejects when it could not be asked for: the delivery comes again. */
  ask(connection: Connection, headers: Arrival['headers']): Promise<string | null>;
}

/** Keys that providers showed, by connection. Anybody can name keys that nobody has, and each costs a call: so many a minute. */
function askedKeys({ asksForKey, clock }: IntakeParts): AskedKeys {
  const shown = new Map<string, readonly string[]>();
  const asked = new Map<string, { readonly since: Instant; count: number }>();
  const nameOf = ({ organisation, connection }: Connection): string => JSON.stringify([organisation, connection]);
  return {
    known: (connection) => shown.get(nameOf(connection)) ?? [],
    ask: async (connection, headers) => {
      const ask = (await asksForKey?.(connection)) ?? null;
      if (ask === null) return null;
      const [name, now] = [nameOf(connection), clock.now()];
      const held = asked.get(name);
      const counted = held !== undefined && now - held.since < 60_000 ? held : { since: now, count: 0 };
      asked.set(name, counted);
      counted.count += 1;
      if (counted.count > asksPerMinute) throw new Error(`keys of webhooks were asked for ${asksPerMinute} times within a minute`);
      const key = await ask(headers);
      if (key !== null) shown.set(name, [key, ...(shown.get(name) ?? []).filter((one) => one !== key)].slice(0, keysKept));
      return key;
    },
  };
}

/** Forged webhooks come in floods; they are counted, and told of once a minute. */
function oncePerMinute(parts: IntakeParts): (connection: string) => void {
  let count = 0;
  let toldAt = -Infinity;
  return (connection) => {
    count += 1;
    const now = parts.clock.now();
    if (now - toldAt < 60_000) return;
    parts.log('warn', "webhooks with a wrong signature were refused; if they are genuine, the signing key here is not the provider's", {
      connection,
      count,
    });
    toldAt = now;
    count = 0;
  };
}
