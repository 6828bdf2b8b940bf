import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../billing/refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose books the request is about. Set before any handler runs; routes know no other way to name an organisation. */
    organisation: string;
  }
}

/** Says for which organisation a request may speak (by its API key or session); null: for none. */
export type OrganisationOf = (request: FastifyRequest) => Promise<string | null>;

/** Puts the organisation on every request of this server, or of this part of it, and refuses those that have none. */
export function scopeRequests(app: FastifyInstance, organisationOf: OrganisationOf): void {
  app.decorateRequest('organisation', '');
  app.addHook('onRequest', async (request) => {
    const organisation = await organisationOf(request);
    if (organisation === null) throw new Refusal('no-organisation');
    request.organisation = organisation;
  });
}
