import type { KeyProfile } from '../contract/manifest.ts';
import { Refused } from '../contract/refused.ts';
import type { Connection, SignInName, TokenSet } from './edge-ports.ts';
import { openHttp } from './http.ts';
import { openGate } from './pace-gate.ts';
import { connectAccounts } from './sign-in-accounts.ts';
import { connectorFor } from './sign-in-client.ts';
import type { SignInParts } from './sign-in-client.ts';
import { SignInProblem } from './sign-in-problem.ts';
import { ReconnectNeeded } from './tokens.ts';
import type { TokenParts, TokenSource } from './tokens.ts';

/** A secret that a person gives, and for which connection. */
export interface KeyOffer {
  readonly organisation: string;
  readonly provider: string;
  readonly secret: string;
  /** Addresses other than the provider's own: a sandbox's. */
  readonly hosts: Readonly<Record<string, string>>;
  /** The zone in which the provider's moments become days; null: what the account there says. */
  readonly timeZone: string | null;
  /** The connection that is to be restored; null for a new one. */
  readonly restores: string | null;
}

/**
 * Connects the account of a key. The key is tried before it is kept. A zone is kept with a new connection and never changes: moments
 * that were read as days would become other days.
 */
export async function connectWithKey(parts: SignInParts, offer: KeyOffer): Promise<Connection> {
  const { organisation, provider, secret } = offer;
  const connector = connectorFor(parts, provider);
  const { auth, label } = connector.manifest;
  if (auth.type !== 'key') throw new SignInProblem(`${label} is not connected with a key.`);
  assertLooksRight(label, auth, secret);
  const before = await restoredBy(parts, offer);
  const data = auth.secret.testStartsWith.some((start) => secret.startsWith(start)) ? 'test' : 'live';
  if (before !== null && dataOf(before) !== data) {
    throw new SignInProblem(
      `This connection shows the ${dataOf(before)} data of ${before.label}, and the key belongs to its ${data} data: nothing was changed. ` +
        `Give a key of the ${dataOf(before)} data, or connect the other as a new connection.`,
    );
  }
  const zone = before?.settings.other['timeZone'] ?? offer.timeZone;
  const tokens = { current: () => Promise.resolve(secret), renewAfter401: () => Promise.resolve(null) };
  const { clock, wire } = parts;
  const base = offer.hosts['api'] ?? before?.hosts['api'] ?? auth.hosts.api;
  const http = openHttp({ base, label, requestSeconds: 30, clock, wire, tokens, signing: connector.signing, gate: openGate }).as('person');
  const opened = connector.open({ http, account: '', ...(zone === null ? {} : { timeZone: zone }) });
  const account = await tried(label, opened.organisation);
  if (before !== null && before.account !== account.id) {
    throw new SignInProblem(
      `This connection belongs to ${before.label}, and the key to ${account.name}: nothing was changed. Give a key of ${before.label}.`,
    );
  }
  const signIn = `sign-in:${parts.fresh().slice(0, 22)}`;
  await clock.during(() => parts.store.add({ organisation, signIn }, keySet(secret, clock.now())));
  const chosen = [{ id: account.id, name: account.name }];
  const granted = { organisation, provider, label, signIn, app: provider, hosts: offer.hosts, subject: null };
  const other = { timeZone: account.timeZone, data };
  const isAlike = (one: Connection): boolean => dataOf(one) === data;
  const [made] = await connectAccounts(parts, { ...granted, other, isAlike }, { chosen, reaches: chosen });
  if (!made) throw new Error(`no connection came of the key of ${account.name}`);
  return made;
}

function assertLooksRight(label: string, { secret: { name, startsWith, madeAt } }: KeyProfile, secret: string): void {
  if (startsWith.some((start) => secret.startsWith(start)) && !/\s/.test(secret)) return;
  throw new SignInProblem(
    `That is no ${name} of ${label}: one begins with ${startsWith.join(' or ')} and has no spaces. Make one at ${madeAt}.`,
  );
}

/** What was made for trying out has the account's own id. Taken for the live records, it would make each of them seem deleted. */
const dataOf = ({ settings }: Connection): string => settings.other['data'] ?? 'live';

async function restoredBy(parts: SignInParts, { organisation, restores }: KeyOffer): Promise<Connection | null> {
  if (restores === null) return null;
  const found = await parts.clock.during(() => parts.store.connection({ organisation, connection: restores }));
  if (found === null) throw new SignInProblem(`There is no connection called ${restores} any more: make a new one.`);
  return found;
}

/** The first call with a key. A no is for the person to read, and the key is not kept. */
async function tried<T>(label: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    throw new SignInProblem(`${label} does not accept the key (${cause.message}): nothing was changed.`, cause);
  }
}

/** A key is kept as if it were an access token without an end. */
const keySet = (secret: string, now: number): TokenSet => ({
  access: secret,
  refresh: null,
  previous: null,
  issuedAt: now,
  expiresAt: Number.MAX_SAFE_INTEGER,
  subject: null,
  scopes: [],
  refusedAt: null,
});

/**
 * The key of a connection, as calls use it. A key that is refused is not asked for again: either a person has given another by now,
 * or the connection waits for one.
 */
export function keySource(parts: Pick<TokenParts, 'of' | 'label' | 'store' | 'clock' | 'fresh'>): TokenSource {
  const { of, label, store, clock } = parts;
  let known: string | null = null;
  return {
    current: async () => {
      if (known !== null) return known;
      const row = await clock.during(() => store.read(of));
      if (row === null || row.tokens.refusedAt !== null) throw new ReconnectNeeded(label);
      return (known = row.tokens.access);
    },
    renewAfter401: async (used) => {
      known = null;
      const row = await clock.during(() => store.read(of));
      if (row === null) return null;
      if (row.tokens.access !== used) return row.tokens.access;
      await refuse(parts, of, used);
      return null;
    },
  };
}

/** Marks the key as refused, unless somebody does it at this moment or has replaced it. */
async function refuse({ store, clock, fresh }: Pick<TokenParts, 'store' | 'clock' | 'fresh'>, of: SignInName, used: string): Promise<void> {
  const now = clock.now();
  const lease = fresh();
  const tokens = await clock.during(() => store.lease(of, { token: lease, until: now + 10_000, now }));
  if (tokens === null) return;
  if (tokens.access === used) await clock.during(() => store.keepRefused(of, lease, { ...tokens, refusedAt: now }));
  else await clock.during(() => store.release(of, lease));
}
