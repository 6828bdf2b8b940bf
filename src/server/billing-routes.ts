import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import * as asked from '../api/billing.ts';
import * as told from '../api/billing-records.ts';
import type { BillingKind, Fields, New } from '../billing/book.ts';
import { keysOf } from '../billing/duplicates.ts';
import { Refusal } from '../billing/refusal.ts';
import type { Billing } from '../billing/service.ts';
import { answerError, readWith, shown, shownOrganisationOf, shownPlain, shownResult } from './billing-answers.ts';

/** How one kind of record appears in the API. */
interface Resource<K extends BillingKind> {
  readonly kind: K;
  readonly path: string;
  readonly draft: z.ZodType<New<K>>;
  readonly change: z.ZodType<Fields<K>> | null;
  readonly shown: z.ZodType;
  /** What making it go away is called; nothing is ever deleted. */
  readonly removal: 'void' | 'archive' | null;
}

const megabytes = 1_048_576;
const atOnce = 100;
const keyHeader = z.object({ 'idempotency-key': z.string().min(1).max(255).optional() });
const refusals = { '4xx': told.refusalAnswer, '5xx': told.refusalAnswer };
const tags = ['billing'];

/** Billing over HTTP. Register it where `scopeRequests` has put the organisation on each request. */
export async function billingRoutes(server: FastifyInstance, { billing }: { readonly billing: Billing }): Promise<void> {
  server.setValidatorCompiler(validatorCompiler);
  // Answers are typed records of our own: checking ten thousand invoices against a schema again would cost more than making them.
  server.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  server.setErrorHandler(answerError);
  addBook(server, billing);
  addSearches(server, billing);
  addResource(server, billing, { kind: 'taxRate', path: '/v1/tax-rates', draft: asked.taxRateDraft, change: null, shown: told.shownTaxRate, removal: null });
  addResource(server, billing, { kind: 'contact', path: '/v1/contacts', draft: asked.contactDraft, change: asked.contactChange, shown: told.shownContact, removal: 'archive' });
  addResource(server, billing, { kind: 'invoice', path: '/v1/invoices', draft: asked.invoiceDraft, change: asked.invoiceChange, shown: told.shownInvoice, removal: 'void' });
  addResource(server, billing, { kind: 'creditNote', path: '/v1/credit-notes', draft: asked.creditNoteDraft, change: asked.creditNoteChange, shown: told.shownCreditNote, removal: 'void' });
  addResource(server, billing, { kind: 'payment', path: '/v1/payments', draft: asked.paymentDraft, change: asked.paymentChange, shown: told.shownPayment, removal: 'void' });
  addResource(server, billing, { kind: 'refund', path: '/v1/refunds', draft: asked.refundDraft, change: null, shown: told.shownRefund, removal: 'void' });
  addResource(server, billing, { kind: 'allocation', path: '/v1/allocations', draft: asked.allocationDraft, change: null, shown: told.shownAllocation, removal: 'void' });
  addChanges(server, billing);
}

const typed = (server: FastifyInstance) => server.withTypeProvider<ZodTypeProvider>();

function addResource<K extends BillingKind>(server: FastifyInstance, billing: Billing, resource: Resource<K>): void {
  addReads(server, billing, resource);
  addCreate(server, billing, resource);
  if (resource.change !== null) addChange(server, billing, { ...resource, change: resource.change });
  if (resource.removal !== null) addRemoval(server, billing, { ...resource, removal: resource.removal });
}

/** The day as of which statuses are told. */
const asOfDay = async (billing: Billing, organisation: string, asOf: string | undefined): Promise<string> =>
  asOf ?? billing.today(await billing.settings(organisation));

function addReads<K extends BillingKind>(server: FastifyInstance, billing: Billing, { kind, path, shown: answer }: Resource<K>): void {
  const list = { tags, summary: `List ${path.slice(4)}, in the order in which they were made`, querystring: asked.listQuery, response: { 200: told.pageOf(answer), ...refusals } };
  typed(server).get(path, { schema: list }, async ({ organisation, query }) => {
    const asOf = await asOfDay(billing, organisation, query.asOf);
    const { ids, reference, status, after = null, contact = null, number = null, invoice = null, limit } = query;
    if (ids ?? reference) {
      const found = ids ? await billing.read.fetch(organisation, kind, ids) : await billing.read.fetchByReference(organisation, kind, reference ?? []);
      return { records: found.map((kept) => shown(kept, asOf)), next: null };
    }
    const placed = await billing.read.list(organisation, kind, { after, limit, contact, number, invoice, status: status === undefined ? null : { is: status, asOf } });
    return { records: placed.map(({ kept }) => shown(kept, asOf)), next: placed.length < limit ? null : (placed.at(-1)?.place ?? null) };
  });
  const one = { tags, summary: 'Read one', params: asked.idParams, querystring: asked.asOfQuery, response: { 200: answer, ...refusals } };
  typed(server).get(`${path}/:id`, { schema: one }, async ({ organisation, params, query }) => {
    const asOf = await asOfDay(billing, organisation, query.asOf);
    const [kept] = await billing.read.fetch(organisation, kind, [params.id]);
    if (kept === undefined) throw new Refusal('not-found', `${kind} ${params.id}`);
    return shown(kept, asOf);
  });
}

function addCreate<K extends BillingKind>(server: FastifyInstance, billing: Billing, { kind, path, draft, shown: answer }: Resource<K>): void {
  const results = z.object({ results: z.array(told.resultOf(answer)) });
  const schema = {
    tags,
    summary: 'Make one, or up to 100 in a list',
    description: 'One is answered with the record. A list is answered with a result for each, in order: a refused one leaves the others alone.',
    headers: keyHeader,
    body: z.union([draft, z.array(draft).max(atOnce)]),
    response: { 200: results, 201: answer, ...refusals },
  };
  // The schema of the body describes it; each draft of a list is read by itself, so that a bad one does not refuse the others.
  const byHand = { schema, bodyLimit: 32 * megabytes, validatorCompiler: () => (value: unknown) => ({ value }) };
  server.post(path, byHand, async ({ organisation, body, headers }, reply) => {
    const key = readWith(keyHeader, headers)['idempotency-key'] ?? null;
    const asOf = await asOfDay(billing, organisation, undefined);
    if (Array.isArray(body)) return { results: await createMany(billing, organisation, { kind, draft, bodies: body, key, asOf }) };
    const [result] = await billing.create(organisation, kind, [readWith(draft, body)], key);
    if (result?.state !== 'made') throw result === undefined ? new Error('nothing was made') : Refusal.from(result.refusal);
    reply.code(201);
    return shown(result.kept, asOf);
  });
}

interface Many<K extends BillingKind> {
  readonly kind: K;
  readonly draft: z.ZodType<New<K>>;
  readonly bodies: readonly unknown[];
  readonly key: string | null;
  readonly asOf: string;
}

async function createMany<K extends BillingKind>(billing: Billing, organisation: string, { kind, draft, bodies, key, asOf }: Many<K>): Promise<readonly unknown[]> {
  if (bodies.length > atOnce) throw new Refusal('invalid-request', `${bodies.length} at once`, `at most ${atOnce}`);
  const read = bodies.map((body): New<K> | Refusal => {
    try {
      return readWith(draft, body);
    } catch (cause) {
      if (cause instanceof Refusal) return cause;
      throw cause;
    }
  });
  const results = await billing.create(organisation, kind, read.flatMap((each) => (each instanceof Refusal ? [] : [each])), key);
  const left = [...results];
  return read.map((each) => {
    const result = each instanceof Refusal ? ({ state: 'refused', status: each.status, refusal: each.answer } as const) : left.shift();
    if (result === undefined) throw new Error('a draft has no result');
    return shownResult(result, asOf);
  });
}

function addChange<K extends BillingKind>(server: FastifyInstance, billing: Billing, resource: Resource<K> & { readonly change: z.ZodType<Fields<K>> }): void {
  const { kind, path, change, shown: answer } = resource;
  const schema = {
    tags, summary: 'Change the named fields', headers: keyHeader, params: asked.idParams, querystring: asked.versionQuery, body: change,
    response: { 200: answer, ...refusals },
  };
  typed(server).patch(`${path}/:id`, { schema, bodyLimit: 8 * megabytes }, async ({ organisation, params, query, body, headers }) => {
    const key = headers['idempotency-key'] ?? null;
    const fields = readWith(change, body);
    const kept = await billing.change(organisation, kind, { id: params.id, version: query.version ?? null, fields, key });
    return shown(kept, await asOfDay(billing, organisation, undefined));
  });
}

function addRemoval<K extends BillingKind>(server: FastifyInstance, billing: Billing, resource: Resource<K> & { readonly removal: 'void' | 'archive' }): void {
  const { kind, path, removal, shown: answer } = resource;
  const schema = { tags, summary: removal === 'void' ? 'Void it; again changes nothing' : 'Archive it', headers: keyHeader, params: asked.idParams, response: { 200: answer, ...refusals } };
  typed(server).post(`${path}/:id/${removal}`, { schema }, async ({ organisation, params, headers }) => {
    const kept = await billing.remove(organisation, kind, params.id, headers['idempotency-key'] ?? null);
    return shown(kept, await asOfDay(billing, organisation, undefined));
  });
}

function addBook(server: FastifyInstance, billing: Billing): void {
  const schema = { tags, response: { 200: asked.bookSettings, ...refusals } };
  typed(server).get('/v1/book', { schema: { ...schema, summary: 'How the book is kept' } }, ({ organisation }) => billing.settings(organisation));
  typed(server).put('/v1/book', { schema: { ...schema, summary: 'Make the book, or change how it is kept', body: asked.bookSettings } }, ({ organisation, body }) =>
    billing.openBook(organisation, body),
  );
  const organisationSchema = { tags, summary: 'Whose book it is', response: { 200: told.shownOrganisation, ...refusals } };
  typed(server).get('/v1/organisation', { schema: organisationSchema }, async ({ organisation }) => shownOrganisationOf(organisation, await billing.settings(organisation)));
}

function addSearches(server: FastifyInstance, billing: Billing): void {
  const app = typed(server);
  const proposals = { tags, summary: 'Contacts that may be one, with the evidence', response: { 200: told.mergeProposals, ...refusals } };
  app.get('/v1/contacts/duplicates', { schema: proposals }, async ({ organisation }) => ({ proposals: await billing.proposals(organisation) }));
  const contacts = { tags, summary: 'Contacts that share a name, an e-mail address or a tax number with these', body: asked.contactCandidates, response: { 200: told.pageOf(told.shownContact), ...refusals } };
  app.post('/v1/contacts/candidates', { schema: contacts }, async ({ organisation, body }) => {
    const found = await billing.read.contactsLike(organisation, body.map(keysOf));
    return { records: found.map((kept) => shownPlain(kept)), next: null };
  });
  const payments = { tags, summary: 'Payments of the same day and amount as these', body: asked.paymentCandidates, response: { 200: told.pageOf(told.shownPayment), ...refusals } };
  app.post('/v1/payments/candidates', { schema: payments }, async ({ organisation, body }) => {
    const found = await billing.read.paymentsLike(organisation, body);
    return { records: found.map((kept) => shownPlain(kept)), next: null };
  });
  const merge = { tags, summary: 'Archive a contact in favour of another', headers: keyHeader, params: asked.idParams, body: asked.mergeRequest, response: { 200: told.shownContact, ...refusals } };
  app.post('/v1/contacts/:id/merge', { schema: merge }, async ({ organisation, params, body, headers }) =>
    shownPlain(await billing.merge(organisation, params.id, body.into, headers['idempotency-key'] ?? null)),
  );
}

function addChanges(server: FastifyInstance, billing: Billing): void {
  const schema = {
    tags,
    summary: 'What changed, oldest change first, each with the record as it is now',
    description: 'Reading on from `next` may show a record again, and never leaves one out.',
    querystring: asked.changesQuery,
    response: { 200: told.changePage, ...refusals },
  };
  typed(server).get('/v1/changes', { schema }, async ({ organisation, query }) => {
    const asOf = await asOfDay(billing, organisation, query.asOf);
    const { changes, next, isLast } = await billing.read.changes(organisation, { kind: query.kind ?? null, after: query.after ?? null, limit: query.limit });
    return { changes: changes.map(({ sequence, at, kept }) => ({ sequence, at: new Date(at).toISOString(), record: shown(kept, asOf) })), next, isLast };
  });
}
