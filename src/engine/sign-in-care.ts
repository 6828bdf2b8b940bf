import type { Instant } from '../core/day.ts';
import type { Connection, ConnectionState } from './edge-ports.ts';
import { refreshTokens } from './oauth.ts';
import { clientFor, connectorFor } from './sign-in-client.ts';
import type { SignInParts } from './sign-in-client.ts';
import { openTokens } from './tokens.ts';

/** How a connection's sign-in stands, for lists and warnings. */
export interface SignInStanding {
  readonly connection: string;
  readonly label: string;
  readonly state: ConnectionState;
  /** When it ends by itself if nothing renews it; null where nobody signs in. */
  readonly endsAt: Instant | null;
  /** A sentence for a person when there is something to do. */
  readonly warning: string | null;
}

const dayMilliseconds = 86_400_000;

/**
 * A sign-in that nobody uses ends by itself: at Xero after sixty days. Flows that are off use none, so each is renewed once it
 * has rested for a day. What then cannot be renewed is named while there is still time.
 */
export async function tendSignIns(parts: SignInParts, organisation: string): Promise<readonly SignInStanding[]> {
  const connections = (await parts.clock.during(() => parts.store.connections(organisation))).filter((one) => one.state !== 'closed');
  const troubles = new Map<string, string>();
  for (const one of connections) {
    const { signIn } = one.settings;
    if (signIn === null || troubles.has(signIn) || one.state === 'expired') continue;
    // Keys do not end.
    if (connectorFor(parts, one.provider).manifest.auth.type !== 'oauth2') continue;
    troubles.set(signIn, await renewRested(parts, one, signIn));
  }
  const after = await parts.clock.during(() => parts.store.connections(organisation));
  const standings = after.filter((one) => one.state !== 'closed').map((one) => standingOf(parts, one, troubles));
  return Promise.all(standings);
}

/** Renews the tokens unless they were renewed within the last day. Returns what went wrong, or ''. */
async function renewRested(parts: SignInParts, connection: Connection, signIn: string): Promise<string> {
  const { store, clock, fresh } = parts;
  const of = { organisation: connection.organisation, signIn };
  const row = await clock.during(() => store.read(of));
  if (row === null || clock.now() - row.tokens.issuedAt < dayMilliseconds) return '';
  try {
    const client = await clientFor(parts, connection.organisation, connection.provider);
    const graceSeconds = client.profile.refreshGraceSeconds;
    // Its access token ended long ago, so asking for one renews it.
    await openTokens({
      of,
      label: client.label,
      store,
      clock,
      fresh,
      graceSeconds,
      ask: (refresh) => refreshTokens(client, refresh),
    }).current();
    return '';
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

async function standingOf(parts: SignInParts, one: Connection, troubles: ReadonlyMap<string, string>): Promise<SignInStanding> {
  const { connection, label, state } = one;
  const { signIn } = one.settings;
  const row = signIn === null ? null : await parts.clock.during(() => parts.store.read({ organisation: one.organisation, signIn }));
  const { auth } = connectorFor(parts, one.provider).manifest;
  const endsAt = row === null || auth.type !== 'oauth2' ? null : row.tokens.issuedAt + auth.refreshTokenDays * dayMilliseconds;
  return {
    connection,
    label,
    state,
    endsAt,
    warning: warningOf(one, { endsAt, now: parts.clock.now(), trouble: troubles.get(signIn ?? '') ?? '' }),
  };
}

function warningOf(
  one: Connection,
  seen: { readonly endsAt: Instant | null; readonly now: Instant; readonly trouble: string },
): string | null {
  const again = `sign in again with "tieout connect --reconnect ${one.connection}"; nothing that waits is lost`;
  if (one.state === 'expired') return `${one.label} no longer accepts the sign-in: ${again}.`;
  if (seen.trouble === '' || seen.endsAt === null) return null;
  const days = Math.max(0, Math.floor((seen.endsAt - seen.now) / dayMilliseconds));
  return `The sign-in of ${one.label} could not be renewed and ends in ${days} days (${seen.trouble}). If that does not mend itself, ${again}.`;
}
