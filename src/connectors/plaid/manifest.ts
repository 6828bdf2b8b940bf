import type { Ability, Manifest } from '../../contract/manifest.ts';

const readOnly: Ability = { read: true, fetchAtOnce: 1, write: null };

/** One connection is one item: one sign-in of a person at one bank, with all accounts that it opens. */
export const manifest: Manifest = {
  id: 'plaid',
  label: 'Plaid',
  role: 'platform',
  auth: {
    type: 'key',
    hosts: { api: 'https://production.plaid.com' },
    secret: {
      name: 'key of the form access token:client id:secret',
      startsWith: ['access-production-', 'access-sandbox-'],
      testStartsWith: ['access-sandbox-'],
      madeAt: 'https://dashboard.plaid.com/developers/keys',
    },
    scopes: [
      {
        name: 'transactions',
        needed: true,
        why: 'Accounts, their balances and up to two years of lines of the bank, to find which document each is about.',
      },
    ],
  },
  // For each item; Plaid answers 429 beyond them and names no time ("Rate limit errors").
  limits: { perMinute: 50, perDay: null, concurrent: 4 },
  // Nothing is written, so nothing is ever repeated or settled.
  keySeconds: 0,
  settleSeconds: 0,
  requestSeconds: 60,
  // Banks are asked one to four times a day, and a webhook tells of it. A cursor is good for a year.
  poll: { everySeconds: 3_600, fullPassSeconds: 28 * 86_400, overlapSeconds: 0 },
  webhooks: ['organisation'],
  // A webhook says of which item there is news, and never which lines.
  alsoChanges: { organisation: ['account', 'statementLine'] },
  kinds: {
    organisation: readOnly,
    account: { ...readOnly, fetchAtOnce: 100 },
    statementLine: { ...readOnly, fetchAtOnce: 5_000 },
  },
};
