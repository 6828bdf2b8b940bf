import type { Ability, Manifest } from '../../contract/manifest.ts';
import { scopes } from './scopes.ts';

/** One request each: Stripe reads nothing by several ids. A group of them goes out together. */
const readOnly: Ability = { read: true, fetchAtOnce: 20, write: null };

/** `perSecond`: 100 with a live key and 25 with a test key over all of Stripe, but each of its addresses takes 25 at most. */
export const manifestWith = ({ perSecond }: { readonly perSecond: number }): Manifest => ({
  id: 'stripe',
  label: 'Stripe',
  role: 'platform',
  auth: {
    type: 'key',
    hosts: { api: 'https://api.stripe.com' },
    secret: {
      name: 'restricted key',
      startsWith: ['rk_live_', 'rk_test_', 'sk_live_', 'sk_test_'],
      testStartsWith: ['rk_test_', 'sk_test_'],
      madeAt: 'https://dashboard.stripe.com/apikeys',
    },
    scopes,
  },
  limits: { perMinute: perSecond * 60, perDay: null, concurrent: 10, perSecond },
  // Nothing is written, so nothing is ever repeated or settled.
  keySeconds: 0,
  settleSeconds: 0,
  requestSeconds: 60,
  // Events are kept for thirty days: everything is listed anew before they are forgotten.
  poll: { everySeconds: 300, fullPassSeconds: 28 * 86_400, overlapSeconds: 60 },
  webhooks: ['contact', 'taxRate', 'invoice', 'creditNote', 'balanceTransaction', 'payout', 'dispute'],
  alsoChanges: {
    balanceTransaction: ['settlement'],
    payout: ['balanceTransaction', 'settlement'],
    dispute: ['balanceTransaction'],
    invoice: ['balanceTransaction'],
    creditNote: ['invoice', 'balanceTransaction'],
  },
  kinds: {
    organisation: readOnly,
    taxRate: readOnly,
    contact: readOnly,
    invoice: readOnly,
    creditNote: readOnly,
    balanceTransaction: readOnly,
    settlement: { ...readOnly, fetchAtOnce: 1 },
    payout: readOnly,
    dispute: readOnly,
  },
});
