import type { Records } from '../../core/records.ts';
import type { Call, Outcome, Page, Seen, Step } from '../../contract/connector.ts';
import type { Http, HttpRequest, HttpResponse } from '../../contract/http.ts';
import { Refused } from '../../contract/refused.ts';
import type { Reason } from '../../contract/refused.ts';
import { createAtOnce, fetchAtOnce } from './manifest.ts';
import { draftOf, fieldsOf, paths, readChanges, readPage, readResults, readSeen, sentenceOf } from './translate.ts';
import type { BilledKind } from './translate.ts';

// Billing writes every figure as text, so plain parsing loses nothing, and is eight times faster than keeping numbers exact.
const readJson = (text: string): unknown => JSON.parse(text);

const json = { 'content-type': 'application/json' };

/** Reads, and throws billing's no as `Refused`. */
export async function ask(http: Http, request: HttpRequest): Promise<unknown> {
  const response = await http(request);
  if (response.status === 200) return readJson(response.body);
  const { reason, message, retryAfterSeconds } = noOf(response);
  if (reason === null) throw new Error(`${request.method} ${request.path} was answered ${response.status}: ${message}`);
  throw new Refused(reason, message, retryAfterSeconds);
}

/** Everything of a kind that changed after a sequence number. */
export async function* changesOf<K extends BilledKind>(
  http: Http,
  kind: K,
  from: { readonly cursor: string | null; readonly pageSize: number },
): AsyncIterable<Page<Records[K]>> {
  let after = from.cursor;
  for (;;) {
    const path = `/v1/changes?kind=${kind}&limit=${from.pageSize}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`;
    const { changes, next, isLast } = readChanges(await ask(http, { method: 'GET', path }));
    yield { seen: changes.map(({ record }) => readSeen(kind, record)), next, last: isLast };
    if (isLast) return;
    after = next;
  }
}

/** The records whose ids, or whose staff references, are these. */
export async function fetchBy<K extends BilledKind>(
  http: Http,
  kind: K,
  by: 'ids' | 'reference',
  names: readonly string[],
): Promise<readonly Seen<Records[K]>[]> {
  const seen: Seen<Records[K]>[] = [];
  for (let start = 0; start < names.length; start += fetchAtOnce) {
    const some = names
      .slice(start, start + fetchAtOnce)
      .map(encodeURIComponent)
      .join(',');
    const found = readPage(await ask(http, { method: 'GET', path: `${paths[kind]}?${by}=${some}` }));
    seen.push(...found.map((record) => readSeen(kind, record)));
  }
  return seen;
}

/** Records that may already be these; what they are compared by is billing's to say. */
export async function candidates<K extends 'contact' | 'payment'>(
  http: Http,
  kind: K,
  wants: readonly object[],
): Promise<readonly Seen<Records[K]>[]> {
  const found: Seen<Records[K]>[] = [];
  for (let start = 0; start < wants.length; start += fetchAtOnce) {
    const body = JSON.stringify(wants.slice(start, start + fetchAtOnce));
    const answer = await ask(http, { method: 'POST', path: `${paths[kind]}/candidates`, headers: json, body });
    found.push(...readPage(answer).map((record) => readSeen(kind, record)));
  }
  return found;
}

/** Creates go together in lists; each update and each removal is a request of its own. */
export function callsFor<K extends BilledKind>(
  kind: K,
  steps: readonly Step<Records[K]>[],
  idempotencyKey: (callIndex: number) => string,
): readonly Call[] {
  const lists = packed(
    steps.flatMap((step, index) => (step.do === 'create' ? [{ index, text: JSON.stringify(draftOf(step.record, step.reference)) }] : [])),
  );
  const creates = lists.map((list) => ({
    request: post(paths[kind], `[${list.map(({ text }) => text).join(',')}]`),
    elements: list.map(({ index }) => index),
  }));
  const others = steps.flatMap((step, index) => (step.do === 'create' ? [] : [{ request: singleRequest(kind, step), elements: [index] }]));
  return [...creates, ...others].map(({ request, elements }, callIndex) => ({
    request: { ...request, headers: { ...json, 'idempotency-key': idempotencyKey(callIndex) } },
    elements,
  }));
}

interface Packable {
  readonly index: number;
  readonly text: string;
}

/** Lists that are full in elements or in bytes, whichever comes first. */
function packed(drafts: readonly Packable[]): readonly (readonly Packable[])[] {
  const lists: Packable[][] = [];
  let bytes = 0;
  for (const draft of drafts) {
    const size = utf8Bytes(draft.text) + 1;
    const last = lists.at(-1);
    if (last && last.length < createAtOnce.elements && bytes + size < createAtOnce.bytes) last.push(draft);
    else lists.push([draft]);
    bytes = (lists.at(-1) === last ? bytes : 1) + size;
  }
  return lists;
}

const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

function singleRequest<K extends BilledKind>(kind: K, step: Exclude<Step<Records[K]>, { readonly do: 'create' }>): HttpRequest {
  const path = `${paths[kind]}/${encodeURIComponent(step.id)}`;
  if (step.do === 'remove') return post(`${path}/${kind === 'contact' ? 'archive' : 'void'}`, '{}');
  return { method: 'PATCH', path: `${path}?version=${encodeURIComponent(step.version)}`, body: JSON.stringify(fieldsOf(step.record)) };
}

const post = (path: string, body: string): HttpRequest => ({ method: 'POST', path, body });

/** What became of the steps of one call. */
export function outcomesOf<K extends BilledKind>(
  kind: K,
  steps: readonly Step<Records[K]>[],
  response: HttpResponse,
): readonly Outcome<Records[K]>[] {
  if (response.status !== 200 && response.status !== 201) {
    const { reason, message, retryAfterSeconds } = noOf(response);
    return steps.map(() => (reason === null ? { state: 'unknown', message } : { state: 'refused', reason, message, retryAfterSeconds }));
  }
  try {
    const answer = readJson(response.body);
    return steps[0]?.do === 'create' ? createdOf(kind, steps, answer) : steps.map(() => landed(kind, answer));
  } catch (cause) {
    const message = `the answer could not be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    return steps.map(() => ({ state: 'unknown', message }));
  }
}

function createdOf<K extends BilledKind>(kind: K, steps: readonly Step<Records[K]>[], answer: unknown): readonly Outcome<Records[K]>[] {
  const results = readResults(answer);
  return steps.map((_, index): Outcome<Records[K]> => {
    const result = results[index];
    if (result === undefined) return { state: 'unknown', message: 'the answer had no place for it' };
    if (result.state === 'made') return landed(kind, result.record);
    const reason = reasons[result.status];
    const message = sentenceOf(result.error, 'refused');
    return reason === undefined ? { state: 'unknown', message } : { state: 'refused', reason, message, retryAfterSeconds: null };
  });
}

const landed = <K extends BilledKind>(kind: K, record: unknown): Outcome<Records[K]> => ({
  state: 'landed',
  seen: readSeen(kind, record),
  warnings: [],
});

/** What each status of a refusal means. Any other status says nothing about what happened. */
const reasons: Readonly<Record<number, Reason>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  413: 'invalid',
  415: 'invalid',
  422: 'invalid',
  423: 'locked',
  429: 'throttled',
};

function noOf({ status, headers, body }: HttpResponse): {
  readonly reason: Reason | null;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
} {
  const seconds = /^\d+$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : null;
  return { reason: reasons[status] ?? null, message: messageOf(body), retryAfterSeconds: seconds };
}

function messageOf(body: string): string {
  try {
    return sentenceOf(readJson(body), body.slice(0, 300));
  } catch {
    return body.slice(0, 300);
  }
}
