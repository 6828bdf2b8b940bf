import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../core/day.ts';
import type { OAuthProfile } from '../contract/manifest.ts';
import type { HttpResponse } from '../contract/http.ts';
import type { EdgeClock, ProviderApp, TokenSet } from './edge-ports.ts';
import { Unanswered, nameOf, sendWithin } from './wire.ts';
import type { Wire, WireRequest } from './wire.ts';

/** Everything that one app needs to speak OAuth 2 with one provider. */
export interface OAuthClient {
  readonly profile: OAuthProfile;
  readonly app: ProviderApp;
  readonly label: string;
  readonly redirectUri: string;
  readonly clock: EdgeClock;
  readonly wire: Wire;
}

/** What the token address said. `refused`: a definite no with the provider's word for it ('invalid_grant'). */
export type TokenAnswer =
  | { readonly is: 'granted'; readonly tokens: GrantedTokens }
  | { readonly is: 'refused'; readonly error: string; readonly description: string };

export type GrantedTokens = Omit<TokenSet, 'previous' | 'refusedAt'>;

/** The profile's addresses, with those of the app (a sandbox's) in their place. */
export function hostsOf(profile: OAuthProfile, others: Readonly<Record<string, string>>): OAuthProfile['hosts'] {
  const { authorize, token, revoke, api, tenants } = profile.hosts;
  return {
    authorize: others['authorize'] ?? authorize,
    token: others['token'] ?? token,
    revoke: others['revoke'] ?? revoke,
    api: others['api'] ?? api,
    tenants: others['tenants'] ?? tenants,
  };
}

/** Where the person's browser goes: the provider's own page, which asks for permission and sends them back with `state`. */
export function authorizeUrl(client: OAuthClient, attempt: { readonly state: string; readonly verifier: string }): string {
  const url = new URL(hostsOf(client.profile, client.app.hosts).authorize);
  const asked = {
    response_type: 'code',
    client_id: client.app.clientId,
    redirect_uri: client.redirectUri,
    scope: client.profile.scopes.map((scope) => scope.name).join(' '),
    state: attempt.state,
    code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

export const exchangeCode = (client: OAuthClient, got: { readonly code: string; readonly verifier: string }): Promise<TokenAnswer> =>
  askForTokens(client, {
    grant_type: 'authorization_code',
    code: got.code,
    redirect_uri: client.redirectUri,
    code_verifier: got.verifier,
  });

export const refreshTokens = (client: OAuthClient, refresh: string): Promise<TokenAnswer> =>
  askForTokens(client, { grant_type: 'refresh_token', refresh_token: refresh });

/** Tells the provider that the sign-in is over. At Xero that ends every connection of the same person to the app. */
export async function revokeTokens(client: OAuthClient, refresh: string): Promise<void> {
  const address = hostsOf(client.profile, client.app.hosts).revoke;
  if (address === null) return;
  await sendWithin({ ...client, heldMilliseconds }, formOf(client, address, { token: refresh }), client.clock.now() + tokenSeconds * 1_000);
}

// Three tries, one after the other, fit into the lease of a refresh.
const tokenSeconds = 9;

/** A few seconds of a shared virtual time are over at once, and a person's sign-in cannot be tried again: so it is held for longer. */
const heldMilliseconds = 8_000;

async function askForTokens(client: OAuthClient, form: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const request = formOf(client, hostsOf(client.profile, client.app.hosts).token, form);
  const askedAt = client.clock.now();
  const response = await sendWithin({ ...client, heldMilliseconds }, request, askedAt + tokenSeconds * 1_000);
  return readAnswer(response, { name: nameOf(request), at: askedAt });
}

function formOf(client: OAuthClient, url: string, form: Readonly<Record<string, string>>): WireRequest {
  const { clientId, clientSecret } = client.app;
  const body = new URLSearchParams(form);
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    'user-agent': 'tieout',
  };
  // A public app has no secret and names itself in the form, whatever the provider's confidential apps do.
  if (clientSecret !== null && client.profile.clientAuth === 'basic') {
    headers['authorization'] =
      `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`;
  } else {
    body.set('client_id', clientId);
    if (clientSecret !== null) body.set('client_secret', clientSecret);
  }
  return { method: 'POST', url, headers, body: body.toString() };
}

// Providers differ in all of these: no token_type, 201 instead of 200, a number as text, an instant instead of a length.
const granted = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.coerce.number().positive().nullish().catch(null),
  expires_at: z.union([z.string(), z.number()]).nullish(),
  scope: z.union([z.string(), z.array(z.string())]).nullish(),
});
const refused = z.object({ error: z.string().min(1), error_description: z.string().nullish().catch(null) });

function readAnswer(response: HttpResponse, asked: { readonly name: string; readonly at: Instant }): TokenAnswer {
  const body = jsonOf(response.body);
  const yes = granted.safeParse(body);
  if (response.status >= 200 && response.status < 300 && yes.success) return { is: 'granted', tokens: tokensOf(yes.data, asked.at) };
  const no = refused.safeParse(body);
  if (response.status >= 400 && response.status < 500 && no.success) {
    return { is: 'refused', error: no.data.error, description: no.data.error_description ?? '' };
  }
  throw new Unanswered(`${asked.name} answered ${response.status} without tokens; a JSON object with access_token was expected`, true);
}

function tokensOf(answer: z.infer<typeof granted>, at: Instant): GrantedTokens {
  const scopes = typeof answer.scope === 'string' ? answer.scope.split(/[\s,]+/).filter(Boolean) : (answer.scope ?? []);
  return {
    access: answer.access_token,
    refresh: answer.refresh_token ?? null,
    issuedAt: at,
    expiresAt: expiryOf(answer, at),
    subject: subjectOf(answer.access_token),
    scopes,
  };
}

// Counted from before the request left: an access token never seems to live longer than it does.
function expiryOf(answer: z.infer<typeof granted>, at: Instant): Instant {
  if (typeof answer.expires_in === 'number') return at + answer.expires_in * 1_000;
  if (typeof answer.expires_at === 'number') return answer.expires_at < 1e11 ? answer.expires_at * 1_000 : answer.expires_at;
  const told = typeof answer.expires_at === 'string' ? Date.parse(answer.expires_at) : Number.NaN;
  // Nothing said: an hour, after which it is renewed; a shorter life shows as 401 and is renewed then.
  return Number.isNaN(told) ? at + 3_600_000 : told;
}

const claims = z.object({ sub: z.string() });

/**
 * Whose token it is, where it is a JWT. It came straight from the token address, so its signature is not checked; it only
 * decides which connections one sign-in serves.
 */
function subjectOf(access: string): string | null {
  const [, body = ''] = access.split('.');
  const read = claims.safeParse(jsonOf(Buffer.from(body, 'base64url').toString('utf8')));
  return read.success ? read.data.sub : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
