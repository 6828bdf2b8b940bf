import fastify from 'fastify';
import type { Http } from '../contract/http.ts';
import type { Billing } from '../billing/service.ts';
import { billingRoutes } from './billing-routes.ts';
import type { Log } from './log.ts';
import { scopeRequests } from './scope.ts';

/**
 * Billing's API for this process alone: the engine speaks to it as to any provider, byte for byte the same, but no port listens
 * and no key is needed. Gives each organisation a way in that reaches its own book only.
 */
export function insideBilling(
  billing: Billing,
  log: Log = () => undefined,
): { readonly httpOf: (organisation: string) => Http; readonly close: () => Promise<void> } {
  const app = fastify({ logger: false });
  scopeRequests(app, async ({ headers }) => {
    const organisation = headers[scopeHeader];
    return typeof organisation === 'string' ? { is: 'known', organisation, actor: { kind: 'inside' } } : { is: 'stranger' };
  });
  app.register(billingRoutes, { billing, log });
  return {
    httpOf:
      (organisation) =>
      async ({ method, path, headers, body }) => {
        const payload = body === undefined ? {} : { payload: body };
        const answer = await app.inject({ method, url: path, headers: { ...headers, [scopeHeader]: organisation }, ...payload });
        return { status: answer.statusCode, headers: plainHeaders(answer.headers), body: answer.body };
      },
    close: () => app.close(),
  };
}

// Means something only here, where requests do not come from outside.
const scopeHeader = 'tieout-inside-organisation';

const plainHeaders = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
