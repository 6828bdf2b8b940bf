import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { words } from '../api/people-asked.ts';
import type { AuditLine } from '../api/people.ts';
import { typed } from './billing-resource.ts';
import type { PeopleParts } from './auth-desk.ts';

const tags = ['people'];
const pageQuery = z.object({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  actor: words(100).optional(),
  action: words(100).optional(),
});

/** The audit trail: who did what, to read, to take away, and to check. */
export function auditRoutes(app: FastifyInstance, { people }: PeopleParts): void {
  const page = { tags, summary: 'Who did what, newest first', querystring: pageQuery };
  typed(app).get('/v1/audit', { schema: page, config: { may: 'own' } }, ({ organisation, query }) =>
    people.audit(organisation, {
      before: query.before ?? null,
      limit: query.limit,
      actor: query.actor ?? null,
      action: query.action ?? null,
    }),
  );
  const whole = { tags, summary: 'The whole trail as JSON Lines, oldest first' };
  app.get('/v1/audit/export', { schema: whole, config: { may: 'own' } }, ({ organisation }, reply) =>
    reply
      .type('application/jsonl; charset=utf-8')
      .header('content-disposition', 'attachment; filename="audit.jsonl"')
      .send(Readable.from(asLines(people.auditLines(organisation)))),
  );
  const check = { tags, summary: 'Whether each line still follows from the one before it' };
  app.get('/v1/audit/check', { schema: check, config: { may: 'own' } }, ({ organisation }) => people.checkAudit(organisation));
}

async function* asLines(lines: AsyncIterable<AuditLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
