import fastify from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { guardAddress } from './guards.ts';
import type { Log } from './log.ts';
import { describeApi } from './openapi.ts';
import type { Permission } from '../api/people.ts';
import { auditRequests } from './people-audit.ts';
import type { AuditParts } from './people-audit.ts';
import { demandFourEyes } from './people-four-eyes.ts';
import type { IsOwnBatch } from './people-four-eyes.ts';
import { scopeRequests } from './scope.ts';
import type { ScopeOf } from './scope.ts';

/** Some of the server's routes, in a room of their own: its parsers and hooks do not reach the others. */
export type Routes = (app: FastifyInstance) => Promise<void>;

export interface ServerParts {
  /** The address under which the outside reaches us, behind a proxy that speaks TLS; null: only this machine does. */
  readonly publicUrl: string | null;
  readonly version: string;
  readonly log: Log;
  /** Resolves when the database answers. */
  readonly probe: () => Promise<unknown>;
  /** Sign-in pages, webhooks, control. */
  readonly routes: readonly Routes[];
  /** What programs call under /v1 with a key. */
  readonly api: {
    readonly scopeOf: ScopeOf;
    readonly routes: readonly Routes[];
    /** Where what was done is written down; left out where nobody decides anything. */
    readonly audit?: Pick<AuditParts, 'addDeed' | 'now'> & { readonly isOwnBatch: IsOwnBatch };
  };
}

/** A server without an API: pages and webhooks alone. */
export const noApi: ServerParts['api'] = {
  scopeOf: () => Promise.resolve({ is: 'stranger' }),
  routes: [],
};

export interface ServedRoute {
  readonly method: string;
  readonly url: string;
  readonly may: Permission | 'anybody' | null;
}

export interface TieoutServer {
  /** For tests: `inject` answers without a socket. */
  readonly app: FastifyInstance;
  /** Everything that can be asked, and what it asks for; null where that is not said by permissions. */
  readonly routes: readonly ServedRoute[];
  /** Starts to listen, on loopback unless told otherwise; port 0 takes a free one. Resolves with our address. */
  listen(at: { readonly port: number; readonly host?: string }): Promise<string>;
  /** Our address as browsers see it: the public one, or the one listened on. */
  address(): string;
  /** Takes no more requests, finishes those under way, and resolves. */
  close(): Promise<void>;
}

export async function createServer(parts: ServerParts): Promise<TieoutServer> {
  const app = fastify({ forceCloseConnections: 'idle', bodyLimit: 1_048_576, routerOptions: { maxParamLength: 200 } });
  guardAddress(app, parts);
  letConnectionsEnd(app);
  const served: ServedRoute[] = [];
  // Added once all is put together, so that it sees what the hooks of the parts have made of a route.
  app.addHook(
    'onRoute',
    (route) => void served.push(...[route.method].flat().map((method) => ({ method, url: route.url, may: route.config?.may ?? null }))),
  );
  // The description is for programs; pages and webhooks are not part of it.
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/v1')) route.schema = { ...route.schema, hide: true };
  });
  await describeApi(app, { version: parts.version });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'There is nothing at this address.' }));
  app.setErrorHandler((cause: unknown, request, reply) => {
    const status = statusOf(cause);
    const message = cause instanceof Error ? cause.message : String(cause);
    if (status < 500) return reply.code(status).send({ error: message });
    parts.log('error', 'a request failed', { method: request.method, path: request.url.split('?')[0], error: message });
    return reply.code(500).send({ error: 'Something went wrong here; the log of the server says what.' });
  });
  app.get('/health', async (_request, reply) => {
    try {
      await parts.probe();
      return { ok: true, version: parts.version };
    } catch {
      return reply.code(503).send({ ok: false, version: parts.version, error: 'The database does not answer.' });
    }
  });
  for (const routes of parts.routes) await app.register(routes);
  await app.register(async (api) => {
    scopeRequests(api, parts.api.scopeOf);
    if (parts.api.audit !== undefined) {
      auditRequests(api, { ...parts.api.audit, log: parts.log });
      demandFourEyes(api, parts.api.audit.isOwnBatch);
    }
    for (const routes of parts.api.routes) await api.register(routes);
  });
  let listening: string | null = null;
  return {
    app,
    routes: served,
    listen: async ({ port, host = '127.0.0.1' }) => (listening = await app.listen({ port, host })),
    address: () => parts.publicUrl?.replace(/\/$/, '') ?? listening ?? 'http://127.0.0.1',
    close: () => app.close(),
  };
}

/** A client that keeps its connection would hold up a stop for as long as it likes; so the last answer on each one ends it. */
function letConnectionsEnd(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('preClose', async () => void (isStopping = true));
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) reply.header('connection', 'close');
  });
}

/** Reads an API key out of a request: `Authorization: Bearer tieout_…`. */
export function apiKeyOf(request: FastifyRequest): string | null {
  return /^Bearer (tieout_[\w-]{20,})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

const statusOf = (cause: unknown): number =>
  typeof cause === 'object' && cause !== null && 'statusCode' in cause && typeof cause.statusCode === 'number' ? cause.statusCode : 500;
