import type { Manifest } from '../../contract/manifest.ts';
import { abilities } from './abilities.ts';

export const manifestWith = (options: { readonly everySeconds: number; readonly overlapSeconds: number }): Manifest => ({
  id: 'quickbooks',
  label: 'QuickBooks Online',
  role: 'ledger',
  auth: {
    type: 'oauth2',
    hosts: {
      authorize: 'https://appcenter.intuit.com/connect/oauth2',
      token: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
      revoke: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
      api: 'https://quickbooks.api.intuit.com',
      // One consent is one company: its id comes with the answer to the consent.
      tenants: null,
    },
    scopes: [
      {
        name: 'com.intuit.quickbooks.accounting',
        why: 'Reads and writes customers, invoices, credit memos, payments and the other documents; QuickBooks has no smaller permission for any of it.',
        needed: true,
      },
    ],
    clientAuth: 'basic',
    accountIn: 'realmId',
    refreshTokenDays: 100,
    // A spent refresh token is dead when the new one is used; how long before is not documented.
    refreshGraceSeconds: 0,
  },
  // A batch counts as one request, and has a limit of its own beside the others.
  limits: { perMinute: 500, perDay: null, concurrent: 10, perSecond: 10, batchPerMinute: 120 },
  // Intuit does not say for how long a requestid is remembered; an hour is far less than anybody reports.
  keySeconds: 3600,
  // QuickBooks itself gives up after two minutes: a minute after we stopped listening, and another for its clock.
  settleSeconds: 120,
  requestSeconds: 60,
  // Reads are metered by the month: webhooks tell of changes, and polling is for what they lost.
  poll: { everySeconds: options.everySeconds, fullPassSeconds: 86_400, overlapSeconds: options.overlapSeconds },
  webhooks: ['account', 'contact', 'item', 'invoice', 'creditNote', 'payment', 'refund', 'bankTransaction', 'transfer', 'journal'],
  alsoChanges: { payment: ['allocation'] },
  kinds: abilities,
});
