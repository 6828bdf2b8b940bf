import { writeJson } from '../../core/json.ts';
import type { AnyRecord } from '../../core/records.ts';
import type { Call, Outcome, Seen, Step, Writer } from '../../contract/connector.ts';
import type { HttpRequest, HttpResponse } from '../../contract/http.ts';
import { accept, faultIn, pathOf, readAnswer, readFault } from './api.ts';
import type { No } from './api.ts';
import type { Removal } from '../../contract/settling.ts';
import { childOf, listOf, needText, textOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

/** Thirty operations a batch (Intuit, Accounting API: Batch). Of its size nothing is said: this is far below what is reported. */
export const batchOf30 = { elements: 30, bytes: 1_500_000 } as const;

export type Operation = 'create' | 'update' | 'void' | 'delete';

/** One operation on one object, for one step or, where several steps change the same object, for all of them. */
export interface Piece {
  readonly entity: string;
  readonly operation: Operation;
  readonly element: Outgoing;
  readonly elements: readonly number[];
}

/** How one kind is written. Pure, from what the session knows. */
export interface Writing<R extends AnyRecord> {
  readonly pieces: (steps: readonly Step<R>[]) => readonly Piece[];
  /** The record in an answered object. Throws where it does not tell enough. */
  readonly landed: (wire: Wire, step: Step<R>) => Seen<R>;
}

type OnePiece = Omit<Piece, 'elements'>;

/** The usual case: each step is an operation of its own. */
export const each =
  <R extends AnyRecord>(pieceOf: (step: Step<R>) => OnePiece) =>
  (steps: readonly Step<R>[]): readonly Piece[] =>
    steps.map((step, index) => ({ ...pieceOf(step), elements: [index] }));

export function writerOf<R extends AnyRecord>(account: string, writing: Writing<R>, look: Pick<Writer<R>, 'find' | 'seek'>): Writer<R> {
  return {
    calls: (steps, idempotencyKey) => callsOf(account, writing.pieces(steps), idempotencyKey),
    outcomes: (steps, response) => outcomesOf(steps, response, writing),
    find: look.find,
    seek: look.seek,
  };
}

interface Draft {
  readonly pieces: Piece[];
  readonly texts: string[];
  bytes: number;
}

/** What is made and changed goes in batches of thirty, in order; what goes away, and what several steps share, goes alone. */
function callsOf(account: string, pieces: readonly Piece[], idempotencyKey: (callIndex: number) => string): readonly Call[] {
  const drafts: Draft[] = [];
  let open: Draft | null = null;
  for (const piece of pieces) {
    const text = writeJson(piece.element);
    const bytes = Buffer.byteLength(text) + 100;
    const isAlone = piece.operation === 'void' || piece.operation === 'delete' || piece.elements.length > 1;
    if (isAlone) drafts.push({ pieces: [piece], texts: [text], bytes });
    else {
      if (open === null || open.pieces.length >= batchOf30.elements || open.bytes + bytes > batchOf30.bytes) {
        open = { pieces: [], texts: [], bytes: 64 };
        drafts.push(open);
      }
      open.pieces.push(piece);
      open.texts.push(text);
      open.bytes += bytes;
    }
  }
  return drafts.map((draft, index) => ({
    request: requestOf(account, draft, idempotencyKey(index)),
    elements: draft.pieces.flatMap(({ elements }) => elements),
  }));
}

/** A void of an invoice is an operation of its own, and that of other documents a kind of update. */
const queryOf = ({ entity, operation }: Piece): Readonly<Record<string, string>> => {
  if (operation === 'create') return {};
  if (operation === 'void') return entity === 'Invoice' ? { operation: 'void' } : { operation: 'update', include: 'void' };
  return { operation };
};

const writeHeaders = { ...accept, 'content-type': 'application/json' } as const;

/**
 * `requestid` makes QuickBooks answer a repeated call as it answered the first, for as long as it remembers, even when the object
 * was deleted since: so each call has a key of its own, and one that is planned anew has a new one.
 */
function requestOf(account: string, { pieces, texts }: Draft, requestid: string): HttpRequest {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) {
    const path = pathOf(account, `/${only.entity.toLowerCase()}`, { ...queryOf(only), requestid });
    return { method: 'POST', path, headers: writeHeaders, body: texts[0] ?? '{}' };
  }
  // The elements are text already: they are set into the list as they are, so that they are written once.
  const items = pieces.map(
    ({ entity, operation }, index) => `{"bId":"${index + 1}","operation":"${operation}","${entity}":${texts[index] ?? '{}'}}`,
  );
  return {
    method: 'POST',
    path: pathOf(account, '/batch', { requestid }),
    headers: writeHeaders,
    body: `{"BatchItemRequest":[${items.join(',')}]}`,
    counts: 'batch',
  };
}

function outcomesOf<R extends AnyRecord>(steps: readonly Step<R>[], response: HttpResponse, writing: Writing<R>): readonly Outcome<R>[] {
  const answer = readAnswer(response);
  switch (answer.kind) {
    case 'unclear':
      return steps.map(() => ({ state: 'unknown', message: answer.message }));
    case 'no':
      return steps.map((step) => refused(step, answer, writing));
    case 'ok': {
      if (!('BatchItemResponse' in answer.body)) return steps.map((step) => outcomeOf(step, answer.body, writing));
      // Answers come in any order: only the name of an element says which one it is.
      const items = new Map(listOf(answer.body, 'BatchItemResponse').map((item) => [textOf(item, 'bId'), item]));
      return steps.map((step, index) => outcomeOf(step, items.get(String(index + 1)) ?? null, writing));
    }
  }
}

/** What was deleted is not remembered: when the answer to it was lost, sending it again finds nothing to delete. */
function refused<R extends AnyRecord>(step: Step<R>, no: No, { pieces }: Writing<R>): Outcome<R> {
  if (step.do === 'remove' && no.reason === 'missing' && pieces([step])[0]?.operation === 'delete')
    return { state: 'landed', seen: asRemoved(step), warnings: ['it was already gone'] };
  return { state: 'refused', reason: no.reason, message: no.message, retryAfterSeconds: no.retryAfterSeconds };
}

function outcomeOf<R extends AnyRecord>(step: Step<R>, item: Wire | null, writing: Writing<R>): Outcome<R> {
  if (item === null) return { state: 'unknown', message: 'QuickBooks answered fewer elements than were sent' };
  const fault = faultIn(item);
  if (fault !== null) return refused(step, readFault(fault), writing);
  try {
    const entity = writing.pieces([step])[0]?.entity ?? '';
    const wire = childOf(item, entity);
    if (wire === null) return { state: 'unknown', message: `QuickBooks answered without the ${entity}` };
    const seen = writing.landed(wire, step);
    if (isAnother(step, seen)) return { state: 'unknown', message: `QuickBooks answered with another document, ${seen.record.id}` };
    return { state: 'landed', seen, warnings: variance(step, seen) };
  } catch (error) {
    return { state: 'unknown', message: error instanceof Error ? error.message : 'the answer cannot be read' };
  }
}

const isAnother = (step: Step, { record, reference }: Seen): boolean =>
  step.do === 'create' ? reference !== null && reference !== step.reference : record.id !== step.id;

/** QuickBooks works totals out itself, and its automated sales tax may keep its own tax. */
function variance(step: Step, { record }: Seen): readonly string[] {
  if (step.do === 'remove' || !('totals' in record) || !('totals' in step.record)) return [];
  const [ours, theirs] = [step.record.totals, record.totals];
  if (ours.gross === theirs.gross && ours.tax === theirs.tax) return [];
  return [`QuickBooks booked ${theirs.gross} with ${theirs.tax} tax, and not ${ours.gross} with ${ours.tax} tax`];
}

/** What a deleted document is, which QuickBooks shows no more: as it was, but void. */
export function asRemoved<R extends AnyRecord>(step: Removal<R>): Seen<R> {
  const state = 'state' in step.before ? (step.before.kind === 'item' || step.before.kind === 'contact' ? 'archived' : 'void') : undefined;
  return { record: { ...step.before, ...(state === undefined ? {} : { state }) }, version: step.version, reference: null };
}

/** The answer to a deletion, when it is about the object that was to be deleted. Throws otherwise: that is no answer to it. */
export function deletedBy<R extends AnyRecord>(wire: Wire, step: Removal<R>, id: string): Seen<R> {
  if (needText(wire, 'Id') !== id || textOf(wire, 'status') !== 'Deleted')
    throw new Error(`QuickBooks did not say that ${step.id} is deleted`);
  return asRemoved(step);
}
