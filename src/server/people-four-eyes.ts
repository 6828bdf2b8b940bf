import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { complain } from './auth-desk.ts';
import { whoIs } from './people-audit.ts';

/** Whether a batch, or these records of it, is what that person or key has made, in an organisation that wants two people to see it. */
export type IsOwnBatch = (
  organisation: string,
  asked: {
    readonly batch: string;
    readonly who: Readonly<Record<string, string>>;
    readonly keys: readonly { readonly kind: string; readonly id: string }[] | null;
  },
) => Promise<boolean>;

const some = z.object({ keys: z.array(z.object({ kind: z.string(), id: z.string() })).nullable() });

/** Turns whoever made what a batch writes away from routes that say `fourEyes`, where the organisation wants that. */
export function demandFourEyes(app: FastifyInstance, isOwnBatch: IsOwnBatch): void {
  app.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.config.fourEyes !== true) return;
    const { organisation, actor, params, body } = request;
    const read = some.safeParse(body);
    const batch = typeof params === 'object' && params !== null && 'batch' in params ? String(params.batch) : '';
    if (await isOwnBatch(organisation, { batch, who: whoIs(actor), keys: read.success ? read.data.keys : null }))
      return complain(reply, ownWork);
  });
}

const ownWork = {
  status: 403,
  code: 'four-eyes',
  error: 'This batch writes what you made yourself, and this organisation wants somebody else to approve it.',
  fix: 'Ask another approver or owner, or approve only the documents of others.',
};
