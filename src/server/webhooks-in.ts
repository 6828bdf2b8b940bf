import type { FastifyInstance } from 'fastify';
import { createIntake } from './webhook-intake.ts';
import type { IntakeParts, Received } from './webhook-intake.ts';

const statusOf: Readonly<Record<Received, number>> = { kept: 200, forged: 401, unknown: 404, malformed: 400 };
const megabyte = 1_048_576;

/**
 * `POST /hooks/<connection>`: providers say here what to look at again. The answer comes after the commit, has no body and sets no
 * cookie, as Xero demands. When we cannot keep it we answer 503, and the provider comes again.
 */
export function webhookRoutes(parts: IntakeParts): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const intake = createIntake(parts);
    // The signature is over the bytes as they came, so nothing may parse them before.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: megabyte }, (_request, body, done) => done(null, body));
    app.post<{ Params: { connection: string } }>('/hooks/:connection', async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : '';
      try {
        const received = await intake.receive({ connection: request.params.connection, headers: plain(request.headers), body });
        return await reply.code(statusOf[received]).send();
      } catch (cause) {
        parts.log('error', 'a webhook could not be kept', { connection: request.params.connection, error: String(cause) });
        return reply.code(503).send();
      }
    });
  };
}

const plain = (headers: Readonly<Record<string, string | string[] | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
