import { json } from '../../../sandbox/host.ts';
import type { Answer, Incoming, Route } from '../../../sandbox/host.ts';
import { authorize, revoke, token } from '../../../sandbox/oauth-endpoints.ts';
import type { SignInProfile } from '../../../sandbox/oauth.ts';
import type { Running } from '../../../sandbox/start.ts';
import { allPermissions, coveredBy } from './access.ts';

/** Signing in as a Stripe App does: an hour per access token, a year per refresh token, each refresh token good once. */
export const stripeSignIn: SignInProfile = {
  provider: 'Stripe',
  lifetimes: { accessSeconds: 3600, refreshSeconds: 365 * 86_400, graceSeconds: 0, codeSeconds: 300 },
  scopes: [
    { name: 'offline_access', covers: '', why: 'To stay connected until you disconnect.', access: null },
    ...allPermissions.map((name) => ({
      name,
      covers: coveredBy(name),
      why: 'Asked for by the app.',
      access: name.endsWith('_read') ? ('read' as const) : ('readAndWrite' as const),
    })),
  ],
  person: { id: 'usr_sandbox', name: 'Robin Harbour (robin@harbour.example)' },
  identityClaims: {},
  accessClaims: () => ({}),
};

/** The consent page and the token address. An app's permissions stand in its manifest, so the request names none. */
export function signInRoutes({ url, signIns, kept }: Running, account: string): readonly Route[] {
  const asked = allPermissions.filter((name) => name.endsWith('_read'));
  const withScopes = (incoming: Incoming): Incoming => {
    const query = new URLSearchParams(incoming.query);
    if (!query.has('scope')) query.set('scope', ['offline_access', ...asked].join(' '));
    if (!query.has('response_type')) query.set('response_type', 'code');
    return { ...incoming, query };
  };
  return [
    { prefix: '/oauth/v2/authorize', answer: (incoming) => kept(authorize(signIns, withScopes(incoming))) },
    { prefix: '/v1/oauth/token', answer: (incoming) => kept(asStripe(token(signIns, withClient(signIns, incoming), url()), account)) },
    { prefix: '/v1/oauth/deauthorize', answer: (incoming) => kept(revoke(signIns, withClient(signIns, incoming))) },
  ];
}

/** The app's own secret key, as the user of HTTP Basic or in the form, says which app asks. */
function withClient({ clients }: Running['signIns'], incoming: Incoming): Incoming {
  const form = new URLSearchParams(incoming.body);
  const [, encoded = ''] = (incoming.headers['authorization'] ?? '').split(' ');
  const [user = '', password = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const secret = form.get('client_secret') ?? (password === '' ? user : password);
  const client = [...clients.values()].find((one) => one.secret !== null && one.secret === secret);
  if (!client) return incoming;
  form.set('client_id', client.id);
  form.set('client_secret', secret);
  const { authorization: _authorization, ...headers } = incoming.headers;
  return { ...incoming, headers, body: form.toString() };
}

function asStripe(answer: Answer, account: string): Answer {
  const held: unknown = answer.body === '' ? {} : JSON.parse(answer.body);
  if (answer.status !== 200 || typeof held !== 'object' || held === null) return answer;
  return json(200, { ...held, token_type: 'bearer', scope: 'stripe_apps', livemode: false, stripe_user_id: account }, answer.headers);
}
