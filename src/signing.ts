import type { Connector } from './contract/connector.ts';
import type { OAuthProfile } from './contract/manifest.ts';
import type { Connection, ProviderApp } from './engine/edge-ports.ts';
import { chainedWire } from './engine/chain.ts';
import { keptCredentials, loginWire } from './engine/login.ts';
import { hostsOf, refreshTokens } from './engine/oauth.ts';
import { keySource } from './engine/sign-in-key.ts';
import { openTokens } from './engine/tokens.ts';
import type { TokenSource } from './engine/tokens.ts';
import type { Wire } from './engine/wire.ts';
import type { ConnectionParts } from './connections.ts';
import { connectionStore } from './store/connections.ts';
import { tokenStore } from './store/tokens.ts';

/** A connection whose requests are signed. */
export interface Signed {
  readonly connector: Connector;
  readonly connection: Connection;
  /** Who we are at the provider; null where nobody said. */
  readonly app: ProviderApp | null;
}

/** Where requests of a connection go. A key goes to its own address only, whatever else of the provider we are connected to. */
export function baseOf({ connector, connection, app }: Signed): string {
  const { auth, label } = connector.manifest;
  switch (auth.type) {
    case 'oauth2':
      return hostsOf(auth, { ...app?.hosts, ...connection.hosts }).api;
    case 'key':
      return connection.hosts['api'] ?? auth.hosts.api;
    case 'login':
      return serverOf(label, connection);
    case 'none':
      throw new Error(`${label} needs no sign-in`);
  }
}

function serverOf(label: string, { hosts }: Connection): string {
  const { api } = hosts;
  if (api === undefined) throw new Error(`nobody said where the server of ${label} is: connect it anew`);
  return api;
}

/** The way out. At a server with logins, requests carry its session, and several of them may be one call. */
export function wireOf(parts: Pick<ConnectionParts, 'pool' | 'secrets' | 'clock' | 'wire'>, { connector, connection }: Signed): Wire {
  const { login, manifest } = connector;
  const { signIn } = connection.settings;
  if (manifest.auth.type !== 'login' || login === undefined || signIn === null) return parts.wire;
  const { label } = manifest;
  const of = { organisation: connection.organisation, signIn };
  const credentials = keptCredentials({ of, label, store: tokenStore(parts.pool, parts.secrets), clock: parts.clock });
  return chainedWire(loginWire({ wire: parts.wire, base: serverOf(label, connection), label, login, credentials }));
}

/** How requests are signed; null where the way out does it. One source per sign-in, shared by all connections that it opened. */
export function tokenSource(parts: ConnectionParts, signed: Signed, signIn: string): TokenSource | null {
  const { auth, label } = signed.connector.manifest;
  const of = { organisation: signed.connection.organisation, signIn };
  switch (auth.type) {
    case 'oauth2':
      return renewedTokens(parts, { signed, profile: auth, signIn });
    case 'key':
      return keySource({ of, label, store: tokenStore(parts.pool, parts.secrets), clock: parts.clock, fresh: parts.fresh });
    case 'login':
      return null;
    case 'none':
      throw new Error(`${label} needs no sign-in`);
  }
}

/** Two sources of one sign-in would spend each other's refresh token. */
function renewedTokens(
  parts: ConnectionParts,
  { signed, profile, signIn }: { readonly signed: Signed; readonly profile: OAuthProfile; readonly signIn: string },
): TokenSource {
  const { connector, connection, app } = signed;
  const { id, label } = connector.manifest;
  if (app === null) throw new Error(`no app is registered for ${label}; register one with: tieout connect ${id}`);
  const { clock, wire } = parts;
  const hosts = hostsOf(profile, { ...app.hosts, ...connection.hosts });
  const store = connectionStore(parts.pool, parts.secrets);
  // The app is read anew each time: its secret may have been replaced. Renewing needs no address to come back to.
  const ask = async (refresh: string) => {
    const now = (await clock.during(() => store.app(connection.organisation, connection.provider))) ?? app;
    return refreshTokens(
      { profile, app: { ...now, hosts: { ...now.hosts, token: hosts.token } }, label, redirectUri: '', clock, wire },
      refresh,
    );
  };
  return openTokens({
    of: { organisation: connection.organisation, signIn },
    label,
    store: tokenStore(parts.pool, parts.secrets),
    clock,
    fresh: parts.fresh,
    graceSeconds: profile.refreshGraceSeconds,
    ask,
  });
}
