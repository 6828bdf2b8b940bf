import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Pool } from 'pg';
import type { Http } from './contract/http.ts';
import type { Connector, Rows } from './contract/connector.ts';
import type { Connection, EdgeClock } from './engine/edge-ports.ts';
import { openHttp } from './engine/http.ts';
import type { CallSeen } from './engine/http.ts';
import { hostsOf, refreshTokens } from './engine/oauth.ts';
import { openGate, paceGate } from './engine/pace-gate.ts';
import type { PaceGate } from './engine/pace-gate.ts';
import { defaultPaceRules } from './engine/pacing.ts';
import type { Opened } from './engine/parts.ts';
import { openTokens } from './engine/tokens.ts';
import { workerTickets } from './engine/worker-tickets.ts';
import type { TokenSource } from './engine/tokens.ts';
import type { Wire } from './engine/wire.ts';
import { providerNamed } from './providers.ts';
import { connectionStore } from './store/connections.ts';
import { importedRows } from './store/imported-rows.ts';
import { isRunning } from './store/launcher-machine.ts';
import { paceStore } from './store/pace.ts';
import type { Secrets } from './store/secrets.ts';
import { tokenStore } from './store/tokens.ts';

export interface ConnectionParts {
  readonly pool: Pool;
  readonly secrets: Secrets;
  readonly clock: EdgeClock;
  readonly wire: Wire;
  /** Our own billing, spoken to within the process. */
  readonly billing: (organisation: string) => Http;
  readonly fresh: () => string;
  /** Limits other than the provider's own: null for none, where a sandbox has none. */
  readonly limitsOf?: (
    connection: Connection,
  ) => { readonly perMinute: number; readonly perDay: number | null; readonly concurrent: number } | null;
  readonly onCall?: (connection: Connection, call: CallSeen) => void;
}

/** Opens connections, and keeps those that are open: one gate and one token source for each in this process. */
export function connectionOpener(parts: ConnectionParts): (organisation: string, connection: string) => Promise<Opened> {
  const store = connectionStore(parts.pool, parts.secrets);
  const open = new Map<string, Promise<Opened>>();
  const signIns = new Map<string, TokenSource>();
  const start = async (organisation: string, name: string): Promise<Opened> => {
    const connection = await parts.clock.during(() => store.connection({ organisation, connection: name }));
    if (connection === null) throw new Error(`there is no connection '${name}'; see them with: tieout connect --list`);
    const connector = providerNamed(connection.provider);
    return connector.manifest.auth.type === 'none'
      ? openInside(parts, connector, connection)
      : openSigned({ parts, connector, connection, signIns, store });
  };
  return (organisation, name) => {
    const key = `${organisation} ${name}`;
    const known = open.get(key);
    if (known) return known;
    const opening = start(organisation, name);
    open.set(key, opening);
    // A failed opening is not kept: the next one may find the connection mended.
    opening.catch(() => open.delete(key));
    return opening;
  };
}

/** Billing and files: no sign-in, no limits, nothing leaves the machine. */
async function openInside(parts: ConnectionParts, connector: Connector, connection: Connection): Promise<Opened> {
  const { clock } = parts;
  const inside = parts.billing(connection.organisation);
  // Both wait for the database, and shared virtual time must not jump meanwhile.
  const http: Http = (request) => clock.during(() => inside(request));
  const imported = importedRows(parts.pool, connection);
  const rows: Rows = {
    changes: (kind, after, limit) => clock.during(() => imported.changes(kind, after, limit)),
    fetch: (kind, ids) => clock.during(() => imported.fetch(kind, ids)),
  };
  const isFile = connector.manifest.id === 'csv';
  const through = isFile ? { rows } : { http, account: connection.account };
  return {
    connection: connection.connection,
    manifest: connector.manifest,
    session: connector.open(through),
    enter: (purpose) => openGate.enter(purpose),
    send: ({ request }) => http(request),
    closedThrough: connection.settings.other['closedThrough'] ?? null,
  };
}

const tickets = workerTickets({ host: hostname(), pid: process.pid, life: randomUUID(), isRunning, fresh: randomUUID });

interface SignedParts {
  readonly parts: ConnectionParts;
  readonly connector: Connector;
  readonly connection: Connection;
  readonly signIns: Map<string, TokenSource>;
  readonly store: ReturnType<typeof connectionStore>;
}

async function openSigned({ parts, connector, connection, signIns, store }: SignedParts): Promise<Opened> {
  const { manifest } = connector;
  if (manifest.auth.type !== 'oauth2') throw new Error(`${manifest.label} needs no sign-in`);
  const app = await parts.clock.during(() => store.app(connection.organisation, connection.provider));
  const hosts = hostsOf(manifest.auth, { ...app?.hosts, ...connection.hosts });
  const limits = parts.limitsOf ? parts.limitsOf(connection) : manifest.limits;
  const gate: PaceGate =
    limits === null
      ? openGate
      : paceGate({
          of: connection,
          label: manifest.label,
          store: paceStore(parts.pool),
          clock: parts.clock,
          rules: defaultPaceRules(limits),
          ...tickets,
          holdSeconds: manifest.requestSeconds + 60,
          waitSeconds: 120,
        });
  const { signIn } = connection.settings;
  const tokens = signIn === null ? null : (signIns.get(signIn) ?? tokenSource(parts, { connector, connection, signIn, app, hosts }));
  if (signIn !== null && tokens !== null) signIns.set(signIn, tokens);
  const http = openHttp({
    base: hosts.api,
    label: manifest.label,
    requestSeconds: manifest.requestSeconds,
    clock: parts.clock,
    tokens,
    gate,
    wire: parts.wire,
    onCall: (call) => parts.onCall?.(connection, call),
  });
  return {
    connection: connection.connection,
    manifest: { ...manifest, limits },
    session: connector.open({ http: http.as('work'), account: connection.account }),
    backfill: connector.open({ http: http.as('backfill'), account: connection.account }),
    enter: (purpose, request) => http.enter(purpose, request),
    send: (call, pass) => http.send(call, pass),
    closedThrough: connection.settings.other['closedThrough'] ?? null,
  };
}

interface SignIn {
  readonly connector: Connector;
  readonly connection: Connection;
  readonly signIn: string;
  readonly app: Awaited<ReturnType<ReturnType<typeof connectionStore>['app']>>;
  readonly hosts: ReturnType<typeof hostsOf>;
}

/** One source per sign-in, shared by all connections that it opened: two would spend each other's refresh token. */
function tokenSource(parts: ConnectionParts, { connector, connection, signIn, app, hosts }: SignIn): TokenSource {
  const { manifest } = connector;
  if (manifest.auth.type !== 'oauth2') throw new Error(`${manifest.label} needs no sign-in`);
  if (app === null) throw new Error(`no app is registered for ${manifest.label}; register one with: tieout connect ${manifest.id}`);
  const { clock, wire } = parts;
  const { label, auth: profile } = manifest;
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
