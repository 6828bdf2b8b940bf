import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import * as asked from '../api/billing.ts';
import * as told from '../api/billing-records.ts';
import type { Permission } from '../api/people.ts';
import type { BillingKind, Fields, New } from '../billing/book.ts';
import { Refusal } from '../billing/refusal.ts';
import type { Billing, Result } from '../billing/service.ts';
import { readWith, shown, shownResult } from './billing-answers.ts';

/** How one kind of record appears in the API. */
export interface Resource<K extends BillingKind> {
  readonly kind: K;
  readonly path: string;
  readonly draft: z.ZodType<New<K>>;
  readonly change: z.ZodType<Fields<K>> | null;
  readonly shown: z.ZodType;
  /** What making and changing it asks for. */
  readonly may: Permission;
  /** What making it go away is called; nothing is ever deleted. */
  readonly removal: 'void' | 'archive' | null;
}

const megabytes = 1_048_576;
const atOnce = 100;
export const keyHeader = z.object({ 'idempotency-key': z.string().min(1).max(255).optional() });
export const refusals = { '4xx': told.refusalAnswer, '5xx': told.refusalAnswer };
const tags = ['billing'];

/** Reading, making, changing and voiding records of one kind. */
export function addResource<K extends BillingKind>(server: FastifyInstance, billing: Billing, resource: Resource<K>): void {
  addReads(server, billing, resource);
  addCreate(server, billing, resource);
  if (resource.change !== null) addChange(server, billing, { ...resource, change: resource.change });
  if (resource.removal !== null) addRemoval(server, billing, { ...resource, removal: resource.removal });
}

/** The day as of which statuses are told. */
export const asOfDay = async (billing: Billing, organisation: string, asOf: string | undefined): Promise<string> =>
  asOf ?? billing.today(await billing.settings(organisation));

function addReads<K extends BillingKind>(server: FastifyInstance, billing: Billing, { kind, path, shown: answer }: Resource<K>): void {
  const list = {
    tags,
    summary: `List ${path.slice(4)}, in the order in which they were made`,
    querystring: asked.listQuery,
    response: { 200: told.pageOf(answer), ...refusals },
  };
  typed(server).get(path, { schema: list, config: { may: 'read' } }, async ({ organisation, query }) => {
    const asOf = await asOfDay(billing, organisation, query.asOf);
    const { ids, reference, status, after = null, contact = null, number = null, invoice = null, search = null, limit } = query;
    if (ids ?? reference) {
      const found = ids
        ? await billing.read.fetch(organisation, kind, ids)
        : await billing.read.fetchByReference(organisation, kind, reference ?? []);
      return { records: found.map((kept) => shown(kept, asOf)), next: null };
    }
    const placed = await billing.read.list(organisation, kind, {
      after,
      limit,
      contact,
      number,
      invoice,
      search,
      isNewestFirst: query.order === 'newest',
      status: status === undefined ? null : { is: status, asOf },
    });
    return { records: placed.map(({ kept }) => shown(kept, asOf)), next: placed.length < limit ? null : (placed.at(-1)?.place ?? null) };
  });
  const one = { tags, summary: 'Read one', params: asked.idParams, querystring: asked.asOfQuery, response: { 200: answer, ...refusals } };
  typed(server).get(`${path}/:id`, { schema: one, config: { may: 'read' } }, async ({ organisation, params, query }) => {
    const asOf = await asOfDay(billing, organisation, query.asOf);
    const [kept] = await billing.read.fetch(organisation, kind, [params.id]);
    if (kept === undefined) throw new Refusal('not-found', `${kind} ${params.id}`);
    return shown(kept, asOf);
  });
}

function addCreate<K extends BillingKind>(
  server: FastifyInstance,
  billing: Billing,
  { kind, path, draft, shown: answer, may }: Resource<K>,
): void {
  const results = z.object({ results: z.array(told.resultOf(answer)) });
  const schema = {
    tags,
    summary: 'Make one, or up to 100 in a list',
    description:
      'One is answered with the record. A list is answered with a result for each, in order: a refused one leaves the others alone.',
    headers: keyHeader,
    body: z.union([draft, z.array(draft).max(atOnce)]),
    response: { 200: results, 201: answer, ...refusals },
  };
  // The schema of the body describes it; each draft of a list is read by itself, so that a bad one does not refuse the others.
  const byHand = {
    schema,
    config: { may, deed: `made ${words[kind]}` },
    bodyLimit: 32 * megabytes,
    validatorCompiler: () => (value: unknown) => ({ value }),
  };
  server.post(path, byHand, async (request, reply) => {
    const { organisation, body, headers, actor } = request;
    const key = readWith(keyHeader, headers)['idempotency-key'] ?? null;
    if (actor.kind !== 'inside') refuseOwnMarks(Array.isArray(body) ? body : [body]);
    const asOf = await asOfDay(billing, organisation, undefined);
    if (Array.isArray(body)) {
      const results = await createMany(billing, organisation, { kind, draft, bodies: body, key });
      request.made = results.flatMap((result) => (result.state === 'made' ? [result.kept.record.id] : []));
      return { results: results.map((result) => shownResult(result, asOf)) };
    }
    const [result] = await billing.create(organisation, kind, [readWith(draft, body)], key);
    if (result?.state !== 'made') throw result === undefined ? new Error('nothing was made') : Refusal.from(result.refusal);
    request.made = [result.kept.record.id];
    reply.code(201);
    return shown(result.kept, asOf);
  });
}

const ownMarks = ['bornIn', 'staffReference'] as const;

/**
 * What only the engine says: that a record came from the ledger, and so is never sent there, and under which reference it will look
 * for it. Whoever could say so would keep sales out of the books, or take the place of a write that is under way.
 */
function refuseOwnMarks(bodies: readonly unknown[]): void {
  for (const body of bodies)
    for (const mark of ownMarks)
      if (typeof body === 'object' && body !== null && Object.hasOwn(body, mark))
        throw new Refusal('invalid-request', mark, 'a record without it: only Tieout itself says where a record comes from');
}

/** Keys that begin so are ours: a schedule's invoice must not find another request under the key of its day. */
export function guardOwnKeys(server: FastifyInstance): void {
  server.addHook('preValidation', async ({ actor, headers }) => {
    const key = headers['idempotency-key'];
    if (actor.kind !== 'inside' && typeof key === 'string' && key.startsWith('tieout:'))
      throw new Refusal('invalid-request', key, 'an Idempotency-Key that does not begin with tieout:');
  });
}

interface Many<K extends BillingKind> {
  readonly kind: K;
  readonly draft: z.ZodType<New<K>>;
  readonly bodies: readonly unknown[];
  readonly key: string | null;
}

async function createMany<K extends BillingKind>(
  billing: Billing,
  organisation: string,
  { kind, draft, bodies, key }: Many<K>,
): Promise<readonly Result<K>[]> {
  if (bodies.length > atOnce) throw new Refusal('invalid-request', `${bodies.length} at once`, `at most ${atOnce}`);
  const read = bodies.map((body): New<K> | Refusal => {
    try {
      return readWith(draft, body);
    } catch (cause) {
      if (cause instanceof Refusal) return cause;
      throw cause;
    }
  });
  const results = await billing.create(
    organisation,
    kind,
    read.flatMap((each) => (each instanceof Refusal ? [] : [each])),
    key,
  );
  const left = [...results];
  return read.map((each) => {
    const result = each instanceof Refusal ? ({ state: 'refused', status: each.statusCode, refusal: each.answer } as const) : left.shift();
    if (result === undefined) throw new Error('a draft has no result');
    return result;
  });
}

function addChange<K extends BillingKind>(
  server: FastifyInstance,
  billing: Billing,
  resource: Resource<K> & { readonly change: z.ZodType<Fields<K>> },
): void {
  const { kind, path, change, shown: answer, may } = resource;
  const schema = {
    tags,
    summary: 'Change the named fields',
    headers: keyHeader,
    params: asked.idParams,
    querystring: asked.versionQuery,
    body: change,
    response: { 200: answer, ...refusals },
  };
  typed(server).patch(
    `${path}/:id`,
    { schema, config: { may, deed: `changed ${words[kind]}` }, bodyLimit: 8 * megabytes },
    async ({ organisation, params, query, body, headers }) => {
      const key = headers['idempotency-key'] ?? null;
      const fields = readWith(change, body);
      const kept = await billing.change(organisation, kind, { id: params.id, version: query.version ?? null, fields, key });
      return shown(kept, await asOfDay(billing, organisation, undefined));
    },
  );
}

function addRemoval<K extends BillingKind>(
  server: FastifyInstance,
  billing: Billing,
  resource: Resource<K> & { readonly removal: 'void' | 'archive' },
): void {
  const { kind, path, removal, shown: answer, may } = resource;
  const schema = {
    tags,
    summary: removal === 'void' ? 'Void it; again changes nothing' : 'Archive it',
    headers: keyHeader,
    params: asked.idParams,
    response: { 200: answer, ...refusals },
  };
  const deed = `${removal === 'void' ? 'voided' : 'archived'} ${words[kind]}`;
  typed(server).post(`${path}/:id/${removal}`, { schema, config: { may, deed } }, async ({ organisation, params, headers }) => {
    const kept = await billing.remove(organisation, kind, params.id, headers['idempotency-key'] ?? null);
    return shown(kept, await asOfDay(billing, organisation, undefined));
  });
}

const words: Readonly<Record<BillingKind, string>> = {
  taxRate: 'a tax rate',
  contact: 'a contact',
  invoice: 'an invoice',
  creditNote: 'a credit note',
  payment: 'a payment',
  refund: 'a refund',
  allocation: 'an allocation',
};

/** The server, with requests and answers typed by their schemas. */
export const typed = (server: FastifyInstance) => server.withTypeProvider<ZodTypeProvider>();
