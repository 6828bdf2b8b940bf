import { randomBytes, timingSafeEqual } from 'node:crypto';
import { consentPage, refusalPage } from './consent-page.ts';
import { json } from './host.ts';
import type { Answer, Incoming } from './host.ts';
import { agree, issueTokens } from './oauth.ts';
import type { Client, SignIns } from './oauth.ts';
import { challengeOf } from './signing.ts';

/** The consent page (GET) and a person's answer to it (POST). A fault that makes the way back doubtful is shown, never sent back. */
export function authorize(signIns: SignIns, incoming: Incoming): Answer {
  const form = incoming.method === 'POST' ? new URLSearchParams(incoming.body) : incoming.query;
  const client = signIns.clients.get(form.get('client_id') ?? '');
  if (!client) return page(400, refusalPage(`No application is registered here as "${form.get('client_id') ?? ''}".`));
  const redirectUri = form.get('redirect_uri') ?? '';
  if (!mayRedirect(client, redirectUri)) {
    return page(400, refusalPage(`${client.name} did not register "${redirectUri}" as an address to come back to.`));
  }
  const back = (answer: Readonly<Record<string, string>>): Answer => goBack(redirectUri, { ...answer, state: form.get('state') ?? '' });
  const problem = requestProblem(signIns, client, form);
  if (problem) return back(problem);
  if (form.get('decision') === 'deny') return back({ error: 'access_denied', error_description: 'The person did not allow access' });
  const chosen = form.getAll('account').filter((id) => signIns.choices.some((choice) => choice.id === id));
  if (form.get('decision') !== 'approve') return page(200, askConsent(signIns, client, form, null));
  if (chosen.length === 0) return page(200, askConsent(signIns, client, form, 'Choose at least one organisation.'));

  const scopes = scopesOf(form);
  const code = randomBytes(32).toString('base64url');
  signIns.codes.set(code, {
    grant: agree(signIns, client, scopes, chosen),
    redirectUri,
    challenge: form.get('code_challenge'),
    nonce: form.get('nonce'),
    until: signIns.clock.now() + signIns.profile.lifetimes.codeSeconds * 1000,
  });
  return back({ code, scope: scopes.join(' '), session_state: randomBytes(16).toString('base64url') });
}

/** The token address: a code or a refresh token for tokens. */
export function token(signIns: SignIns, incoming: Incoming, issuer: string): Answer {
  const form = new URLSearchParams(incoming.body);
  const client = askingClient(signIns, incoming, form);
  if (!client) return no('invalid_client', 401);
  const kind = form.get('grant_type');
  if (kind === 'authorization_code') return redeemCode(signIns, client, form, issuer);
  if (kind !== 'refresh_token') return no('unsupported_grant_type');
  const grant = signIns.grants.redeem(client.id, form.get('refresh_token') ?? '');
  return grant ? secretJson(issueTokens(signIns, grant, issuer, null)) : no('invalid_grant');
}

/** The revocation address. Answers 200 even for a token that it does not know, as the standard asks. */
export function revoke(signIns: SignIns, incoming: Incoming): Answer {
  const form = new URLSearchParams(incoming.body);
  const client = askingClient(signIns, incoming, form);
  if (!client) return no('invalid_client', 401);
  if (signIns.grants.revoke(client.id, form.get('token') ?? '')) signIns.links.remove((link) => link.client === client.id);
  return { status: 200, body: '' };
}

/** The discovery document. The addresses are the provider's own, absolute. */
export const discovery = (
  signIns: SignIns,
  at: { readonly issuer: string; readonly authorize: string; readonly token: string; readonly revoke: string; readonly keys: string },
): Answer =>
  json(200, {
    issuer: at.issuer,
    authorization_endpoint: at.authorize,
    token_endpoint: at.token,
    revocation_endpoint: at.revoke,
    jwks_uri: at.keys,
    scopes_supported: signIns.profile.scopes.map(({ name }) => name),
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
  });

function redeemCode(signIns: SignIns, client: Client, form: URLSearchParams, issuer: string): Answer {
  const text = form.get('code') ?? '';
  const code = signIns.codes.get(text);
  signIns.codes.delete(text);
  if (!code || code.grant.client !== client.id || code.until <= signIns.clock.now()) return no('invalid_grant');
  if (code.redirectUri !== form.get('redirect_uri')) return no('invalid_grant');
  if (code.challenge !== null && code.challenge !== challengeOf(form.get('code_verifier') ?? '')) return no('invalid_grant');
  return secretJson(issueTokens(signIns, code.grant, issuer, code.nonce));
}

const scopesOf = (form: URLSearchParams): readonly string[] => (form.get('scope') ?? '').split(' ').filter((name) => name !== '');

const wrong = (error: string, error_description: string) => ({ error, error_description });

function requestProblem(signIns: SignIns, client: Client, form: URLSearchParams): Readonly<Record<string, string>> | null {
  if (form.get('response_type') !== 'code') return wrong('unsupported_response_type', 'Only response_type=code is served');
  const unknown = scopesOf(form).filter((name) => !signIns.profile.scopes.some((scope) => scope.name === name));
  if (unknown.length > 0) return wrong('invalid_scope', `Invalid scope for client: ${unknown.join(' ')}`);
  const method = form.get('code_challenge_method');
  if (form.has('code_challenge') ? method !== 'S256' : client.secret === null) {
    return wrong('invalid_request', 'A code challenge with the method S256 is needed');
  }
  return null;
}

function askConsent(signIns: SignIns, client: Client, form: URLSearchParams, problem: string | null): string {
  const asked = scopesOf(form);
  const passedOn = [...form].filter(([name]) => name !== 'account' && name !== 'decision');
  return consentPage({
    provider: signIns.profile.provider,
    app: client.name,
    person: signIns.profile.person.name,
    accounts: signIns.choices.map((choice, index) => ({
      ...choice,
      isChosen: problem === null && index === 0,
      isConnected: signIns.links.isLinked(client.id, choice.id),
    })),
    scopes: signIns.profile.scopes.filter(({ name, covers }) => asked.includes(name) && covers !== ''),
    hidden: Object.fromEntries(passedOn),
    problem,
  });
}

function mayRedirect(client: Client, redirectUri: string): boolean {
  if (client.redirectUris.length > 0) return client.redirectUris.includes(redirectUri);
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname } = new URL(redirectUri);
  return protocol.startsWith('http') && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

function goBack(redirectUri: string, answer: Readonly<Record<string, string>>): Answer {
  const to = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) if (value !== '') to.searchParams.set(name, value);
  return { status: 302, headers: { location: to.href }, body: '' };
}

/** By HTTP Basic or in the form. A public client shows no secret; its codes are bound by PKCE. */
function askingClient(signIns: SignIns, incoming: Incoming, form: URLSearchParams): Client | null {
  const [scheme, encoded = ''] = (incoming.headers['authorization'] ?? '').split(' ');
  const isBasic = scheme?.toLowerCase() === 'basic';
  const [id = '', secret = ''] = isBasic
    ? Buffer.from(encoded, 'base64').toString('utf8').split(':').map(decodeURIComponent)
    : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  const client = signIns.clients.get(id);
  return client && (client.secret === null || equal(client.secret, secret)) ? client : null;
}

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const page = (status: number, html: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" },
  body: html,
});

const secretJson = (value: unknown): Answer => json(200, value, { 'cache-control': 'no-store' });
const no = (error: string, status = 400): Answer => json(status, { error });
