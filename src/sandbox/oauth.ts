import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../contract/sandbox.ts';
import type { ConsentScope } from './consent-page.ts';
import { createGrants } from './grants.ts';
import type { Grant, Grants, Lifetimes, Tokens } from './grants.ts';
import type { Row } from './keeper.ts';
import { createLinks } from './links.ts';
import type { Links } from './links.ts';
import { createSigner, halfHash } from './signing.ts';
import type { Signer } from './signing.ts';

/** An application that people may connect. `secret` null: a public one, which must use PKCE. */
export interface Client {
  readonly id: string;
  readonly secret: string | null;
  readonly name: string;
  /** Exact addresses; an empty list takes any on loopback. */
  readonly redirectUris: readonly string[];
}

/** What a provider's sign-in is like, as data. */
export interface SignInProfile {
  readonly provider: string;
  readonly lifetimes: Lifetimes;
  readonly scopes: readonly ConsentScope[];
  readonly person: { readonly id: string; readonly name: string };
  /** Claims of the identity token, and those of the access token, beside the registered ones. */
  readonly identityClaims: Readonly<Record<string, unknown>>;
  readonly accessClaims: (grant: Grant) => Readonly<Record<string, unknown>>;
}

/** An account that can be chosen on the consent page. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly about: string;
}

/** Everything behind the sign-in addresses. */
export interface SignIns {
  readonly clock: Clock;
  readonly profile: SignInProfile;
  readonly clients: ReadonlyMap<string, Client>;
  readonly choices: readonly Choice[];
  readonly grants: Grants;
  readonly links: Links;
  readonly signer: Signer;
  readonly codes: Map<string, AuthorizationCode>;
}

/** What a code stands for, for a few minutes. */
export interface AuthorizationCode {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly challenge: string | null;
  readonly nonce: string | null;
  readonly until: number;
}

/** Registered everywhere, so that a sandbox can be tried without setting anything up. */
export const sandboxClient: Client = { id: 'tieout-sandbox', secret: 'tieout-sandbox-secret', name: 'Tieout', redirectUris: [] };
const publicClient: Client = { id: 'tieout-sandbox-public', secret: null, name: 'Tieout on this computer', redirectUris: [] };

export function createSignIns(options: {
  readonly clock: Clock;
  readonly profile: SignInProfile;
  readonly choices: readonly Choice[];
  readonly clients?: readonly Client[];
  readonly changed: (rows: readonly Row[]) => void;
}): SignIns {
  const { clock, profile, choices, changed } = options;
  const clients = [sandboxClient, publicClient, ...(options.clients ?? [])];
  return {
    clock,
    profile,
    choices,
    clients: new Map(clients.map((client) => [client.id, client])),
    grants: createGrants(clock, profile.lifetimes, changed),
    links: createLinks(clock, changed),
    signer: createSigner(),
    codes: new Map(),
  };
}

/** What a person agrees to: the accounts are connected and a grant is open. */
export function agree(to: SignIns, client: Client, scopes: readonly string[], accounts: readonly string[]): Grant {
  const grant = to.grants.open(client.id, scopes);
  for (const account of accounts) to.links.connect({ client: client.id, account, consent: grant.id });
  return grant;
}

/** Tokens without the pages, for all accounts and scopes: for tests that are not about signing in. */
export function grantAll(to: SignIns): Tokens {
  const scopes = to.profile.scopes.map(({ name }) => name);
  const accounts = to.choices.map(({ id }) => id);
  return to.grants.issue(agree(to, sandboxClient, scopes, accounts), `sandbox-${randomBytes(24).toString('base64url')}`);
}

/** The answer of the token address. */
export function issueTokens(to: SignIns, grant: Grant, issuer: string, nonce: string | null): Readonly<Record<string, unknown>> {
  const now = Math.floor(to.clock.now() / 1000);
  const { accessSeconds } = to.profile.lifetimes;
  const common = {
    iss: issuer,
    sub: to.profile.person.id,
    nbf: now,
    exp: now + accessSeconds,
    auth_time: Math.floor(grant.agreedAt / 1000),
  };
  const accessToken = to.signer.token({
    ...common,
    aud: `${issuer}/resources`,
    client_id: grant.client,
    jti: randomUUID(),
    scope: grant.scopes,
    ...to.profile.accessClaims(grant),
  });
  const { refreshToken } = to.grants.issue(grant, accessToken);
  const identity = { ...common, exp: now + 300, aud: grant.client, iat: now, at_hash: halfHash(accessToken), ...to.profile.identityClaims };
  return {
    ...(grant.scopes.includes('openid') && { id_token: to.signer.token(nonce === null ? identity : { ...identity, nonce }) }),
    access_token: accessToken,
    expires_in: accessSeconds,
    token_type: 'Bearer',
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    scope: grant.scopes.join(' '),
  };
}
