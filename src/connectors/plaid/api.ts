import type { Http, HttpRequest, HttpResponse } from '../../contract/http.ts';
import { Refused } from '../../contract/refused.ts';
import type { Reason } from '../../contract/refused.ts';
import { objectIn } from '../../core/json.ts';
import { textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** The connection that all readers of one session share. */
export interface Line {
  readonly http: Http;
  /** The zone in which the books have their days; Plaid itself gives days of the bank's calendar. */
  readonly timeZone: string;
  /** Lines in one answer; Plaid gives 500 at most. */
  readonly pageSize: number;
}

/** There is one version, and it is named with every request. */
const apiVersion = '2020-09-14';

/** A member that the signing fills in: the item is named in the body of a request, and nobody but the signing knows it. */
export const ofItem = { access_token: '' } as const;

/**
 * Every question is a POST ("API: request format"). A no is thrown as `Refused`, anything else that is not a readable answer as an
 * ordinary error: the bank may be down, or not asked yet.
 */
export async function ask({ http }: Pick<Line, 'http'>, path: string, body: Wire): Promise<Wire> {
  const response = await http({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', accept: 'application/json', 'plaid-version': apiVersion },
    body: JSON.stringify(body),
  });
  const answer = objectIn(response.body);
  if (response.status === 200 && answer !== null) return answer;
  const code = answer === null ? null : textOf(answer, 'error_code');
  const message = textOf(answer, 'error_message') ?? code ?? response.body.slice(0, 300);
  if (code === mutation) throw new Mutated(message);
  const reason = reasonOf(response, code);
  if (reason === null) throw new Error(`POST ${path} was answered ${response.status}${code === null ? '' : ` ${code}`}: ${message}`);
  throw new Refused(reason, message, reason === 'throttled' ? waitOf(response) : null);
}

const mutation = 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION';

/** The bank's lines changed while pages of them were read: what was gathered counts for nothing. */
export class Mutated extends Error {}

const bySignIn: readonly string[] = ['ITEM_LOGIN_REQUIRED', 'INVALID_ACCESS_TOKEN', 'INVALID_API_KEYS', 'ITEM_NOT_FOUND'];
/** A person took the permission back, or left out what we ask for: no later try mends that. */
const byConsent: readonly string[] = ['ACCESS_NOT_GRANTED', 'USER_PERMISSION_REVOKED', 'USER_ACCOUNT_REVOKED'];
// These are answered 400 as well, and are no answer to what was asked: the bank is asked again later.
const forNow: readonly string[] = [
  'PRODUCT_NOT_READY',
  'INSTITUTION_DOWN',
  'INSTITUTION_NOT_RESPONDING',
  'INSTITUTION_NOT_AVAILABLE',
  'PLANNED_MAINTENANCE',
];

function reasonOf({ status }: HttpResponse, code: string | null): Reason | null {
  if (status === 429) return 'throttled';
  if (status >= 500 || status < 400 || code === null || forNow.includes(code)) return null;
  if (bySignIn.includes(code)) return 'unauthorized';
  if (byConsent.includes(code) || code === 'INVALID_PRODUCT') return 'forbidden';
  return code.endsWith('_NOT_FOUND') ? 'missing' : 'invalid';
}

/** Plaid does not say how long to wait: the pace does the rest. */
function waitOf({ headers }: HttpResponse): number {
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,5}$/.test(seconds.trim()) ? Number(seconds) : 1;
}

/**
 * A key is three things: which item it opens, and the developer's own id and secret. The last two stand in headers and the first in
 * the body, where a request has a place for it.
 */
export function withKey(request: HttpRequest, key: string): HttpRequest {
  const [item = '', client = '', secret = ''] = key.split(':');
  const body = objectIn(request.body ?? '');
  return {
    ...request,
    headers: { ...request.headers, 'plaid-client-id': client, 'plaid-secret': secret },
    ...(body !== null && 'access_token' in body && { body: JSON.stringify({ ...JSON.parse(request.body ?? ''), access_token: item }) }),
  };
}

/** Plaid answers 400 when a person must sign in at the bank again, when somebody took the permission back, and when the key is none. */
export function isKeyRefused(response: HttpResponse): boolean {
  const answer = response.status >= 400 && response.status < 500 ? objectIn(response.body) : null;
  return [...bySignIn, ...byConsent].includes(textOf(answer, 'error_code') ?? '');
}
