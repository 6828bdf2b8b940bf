import type { FastifyInstance, FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sumAmounts } from '../core/decimal.ts';
import type { Invoice } from '../core/records.ts';
import { idParams, invoiceDraft } from '../api/billing.ts';
import {
  invoicePreview,
  recurringChange,
  recurringDraft,
  recurringList,
  recurringPreview,
  recurringShown,
} from '../api/billing-recurring.ts';
import type { InvoicePreview, RecurringShown } from '../api/billing-recurring.ts';
import { previewInvoice } from '../billing/preview.ts';
import { invoiceOf, nextDays } from '../billing/recurring.ts';
import type { Recurring, RecurringRun, RecurringService } from '../billing/recurring-service.ts';
import { Refusal } from '../billing/refusal.ts';
import type { Billing } from '../billing/service.ts';
import { answerErrors } from './billing-answers.ts';
import { guardOwnKeys, keyHeader, refusals, typed } from './billing-resource.ts';
import type { Log } from './log.ts';

const tags = ['billing'];
const shownAhead = 6;

export interface RecurringRouteParts {
  readonly billing: Billing;
  readonly recurring: RecurringService;
  readonly log: Log;
  /** Called when a schedule was made or changed, so that whoever waits for the next day waits for the right one. */
  readonly changed: () => void;
}

/** Recurring invoices, and what a draft would amount to. Register it where `scopeRequests` has put the organisation on each request. */
export async function recurringRoutes(server: FastifyInstance, parts: RecurringRouteParts): Promise<void> {
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  server.setErrorHandler(answerErrors(parts.log));
  guardOwnKeys(server);
  addPreviews(server, parts);
  addReads(server, parts);
  addWrites(server, parts);
}

function addPreviews(server: FastifyInstance, { billing }: RecurringRouteParts): void {
  const app = typed(server);
  const config = { may: 'read', deed: null } as const;
  const preview = {
    tags,
    summary: 'What an invoice or a credit note would amount to; nothing is made',
    body: invoiceDraft,
    response: { 200: invoicePreview, ...refusals },
  };
  app.post('/v1/invoices/preview', { schema: preview, config }, async ({ organisation, body }) =>
    previewOf(await previewInvoice(billing, organisation, body)),
  );
  const schedule = {
    tags,
    summary: 'The next days of a schedule, and what each invoice would amount to',
    body: recurringDraft,
    response: { 200: recurringPreview, ...refusals },
  };
  app.post('/v1/recurring-invoices/preview', { schema: schedule, config }, async ({ organisation, body }) => {
    const today = billing.today(await billing.settings(organisation));
    const days = nextDays(body, 0, 60);
    return {
      nextDays: days.slice(0, shownAhead),
      dueNow: days.filter((day) => day <= today).length,
      invoice: previewOf(await previewInvoice(billing, organisation, invoiceOf(body, body.startsOn))),
    };
  });
}

function addReads(server: FastifyInstance, parts: RecurringRouteParts): void {
  const app = typed(server);
  const config = { may: 'read' } as const;
  app.get(
    '/v1/recurring-invoices',
    { schema: { tags, summary: 'List recurring invoices', response: { 200: recurringList, ...refusals } }, config },
    async ({ organisation }) => {
      const all = await parts.recurring.list(organisation);
      return { records: await Promise.all(all.map((each) => shownOf(parts, organisation, each))) };
    },
  );
  const one = { tags, summary: 'Read one', params: idParams, response: { 200: recurringShown, ...refusals } };
  app.get('/v1/recurring-invoices/:id', { schema: one, config }, async ({ organisation, params }) =>
    shownOf(parts, organisation, await parts.recurring.find(organisation, params.id)),
  );
}

function addWrites(server: FastifyInstance, parts: RecurringRouteParts): void {
  const app = typed(server);
  const { recurring } = parts;
  const answer = async (request: FastifyRequest, { id }: Recurring): Promise<RecurringShown> => {
    const { organisation } = request;
    parts.changed();
    await recurring.makeDue(organisation);
    const shown = await shownOf(parts, organisation, await recurring.find(organisation, id));
    // Whoever makes a schedule has made its invoices, too, where two people are to see them.
    request.made = [id, ...shown.made.map(({ invoice }) => invoice)];
    return shown;
  };
  const add = {
    tags,
    summary: 'Make a recurring invoice; what is due by now is made at once',
    headers: keyHeader,
    body: recurringDraft,
    response: { 201: recurringShown, ...refusals },
  };
  const made = { may: 'create', deed: 'made a recurring invoice' } as const;
  app.post('/v1/recurring-invoices', { schema: add, config: made }, async (request, reply) => {
    const { organisation, body, headers } = request;
    reply.code(201);
    return answer(request, await recurring.add(organisation, body, headers['idempotency-key'] ?? null));
  });
  const change = {
    tags,
    summary: 'Replace it; invoices that were made stay as they are',
    params: idParams,
    body: recurringChange,
    response: { 200: recurringShown, ...refusals },
  };
  const changed = { may: 'create', deed: 'changed a recurring invoice' } as const;
  app.patch('/v1/recurring-invoices/:id', { schema: change, config: changed }, async (request) => {
    const { organisation, params, body } = request;
    return answer(request, await recurring.change(organisation, params.id, { version: body.version, draft: body.recurring }));
  });
  const moves = { pause: 'paused', resume: 'active', end: 'ended' } as const;
  const move = {
    tags,
    summary: 'Pause it, resume it, or end it; the days of a pause are left out',
    params: idParams.extend({ move: z.enum(['pause', 'resume', 'end']) }),
    response: { 200: recurringShown, ...refusals },
  };
  const moved = { may: 'create', deed: 'paused, resumed or ended a recurring invoice' } as const;
  app.post('/v1/recurring-invoices/:id/:move', { schema: move, config: moved }, async (request) =>
    answer(request, await recurring.setState(request.organisation, request.params.id, moves[request.params.move])),
  );
}

async function shownOf({ billing, recurring }: RecurringRouteParts, organisation: string, kept: Recurring): Promise<RecurringShown> {
  const { id, version, draft, state, next } = kept;
  const runs = await recurring.runs(organisation, id);
  const tried = await triedOut(billing, organisation, kept);
  return {
    ...draft,
    rhythm: { ...draft.rhythm },
    invoice: { ...draft.invoice, lines: draft.invoice.lines.map((line) => ({ ...line, taxes: [...line.taxes] })) },
    id,
    version,
    state,
    nextDays: next === null ? [] : [...nextDays(draft, next.number, shownAhead)],
    totals: tried.totals,
    problem: refusedRun(runs) ?? tried.problem,
    made: runs.flatMap(({ on, outcome }) => (outcome?.state === 'made' ? [{ on, invoice: outcome.invoice, number: outcome.number }] : [])),
  };
}

function refusedRun(runs: readonly RecurringRun[]): RecurringShown['problem'] {
  for (const { on, outcome } of runs)
    if (outcome?.state === 'refused') return { on, message: outcome.refusal.message, seen: outcome.refusal.seen, fix: outcome.refusal.fix };
  return null;
}

/** A schedule that could not be kept on its next day says so before that day comes. */
async function triedOut(
  billing: Billing,
  organisation: string,
  { draft, next }: Recurring,
): Promise<Pick<RecurringShown, 'totals' | 'problem'>> {
  try {
    const { totals } = await previewInvoice(billing, organisation, invoiceOf(draft, next?.on ?? draft.startsOn));
    return { totals, problem: null };
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    const { message, seen, fix } = cause.answer;
    return { totals: null, problem: next === null ? null : { on: next.on, message, seen, fix } };
  }
}

function previewOf({ lines, totals }: Invoice): InvoicePreview {
  const byRate = Map.groupBy(
    lines.flatMap((line) => line.taxes),
    ({ rate }) => rate,
  );
  return {
    lines: lines.map(({ amount, taxes }) => ({ amount, taxes })),
    taxes: [...byRate].map(([rate, taxes]) => ({ rate, amount: sumAmounts(taxes.map(({ amount }) => amount)) })),
    totals,
  };
}
