import { Agent as HttpAgent, request as ask } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as askSecurely } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
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

/**
 * Keeps connections alive, follows no redirect (the token goes nowhere else), and sends exactly once: Node's own client never
 * repeats a request. It takes 0.27 ms a call here, and the platform's fetch 0.9 ms.
 */
export function openWire(longest = longestBytes): { readonly wire: Wire; close(): void } {
  const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };
  const wire: Wire = async (request, stop) => {
    try {
      return await exchange(request, stop, { agents, longest });
    } catch (cause) {
      const code = codeOf(cause);
      const why = stop.aborted && stop.reason instanceof Error ? stop.reason.message : code;
      throw new Unanswered(`${nameOf(request)} got no whole answer: ${why}`, !neverLeft.has(code), cause);
    }
  };
  return {
    wire,
    close: () => {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

interface Line {
  readonly agents: { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent };
  readonly longest: number;
}

function exchange(request: WireRequest, stop: AbortSignal, { agents, longest }: Line): Promise<HttpResponse> {
  const { method, body } = request;
  const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
  const options = { method, signal: stop, headers: { 'accept-encoding': 'gzip', ...request.headers, ...length } };
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => void whole(response, longest).then(resolve, reject);
    const isSecure = request.url.startsWith('https:');
    const sent = isSecure
      ? askSecurely(request.url, { ...options, agent: agents['https:'] }, answered)
      : ask(request.url, { ...options, agent: agents['http:'] }, answered);
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

/** No answer that we ask for comes near this. A hundred kilobytes can unzip to a hundred megabytes, and many at once fill the machine. */
const longestBytes = 64 * 1024 * 1024;

async function whole(response: IncomingMessage, longest: number): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    // Leaving the loop ends the connection.
    if (length > longest) throw tooLong(longest);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const isZipped = response.headers['content-encoding'] === 'gzip' && bytes.length > 0;
  const body = isZipped ? await unzipped(bytes, longest) : bytes;
  const headers = Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return { status: response.statusCode ?? 0, headers: Object.fromEntries(headers), body: body.toString('utf8') };
}

const unzip = promisify(gunzip);

const tooLong = (longest: number): Error => new Error(`it is longer than ${longest} bytes`);

async function unzipped(bytes: Buffer, longest: number): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: longest });
  } catch (cause) {
    throw codeOf(cause) === 'ERR_BUFFER_TOO_LARGE' ? tooLong(longest) : cause;
  }
}

/** Sends once, and gives up at `until` on the clock, so that a simulation's time limits pass in its own time. */
export async function sendWithin(
  by: { readonly wire: Wire; readonly clock: EdgeClock; readonly label: string; readonly heldMilliseconds?: number },
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
  const letGo = setTimeout(release, by.heldMilliseconds ?? heldMilliseconds);
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
