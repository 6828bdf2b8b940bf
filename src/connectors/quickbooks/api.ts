import { Refused } from '../../contract/refused.ts';
import type { Reason } from '../../contract/refused.ts';
import type { Http, HttpResponse } from '../../contract/http.ts';
import { objectIn } from '../../core/json.ts';
import { reasonOf, worstOf } from './reasons.ts';
import { childOf, listOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** Versions before 75 are ignored since August 2025 (Intuit, Accounting API: minor versions). */
const minorVersion = '75';

export const pathOf = (account: string, path: string, query: Readonly<Record<string, string>> = {}): string => {
  const parts = Object.entries({ minorversion: minorVersion, ...query }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `/v3/company/${encodeURIComponent(account)}${path}?${parts.join('&')}`;
};

/** What QuickBooks calls a fault: a no, with its reason. */
export interface No {
  readonly kind: 'no';
  readonly reason: Reason;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
}

/** How one answer reads: what was sent back, a no, or nothing to rely on. */
export type Answer = { readonly kind: 'ok'; readonly body: Wire } | No | { readonly kind: 'unclear'; readonly message: string };

/** The only place that knows what QuickBooks' statuses and fault bodies mean. */
export function readAnswer(response: HttpResponse): Answer {
  const { status } = response;
  const body = objectIn(response.body);
  const fault = faultIn(body) ?? faultInXml(response);
  if (status >= 500 || (status >= 300 && status < 400))
    return { kind: 'unclear', message: `QuickBooks answered ${status}: ${sentenceOf(response)}` };
  // A fault can come with status 200 as well.
  if (fault !== null && fault.length > 0) {
    const no = readFault(fault);
    // What the code says goes first: throttling came with 403 once, and lost access comes with 401.
    const reason = no.reason === 'invalid' ? (byStatus[status] ?? 'invalid') : no.reason;
    return { ...no, reason, message: advice(reason, no.message), retryAfterSeconds: reason === 'throttled' ? waitOf(response) : null };
  }
  if (status >= 200 && status < 300)
    return body === null
      ? { kind: 'unclear', message: `QuickBooks answered ${status} with a body that is not JSON` }
      : { kind: 'ok', body };
  const reason = byStatus[status] ?? 'invalid';
  return {
    kind: 'no',
    reason,
    message: advice(reason, sentenceOf(response)),
    retryAfterSeconds: reason === 'throttled' ? waitOf(response) : null,
  };
}

const byStatus: Readonly<Record<number, Reason>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'missing', 429: 'throttled' };

/** The errors of a fault; null where there is none. Gateways write the names in lower case. */
export function faultIn(body: Wire | null): readonly Wire[] | null {
  if (body === null) return null;
  const fault = childOf(body, 'Fault') ?? childOf(body, 'fault');
  if (fault === null) return null;
  const errors = [...listOf(fault, 'Error'), ...listOf(fault, 'error')];
  return errors.length > 0 ? errors : [{ Message: 'QuickBooks gave no reason' }];
}

/** Some gateways answer XML whatever was asked for. */
function faultInXml({ body, status }: HttpResponse): readonly Wire[] | null {
  if (status < 400 || !body.trimStart().startsWith('<')) return null;
  const code = /<Error[^>]*\bcode="(\d+)"/.exec(body)?.[1];
  return code === undefined
    ? null
    : [
        {
          code,
          Message: body
            .replaceAll(/<[^>]*>/g, ' ')
            .trim()
            .slice(0, 300),
        },
      ];
}

export function readFault(errors: readonly Wire[]): No {
  const read = errors.map((error) => {
    const message = textOf(error, 'Message') ?? textOf(error, 'message') ?? '';
    const detail = textOf(error, 'Detail') ?? textOf(error, 'detail') ?? '';
    const code = textOf(error, 'code');
    // The short message is often the detail's own beginning.
    const text = detail === '' || detail.includes(message) ? detail || message : `${message}: ${detail}`;
    return { reason: reasonOf(code, text), text: code === null ? text : `${text} (${code})` };
  });
  const message = read.map(({ text }) => text).join(' ');
  return { kind: 'no', reason: worstOf(read.map(({ reason }) => reason)), message: message.slice(0, 500), retryAfterSeconds: null };
}

function advice(reason: Reason, sentence: string): string {
  if (reason === 'forbidden')
    return `${sentence}: QuickBooks no longer connects this company to Tieout; an administrator must connect it again`;
  return sentence;
}

const sentenceOf = ({ body, status }: HttpResponse): string => {
  const text = body.replaceAll(/<[^>]*>/g, ' ').trim();
  return text === '' ? `status ${status}` : text.slice(0, 300);
};

/** Retry-After is not always there. The limits are by the minute: then a minute is surely enough. */
const waitOf = ({ headers }: HttpResponse): number => {
  const seconds = headers['retry-after']?.trim() ?? '';
  return /^\d+$/.test(seconds) ? Number(seconds) : 60;
};

export const accept = { accept: 'application/json' } as const;

/** Sends a read. A no is thrown as `Refused`; anything else that is not a readable answer as an ordinary error. */
export async function read(http: Http, path: string): Promise<Wire> {
  return bodyOrThrow(await http({ method: 'GET', path, headers: accept }));
}

/** As `read`, for a query that is too long for an address. */
export async function ask(http: Http, path: string, query: string): Promise<Wire> {
  return bodyOrThrow(await http({ method: 'POST', path, headers: { ...accept, 'content-type': 'application/text' }, body: query }));
}

export function bodyOrThrow(response: HttpResponse): Wire {
  const answer = readAnswer(response);
  switch (answer.kind) {
    case 'ok':
      return answer.body;
    case 'no':
      throw new Refused(answer.reason, answer.message, answer.retryAfterSeconds);
    case 'unclear':
      throw new Error(answer.message);
  }
}
