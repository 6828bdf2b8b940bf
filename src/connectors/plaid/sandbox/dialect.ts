import type { Dialect, No } from '../../../sandbox/api.ts';
import { json } from '../../../sandbox/host.ts';
import type { Answer } from '../../../sandbox/host.ts';
import { errorOf, loginRequired, Refusal, unknownToken } from './refusals.ts';

/** The item that a request is about, as the gateway has put it there. */
export const itemHeader = 'x-plaid-item';

/** How Plaid speaks before a request reaches an item. */
export const plaidDialect: Dialect = {
  account: ({ headers }) => headers[itemHeader] ?? null,
  scopes: () => [],
  idempotencyKey: () => null,
  limitHeaders: () => ({}),
  refuse: (no) => refused(wordsOf(no)),
};

export const refused = (refusal: Refusal): Answer => json(refusal.status, errorOf(refusal));

function wordsOf(no: No): Refusal {
  switch (no.no) {
    case 'token':
      return unknownToken();
    case 'expired':
      return loginRequired();
    case 'scope':
      return new Refusal('ITEM_ERROR', 'ACCESS_NOT_GRANTED', 'the user did not grant access to this product');
    case 'account':
      return new Refusal('ITEM_ERROR', 'USER_PERMISSION_REVOKED', 'the holder of this item has revoked access');
    case 'unavailable':
      return new Refusal('API_ERROR', 'INTERNAL_SERVER_ERROR', 'an unexpected error occurred', 500);
    case 'limit':
      // Plaid names no time after which to try again.
      return new Refusal(
        'RATE_LIMIT_EXCEEDED',
        'TRANSACTIONS_SYNC_LIMIT',
        'rate limit exceeded for attempts to access this item. please try again later',
        429,
      );
    case 'keyReused':
      throw new Error('Plaid knows no idempotency keys');
  }
}
