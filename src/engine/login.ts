import type { Connector } from '../contract/connector.ts';
import type { HttpResponse } from '../contract/http.ts';
import { Refused } from '../contract/refused.ts';
import type { EdgeClock, SignInName, TokenStore } from './edge-ports.ts';
import { ReconnectNeeded } from './tokens.ts';
import type { Wire } from './wire.ts';

/** A user's name and password at a server of one's own. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export interface LoginParts {
  readonly wire: Wire;
  /** The server's address, which a person gave. */
  readonly base: string;
  readonly label: string;
  readonly login: NonNullable<Connector['login']>;
  readonly credentials: () => Promise<Credentials>;
}

/**
 * A wire whose requests carry the session of a login. A session is only kept in memory: who starts anew logs in anew. An answer 401
 * means that nothing was done, so it alone is followed by a new login and a second try.
 */
export function loginWire(parts: LoginParts): Wire {
  let session: Promise<Readonly<Record<string, string>>> | null = null;
  return async (request, stop) => {
    const send = async (headers: Readonly<Record<string, string>>): Promise<HttpResponse> =>
      parts.wire({ ...request, headers: { ...request.headers, ...headers } }, stop);
    const used = (session ??= logIn(parts, stop));
    // A login that failed is not kept: the server may be there again, or a person may have given another password.
    used.catch(() => (session = session === used ? null : session));
    const response = await send(await used);
    if (response.status !== 401) return response;
    if (session === used) session = null;
    const renewed = (session ??= logIn(parts, stop));
    renewed.catch(() => (session = session === renewed ? null : session));
    return send(await renewed);
  };
}

async function logIn({ wire, base, label, login, credentials }: LoginParts, stop: AbortSignal): Promise<Readonly<Record<string, string>>> {
  const { method, path, headers, body } = login.request(await credentials());
  const response = await wire({ method, url: base + path, headers: { 'user-agent': 'tieout', ...headers }, body: body ?? null }, stop);
  try {
    return login.headers(response);
  } catch (cause) {
    if (cause instanceof Refused && cause.reason === 'unauthorized') throw new ReconnectNeeded(label);
    throw cause;
  }
}

/** The name and the password are kept where other sign-ins keep their tokens: sealed, the password in the place of the token. */
export const keptCredentials =
  (parts: { readonly of: SignInName; readonly label: string; readonly store: Pick<TokenStore, 'read'>; readonly clock: EdgeClock }) =>
  async (): Promise<Credentials> => {
    const row = await parts.clock.during(() => parts.store.read(parts.of));
    if (row === null || row.tokens.refusedAt !== null || row.tokens.subject === null) throw new ReconnectNeeded(parts.label);
    return { name: row.tokens.subject, password: row.tokens.access };
  };
