import type { Http, HttpRequest, HttpResponse } from '../../contract/http.ts';
import { Refused } from '../../contract/refused.ts';
import type { Reason } from '../../contract/refused.ts';
import { objectIn, writeJson } from '../../core/json.ts';
import { isWire } from './wire.ts';
import type { Wire } from './wire.ts';

/** The company that a session is about, and the way to it. */
export interface Line {
  readonly http: Http;
  readonly company: string;
  readonly pageSize: number;
  readonly overlapSeconds: number;
}

/** One remote call: every method takes the context last. */
export interface Rpc {
  readonly method: string;
  readonly params: readonly unknown[];
}

export const rpcBody = ({ method, params }: Rpc) => ({ id: 1, method, params });

/** What every call is about. Inactive records are shown too: an archived customer is no missing one. */
export const contextOf = (company: string, more: Readonly<Record<string, unknown>> = {}) => ({
  company: Number(company),
  language: 'en',
  active_test: false,
  ...more,
});

export type Answer =
  | { readonly kind: 'ok'; readonly result: unknown }
  | { readonly kind: 'no'; readonly reason: Reason; readonly message: string; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'unclear'; readonly message: string };

/** The only place that knows what Tryton's statuses and errors mean. */
export function readAnswer(response: HttpResponse): Answer {
  const { status } = response;
  const no = (reason: Reason, message: string, retryAfterSeconds: number | null = null): Answer => ({
    kind: 'no',
    reason,
    message,
    retryAfterSeconds,
  });
  if (status === 401) return no('unauthorized', 'Tryton does not know this session any more: sign in again.');
  if (status === 403) return no('forbidden', 'Tryton does not allow this user to do that.');
  if (status === 429) return no('throttled', 'Tryton takes no more calls for a while.', secondsIn(response));
  if (status !== 200) return { kind: 'unclear', message: `Tryton answered ${status}` };
  const body = objectIn(response.body);
  if (body === null) return { kind: 'unclear', message: 'Tryton answered with a body that cannot be read' };
  if ('error' in body) return readError(body['error']);
  return 'result' in body ? { kind: 'ok', result: body['result'] } : { kind: 'unclear', message: 'Tryton answered without a result' };
}

const secondsIn = ({ headers }: HttpResponse): number | null => {
  const text = headers['retry-after'];
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : null;
};

/**
 * An error in words that Tryton means for people is a no, and its transaction was rolled back. Any other is a fault of the server,
 * after which nobody knows: what follows a commit may have failed.
 */
function readError(error: unknown): Answer {
  const [name, detail]: readonly unknown[] = Array.isArray(error) ? error : [];
  const words: readonly unknown[] = Array.isArray(detail) ? detail : [detail];
  const texts = words.filter((word): word is string => typeof word === 'string' && word !== '');
  const no = (reason: Reason, message: string): Answer => ({ kind: 'no', reason, message, retryAfterSeconds: null });
  switch (name) {
    case 'UserError':
      return no(reasonOf(texts.join(' ')), texts.join(' '));
    // The first word of a warning is its key.
    case 'UserWarning':
      return no(reasonOf(texts.slice(1).join(' ')), texts.slice(1).join(' '));
    case 'ConcurrencyException':
      return no('conflict', 'Somebody changed it in Tryton meanwhile.');
    case 'LoginException':
      return no('unauthorized', 'Tryton asks for the password again.');
    default:
      return { kind: 'unclear', message: `Tryton failed: ${typeof name === 'string' ? name.slice(0, 300) : 'without a word'}` };
  }
}

/** By the English words of Tryton's messages, which `contextOf` asks for; there are no codes. */
function reasonOf(message: string): Reason {
  if (
    /closed (period|fiscal|journal)|must create a period|no (open )?period|period .*(is closed|defined for)|cannot find .*period/i.test(
      message,
    )
  )
    return 'locked';
  if (/unique|already|was modified|reconciled/i.test(message)) return 'conflict';
  if (/don't exist|does not exist|not found/i.test(message)) return 'missing';
  if (/not allowed to|access/i.test(message)) return 'forbidden';
  return 'invalid';
}

export const requestOf = (rpc: Rpc): HttpRequest => ({
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/json' },
  body: writeJson(rpcBody(rpc)),
});

/** Calls and gives the result with the server's own time. A no is thrown as `Refused`. */
export async function ask(line: Line, rpc: Rpc): Promise<{ readonly result: unknown; readonly at: number | null }> {
  const response = await line.http(requestOf(rpc));
  const answer = readAnswer(response);
  if (answer.kind === 'no') throw new Refused(answer.reason, answer.message, answer.retryAfterSeconds);
  if (answer.kind === 'unclear') throw new Error(answer.message);
  const at = Date.parse(response.headers['date'] ?? '');
  return { result: answer.result, at: Number.isNaN(at) ? null : at };
}

export interface Search {
  readonly model: string;
  readonly domain: readonly unknown[];
  readonly fields: readonly string[];
  readonly limit?: number;
  readonly order?: readonly (readonly [string, string])[];
  readonly context?: Readonly<Record<string, unknown>>;
}

export const searchRead = (company: string, { model, domain, fields, limit, order, context }: Search): Rpc => ({
  method: `model.${model}.search_read`,
  params: [domain, 0, limit ?? null, order ?? [['id', 'ASC']], fields, contextOf(company, context)],
});

export async function rowsOf(line: Line, search: Search): Promise<readonly Wire[]> {
  const { result } = await ask(line, searchRead(line.company, search));
  return rowsIn(result);
}

export function rowsIn(result: unknown): readonly Wire[] {
  if (!Array.isArray(result)) throw new Error('Tryton answered no list where one was asked for');
  return result.filter(isWire);
}
