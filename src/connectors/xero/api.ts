import { Refused } from '../../contract/refused.ts';
import type { Reason } from '../../contract/refused.ts';
import type { Http, HttpRequest, HttpResponse } from '../../contract/http.ts';
import { objectIn } from '../../core/json.ts';
import { worstOf } from './reasons.ts';
import { listOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

export const root = '/api.xro/2.0';

/** How one answer reads: what was sent back, a no, or nothing to rely on. */
export type Answer =
  | { readonly kind: 'ok'; readonly body: Wire }
  | {
      readonly kind: 'no';
      readonly reason: Reason;
      readonly message: string;
      readonly retryAfterSeconds: number | null;
      /** The objects that were sent, each with its errors, when Xero refuses a whole call for some of them. */
      readonly elements: readonly Wire[];
    }
  | { readonly kind: 'unclear'; readonly message: string };

/** The only place that knows what Xero's statuses and error bodies mean. */
export function readAnswer(response: HttpResponse): Answer {
  const { status } = response;
  const body = objectIn(response.body);
  if (status === 204 || (status === 200 && response.body === '')) return { kind: 'ok', body: {} };
  if (status >= 200 && status < 300) {
    return body === null ? { kind: 'unclear', message: `Xero answered ${status} with a body that is not JSON` } : { kind: 'ok', body };
  }
  const reason = reasonOfStatus(status, body);
  // 5xx, timeouts, redirects: the call may have been carried out all the same.
  if (reason === null) return { kind: 'unclear', message: `Xero answered ${status}: ${sentenceOf(response, body)}` };
  const retryAfterSeconds = reason === 'throttled' ? waitOf(response) : null;
  return {
    kind: 'no',
    reason,
    message: advice(reason, status, sentenceOf(response, body)),
    retryAfterSeconds,
    elements: body === null ? [] : listOf(body, 'Elements'),
  };
}

/** Sends a read. A no is thrown as `Refused`; anything else that is not a readable answer as an ordinary error. */
export async function read(http: Http, account: string, path: string, since: string | null = null): Promise<Wire> {
  const answer = readAnswer(await http(get(account, path, since)));
  switch (answer.kind) {
    case 'ok':
      return answer.body;
    case 'no':
      throw new Refused(answer.reason, answer.message, answer.retryAfterSeconds);
    case 'unclear':
      throw new Error(answer.message);
  }
}

/** As `read`, where "no such thing" is an answer: null. */
export async function readOrNull(http: Http, account: string, path: string): Promise<Wire | null> {
  try {
    return await read(http, account, path);
  } catch (error) {
    if (error instanceof Refused && error.reason === 'missing') return null;
    throw error;
  }
}

const get = (account: string, path: string, since: string | null): HttpRequest => ({
  method: 'GET',
  path: `${root}${path}`,
  // Xero answers XML unless asked otherwise. If-Modified-Since is ISO, in UTC and to the second; as a query it would be ignored.
  headers: { accept: 'application/json', 'xero-tenant-id': account, ...(since === null ? {} : { 'if-modified-since': since }) },
});

const byStatus: Readonly<Record<number, Reason>> = {
  400: 'invalid',
  401: 'unauthorized',
  402: 'forbidden',
  403: 'forbidden',
  404: 'missing',
  405: 'invalid',
  406: 'invalid',
  409: 'conflict',
  410: 'missing',
  411: 'invalid',
  412: 'invalid',
  413: 'invalid',
  414: 'invalid',
  415: 'invalid',
  422: 'invalid',
  429: 'throttled',
};

function reasonOfStatus(status: number, body: Wire | null): Reason | null {
  const reason = byStatus[status] ?? null;
  if (status === 400 && body !== null) return worstOf(messagesOf(body));
  // A token that is good but lacks a scope, or a user without the role: signing in again the same way does not help.
  if (status === 401 && body !== null && /AuthorizationUnsuccessful|reporting role/i.test(detailOf(body))) return 'forbidden';
  return reason;
}

/** The sentences about one object. */
export const errorsOf = (element: Wire): readonly string[] =>
  listOf(element, 'ValidationErrors').map((error) => textOf(error, 'Message') ?? 'no reason given');

const messagesOf = (body: Wire): readonly string[] => {
  const inElements = listOf(body, 'Elements').flatMap(errorsOf);
  return inElements.length > 0 ? inElements : [detailOf(body)];
};

// Older answers write the names in lower case.
const detailOf = (body: Wire): string => {
  for (const name of ['Detail', 'detail', 'Message', 'message', 'Title', 'title']) {
    const text = textOf(body, name);
    if (text !== null) return text;
  }
  return '';
};

function sentenceOf(response: HttpResponse, body: Wire | null): string {
  const sentence = body === null ? response.body.replaceAll(/<[^>]*>/g, ' ').trim() : messagesOf(body).join(' ');
  return sentence === '' ? `status ${response.status}` : sentence.slice(0, 500);
}

function advice(reason: Reason, status: number, sentence: string): string {
  if (status === 401 && reason === 'forbidden')
    return `${sentence}: connect Xero again and grant the permission, or let a user with that role do it`;
  if (status === 403) return `${sentence}: Xero no longer connects this organisation to Tieout; connect it again`;
  return sentence;
}

/** Xero says how long to wait, but not when too many calls ran at once: then a moment is enough. */
function waitOf({ headers }: HttpResponse): number | null {
  const seconds = headers['retry-after'];
  if (seconds !== undefined && /^\d+$/.test(seconds.trim())) return Number(seconds);
  return headers['x-rate-limit-problem']?.toLowerCase() === 'concurrent' ? 2 : null;
}
