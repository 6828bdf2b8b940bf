import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, validatorCompiler } from 'fastify-type-provider-zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { StartRefused } from '../api/flow-changes.ts';
import type { ApiError } from '../api/office.ts';
import { writeJson } from '../core/json.ts';
import type { Connector } from '../contract/connector.ts';
import type { Deciding } from '../engine/batches.ts';
import type { DecisionStore } from '../engine/batch-ports.ts';
import type { EdgeClock } from '../engine/edge-ports.ts';
import type { FlowKeeping } from '../engine/office-port.ts';
import type { FlowFacts, LiveFeed, OverviewStore } from '../engine/overview-port.ts';
import type { Engine } from '../engine/parts.ts';
import type { ProofStore } from '../engine/proof-port.ts';
import type { Reading } from '../engine/reading-port.ts';
import type { Log } from './log.ts';
import type { IsOwnBatch } from './people-four-eyes.ts';
import { nameOf } from './permissions.ts';

/** What the routes of the daily work are made of. */
export interface OfficeParts {
  readonly engine: Engine;
  readonly clock: EdgeClock;
  readonly overview: OverviewStore;
  readonly decisions: DecisionStore;
  readonly reading: Reading;
  readonly proofs: ProofStore;
  readonly keeping: FlowKeeping;
  readonly live: LiveFeed;
  readonly isOwnBatch: IsOwnBatch;
  readonly connectorOf: (provider: string) => Connector | null;
  /** Keys became due. */
  readonly wake: () => void;
  readonly log: Log;
}

/** A no to a request, in the words that the page shows. */
export class Problem extends Error {
  readonly statusCode: number;
  readonly answer: ApiError | StartRefused;

  constructor(statusCode: number, answer: ApiError | StartRefused) {
    super(answer.error);
    this.statusCode = statusCode;
    this.answer = answer;
  }
}

export const notFound = (what: string, seen: string): Problem =>
  new Problem(404, { error: `There is no such ${what}.`, seen, fix: 'Go back to the list: it may have been taken away meanwhile.' });

/** The flow of that name, of the organisation that asks. */
export async function flowNamed({ overview }: Pick<OfficeParts, 'overview'>, organisation: string, flow: string): Promise<FlowFacts> {
  const found = (await overview.flows(organisation)).find((one) => one.flow === flow);
  if (found === undefined) throw notFound('flow', flow);
  return found;
}

/** Who decides, for the engine and for the log. */
export const decidingFor = ({ engine, decisions }: OfficeParts, request: FastifyRequest): Deciding => ({
  engine,
  decisions,
  organisation: request.organisation,
  by: nameOf(request.actor),
});

/** The server, with requests typed by their schemas, and every error in the form of `ApiError`. */
export function officeServer(server: FastifyInstance, log: Log) {
  server.setValidatorCompiler(validatorCompiler);
  // Answers are typed by the contract, and made by us.
  server.setSerializerCompiler(() => writeJson);
  server.setErrorHandler(answerProblems(log));
  return server.withTypeProvider<ZodTypeProvider>();
}
export type OfficeServer = ReturnType<typeof officeServer>;

const answerProblems =
  (log: Log) =>
  (error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { status, answer } = problemOf(error);
    if (status >= 500) log('error', 'a request failed', { method: request.method, path: request.url.split('?')[0], error: error.message });
    return reply.code(status).type('application/json').serializer(writeJson).send(answer);
  };

function problemOf(error: FastifyError | Problem): { readonly status: number; readonly answer: ApiError } {
  if (error instanceof Problem) return { status: error.statusCode, answer: error.answer };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const place = `${error.validationContext ?? 'request'}${first?.instancePath ?? ''}`.replaceAll('/', '.');
    return { status: 400, answer: { error: 'The request cannot be understood.', seen: `${place} ${first?.message ?? error.message}` } };
  }
  if (error.statusCode !== undefined && error.statusCode < 500) return { status: error.statusCode, answer: { error: error.message } };
  return { status: 500, answer: { error: 'Something went wrong here; the log of the server says what.' } };
}
