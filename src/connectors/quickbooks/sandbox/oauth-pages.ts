import { json } from '../../../sandbox/host.ts';
import type { Answer, Incoming, Route } from '../../../sandbox/host.ts';
import { authorize, revoke, token } from '../../../sandbox/oauth-endpoints.ts';
import { bearerOf } from '../../../sandbox/api.ts';
import type { SignInProfile, SignIns } from '../../../sandbox/oauth.ts';
import type { Running } from '../../../sandbox/start.ts';
import { isFields, textIn } from './fields.ts';

const accounting = 'com.intuit.quickbooks.accounting';
const issuer = 'https://oauth.platform.intuit.com/op/v1';

/**
 * A token is for one company: that stands in its grant as a scope of our own, which nobody sees. Beside it stands that it may be
 * refreshed, which at Intuit needs no asking.
 */
export const scopeOfCompany = (realm: string): string => `${accounting}@${realm}`;
const always = 'offline_access';

const person = { id: '5a3d0a52-7a0e-4f7e-8a6e-0d3f6c1b9e10', name: 'Robin Harbour (robin@harbour.example)' };

/** Signing in at Intuit: an hour per access token, a hundred and one days per refresh token, and each use brings a new one. */
export const quickBooksSignIn = (companies: readonly string[]): SignInProfile => ({
  provider: 'QuickBooks',
  // How long a spent refresh token still works is not documented. Here it does not.
  lifetimes: { accessSeconds: 3600, refreshSeconds: 8_726_400, graceSeconds: 0, codeSeconds: 300 },
  scopes: [
    { name: 'openid', covers: 'Who you are', why: 'To know who connected this company.', access: null },
    { name: 'profile', covers: 'Your name', why: 'To show it beside the connection.', access: null },
    { name: 'email', covers: 'Your e-mail address', why: 'To show it beside the connection.', access: null },
    { name: 'phone', covers: 'Your phone number', why: 'Part of your profile.', access: null },
    { name: 'address', covers: 'Your address', why: 'Part of your profile.', access: null },
    { name: accounting, covers: 'Accounting', why: 'Customers, sales, payments, purchases, reports and settings.', access: 'readAndWrite' },
    { name: always, covers: '', why: '', access: null },
    ...companies.map((realm) => ({ name: scopeOfCompany(realm), covers: '', why: '', access: null })),
  ],
  person,
  identityClaims: { iss: issuer, email: 'robin@harbour.example', givenName: 'Robin', familyName: 'Harbour' },
  accessClaims: () => ({}),
});

/** Intuit's hosts (appcenter, oauth.platform, developer.api, accounts.platform) on one address. */
export function identityRoutes({ signIns, kept }: Running): readonly Route[] {
  return [
    { prefix: '/connect/oauth2', answer: (incoming) => kept(consent(signIns, incoming)) },
    { prefix: '/oauth2/v1/tokens/bearer', answer: (incoming) => kept(tokens(signIns, incoming)) },
    { prefix: '/v2/oauth2/tokens/revoke', answer: (incoming) => kept(revoke(signIns, formOf(incoming))) },
    { prefix: '/v1/openid_connect/userinfo', answer: (incoming) => userInfo(signIns, incoming) },
    { prefix: '/op/v1/jwks', answer: () => json(200, signIns.signer.keySet()) },
  ];
}

/** The page lets a person pick one company, and the way back names it: nowhere else does the app learn its id. */
function consent(signIns: SignIns, incoming: Incoming): Answer {
  const form = incoming.method === 'POST' ? new URLSearchParams(incoming.body) : incoming.query;
  const [realm] = form.getAll('account');
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '' && scope !== always && !scope.includes('@'));
  const company = realm !== undefined && asked.includes(accounting) ? [scopeOfCompany(realm)] : [];
  form.set('scope', [...asked, always, ...company].join(' '));
  if (realm !== undefined) form.set('account', realm);
  const answer = authorize(signIns, { ...incoming, query: form, body: form.toString() });
  const location = answer.headers?.['location'];
  if (location === undefined) return answer;
  const back = new URL(location);
  for (const name of ['scope', 'session_state', 'error_description']) back.searchParams.delete(name);
  if (back.searchParams.has('code') && realm !== undefined) back.searchParams.set('realmId', realm);
  return { ...answer, headers: { location: back.href } };
}

/** Tokens in Intuit's words. The identity token names its audience in a list. */
function tokens(signIns: SignIns, incoming: Incoming): Answer {
  const answer = token(signIns, incoming, issuer);
  const said: unknown = JSON.parse(answer.body);
  const tid = { intuit_tid: crypto.randomUUID() };
  if (!isFields(said)) return answer;
  if (answer.status !== 200) {
    const description = descriptions[textIn(said, 'error') ?? ''];
    return json(answer.status, { ...said, ...(description !== undefined && { error_description: description }) }, tid);
  }
  const identity = textIn(said, 'id_token');
  return json(
    200,
    {
      token_type: 'bearer',
      access_token: said['access_token'],
      expires_in: said['expires_in'],
      refresh_token: said['refresh_token'],
      x_refresh_token_expires_in: signIns.profile.lifetimes.refreshSeconds,
      ...(incoming.headers['x-include-refresh-token-hard-expires-in'] === 'true' && { x_refresh_token_hard_expires_in: fiveYears }),
      ...(identity !== undefined && { id_token: withAudienceList(signIns, identity) }),
    },
    { 'cache-control': 'no-store', ...tid },
  );
}

const fiveYears = 5 * 365 * 86_400;
const descriptions: Readonly<Record<string, string>> = {
  invalid_grant: 'Incorrect or invalid refresh token',
  invalid_client: 'Client authentication failed',
};

function withAudienceList(signIns: SignIns, identity: string): string {
  const claims: unknown = JSON.parse(Buffer.from(identity.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return isFields(claims) ? signIns.signer.token({ ...claims, aud: [claims['aud']], iss: issuer }) : identity;
}

/** The token to revoke comes as JSON from one of Intuit's clients, and as a form from others. */
function formOf(incoming: Incoming): Incoming {
  if (!incoming.body.trimStart().startsWith('{')) return incoming;
  const sent: unknown = JSON.parse(incoming.body);
  return { ...incoming, body: new URLSearchParams({ token: (isFields(sent) ? textIn(sent, 'token') : undefined) ?? '' }).toString() };
}

function userInfo(signIns: SignIns, incoming: Incoming): Answer {
  const asker = signIns.grants.asker(bearerOf(incoming));
  if (asker.is !== 'known' || !asker.scopes.has('openid')) return json(401, { error: 'invalid_token' });
  return json(200, { sub: person.id, email: 'robin@harbour.example', emailVerified: true, givenName: 'Robin', familyName: 'Harbour' });
}
