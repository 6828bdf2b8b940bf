import type { Manifest } from '../../contract/manifest.ts';
import { abilities } from './abilities.ts';
import { scopes } from './scopes.ts';

/** Calls of one poll over all kinds: one each, but for the organisation (two) and allocations (one for each kind of credit). */
const callsPerPoll = 18;

/** Polling may use a third of the day's calls; what webhooks tell does not wait for it. */
const pollEvery = (perDay: number): number => Math.ceil((callsPerPoll * 86_400 * 3) / perDay);

/** `perDay` is 5,000, or 1,000 on Xero's free Starter tier for apps; people set it. */
export const manifestWith = (options: { readonly perDay: number; readonly overlapSeconds: number }): Manifest => ({
  id: 'xero',
  label: 'Xero',
  role: 'ledger',
  auth: {
    type: 'oauth2',
    hosts: {
      authorize: 'https://login.xero.com/identity/connect/authorize',
      token: 'https://identity.xero.com/connect/token',
      revoke: 'https://identity.xero.com/connect/revocation',
      api: 'https://api.xero.com',
      tenants: 'https://api.xero.com/connections',
    },
    scopes,
    clientAuth: 'basic',
    refreshTokenDays: 60,
    refreshGraceSeconds: 1800,
  },
  limits: {
    perMinute: 60,
    perDay: options.perDay,
    concurrent: 5,
    leftIn: { minute: 'x-minlimit-remaining', day: 'x-daylimit-remaining' },
  },
  // Xero says that keys are kept for a short while, not how short; six minutes is the least that anybody reports.
  keySeconds: 360,
  settleSeconds: 120,
  requestSeconds: 60,
  // Some edits (due date, sent flag, a contact's balances) do not move UpdatedDateUTC: only the daily full pass sees them.
  poll: { everySeconds: pollEvery(options.perDay), fullPassSeconds: 86_400, overlapSeconds: options.overlapSeconds },
  webhooks: ['contact', 'invoice', 'creditNote'],
  alsoChanges: { invoice: ['payment', 'allocation'], creditNote: ['refund', 'allocation'] },
  kinds: abilities,
});
