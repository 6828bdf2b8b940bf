import { Refused } from '../contract/refused.ts';
import type { Http, HttpResponse } from '../contract/http.ts';
import type { Connection, ConnectionStore, EdgeClock } from './edge-ports.ts';
import type { ProviderHttp } from './http.ts';
import { ReconnectNeeded } from './tokens.ts';

export interface EndingParts {
  readonly connection: Connection;
  readonly label: string;
  readonly store: Pick<ConnectionStore, 'connection' | 'expire'>;
  readonly clock: EdgeClock;
  /** True where requests carry a login: a refused one is marked by nobody else. Tokens and keys mark themselves. */
  readonly isLogin: boolean;
  /** Asks the provider whose account it is, as `Session.organisation` does. */
  readonly whose: (http: Http) => Promise<unknown>;
  /** A person has connected it with another sign-in: whoever uses it next opens it anew. */
  readonly outlived: () => void;
}

/**
 * A provider may end a connection without a word: at Xero somebody disconnects the organisation, and from then on every call is
 * answered 403, with a sign-in that is as good as before. A no to one call may only mean that a permission lacks, so it is asked whose
 * account it is: where even that is refused, the connection waits for its person, and nothing is sent until somebody was there.
 */
export function untilEnded(http: ProviderHttp, parts: EndingParts): ProviderHttp {
  const { connection, label, store, clock } = parts;
  let isEnded = connection.state !== 'ready';
  let asking: Promise<void> | null = null;
  const assertReady = async (): Promise<void> => {
    const now = await clock.during(() => store.connection(connection));
    if (now?.state !== 'ready') throw new ReconnectNeeded(label);
    if (now.settings.signIn === connection.settings.signIn) return;
    parts.outlived();
    throw new Refused('throttled', `${label} has been connected with another sign-in meanwhile. It goes on by itself.`, 1);
  };
  const assertOpen = async (): Promise<void> => {
    if (!isEnded) return;
    await assertReady();
    isEnded = false;
  };
  const end = async (): Promise<void> => {
    isEnded = true;
    await clock.during(() => store.expire(connection, connection.settings.signIn));
  };
  const ask = async (): Promise<void> => {
    try {
      await parts.whose(http.as('work'));
    } catch (cause) {
      if (isNo(cause)) await end();
    }
  };
  const heard = async (sent: Promise<HttpResponse>): Promise<HttpResponse> => {
    try {
      const response = await sent;
      if (response.status !== 401 && response.status !== 403) return response;
      await (asking ??= ask().finally(() => (asking = null)));
      if (!isEnded) return response;
    } catch (cause) {
      if (!(cause instanceof ReconnectNeeded)) throw cause;
      // Each further try with a wrong password may lock the user out.
      if (parts.isLogin) await end();
    }
    await assertReady();
    throw new ReconnectNeeded(label);
  };
  return {
    as: (purpose) => async (request) => {
      await assertOpen();
      return heard(http.as(purpose)(request));
    },
    enter: async (purpose, request) => {
      await assertOpen();
      return http.enter(purpose, request);
    },
    send: (call, pass) => heard(http.send(call, pass)),
  };
}

const isNo = (cause: unknown): boolean => cause instanceof Refused && (cause.reason === 'forbidden' || cause.reason === 'unauthorized');
