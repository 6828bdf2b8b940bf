import type { Dialect, No } from '../../../sandbox/api.ts';
import { json } from '../../../sandbox/host.ts';
import type { Answer } from '../../../sandbox/host.ts';
import { permissionsFor } from './access.ts';

/** The account that a request is about, as `addressed` has put it there. */
export const accountHeader = 'stripe-account';

/** How Stripe's gateway speaks, before a request reaches an account. */
export const stripeDialect: Dialect = {
  account: ({ headers }) => headers[accountHeader] ?? null,
  scopes: permissionsFor,
  idempotencyKey: ({ headers }) => headers['idempotency-key'] ?? null,
  limitHeaders: () => ({}),
  refuse,
};

function refuse(no: No): Answer {
  switch (no.no) {
    case 'token':
      return problem(401, { message: 'Invalid API Key provided.' });
    case 'expired':
      return problem(401, { code: 'api_key_expired', message: 'Expired API Key provided.' });
    case 'scope':
      return problem(403, { code: 'more_permissions_required', message: 'The provided key does not have the required permissions.' });
    case 'account':
      return problem(403, {
        code: 'account_invalid',
        message:
          'The provided key does not have access to this account (or that account does not exist). Application access may have been revoked.',
      });
    case 'keyReused':
      return problem(400, {
        type: 'idempotency_error',
        message:
          'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than ' +
          'the one that was used before if you meant to execute a different request.',
      });
    case 'unavailable':
      return problem(503, { type: 'api_error', message: 'An unknown error occurred.' });
    case 'limit':
      // Stripe names no time after which to try again.
      return json(
        429,
        { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' } },
        {
          'stripe-should-retry': 'false',
          'stripe-rate-limited-reason': no.problem === 'concurrent' ? 'global-concurrency' : 'global-rate',
        },
      );
  }
}

const problem = (status: number, error: { readonly type?: string; readonly code?: string; readonly message: string }): Answer =>
  json(status, { error: { type: 'invalid_request_error', ...error } });
