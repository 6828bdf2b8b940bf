import { randomBytes } from 'node:crypto';
import type { Answer, Incoming, Outgoing } from '../../../sandbox/host.ts';
import { json } from '../../../sandbox/host.ts';
import { agree } from '../../../sandbox/oauth.ts';
import type { Client } from '../../../sandbox/oauth.ts';
import type { Running } from '../../../sandbox/start.ts';
import type { PlaidItem } from './company.ts';
import { itemHeader, refused } from './dialect.ts';
import { fieldsIn, needIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Link } from './link.ts';
import { Refusal, requestId, unknownToken } from './refusals.ts';
import type { SigningKey } from './webhooks-out.ts';

export interface GatewayParts {
  readonly running: Running;
  readonly items: readonly PlaidItem[];
  readonly link: Link;
  readonly key: SigningKey;
}

/** What comes before an item: who asks, with which token, and the addresses that are about no item. */
export function createGateway(parts: GatewayParts): (incoming: Incoming) => Outgoing | Promise<Outgoing> {
  const bearers = createBearers(parts);
  return (incoming) => {
    try {
      const fields = fieldsIn(incoming.body);
      const client = clientOf(parts.running, incoming, fields);
      const own = ofNoItem(parts, incoming.path, fields, client);
      if (own !== null) return own;
      const { item, asked } = addressed(parts, incoming, fields);
      const headers = { ...asked.headers, [itemHeader]: item.account, authorization: `Bearer ${bearers(client, item)}` };
      return parts.running.api.answer({ ...asked, headers });
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      throw error;
    }
  };
}

/** The developer's id and secret, in headers or in the body. */
function clientOf({ signIns }: Running, { headers }: Incoming, fields: Fields): Client {
  const [id, secret] = [headers['plaid-client-id'] ?? textIn(fields, 'client_id'), headers['plaid-secret'] ?? textIn(fields, 'secret')];
  const client = id === null ? undefined : signIns.clients.get(id);
  if (client === undefined || client.secret === null || client.secret !== secret)
    throw new Refusal('INVALID_INPUT', 'INVALID_API_KEYS', 'invalid client_id or secret provided');
  return client;
}

function ofNoItem({ link, key, items }: GatewayParts, path: string, fields: Fields, client: Client): Answer | null {
  const said = (answer: object): Answer => json(200, { ...answer, request_id: requestId() });
  if (path === '/link/token/create') return said(link.create(fields, client));
  if (path === '/link/token/get') return said(link.get(fields));
  if (path === '/sandbox/public_token/create') return said(link.skip(fields));
  if (path === '/webhook_verification_key/get') {
    if (needIn(fields, 'key_id') === key.key_id) return said({ key: key.jwk });
    throw new Refusal('INVALID_INPUT', 'INVALID_WEBHOOK_VERIFICATION_KEY_ID', 'invalid key_id provided');
  }
  if (path !== '/institutions/get_by_id') return null;
  const id = needIn(fields, 'institution_id');
  const found = items.find(({ state }) => state.facts.institution_id === id);
  if (found === undefined) throw new Refusal('INVALID_INPUT', 'INVALID_INSTITUTION', 'invalid institution_id provided');
  return said({
    institution: {
      institution_id: id,
      name: found.name,
      products: ['transactions'],
      country_codes: ['US'],
      routing_numbers: [],
      oauth: false,
    },
  });
}

function addressed(
  { items, link }: GatewayParts,
  incoming: Incoming,
  fields: Fields,
): { readonly item: PlaidItem; readonly asked: Incoming } {
  if (incoming.path === '/item/public_token/exchange') {
    const linked = link.linked(needIn(fields, 'public_token'));
    if (linked === null) throw new Refusal('INVALID_INPUT', 'INVALID_PUBLIC_TOKEN', 'could not find matching public token');
    if (linked.webhook !== null) linked.item.state.set({ webhook: linked.webhook });
    return { item: linked.item, asked: incoming };
  }
  const token = needIn(fields, 'access_token');
  const item = items.find(({ state }) => state.item().accessTokens.includes(token));
  if (item === undefined) throw unknownToken();
  return { item, asked: incoming };
}

/** Access tokens do not end, and those of the sandbox's sign-in do: each item has one that is made anew when it has ended. */
function createBearers({ running: { signIns } }: GatewayParts): (client: Client, item: PlaidItem) => string {
  const bearers = new Map<string, string>();
  return (client, item) => {
    const name = `${client.id} ${item.account}`;
    const held = bearers.get(name);
    if (held !== undefined && signIns.grants.asker(held).is === 'known') return held;
    const grant = held === undefined ? agree(signIns, client, [], [item.account]) : signIns.grants.open(client.id, []);
    const bearer = `item-${randomBytes(24).toString('base64url')}`;
    signIns.grants.issue(grant, bearer);
    bearers.set(name, bearer);
    return bearer;
  };
}
