import type { Http } from '../src/contract/http.ts';

/** Plain HTTP for tests: the token of the moment on every request, and nothing else of what the engine adds. */
export const fetchHttp =
  (host: string, accessToken: () => string): Http =>
  async ({ method, path, headers = {}, body }) => {
    const response = await fetch(`${host}${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${accessToken()}` },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
