import { writeJson } from '../../core/json.ts';
import type { AnyRecord } from '../../core/records.ts';
import type { Call, Outcome, Seen, Step, Writer } from '../../contract/connector.ts';
import type { HttpRequest, HttpResponse } from '../../contract/http.ts';
import { errorsOf, readAnswer, root } from './api.ts';
import type { Answer } from './api.ts';
import { inTheirPlaces } from './placing.ts';
import { worstOf } from './reasons.ts';

import { isNoId, isSet, listOf, textOf, versionOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

export const batchOf50 = { elements: 50, bytes: 3_500_000 } as const;

/** One step as a part of a request: which request it may share with others, and what it says there. */
export interface Piece {
  readonly method: HttpRequest['method'];
  readonly path: string;
  /** The list that carries it; null when the request is about this step alone and `element` is its whole body. */
  readonly list: string | null;
  readonly element: Outgoing | null;
  readonly most: number;
}

/** How one kind is written. Pure. */
export interface Writing<R extends AnyRecord> {
  readonly list: string;
  readonly idField: string;
  readonly piece: (step: Step<R>) => Piece;
  /** The record in an answer's element. Throws where the element does not tell enough. */
  readonly landed: (wire: Wire, step: Step<R>) => Seen<R>;
}

export function writerOf<R extends AnyRecord>(account: string, writing: Writing<R>, look: Pick<Writer<R>, 'find' | 'seek'>): Writer<R> {
  return {
    calls: (steps, idempotencyKey) => callsOf(account, steps.map(writing.piece), idempotencyKey),
    outcomes: (steps, response) => outcomesOf(steps, response, writing),
    find: look.find,
    seek: look.seek,
  };
}

/** Steps that go the same way share a request, in order, until it is full in elements or bytes. */
function callsOf(account: string, pieces: readonly Piece[], idempotencyKey: (callIndex: number) => string): readonly Call[] {
  const open = new Map<string, Draft>();
  const drafts: Draft[] = [];
  pieces.forEach((piece, index) => {
    const text = piece.element === null ? '' : writeJson(piece.element);
    const bytes = Buffer.byteLength(text) + 1;
    const way = `${piece.method} ${piece.path}`;
    let draft = open.get(way);
    if (!draft || draft.elements.length >= piece.most || draft.bytes + bytes > batchOf50.bytes) {
      draft = { piece, elements: [], texts: [], bytes: 64 };
      open.set(way, draft);
      drafts.push(draft);
    }
    draft.elements.push(index);
    draft.texts.push(text);
    draft.bytes += bytes;
  });
  return drafts.map((draft, index) => ({ request: requestOf(account, draft, idempotencyKey(index)), elements: draft.elements }));
}

interface Draft {
  readonly piece: Piece;
  readonly elements: number[];
  readonly texts: string[];
  bytes: number;
}

function requestOf(account: string, { piece, texts }: Draft, key: string): HttpRequest {
  const headers = { accept: 'application/json', 'xero-tenant-id': account, 'idempotency-key': key };
  const request = { method: piece.method, path: `${root}${piece.path}` };
  if (piece.element === null) return { ...request, headers };
  // The elements are text already: they are set into the list as they are, so that they are written once.
  const body = piece.list === null ? (texts[0] ?? '{}') : `{${writeJson(piece.list)}:[${texts.join(',')}]}`;
  return { ...request, headers: { ...headers, 'content-type': 'application/json' }, body };
}

function outcomesOf<R extends AnyRecord>(steps: readonly Step<R>[], response: HttpResponse, writing: Writing<R>): readonly Outcome<R>[] {
  const answer = readAnswer(response);
  switch (answer.kind) {
    case 'unclear':
      return steps.map(() => ({ state: 'unknown', message: answer.message }));
    case 'no':
      return steps.map((step, index) => refusedCall(step, index, steps.length, answer, writing));
    case 'ok': {
      const rows = listOf(answer.body, writing.list);
      if (steps.length === 1) return steps.map((step) => outcomeOf(step, rows[0] ?? answer.body, writing));
      const elements = steps.map((step) => writing.piece(step).element);
      // One too few or too many has moved others too: then only what each says tells whose it is.
      const places = inTheirPlaces(rows, elements, writing.idField);
      return steps.map((step, index) => outcomeOf(step, places[index] ?? null, writing));
    }
  }
}

type No = Extract<Answer, { readonly kind: 'no' }>;

function refusedCall<R extends AnyRecord>(step: Step<R>, index: number, count: number, no: No, writing: Writing<R>): Outcome<R> {
  // Deletions are not remembered by key: when the answer to one was lost, sending it again finds nothing left to delete.
  if (step.do === 'remove' && no.reason === 'missing' && writing.piece(step).method === 'DELETE') {
    return { state: 'landed', seen: asRemoved(step), warnings: ['it was already gone'] };
  }
  const element = count > 1 && no.elements.length === count ? no.elements[index] : undefined;
  if (element === undefined) return { state: 'refused', reason: no.reason, message: no.message, retryAfterSeconds: no.retryAfterSeconds };
  const errors = errorsOf(element);
  // Whether the good elements of a refused call are kept is not documented.
  if (errors.length === 0) return { state: 'unknown', message: `Xero refused the call for another of its elements: ${no.message}` };
  return { state: 'refused', reason: worstOf(errors), message: errors.join(' '), retryAfterSeconds: null };
}

function outcomeOf<R extends AnyRecord>(step: Step<R>, wire: Wire | null, writing: Writing<R>): Outcome<R> {
  if (wire === null) return { state: 'unknown', message: 'Xero’s answer does not say what became of it' };
  const errors = errorsOf(wire);
  if (
    errors.length > 0 ||
    textOf(wire, 'StatusAttributeString') === 'ERROR' ||
    isSet(wire, 'HasErrors') ||
    isSet(wire, 'HasValidationErrors')
  ) {
    return {
      state: 'refused',
      reason: worstOf(errors),
      message: errors.join(' ') || 'Xero refused it without a reason',
      retryAfterSeconds: null,
    };
  }
  try {
    const seen = writing.landed(wire, step);
    if (seen.record.id === '' || isNoId(seen.record.id))
      return { state: 'unknown', message: 'Xero answered without the id of what it made' };
    if (isAnother(step, seen)) return { state: 'unknown', message: `Xero answered with another document, ${seen.record.id}` };
    return { state: 'landed', seen, warnings: listOf(wire, 'Warnings').map((warning) => textOf(warning, 'Message') ?? '') };
  } catch (error) {
    return { state: 'unknown', message: error instanceof Error ? error.message : 'the answer cannot be read' };
  }
}

/** Elements in another order, or one of them twice: a link to that would book one customer's invoice for another's. */
const isAnother = (step: Step, { record, reference }: Seen): boolean =>
  step.do === 'create' ? reference !== null && reference !== step.reference : record.id.toLowerCase() !== step.id.toLowerCase();

/** The answer to a removal, when it is about the document that was to be removed. Throws otherwise: that is no answer to it. */
export function removedBy<R extends AnyRecord>(wire: Wire, idField: string, step: Extract<Step<R>, { readonly do: 'remove' }>): Seen<R> {
  if (textOf(wire, idField)?.toLowerCase() !== step.id.toLowerCase()) throw new Error(`Xero did not say that ${step.id} is removed`);
  return asRemoved(step, 'UpdatedDateUTC' in wire ? versionOf(wire) : step.version);
}

/** What a removed document is now, where the answer does not show it: as it was, but void. */
export function asRemoved<R extends AnyRecord>(step: Extract<Step<R>, { readonly do: 'remove' }>, version: string = step.version): Seen<R> {
  const state = 'state' in step.before ? (step.before.kind === 'item' || step.before.kind === 'contact' ? 'archived' : 'void') : undefined;
  return { record: { ...step.before, ...(state === undefined ? {} : { state }) }, version, reference: null };
}
