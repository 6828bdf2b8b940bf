import type { Instant } from '../core/day.ts';
import type { HttpRequest, HttpResponse } from '../contract/http.ts';
import type { EdgeClock } from './edge-ports.ts';

/** One request as it goes over the wire: an absolute address and every header. */
export interface WireRequest {
  readonly method: HttpRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Sends once, never again, and resolves with the whole answer. Rejects with `Unanswered` when no whole answer came. */
export type Wire = (request: WireRequest, stop: AbortSignal) => Promise<HttpResponse>;

/** No whole answer came. `mayHaveArrived: false` only where the request surely never left: then nothing was written. */
export class Unanswered extends Error {
  readonly mayHaveArrived: boolean;
  constructor(message: string, mayHaveArrived: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'Unanswered';
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** The platform's fetch: it keeps connections alive, and sends a request with a body exactly once. */
export const fetchWire: Wire = async (request, stop) => {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      signal: stop,
      // An API that redirects is one that we do not know: its answer is shown as it is, and the token goes nowhere else.
      redirect: 'manual',
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  } catch (cause) {
    const code = codeOf(cause);
    const why = stop.aborted && stop.reason instanceof Error ? stop.reason.message : code;
    throw new Unanswered(`${nameOf(request)} got no whole answer: ${why}`, !neverLeft.has(code), cause);
  }
};

/** Sends once, and gives up at `until` on the clock, so that a simulation's time limits pass in its own time. */
export async function sendWithin(
  by: { readonly wire: Wire; readonly clock: EdgeClock; readonly label: string },
  request: WireRequest,
  until: Instant,
): Promise<HttpResponse> {
  const stop = new AbortController();
  const answered = new AbortController();
  const seconds = Math.round((until - by.clock.now()) / 1_000);
  const giveUp = (): void => stop.abort(new Error(`${by.label} did not answer within ${seconds} s`));
  by.clock.sleepUntil(until, answered.signal).then(giveUp, () => {});
  const release = by.clock.hold();
  // A shared virtual time must not run to our limit while the bytes are on their way. But the provider may sleep on the same
  // clock before it answers, so we let go of it after a moment of real time.
  const letGo = setTimeout(release, heldMilliseconds);
  try {
    return await by.wire(request, stop.signal);
  } finally {
    clearTimeout(letGo);
    release();
    answered.abort();
  }
}

const heldMilliseconds = 250;

/** 'POST api.xero.com/api.xro/2.0/Invoices': without the query, which may hold names and e-mail addresses. */
export function nameOf(request: Pick<WireRequest, 'method' | 'url'>): string {
  const url = new URL(request.url);
  return `${request.method} ${url.host}${url.pathname}`;
}

// Codes with which a connection was never made. Anything later may have reached the provider.
const neverLeft: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function codeOf(cause: unknown): string {
  for (let error: unknown = cause; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    if (error.cause === undefined) return error.message;
  }
  return String(cause);
}
