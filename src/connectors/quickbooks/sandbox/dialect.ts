import { randomUUID } from 'node:crypto';
import type { Dialect, No } from '../../../sandbox/api.ts';
import { json } from '../../../sandbox/host.ts';
import type { Answer, Incoming } from '../../../sandbox/host.ts';
import { scopeOfCompany } from './oauth-pages.ts';

const realmOf = (path: string): string | null => /^\/v3\/company\/([^/]+)/.exec(path)?.[1] ?? null;

/** How Intuit's gateway speaks, before a request reaches a company. The company itself knows requestid. */
export const quickBooksDialect: Dialect = {
  account: ({ path }) => realmOf(path),
  scopes: (_method, path) => [scopeOfCompany(realmOf(path) ?? '')],
  idempotencyKey: () => null,
  counts: ({ path }) => (/^\/v3\/company\/[^/]+\/batch$/.test(path) ? 'batch' : undefined),
  limitHeaders: () => ({ intuit_tid: randomUUID() }),
  refuse,
};

function refuse(no: No): Answer {
  switch (no.no) {
    case 'token':
      return gateway(401, 'AuthenticationFailed', '3200', 'Malformed bearer token: too short or too long', 'AUTHENTICATION');
    case 'expired':
      return gateway(401, 'AuthenticationFailed', '3200', 'Token expired', 'AUTHENTICATION');
    case 'scope':
    case 'account':
      return gateway(403, 'ApplicationAuthorizationFailed', '3100', 'The app is not authorised for this company', 'AUTHORIZATION');
    case 'keyReused':
      return gateway(400, 'BadRequest', '2090', 'The requestid was used before', 'VALIDATION');
    case 'unavailable':
      return { status: 503, headers: { 'content-type': 'text/plain', intuit_tid: randomUUID() }, body: 'Service Unavailable' };
    case 'limit':
      return json(
        429,
        {
          Fault: {
            Error: [
              {
                Message: 'message=ThrottleExceeded; errorCode=003001; statusCode=429',
                Detail: 'The request limit was reached. Try again later',
                code: '3001',
                element: null,
              },
            ],
            type: 'SERVICE',
          },
        },
        { intuit_tid: randomUUID() },
      );
  }
}

/** Refusals of the gateway come in another envelope than those of the company, with small letters. */
const gateway = (status: number, message: string, code: string, detail: string, type: string): Answer =>
  json(
    status,
    {
      warnings: null,
      intuitObject: null,
      fault: { error: [{ message: `message=${message}; errorCode=00${code}; statusCode=${status}`, detail, code, element: null }], type },
      report: null,
      queryResponse: null,
      batchItemResponse: [],
      attachableResponse: [],
      syncErrorResponse: null,
      requestId: null,
      time: 0,
      status: null,
      cdcresponse: [],
    },
    { intuit_tid: randomUUID() },
  );

/** Who does not ask for JSON is refused by the gateway in XML. */
export function inTheirForm<T extends object>(incoming: Incoming, outgoing: T | Answer): T | Answer {
  const accepts = incoming.headers['accept'] ?? '';
  if (!('status' in outgoing) || (outgoing.status !== 401 && outgoing.status !== 403) || accepts.includes('json')) return outgoing;
  const code = /"code":"(\d+)"/.exec(outgoing.body)?.[1] ?? '100';
  const type = outgoing.status === 401 ? 'AuthenticationFault' : 'AuthorizationFault';
  const error = `<Error code="${code}"><Message>message=${type}; errorCode=00${code}; statusCode=${outgoing.status}</Message></Error>`;
  return {
    ...outgoing,
    headers: { ...outgoing.headers, 'content-type': 'application/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="${type}">${error}</Fault></IntuitResponse>`,
  };
}
