import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Organisation } from '../core/records.ts';
import type { BillingKind, BookSettings, Kept } from '../billing/book.ts';
import { Refusal } from '../billing/refusal.ts';
import type { RefusalAnswer } from '../billing/refusal.ts';
import type { Result } from '../billing/service.ts';
import { statusOf } from '../billing/status.ts';
import type { Log } from './log.ts';

/** A record as the API shows it: what it says, how the book keeps it and, of a document, its status on that day. */
export function shown(kept: Kept, asOf: string) {
  const { record, version, bornIn, staffReference, open } = kept;
  const keeping = { version, bornIn, staffReference, open };
  return record.kind === 'invoice' || record.kind === 'creditNote'
    ? { ...record, ...keeping, status: statusOf(record, asOf) }
    : { ...record, ...keeping };
}

/** As `shown`, for a kind that has no status. */
export const shownPlain = <K extends 'contact' | 'payment'>({ record, version, bornIn, staffReference, open }: Kept<K>) => ({
  ...record,
  version,
  bornIn,
  staffReference,
  open,
});

export const shownResult = <K extends BillingKind>(result: Result<K>, asOf: string) =>
  result.state === 'made'
    ? { state: 'made', record: shown(result.kept, asOf) }
    : { state: 'refused', status: result.status, error: result.refusal };

export const shownOrganisationOf = (id: string, { name, country, baseCurrency, timeZone }: BookSettings): Organisation => ({
  kind: 'organisation',
  id,
  name,
  country,
  baseCurrency,
  timeZone,
  lockedThrough: null,
  taxFiledThrough: null,
  taxBasis: 'unknown',
  currencies: [baseCurrency],
});

/** Reads outside data, or refuses with the first thing that is wrong about it. */
export function readWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw refusalOf(read.error.issues[0]);
}

function refusalOf(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): Refusal {
  return new Refusal('invalid-request', issue === undefined ? null : `${issue.path.map(String).join('.') || 'the body'}: ${issue.message}`);
}

/** Answers every error of a route in the form of the catalogue. What is not a refusal is our own mistake, and goes to the log. */
export const answerErrors =
  (log: Log) =>
  (error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = asRefusal(error);
    if (refusal === null)
      log('error', 'a request failed', { method: request.method, path: request.url.split('?')[0], error: error.message });
    const { statusCode, answer } = refusal ?? new Refusal('mistake-of-ours');
    return reply
      .code(statusCode)
      .type('application/json')
      .send(answer satisfies RefusalAnswer);
  };

function asRefusal(error: FastifyError | Refusal): Refusal | null {
  if (error instanceof Refusal) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    return new Refusal(
      'invalid-request',
      `${error.validationContext ?? 'request'}${first?.instancePath ?? ''}: ${first?.message ?? error.message}`,
    );
  }
  // Fastify's own: a body that is no JSON, of another type, or too large.
  return error.statusCode !== undefined && error.statusCode < 500 ? new Refusal('invalid-request', error.message) : null;
}
