import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Auth } from './auth.ts';
import type { Log } from './log.ts';
import type { PeopleBook } from './people-book.ts';

/** What everything about people is made of. */
export interface PeopleParts {
  readonly people: PeopleBook;
  /** The auth library; loaded when somebody first signs in, because programs with keys never need it. */
  readonly auth: () => Promise<Auth>;
  /** The organisation that the first owner will own. */
  readonly organisation: string;
  readonly publicUrl: string | null;
  readonly address: () => string;
  readonly now: () => number;
  /** 256 bits of chance, as text. */
  readonly fresh: () => string;
  readonly version: string;
  readonly log: Log;
}

/** The header in which we tell the library who asks; what comes in under its name is thrown away. */
export const askerHeader = 'x-tieout-asker';

/** The headers of a request as the library takes them; which address asks is said by us alone. */
export function headersOf(request: FastifyRequest, publicUrl: string | null): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(':') || name === askerHeader || name === 'content-length') continue;
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.set(askerHeader, askerOf(request, publicUrl));
  return headers;
}

/**
 * The address that asks. Behind our own proxy that is the last one the proxy has noted; without one nobody but the socket is
 * believed, or whoever guesses passwords could call themselves somebody else for each guess.
 */
function askerOf(request: FastifyRequest, publicUrl: string | null): string {
  const { ip } = request;
  const noted = request.headers['x-forwarded-for'];
  if (publicUrl === null || noted === undefined || !isLoopback(ip)) return ip;
  const last = String(noted).split(',').at(-1)?.trim() ?? '';
  return /^[0-9a-f.:]{2,45}$/i.test(last) ? last : ip;
}

const isLoopback = (ip: string): boolean => ip === '::1' || /^(::ffff:)?127\./.test(ip);

/** Hands a cookie that the library has set on to the browser. */
export function passCookies(from: Headers, reply: FastifyReply): void {
  const cookies = from.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
}

/** One after the other: each waits for the one before it, whether that went well or not. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** An answer that a page can show: what is wrong, and what to do. */
export interface Complaint {
  readonly status: number;
  readonly code: string;
  readonly error: string;
  readonly fix?: string;
}

export const complain = (reply: FastifyReply, { status, ...told }: Complaint): FastifyReply =>
  reply
    .code(status)
    .type('application/json')
    .serializer((answer: unknown) => JSON.stringify(answer))
    .send({ ...told, message: told.error });
