import { Refused } from '../../contract/refused.ts';
import type { Reason } from '../../contract/refused.ts';
import type { Http, HttpResponse } from '../../contract/http.ts';
import { objectIn } from '../../core/json.ts';
import { childOf, isSet, listOf, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** Pinned: fields move between releases, and all of `translate-*.ts` reads this one. */
const apiVersion = '2026-10-28.endive';

/** The connection that all readers of one session share. */
export interface Line {
  readonly http: Http;
  /** The zone in which moments become days. */
  readonly timeZone: string;
  /** Objects on a page of a pass; Stripe gives 100 at most. */
  readonly pageSize: number;
}

/** Names and values of a query, in order; a name may stand there several times. */
export type Query = readonly (readonly [string, string])[];

/** Reads one object or list. A no is thrown as `Refused`, anything else that is not a readable answer as an ordinary error. */
export async function read({ http }: Line, path: string, query: Query = []): Promise<Wire> {
  const parts = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const whole = parts.length === 0 ? path : `${path}?${parts.join('&')}`;
  const response = await http({ method: 'GET', path: whole, headers: { accept: 'application/json', 'stripe-version': apiVersion } });
  const body = objectIn(response.body);
  if (response.status === 200 && body !== null) return body;
  const reason = reasonOf(response, body);
  const message = sentenceOf(response, body);
  if (reason === null) throw new Error(`GET ${path} was answered ${response.status}: ${message}`);
  throw new Refused(reason, message, reason === 'throttled' ? waitOf(response) : null);
}

/** As `read`, where "no such thing" is an answer: null. What was deleted still answers, as such. */
export async function readOrNull(line: Line, path: string, query: Query = []): Promise<Wire | null> {
  try {
    const body = await read(line, path, query);
    return isSet(body, 'deleted') ? null : body;
  } catch (error) {
    if (error instanceof Refused && error.reason === 'missing') return null;
    throw error;
  }
}

export interface Listing {
  readonly rows: readonly Wire[];
  readonly hasMore: boolean;
}

/** One page of a list, newest first; `after` names the last object of the page before. */
export async function readPage(line: Line, path: string, query: Query, at: { readonly after: string | null; readonly limit: number }) {
  const place: Query = [['limit', String(at.limit)], ...(at.after === null ? [] : [['starting_after', at.after] as const])];
  const body = await read(line, path, [...query, ...place]);
  return { rows: listOf(body, 'data'), hasMore: isSet(body, 'has_more') } satisfies Listing;
}

/** Every object of a list, newest first. */
export async function readAll(line: Line, path: string, query: Query): Promise<readonly Wire[]> {
  const rows: Wire[] = [];
  for (let after: string | null = null; ;) {
    const page: Listing = await readPage(line, path, query, { after, limit: 100 });
    rows.push(...page.rows);
    const last = page.rows.at(-1);
    if (!page.hasMore || last === undefined) return rows;
    after = needText(last, 'id');
  }
}

/** The whole of a list that stands in another object, which shows its beginning only. */
export async function readRest(line: Line, wire: Wire, name: string, path: string): Promise<readonly Wire[]> {
  const list = childOf(wire, name);
  return list !== null && isSet(list, 'has_more') ? readAll(line, path, []) : listOf(wire, name);
}

/**
 * Several reads at a time. All of a group have ended before the first failure is thrown, so that no request is left behind when
 * its neighbour fails.
 */
export async function together<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    for (const result of await Promise.allSettled(items.slice(start, start + atOnce).map(work))) {
      if (result.status === 'rejected') throw result.reason;
      done.push(result.value);
    }
  }
  return done;
}

const atOnce = 8;

const byStatus: Readonly<Record<number, Reason>> = {
  400: 'invalid',
  401: 'unauthorized',
  402: 'invalid',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  424: 'invalid',
  429: 'throttled',
};

function reasonOf({ status }: HttpResponse, body: Wire | null): Reason | null {
  const error = body === null ? null : childOf(body, 'error');
  // A bookmark that is gone is answered 400, and an object that is gone 404: the code says the same of both.
  if (status === 400 && error !== null && textOf(error, 'code') === 'resource_missing') return 'missing';
  return byStatus[status] ?? null;
}

function sentenceOf(response: HttpResponse, body: Wire | null): string {
  const error = body === null ? null : childOf(body, 'error');
  const sentence = error === null ? response.body.slice(0, 300) : (textOf(error, 'message') ?? textOf(error, 'code') ?? '');
  return sentence === '' ? `status ${response.status}` : sentence;
}

/** Stripe does not say how long to wait. Its limits are counted by the second, so a second is enough; the pace does the rest. */
function waitOf({ headers }: HttpResponse): number {
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,5}$/.test(seconds.trim()) ? Number(seconds) : 1;
}
