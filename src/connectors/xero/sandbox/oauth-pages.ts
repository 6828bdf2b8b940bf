import type { Instant } from '../../../core/day.ts';
import { bearerOf } from '../../../sandbox/api.ts';
import type { ConsentScope } from '../../../sandbox/consent-page.ts';
import { json } from '../../../sandbox/host.ts';
import type { Answer, Incoming, Route } from '../../../sandbox/host.ts';
import type { Link } from '../../../sandbox/links.ts';
import { authorize, discovery, revoke, token } from '../../../sandbox/oauth-endpoints.ts';
import type { SignInProfile } from '../../../sandbox/oauth.ts';
import type { Running } from '../../../sandbox/start.ts';
import { broadScopes, reportScopes } from './access.ts';
import { problem } from './dialect.ts';

const reportNames: Readonly<Record<string, string>> = {
  aged: 'aged receivables and payables',
  balancesheet: 'balance sheet',
  banksummary: 'bank summary',
  budgetsummary: 'budget summary',
  executivesummary: 'executive summary',
  profitandloss: 'profit and loss',
  trialbalance: 'trial balance',
};

/** Signing in at Xero: half an hour per access token, sixty days per refresh token, half an hour of grace for a lost answer. */
export const xeroSignIn: SignInProfile = {
  provider: 'Xero',
  lifetimes: { accessSeconds: 1800, refreshSeconds: 60 * 86_400, graceSeconds: 1800, codeSeconds: 300 },
  scopes: consentScopes(),
  person: { id: 'b7d2e0a43c5f4a1e9b60d8c1f2a37e54', name: 'Robin Harbour (robin@harbour.example)' },
  identityClaims: {
    xero_userid: '5c1fbb04-7f0e-4f5c-9a53-0d6e6ad4c0b1',
    preferred_username: 'robin@harbour.example',
    email: 'robin@harbour.example',
    given_name: 'Robin',
    family_name: 'Harbour',
    name: 'Robin Harbour',
  },
  accessClaims: (grant) => ({ xero_userid: '5c1fbb04-7f0e-4f5c-9a53-0d6e6ad4c0b1', authentication_event_id: grant.id }),
};

/** Xero's three hosts (login, identity, api) on one address. */
export function identityRoutes({ url, signIns, kept }: Running): readonly Route[] {
  const keys = '/.well-known/openid-configuration/jwks';
  return [
    { prefix: '/identity/connect/authorize', answer: (incoming) => kept(authorize(signIns, incoming)) },
    { prefix: '/connect/token', answer: (incoming) => kept(token(signIns, incoming, url())) },
    { prefix: '/connect/revocation', answer: (incoming) => kept(revoke(signIns, incoming)) },
    { prefix: keys, answer: () => json(200, signIns.signer.keySet()) },
    {
      prefix: '/.well-known/openid-configuration',
      answer: () =>
        discovery(signIns, {
          issuer: url(),
          authorize: `${url()}/identity/connect/authorize`,
          token: `${url()}/connect/token`,
          revoke: `${url()}/connect/revocation`,
          keys: url() + keys,
        }),
    },
    { prefix: '/connections', answer: (incoming) => kept(connections({ signIns }, incoming)) },
  ];
}

/** GET: the organisations that the sign-in may use. DELETE with the connection's id: gives one back. */
function connections({ signIns }: Pick<Running, 'signIns'>, incoming: Incoming): Answer {
  const asker = signIns.grants.asker(bearerOf(incoming));
  if (asker.is !== 'known') return problem(401, 'Unauthorized', 'AuthenticationUnsuccessful');
  const [, , id = ''] = incoming.path.split('/');
  const links = signIns.links.of(asker.client);
  if (incoming.method === 'DELETE') {
    const removed = signIns.links.remove((link) => link.client === asker.client && link.id === id);
    return removed > 0 ? { status: 204, body: '' } : problem(404, 'Not Found', 'The connection was not found');
  }
  const event = incoming.query.get('authEventId');
  const names = new Map(signIns.choices.map((choice) => [choice.id, choice.name]));
  const shown = links.filter((link) => event === null || link.consent === event);
  return json(
    200,
    shown.map((link) => connection(link, names.get(link.account) ?? '')),
  );
}

const connection = ({ id, consent, account, createdAt, updatedAt }: Link, name: string) => ({
  id,
  authEventId: consent,
  tenantId: account,
  tenantType: 'ORGANISATION',
  tenantName: name,
  createdDateUtc: zonelessTime(createdAt),
  updatedDateUtc: zonelessTime(updatedAt),
});

/** '2026-04-20T11:47:10.3360000': seven decimals and no zone, here only. */
const zonelessTime = (at: Instant): string => new Date(at).toISOString().replace('Z', '0000');

function consentScopes(): readonly ConsentScope[] {
  const both = (name: string, covers: string, why: string): readonly ConsentScope[] => [
    { name, covers, why, access: 'readAndWrite' },
    { name: `${name}.read`, covers, why, access: 'read' },
  ];
  const reading = (name: string, covers: string, why: string): ConsentScope => ({ name, covers, why, access: 'read' });
  const signIn = (name: string, covers: string, why: string): ConsentScope => ({ name, covers, why, access: null });
  return [
    signIn('openid', 'Who you are', 'To know who connected this organisation.'),
    signIn('profile', 'Your name', 'To show it beside the connection.'),
    signIn('email', 'Your e-mail address', 'To show it beside the connection.'),
    signIn('offline_access', 'Access while you are away', 'To stay connected until you disconnect.'),
    ...both('accounting.contacts', 'Contacts', 'Customers and suppliers, and groups of them.'),
    ...both('accounting.settings', 'Organisation settings', 'Accounts, tax rates, currencies, items and lock dates.'),
    ...both('accounting.invoices', 'Invoices and credit notes', 'Invoices, bills, credit notes, quotes and purchase orders.'),
    ...both('accounting.payments', 'Payments', 'Payments, overpayments and prepayments.'),
    ...both('accounting.banktransactions', 'Bank transactions', 'Money spent, received and transferred.'),
    ...both('accounting.manualjournals', 'Manual journals', 'Journals that a person or an application enters.'),
    ...both('accounting.attachments', 'Attachments', 'Files attached to documents.'),
    reading('accounting.journals.read', 'The general ledger', 'Every journal of the organisation.'),
    ...reportScopes.map((name) => reading(name, `Report: ${reportName(name)}`, 'Figures of the whole organisation.')),
    ...broadScopes.map((name) => ({
      ...reading(name, 'All documents and reports', 'The wide permission of older applications.'),
      access: name.endsWith('.read') ? ('read' as const) : ('readAndWrite' as const),
    })),
  ];
}

function reportName(scope: string): string {
  const word = scope.split('.')[2] ?? '';
  return reportNames[word] ?? word;
}
