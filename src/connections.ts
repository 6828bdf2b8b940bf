import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Pool } from 'pg';
import type { Http } from './contract/http.ts';
import type { Connector, Rows } from './contract/connector.ts';
import type { InsideProfile } from './contract/manifest.ts';
import { laterOf } from './core/day.ts';
import type { Day } from './core/day.ts';
import type { Connection, EdgeClock } from './engine/edge-ports.ts';
import { untilEnded } from './engine/ended.ts';
import { openHttp } from './engine/http.ts';
import type { CallSeen } from './engine/http.ts';
import { openGate, paceGate } from './engine/pace-gate.ts';
import type { PaceGate } from './engine/pace-gate.ts';
import { defaultPaceRules } from './engine/pacing.ts';
import type { Opened } from './engine/parts.ts';
import { workerTickets } from './engine/worker-tickets.ts';
import type { TokenSource } from './engine/tokens.ts';
import type { Wire } from './engine/wire.ts';
import { providerNamed } from './providers.ts';
import { baseOf, tokenSource, wireOf } from './signing.ts';
import { closingStore } from './store/closings.ts';
import { connectionStore } from './store/connections.ts';
import { importedRows } from './store/imported-rows.ts';
import { isRunning } from './store/launcher-machine.ts';
import { paceStore } from './store/pace.ts';
import type { Secrets } from './store/secrets.ts';

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
  const start = async (organisation: string, name: string, outlived: () => void): Promise<Opened> => {
    const connection = await parts.clock.during(() => store.connection({ organisation, connection: name }));
    if (connection === null) throw new Error(`there is no connection '${name}'; see them with: tieout connect --list`);
    const connector = providerNamed(connection.provider);
    const { auth } = connector.manifest;
    return auth.type === 'none'
      ? openInside(parts, { connector, reads: auth.reads }, connection)
      : openSigned({ parts, connector, connection, signIns, store, outlived });
  };
  return (organisation, name) => {
    const key = `${organisation} ${name}`;
    const known = open.get(key);
    if (known) return known;
    const forget = (): void => {
      if (open.get(key) === opening) open.delete(key);
    };
    const opening = start(organisation, name, forget);
    open.set(key, opening);
    // A failed opening is not kept: the next one may find the connection mended.
    opening.catch(forget);
    return opening;
  };
}

/** Billing and files: no sign-in, no limits, nothing leaves the machine. */
async function openInside(
  parts: ConnectionParts,
  { connector, reads }: { readonly connector: Connector; readonly reads: InsideProfile['reads'] },
  connection: Connection,
): Promise<Opened> {
  const { clock } = parts;
  const inside = parts.billing(connection.organisation);
  // Both wait for the database, and shared virtual time must not jump meanwhile.
  const http: Http = (request) => clock.during(() => inside(request));
  const imported = importedRows(parts.pool, connection);
  const rows: Rows = {
    changes: (kind, after, limit) => clock.during(() => imported.changes(kind, after, limit)),
    fetch: (kind, ids) => clock.during(() => imported.fetch(kind, ids)),
  };
  const through = reads === 'rows' ? { rows } : { http, account: connection.account };
  return {
    connection: connection.connection,
    manifest: connector.manifest,
    session: connector.open(through),
    enter: (purpose) => openGate.enter(purpose),
    send: ({ request }) => http(request),
    closedThrough: () => ownClosing(parts, connection),
  };
}

async function ownClosing({ pool, clock }: ConnectionParts, connection: Connection): Promise<Day | null> {
  const [last] = await clock.during(() => closingStore(pool).said(connection));
  return last === undefined ? null : laterOf(last.closedThrough, last.taxFiledThrough);
}

const tickets = workerTickets({ host: hostname(), pid: process.pid, life: randomUUID(), isRunning, fresh: randomUUID });

interface SignedParts {
  readonly parts: ConnectionParts;
  readonly connector: Connector;
  readonly connection: Connection;
  readonly signIns: Map<string, TokenSource>;
  readonly store: ReturnType<typeof connectionStore>;
  readonly outlived: () => void;
}

async function openSigned({ parts, connector, connection, signIns, store, outlived }: SignedParts): Promise<Opened> {
  const { manifest } = connector;
  const app = await parts.clock.during(() => store.app(connection.organisation, connection.provider));
  const signed = { connector, connection, app };
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
  const tokens = signIn === null ? null : (signIns.get(signIn) ?? tokenSource(parts, signed, signIn));
  if (signIn !== null && tokens !== null) signIns.set(signIn, tokens);
  const { timeZone } = connection.settings.other;
  const opening = { account: connection.account, ...(timeZone === undefined ? {} : { timeZone }) };
  const base = baseOf(signed);
  const plain = openHttp({
    base,
    label: manifest.label,
    requestSeconds: manifest.requestSeconds,
    leftIn: manifest.limits?.leftIn,
    clock: parts.clock,
    tokens,
    signing: connector.signing,
    gate,
    wire: wireOf(parts, signed),
    onCall: (call) => parts.onCall?.(connection, call),
  });
  const whose = (through: Http) => connector.open({ http: through, ...opening }).organisation();
  const http = untilEnded(plain, {
    connection,
    label: manifest.label,
    store,
    clock: parts.clock,
    isLogin: manifest.auth.type === 'login',
    whose,
    outlived,
  });
  const session = connector.open({ http: http.as('work'), ...opening });
  const isAtProvider = 'hosts' in manifest.auth && base === manifest.auth.hosts.api;
  return {
    connection: connection.connection,
    manifest: { ...manifest, limits },
    session,
    ...(isAtProvider && session.pageOf && { pageOf: session.pageOf }),
    backfill: connector.open({ http: http.as('backfill'), ...opening }),
    enter: (purpose, request) => http.enter(purpose, request),
    send: (call, pass) => http.send(call, pass),
    closedThrough: () => ownClosing(parts, connection),
  };
}
