import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** Describes all routes that are registered after it, as OpenAPI 3.1 at /openapi.json. */
export async function describeApi(app: FastifyInstance, { version }: { readonly version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tieout',
        version,
        description:
          'Figures are text, never numbers. Days are YYYY-MM-DD. A POST with an Idempotency-Key may be repeated and has the same answer. Every refusal says what was seen, what was expected, and what to do.',
      },
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: jsonSchemaTransform,
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
