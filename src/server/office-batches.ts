import type { FastifyRequest } from 'fastify';
import * as asked from '../api/office-asked.ts';
import type { BatchRow, BatchShown, BatchWriteRow, UndoAnswer } from '../api/office.ts';
import { lookupOf } from '../core/lookup.ts';
import { BeingWritten, approveBatch, clockTime, declineBatch, previewUndo, undoBatch } from '../engine/batches.ts';
import type { UndoPlan } from '../engine/batches.ts';
import type { BatchFacts, WriteFacts } from '../engine/overview-port.ts';
import { Problem, decidingFor, notFound } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';
import { whoIs } from './people-audit.ts';
import { permissionsOf } from './permissions.ts';

const tags = ['batches'];

/** What will be written, approved or declined before it is, and taken back after. */
export function addBatches(server: OfficeServer, parts: OfficeParts): void {
  const { overview } = parts;
  const list = { tags, summary: 'Batches of writes, newest first', querystring: asked.batchesQuery };
  server.get('/v1/batches', { schema: list, config: { may: 'read' } }, async ({ organisation, query }): Promise<readonly BatchRow[]> => {
    const { flow = null, state = null, before = null, limit } = query;
    return (await overview.batches(organisation, { flow, state, before, limit })).map(batchRow);
  });
  const one = { tags, summary: 'One batch, with every write', params: asked.batchParams };
  server.get('/v1/batches/:batch', { schema: one, config: { may: 'read' } }, (request): Promise<BatchShown> =>
    shownBatch(parts, request, request.params.batch),
  );
  addDecisions(server, parts);
  const preview = { tags, summary: 'What would take a batch back, or why nothing can', params: asked.batchParams };
  server.get('/v1/batches/:batch/undo', { schema: preview, config: { may: 'read' } }, async (request): Promise<UndoAnswer> => {
    const found = await batchNamed(parts, request.organisation, request.params.batch);
    mustBeUndoable(found);
    const plan = await undone(parts, found, () => previewUndo(decidingFor(parts, request), found.batch));
    return { batch: null, refusals: refusalsOf(plan) };
  });
  const undo = { tags, summary: 'Take a batch back: the exact inverse, or nothing', params: asked.batchParams };
  server.post(
    '/v1/batches/:batch/undo',
    { schema: undo, config: { may: 'approve', deed: 'took a batch back' } },
    async (request): Promise<UndoAnswer> => {
      const found = await batchNamed(parts, request.organisation, request.params.batch);
      mustBeUndoable(found);
      const { undo: made, plan } = await undone(parts, found, () => undoBatch(decidingFor(parts, request), found.batch));
      parts.wake();
      return { batch: made, refusals: refusalsOf(plan) };
    },
  );
}

function addDecisions(server: OfficeServer, parts: OfficeParts): void {
  const approve = { tags, summary: 'Let a batch leave, whole or in part', params: asked.batchParams, body: asked.batchApproval };
  server.post(
    '/v1/batches/:batch/approve',
    { schema: approve, config: { may: 'approve', deed: 'approved a batch', fourEyes: true } },
    async (request): Promise<BatchShown> => {
      const { params, body } = request;
      const found = await inReview(parts, request, params.batch);
      await decided(parts, found, () => approveBatch(decidingFor(parts, request), found.batch, body.keys));
      parts.wake();
      return shownBatch(parts, request, found.batch);
    },
  );
  const decline = {
    tags,
    summary: 'Decline a batch, whole or in part: its records wait for an answer',
    params: asked.batchParams,
    body: asked.batchRefusal,
  };
  server.post(
    '/v1/batches/:batch/decline',
    { schema: decline, config: { may: 'approve', deed: 'declined a batch' } },
    async (request): Promise<BatchShown> => {
      const { params, body } = request;
      const found = await inReview(parts, request, params.batch);
      await decided(parts, found, () => declineBatch(decidingFor(parts, request), found.batch, body.keys, body.because));
      return shownBatch(parts, request, found.batch);
    },
  );
}

async function batchNamed({ overview }: OfficeParts, organisation: string, batch: string): Promise<BatchFacts> {
  const found = await overview.batch(organisation, batch);
  if (found === null) throw notFound('batch', batch);
  return found;
}

async function inReview(parts: OfficeParts, { organisation }: FastifyRequest, batch: string): Promise<BatchFacts> {
  const found = await batchNamed(parts, organisation, batch);
  if (found.state !== 'review') throw notAnyMore(found);
  return found;
}

const notAnyMore = ({ state, decidedBy }: BatchFacts): Problem =>
  new Problem(409, {
    error: 'This batch does not wait for a decision any more.',
    seen: decidedBy === null ? state : `${state}, by ${decidedBy}`,
    expected: 'review',
    fix: 'Look at it again.',
  });

/** Somebody else may decide in the same moment: then what was tried has failed, and that is no mistake. */
async function decided<T>(parts: OfficeParts, before: BatchFacts, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const now = await parts.overview.batch(before.organisation, before.batch);
    if (now !== null && now.state !== before.state) throw notAnyMore(now);
    throw cause;
  }
}

function mustBeUndoable(found: BatchFacts): void {
  const because = notUndoable(found);
  if (because !== null) throw new Problem(409, { error: because, seen: found.state });
}

/** A worker may write it, or somebody else take it back, in the same moment. */
async function undone<T>({ overview }: OfficeParts, { organisation, batch }: BatchFacts, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const now = await overview.batch(organisation, batch);
    const because = cause instanceof BeingWritten ? untilWhen(cause) : now === null ? null : notUndoable(now);
    if (because === null) throw cause;
    throw new Problem(409, { error: because, ...(now !== null && { seen: now.state }) });
  }
}

const untilWhen = ({ until }: BeingWritten): string =>
  until === null
    ? stillWritten
    : `A worker has some of it at this moment: try again soon. If that worker has ended, at ${clockTime(until)} UTC at the latest.`;

const stillWritten = 'Some of its writes are still on their way: try again when they have been answered.';

/** What can be said without asking the ledger; the rest is found when it is undone, before anything is tried. */
function notUndoable({ purpose, state, counts }: BatchFacts): string | null {
  if (purpose === 'undo') return 'It is an undo itself: answer the questions about its records to make them again.';
  if (state === 'undone') return 'It was taken back already.';
  if ((counts.sent ?? 0) > 0) return stillWritten;
  if ((counts.landed ?? 0) === 0) return 'Nothing of it has been written.';
  return null;
}

const refusalsOf = ({ refusals }: UndoPlan): UndoAnswer['refusals'] =>
  refusals.map(({ of, document, because }) => ({
    kind: of.kind,
    id: of.id,
    number: lookupOf(of.record).number ?? document,
    why: because,
  }));

async function shownBatch(parts: OfficeParts, { organisation, actor }: FastifyRequest, batch: string): Promise<BatchShown> {
  const found = await batchNamed(parts, organisation, batch);
  const writes = await parts.overview.writesOf(organisation, batch);
  const mayApprove =
    found.state === 'review' &&
    permissionsOf(actor).includes('approve') &&
    !(await parts.isOwnBatch(organisation, { batch, who: whoIs(actor), keys: null }));
  return { ...batchRow(found), writes: writes.map(writeRow), mayApprove, notUndoable: notUndoable(found) };
}

const batchRow = ({ batch, flow, purpose, state, undoes, madeAt, decidedAt, decidedBy, counts, sums }: BatchFacts): BatchRow => ({
  batch,
  flow,
  purpose,
  state,
  undoes,
  madeAt,
  decidedAt,
  decidedBy,
  counts,
  sums,
});

function writeRow({ step, ...write }: WriteFacts): BatchWriteRow {
  const record = step.do === 'remove' ? null : step.record;
  const before = step.do === 'create' ? null : step.before;
  const shown = record ?? before;
  const known = shown === null ? null : lookupOf(shown);
  return {
    write: write.write,
    kind: write.kind,
    id: write.id,
    number: shown?.kind === 'contact' ? null : (known?.number ?? null),
    part: write.part,
    does: step.do,
    targetKind: write.targetKind,
    targetId: write.targetId,
    party: write.party,
    day: known?.bookedOn ?? null,
    gross: known?.gross ?? null,
    currency: known?.currency ?? null,
    why: write.why,
    state: write.state,
    message: write.message,
    record,
    before,
  };
}
