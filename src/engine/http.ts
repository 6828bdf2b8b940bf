import type { Instant } from '../core/day.ts';
import type { Http, HttpRequest, HttpResponse } from '../contract/http.ts';
import type { Signing } from '../contract/connector.ts';
import type { LeftHeaders } from '../contract/manifest.ts';
import type { EdgeClock } from './edge-ports.ts';
import { unsent } from './pace-gate.ts';
import type { Pass, PaceGate } from './pace-gate.ts';
import type { Purpose, Returned } from './pacing.ts';
import type { TokenSource } from './tokens.ts';
import { Unanswered, nameOf, sendWithin } from './wire.ts';
import type { Wire, WireRequest } from './wire.ts';

export interface HttpParts {
  /** The API's address; a request's path is appended to it. */
  readonly base: string;
  /** For messages: 'Xero'. */
  readonly label: string;
  readonly requestSeconds: number;
  /** Where answers say how many calls are left, as the provider's limits name it. */
  readonly leftIn?: LeftHeaders | undefined;
  readonly clock: EdgeClock;
  /** Null where calls are not signed. */
  readonly tokens: TokenSource | null;
  /** How a token stands in a request; left out: as a bearer token. */
  readonly signing?: Signing | undefined;
  readonly gate: PaceGate;
  readonly onCall?: (call: CallSeen) => void;
  readonly wire: Wire;
}

/** One call as the log and the figures see it: no headers, no query, no body. */
export interface CallSeen {
  readonly at: Instant;
  readonly call: string;
  readonly purpose: Purpose;
  /** Null: no whole answer. */
  readonly status: number | null;
  readonly milliseconds: number;
}

/** A call that was committed before it leaves; it is not sent after `listenUntil`, and given up at it (engine rule 2). */
export interface CommittedCall {
  readonly request: HttpRequest;
  readonly listenUntil: Instant;
}

export interface ProviderHttp {
  /** What a connector is opened with: waits for its turn, signs, sends once. */
  as(purpose: Purpose): Http;
  /** The turn of a later `send`: take it before the call is committed, so that the wait does not use up `listenUntil`. */
  enter(purpose: Purpose, request?: HttpRequest): Promise<Pass>;
  /**
   * Sends a committed call once, and uses up the pass. Resolves with any answer; an answer 401 means that nothing was done, so
   * it alone is followed by a second try with a renewed token. Rejects with `Unanswered`, or `Refused` if nothing could be sent.
   */
  send(call: CommittedCall, pass: Pass): Promise<HttpResponse>;
}

/** The one place where requests leave for a provider. It never repeats a request that the provider may have accepted. */
export function openHttp(parts: HttpParts): ProviderHttp {
  const { clock, gate } = parts;
  const deadline = (): Instant => clock.now() + parts.requestSeconds * 1_000;
  return {
    as: (purpose) => async (request) => {
      const pass = await gate.enter(purpose, { counts: request.counts });
      return signed(parts, { request, listenUntil: deadline() }, pass);
    },
    enter: (purpose, request) => gate.enter(purpose, { counts: request?.counts }),
    send: (call, pass) => signed(parts, call, pass),
  };
}

async function signed(parts: HttpParts, call: CommittedCall, pass: Pass): Promise<HttpResponse> {
  const { tokens } = parts;
  if (tokens === null) return passed(parts, call, { pass, token: null });
  let token: string;
  try {
    token = await tokens.current();
  } catch (cause) {
    await pass.giveBack(unsent);
    throw cause;
  }
  const response = await passed(parts, call, { pass, token });
  if (response.status !== 401 && parts.signing?.isRefused(response) !== true) return response;
  const renewed = await tokens.renewAfter401(token, response);
  if (renewed === null) return response;
  const again = await parts.gate.enter(pass.purpose, { counts: call.request.counts, before: call.listenUntil });
  return passed(parts, call, { pass: again, token: renewed });
}

/** Sends once within a pass, and gives the pass back with what the answer said about limits. */
async function passed(
  parts: HttpParts,
  call: CommittedCall,
  through: { readonly pass: Pass; readonly token: string | null },
): Promise<HttpResponse> {
  const { clock } = parts;
  const { pass } = through;
  const request = toWire(parts, call.request, through.token);
  const sentAt = clock.now();
  if (sentAt > Math.min(call.listenUntil, pass.holdsUntil)) {
    await pass.giveBack(unsent);
    throw new Unanswered(`${nameOf(request)} was not sent: its time was up before its turn came`, false);
  }
  const seen = (status: number | null): void =>
    parts.onCall?.({ at: sentAt, call: nameOf(request), purpose: pass.purpose, status, milliseconds: clock.now() - sentAt });
  try {
    const response = await sendWithin(parts, request, call.listenUntil);
    seen(response.status);
    const answeredAt = clock.now();
    await pass.giveBack({ sentAt, answeredAt, pausedUntil: pauseOf(response, answeredAt), left: leftOf(response.headers, parts.leftIn) });
    return response;
  } catch (cause) {
    // A login that failed is no answer to the request, but the turn is over all the same.
    if (cause instanceof Unanswered) seen(null);
    await pass.giveBack({ ...unsent, sentAt });
    throw cause;
  }
}

function toWire({ base, signing }: Pick<HttpParts, 'base' | 'signing'>, request: HttpRequest, token: string | null): WireRequest {
  const { method, path, headers, body } = token === null ? request : (signing?.request(request, token) ?? withBearer(request, token));
  return { method, url: base + path, headers: { 'user-agent': 'tieout', ...headers }, body: body ?? null };
}

const withBearer = (request: HttpRequest, token: string): HttpRequest => ({
  ...request,
  headers: { ...request.headers, authorization: `Bearer ${token}` },
});

/** Until when the provider wants no more calls: after 429, and after 503 where it says so. */
function pauseOf(response: HttpResponse, now: Instant): Instant | null {
  if (response.status !== 429 && response.status !== 503) return null;
  const seconds = retryAfterSeconds(response.headers['retry-after'], now);
  if (seconds !== null) return now + seconds * 1_000;
  // A refusal of a call too many at once may say nothing useful; a few seconds are enough for the others to end.
  return response.status === 429 ? now + 5_000 : null;
}

/** Reads 'Retry-After', which is a number of seconds or an HTTP date. */
export function retryAfterSeconds(text: string | undefined, now: Instant): number | null {
  if (text === undefined) return null;
  if (/^\s*\d{1,7}(\.\d+)?\s*$/.test(text)) return Math.ceil(Number(text));
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1_000));
}

/** What is left, as far as the headers say. */
const leftOf = (headers: HttpResponse['headers'], names: LeftHeaders | undefined): Returned['left'] =>
  names === undefined ? unsent.left : { minute: countIn(headers[names.minute]), day: countIn(headers[names.day]) };

const countIn = (text: string | undefined): number | null => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null);
