import type { Pool } from 'pg';
import { billingConnector as billing } from '../../src/connectors/billing/connector.ts';
import type { Http, HttpResponse } from '../../src/contract/http.ts';
import type { Kind } from '../../src/core/records.ts';
import type { TokenStore } from '../../src/engine/edge-ports.ts';
import { openHttp } from '../../src/engine/http.ts';
import { refreshTokens } from '../../src/engine/oauth.ts';
import type { OAuthProfile } from '../../src/contract/manifest.ts';
import { openGate } from '../../src/engine/pace-gate.ts';
import type { Pass } from '../../src/engine/pace-gate.ts';
import type { Engine, Opened } from '../../src/engine/parts.ts';
import type { DecisionStore } from '../../src/engine/batch-ports.ts';
import type { EngineStore } from '../../src/engine/ports.ts';
import { openTokens } from '../../src/engine/tokens.ts';
import { openWire } from '../../src/engine/wire.ts';
import type { Wire } from '../../src/engine/wire.ts';
import { decisionStore } from '../../src/store/batches.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import type { Secrets } from '../../src/store/secrets.ts';
import { engineStore } from '../../src/store/engine-store.ts';
import { tokenStore } from '../../src/store/tokens.ts';
import { openBackends } from './backends.ts';
import type { Backends } from './backends.ts';
import { mappingOf } from './mapping.ts';
import type { LedgerKit } from './ledger-kit.ts';
import { client, ledger, organisation } from './world.ts';

/** One life of a worker: an engine with a pool of its own, whose every way to the outside goes through `pass`. */
export interface Life {
  readonly engine: Engine;
  /** What people decide through this process. */
  readonly decisions: DecisionStore;
  readonly pool: Pool;
  /** Drops the pool as the end of a process would: in the middle of whatever was under way. */
  end(): Promise<void>;
}

/** What stands between a life and the outside. Tests count, fail and crash here. */
export interface Outside {
  /** A call to the store, by method; reads and commits alike. */
  store<T>(method: string, call: () => Promise<T>): Promise<T>;
  /** A request to a provider. */
  provider<T>(request: string, call: () => Promise<T>): Promise<T>;
}

export const open: Outside = { store: (_, call) => call(), provider: (_, call) => call() };

export interface LifeOptions {
  readonly outside?: Outside;
  /** What becomes of the ledger's answers on their way. */
  readonly answer?: (request: string, response: HttpResponse) => HttpResponse;
  /** Which life it is: ids of different lives differ. */
  readonly number?: number;
  /** Only these kinds are read; all if left out. */
  readonly reads?: readonly Kind[];
  /** How often each side is polled; as its manifest says if left out. */
  readonly pollSeconds?: number;
}

/** What a life needs of its world; a process of its own finds all of it by address. */
export interface Surroundings {
  readonly url: string;
  readonly clock: SharedClock;
  readonly ledger: { readonly url: string };
  readonly kit: LedgerKit;
  readonly billingHttp: Http;
  readonly secrets: Secrets;
  /** Connections that outlive its lives; each life opens its own if left out. */
  readonly backends?: Backends | undefined;
}

export function beginLife(world: Surroundings, options: LifeOptions = {}): Life {
  const { clock } = world;
  const outside = options.outside ?? open;
  const backends = world.backends ?? openBackends(world.url);
  const { pool, end: breakOff } = backends.lend();
  const net = openWire();
  const wire: Wire = async (request, stop) => {
    const name = `${request.method} ${request.url}`;
    const response = await outside.provider(name, () => net.wire(request, stop));
    return options.answer?.(name, response) ?? response;
  };
  // A pool that ends leaves those who wait for a client waiting for ever; a process that ends does not.
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  const port =
    (prefix: string) =>
    <T>(method: string, call: () => Promise<T>): Promise<T> =>
      clock.during(() => outside.store(prefix + method, () => Promise.race([call(), gone.promise])));
  const store = through(engineStore(pool, mappingOf), port(''));
  const tokens = through(tokenStore(pool, world.secrets), port('tokens '));
  const decisions = through(decisionStore(pool), port(''));
  let made = 0;
  const id = (): string => `${String(clock.now()).padStart(14, '0')}-${options.number ?? 1}-${String((made += 1)).padStart(6, '0')}`;
  const opened: Readonly<Record<string, Opened>> = {
    [ledger]: narrowed(openLedger(world, { wire, tokens, id }), options),
    billing: narrowed(openBilling(world, outside), options),
  };
  const engine: Engine = {
    store,
    clock,
    chance: { id },
    open: async (_organisation, connection) => {
      const found = opened[connection];
      if (!found) throw new Error(`no connection ${connection}`);
      return found;
    },
  };
  return {
    engine,
    decisions,
    pool,
    end: async () => {
      gone.reject(new Error('the process has ended'));
      net.close();
      breakOff();
      if (backends === world.backends) return;
      await Promise.race([backends.close().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 500).unref())]);
    },
  };
}

/** Every method of a port, through `pass`. */
export function through<P extends EngineStore | TokenStore | DecisionStore>(
  port: P,
  pass: <T>(method: string, call: () => Promise<T>) => Promise<T>,
): P {
  return new Proxy(port, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function' || typeof name !== 'string') return method;
      return (...args: unknown[]) => pass(name, () => Promise.resolve(Reflect.apply(method, target, args)));
    },
  });
}

function openLedger(world: Surroundings, parts: { readonly wire: Wire; readonly tokens: TokenStore; readonly id: () => string }): Opened {
  const { clock } = world;
  const { url } = world.ledger;
  const { connector, account, tokenPath } = world.kit;
  const { manifest } = connector;
  if (manifest.auth.type !== 'oauth2') throw new Error(`${manifest.label} does not sign in with OAuth 2`);
  const profile: OAuthProfile = manifest.auth;
  const app = { clientId: client.id, clientSecret: client.secret, hosts: { token: `${url}${tokenPath}` }, webhookSecrets: [] };
  const http = openHttp({
    base: url,
    label: manifest.label,
    requestSeconds: manifest.requestSeconds,
    clock,
    gate: openGate,
    wire: parts.wire,
    tokens: openTokens({
      of: { organisation, signIn: 'sign-in' },
      label: manifest.label,
      store: parts.tokens,
      clock,
      fresh: parts.id,
      graceSeconds: profile.refreshGraceSeconds,
      ask: (refresh) => refreshTokens({ profile, app, label: manifest.label, redirectUri: '', clock, wire: parts.wire }, refresh),
    }),
  });
  return {
    connection: ledger,
    manifest,
    session: connector.open({ http: http.as('work'), account }),
    enter: http.enter,
    send: http.send,
    closedThrough: async () => null,
  };
}

function openBilling({ clock, billingHttp }: Surroundings, outside: Outside): Opened {
  const http: Http = (request) =>
    outside.provider(`${request.method} billing${request.path}`, () => clock.during(() => billingHttp(request)));
  const pass = (purpose: Pass['purpose']): Pass => ({ purpose, holdsUntil: Infinity, giveBack: () => Promise.resolve() });
  return {
    connection: 'billing',
    manifest: billing.manifest,
    session: billing.open({ http, account: organisation }),
    enter: (purpose) => Promise.resolve(pass(purpose)),
    send: ({ request }) => http(request),
    closedThrough: async () => null,
  };
}

/** Leaves out readers of kinds that a scenario does not touch, and polls as often as it says: fewer requests, the same engine. */
function narrowed(opened: Opened, { reads, pollSeconds }: LifeOptions): Opened {
  const { session, manifest } = opened;
  const readers = Object.fromEntries(Object.entries(session.readers).filter(([kind]) => reads?.some((read) => read === kind) ?? true));
  const poll = { ...manifest.poll, ...(pollSeconds === undefined ? {} : { everySeconds: pollSeconds }) };
  return { ...opened, manifest: { ...manifest, poll }, session: { ...session, readers } };
}
