import { randomUUID } from 'node:crypto';
import type { Instant } from '../../../core/day.ts';
import type { Dialect, No } from '../../../sandbox/api.ts';
import { json } from '../../../sandbox/host.ts';
import type { Answer } from '../../../sandbox/host.ts';
import { scopesFor } from './access.ts';

/** How Xero's gateway speaks, before a request reaches an organisation. */
export const xeroDialect: Dialect = {
  account: ({ headers }) => headers['xero-tenant-id'] ?? null,
  scopes: scopesFor,
  idempotencyKey: ({ headers }) => headers['idempotency-key'] ?? null,
  limitHeaders: ({ minute, day }) => ({
    'xero-correlation-id': randomUUID(),
    ...(minute !== null && {
      'X-MinLimit-Remaining': String(minute),
      'X-AppMinLimit-Remaining': String(appLimit - sandboxMinute + minute),
    }),
    ...(day !== null && { 'X-DayLimit-Remaining': String(day) }),
  }),
  refuse,
};

// Over all organisations of an app. The sandbox does not enforce it, and counts it as if there were one organisation.
const appLimit = 10_000;
const sandboxMinute = 60;

function refuse(no: No): Answer {
  switch (no.no) {
    case 'token':
      return problem(401, 'Unauthorized', 'AuthenticationUnsuccessful');
    case 'expired':
      return problem(401, 'Unauthorized', `TokenExpired: token expired at ${xeroTime(no.at)}`);
    case 'scope':
      return problem(401, 'Unauthorized', 'AuthorizationUnsuccessful');
    case 'account':
      return problem(403, 'Forbidden', 'AuthenticationUnsuccessful');
    case 'keyReused':
      return problem(400, 'Bad Request', 'The Idempotency-Key was already used with a different request');
    case 'unavailable':
      return { status: 503, body: 'Organisation is offline' };
    case 'limit':
      return {
        status: 429,
        // Xero gives no useful time for too many calls at once.
        headers: {
          'X-Rate-Limit-Problem': no.problem,
          ...(no.problem !== 'concurrent' && { 'Retry-After': String(no.retryAfterSeconds) }),
        },
        body: '',
      };
  }
}

export const problem = (status: number, title: string, detail: string): Answer =>
  json(status, { Type: null, Title: title, Status: status, Detail: detail, Instance: randomUUID(), Extensions: {} });

/** '11/21/2026 09:30:00' */
const xeroTime = (at: Instant): string => {
  const [year, month, day, time] = new Date(at).toISOString().split(/[-T.]/);
  return `${month}/${day}/${year} ${time}`;
};
