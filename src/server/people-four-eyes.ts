import type { FastifyInstance } from 'fastify';
import { complain } from './auth-desk.ts';
import { whoIs } from './people-audit.ts';

/** Whether a batch writes what that person or key has made, in an organisation that wants two people to see it. */
export type IsOwnBatch = (
  organisation: string,
  asked: { readonly batch: string; readonly who: Readonly<Record<string, string>> },
) => Promise<boolean>;

/** Turns whoever made what a batch writes away from routes that say `fourEyes`, where the organisation wants that. */
export function demandFourEyes(app: FastifyInstance, isOwnBatch: IsOwnBatch): void {
  app.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.config.fourEyes !== true) return;
    const { organisation, actor, params } = request;
    const batch = typeof params === 'object' && params !== null && 'batch' in params ? String(params.batch) : '';
    if (await isOwnBatch(organisation, { batch, who: whoIs(actor) })) return complain(reply, ownWork);
  });
}

const ownWork = {
  status: 403,
  code: 'four-eyes',
  error: 'This batch writes what you made yourself, and this organisation wants somebody else to approve it.',
  fix: 'Ask another approver or owner, or approve the documents of others one by one.',
};
