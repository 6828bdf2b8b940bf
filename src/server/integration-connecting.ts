import type { FastifyReply, FastifyRequest } from 'fastify';
import * as asked from '../api/integrations-asked.ts';
import type { ConnectBegun } from '../api/integrations.ts';
import type { Connection } from '../engine/edge-ports.ts';
import { ledgerFacts } from '../engine/facts.ts';
import { refuseMixing, shownConnection } from './integration-connections.ts';
import { connectionNamed, connectorOf, manifestOf, told } from './integration-parts.ts';
import type { IntegrationParts } from './integration-parts.ts';
import { fromApp, signInCookie } from './oauth-callback.ts';
import { Problem } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';

const tags = ['integrations'];

/** The ways in: a consent in the browser, a key, a login, and what is inside. */
export function addConnecting(server: OfficeServer, parts: IntegrationParts): void {
  server.post(
    '/v1/connections/begin',
    {
      schema: { tags, summary: 'Begin a sign-in: where to send the browser', body: asked.connectBegin },
      config: { may: 'keep', deed: 'began a sign-in' },
    },
    (request, reply) => told(begin(parts, request, reply, request.body)),
  );
  server.post(
    '/v1/connections/key',
    { schema: { tags, summary: 'Connect with a key', body: asked.connectKey }, config: { may: 'keep', deed: 'connected with a key' } },
    async ({ organisation, body }) => shownConnection(parts, await told(withKey(parts, organisation, body))),
  );
  server.post(
    '/v1/connections/login',
    {
      schema: { tags, summary: 'Connect a server of your own', body: asked.connectLogin },
      config: { may: 'keep', deed: 'connected with a login' },
    },
    async ({ organisation, body }) => {
      const { provider, address, user, password, company } = body;
      const manifest = manifestOf(parts, provider);
      if (manifest.auth.type !== 'login')
        throw new Problem(409, { error: `${manifest.label} is not connected with a name and a password.` });
      const offer = { organisation, provider, server: address, credentials: { name: user, password }, company };
      return shownConnection(parts, await told(parts.withLogin(offer)));
    },
  );
  server.post(
    '/v1/connections/inside',
    {
      schema: { tags, summary: 'Connect billing, or a place for files', body: asked.connectInside },
      config: { may: 'keep', deed: 'connected what is inside' },
    },
    async ({ organisation, body }) => shownConnection(parts, await addInside(parts, organisation, body)),
  );
}

type Begin = ReturnType<typeof asked.connectBegin.parse>;

async function begin(
  parts: IntegrationParts,
  { organisation, headers }: FastifyRequest,
  reply: FastifyReply,
  { provider, connection, sandbox }: Begin,
): Promise<ConnectBegun> {
  const restored = connection === null ? null : await connectionNamed(parts, organisation, connection);
  const manifest = manifestOf(parts, provider);
  if (manifest.auth.type !== 'oauth2') throw new Problem(409, { error: `${manifest.label} is not connected through a browser.` });
  if (restored !== null && restored.provider !== provider)
    throw new Problem(409, { error: `${restored.label} is not at ${manifest.label}.` });
  if (sandbox) {
    await refuseMixing(parts, organisation, { manifest, sandbox });
    await startSandbox(parts, organisation, provider);
  }
  if ((await parts.connections.app(organisation, provider)) === null)
    throw new Problem(409, {
      error: `${manifest.label} does not know us yet.`,
      expected: 'the client id and the secret of an app',
      fix: `Make an app at ${manifest.label} and give its id and secret first; or try the sandbox.`,
    });
  const ticket = parts.signIns.invite({ organisation, provider, connection });
  // Under another of our names the browser would not show the cookie to the way back: there it begins with a page of ours.
  const own = parts.address();
  if (headers.host !== new URL(own).host) return { url: `${own}/connect?ticket=${encodeURIComponent(ticket)}` };
  const { url, browser } = await parts.signIns.begin(ticket);
  reply.header('set-cookie', signInCookie(own, fromApp(browser), 1_800));
  return { url };
}

export async function startSandbox({ sandboxes }: IntegrationParts, organisation: string, provider: string): Promise<string> {
  if (!sandboxes.has(provider)) throw new Problem(409, { error: `There is no sandbox of ${provider}.` });
  return sandboxes.start(organisation, provider);
}

type Key = ReturnType<typeof asked.connectKey.parse>;

async function withKey(parts: IntegrationParts, organisation: string, offer: Key): Promise<Connection> {
  const { provider, secret, sandbox, connection, webhookSecret, timeZone } = offer;
  const { auth, label } = manifestOf(parts, provider);
  if (auth.type !== 'key') throw new Problem(409, { error: `${label} is not connected with a key.` });
  if (connection !== null) await connectionNamed(parts, organisation, connection);
  const url = sandbox ? await startSandbox(parts, organisation, provider) : null;
  const given = url === null ? secret : await parts.sandboxes.key(url);
  if (given === null)
    throw new Problem(400, { error: 'There is no key.', expected: `a ${auth.secret.name}, made at ${auth.secret.madeAt}` });
  const made = await parts.signIns.withKey({
    organisation,
    provider,
    secret: given,
    hosts: url === null ? {} : { api: url },
    timeZone: timeZone ?? (await zoneOfLedger(parts, organisation)),
    restores: connection,
  });
  if (webhookSecret !== null) await keepWebhookKey(parts, made, webhookSecret);
  return made;
}

/** Where the ledger's organisation lives: its days are the days of the books. Null until a ledger was read. */
export async function zoneOfLedger(parts: IntegrationParts, organisation: string): Promise<string | null> {
  for (const one of await parts.connections.connections(organisation)) {
    if (one.state === 'closed' || connectorOf(parts, one.provider)?.manifest.role !== 'ledger') continue;
    const facts = await ledgerFacts(parts.engine.store, organisation, one.connection);
    if (facts.organisation !== null) return facts.organisation.timeZone;
  }
  return null;
}

/** Each account has a key of its own for webhooks, which is kept with its name: an event may not say whose it is. */
async function keepWebhookKey(
  { connections }: IntegrationParts,
  { organisation, provider, account }: Connection,
  key: string,
): Promise<void> {
  const app = (await connections.app(organisation, provider)) ?? { clientId: provider, clientSecret: null, hosts: {}, webhookSecrets: [] };
  const others = app.webhookSecrets.filter((kept) => !kept.startsWith(`${account} `));
  await connections.keepApp(organisation, provider, { ...app, webhookSecrets: [`${account} ${key}`, ...others] });
}

type Inside = ReturnType<typeof asked.connectInside.parse>;

async function addInside(parts: IntegrationParts, organisation: string, body: Inside): Promise<Connection> {
  const { provider, name, company, currency, country, timeZone } = body;
  const { auth, label } = manifestOf(parts, provider);
  if (auth.type !== 'none') throw new Problem(409, { error: `${label} is not inside: sign in there.` });
  // A book that is there is kept as it is kept: connecting it again must not change its currency or its numbers.
  if (auth.reads === 'http' && !(await parts.billing.hasBook(organisation)))
    await parts.billing.openBook(organisation, {
      name: company ?? organisation,
      country,
      baseCurrency: currency,
      timeZone,
      roundsTax: 'perLine',
      series: { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CRN-', digits: 4 } },
    });
  const made: Connection = {
    organisation,
    connection: name ?? provider,
    provider,
    label: company ?? label,
    account: organisation,
    hosts: {},
    settings: { signIn: null, app: null, other: {} },
    state: 'ready',
  };
  const isNew = await parts.connections.addConnection(made, parts.clock.now());
  if (!isNew) return connectionNamed(parts, organisation, made.connection);
  return made;
}
