import type { Ability } from '../core/ability.ts';
import * as asked from '../api/integrations-asked.ts';
import type { ConnectionCard, ProviderCard } from '../api/integrations.ts';
import type { Health } from '../api/office.ts';
import type { Connector } from '../contract/connector.ts';
import type { Manifest } from '../contract/manifest.ts';
import { kinds } from '../core/records.ts';
import type { Connection } from '../engine/edge-ports.ts';
import type { FlowProgress } from '../engine/reading-port.ts';
import type { Flow } from '../engine/ports.ts';
import { connectionNamed, connectorOf, isSandbox, manifestOf, told } from './integration-parts.ts';
import type { IntegrationParts } from './integration-parts.ts';
import { Problem } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

const tags = ['integrations'];

/** The directory, the connections, and how each is doing. */
export function addConnections(server: OfficeServer, parts: IntegrationParts): void {
  server.get('/v1/providers', { schema: { tags, summary: 'What can be connected' }, config: { may: 'read' } }, ({ organisation }) =>
    Promise.all(parts.providers.map((connector) => providerCard(parts, organisation, connector))),
  );
  server.put(
    '/v1/providers/:provider/app',
    {
      schema: { tags, summary: 'Your app at a provider', params: asked.providerParams, body: asked.providerApp },
      config: { may: 'keep', deed: 'gave the app of a provider' },
    },
    async ({ organisation, params, body }) => {
      const manifest = manifestOf(parts, params.provider);
      if (manifest.auth.type !== 'oauth2') throw new Problem(409, { error: `${manifest.label} needs no app.` });
      await refuseMixing(parts, organisation, { manifest, sandbox: false });
      const known = await parts.connections.app(organisation, manifest.id);
      const { webhookSecret } = body;
      await parts.connections.keepApp(organisation, manifest.id, {
        clientId: body.clientId,
        clientSecret: body.clientSecret,
        hosts: {},
        webhookSecrets: webhookSecret === null ? (known?.webhookSecrets ?? []) : [webhookSecret],
      });
      return providerCard(parts, organisation, { manifest });
    },
  );
  server.get(
    '/v1/connections',
    { schema: { tags, summary: 'What is connected' }, config: { may: 'read' } },
    async ({ organisation, actor }) => {
      const all = await parts.connections.connections(organisation);
      const around = await aroundOf(parts, organisation, nameOf(actor));
      return Promise.all(all.map((one) => connectionCard(parts, one, around)));
    },
  );
  server.get(
    '/v1/connections/:connection',
    { schema: { tags, summary: 'One connection', params: asked.connectionParams }, config: { may: 'read' } },
    async ({ organisation, params }) => shownConnection(parts, await connectionNamed(parts, organisation, params.connection)),
  );
  server.delete(
    '/v1/connections/:connection',
    {
      schema: {
        tags,
        summary: 'End a connection; its records, links and history stay',
        params: asked.connectionParams,
        querystring: asked.disconnectQuery,
      },
      config: { may: 'keep', deed: 'disconnected' },
    },
    async ({ organisation, params, query }) => {
      const named = await connectionNamed(parts, organisation, params.connection);
      await told(parts.signIns.disconnect(named, { revoke: query.revoke === 'true' }));
      return shownConnection(parts, { ...named, state: 'closed' });
    },
  );
}

/** The same secret place keeps our own app and the sandbox's: one never takes the other's unasked. */
export async function refuseMixing(
  { connections, sandboxes }: IntegrationParts,
  organisation: string,
  { manifest, sandbox }: { readonly manifest: Manifest; readonly sandbox: boolean },
): Promise<void> {
  const { id, label } = manifest;
  const app = await connections.app(organisation, id);
  if (app === null || sandboxes.isApp(app) === sandbox) return;
  if (sandbox)
    throw new Problem(409, {
      error: `${label} is set up with an app of your own, which the sandbox would take the place of.`,
      fix: 'Try the sandbox in an organisation of its own.',
    });
  const open = (await connections.connections(organisation)).filter((one) => one.provider === id && one.state !== 'closed');
  if (open.length === 0) return;
  throw new Problem(409, {
    error: `The sandbox of ${label} is connected here, and knows another app.`,
    seen: open.map((one) => one.connection).join(', '),
    fix: 'Disconnect the sandbox first, or use an organisation of its own for real books.',
  });
}

async function providerCard(
  { connections, sandboxes, address }: IntegrationParts,
  organisation: string,
  { manifest, keyPage }: Pick<Connector, 'manifest' | 'keyPage'>,
): Promise<ProviderCard> {
  const { id, label, role, auth } = manifest;
  const app = auth.type === 'oauth2' || keyPage !== undefined ? await connections.app(organisation, id) : null;
  const can = (what: (ability: Ability) => boolean) =>
    kinds.filter((kind) => {
      const ability = manifest.kinds[kind];
      return ability !== undefined && what(ability);
    });
  return {
    provider: id,
    label,
    role,
    signIn: ({ oauth2: 'consent', key: 'key', login: 'login', none: 'none' } as const)[auth.type],
    scopes: auth.type === 'none' ? [] : auth.scopes,
    reads: can(({ read }) => read),
    writes: can(({ write }) => write !== null),
    hasSandbox: sandboxes.has(id),
    hasApp: app !== null && !sandboxes.isApp(app),
    hasPage: keyPage !== undefined,
    setUp: setUpAt(manifest, `${address()}/oauth/callback`),
  };
}

/** What has to be done at the provider before it can be connected. */
function setUpAt({ auth, label }: Manifest, redirectAddress: string): readonly string[] {
  switch (auth.type) {
    case 'oauth2':
      return [
        `At ${label}, on its page for developers, make an app of the kind that signs in through a browser.`,
        `Give it this redirect address, letter by letter: ${redirectAddress}`,
        'Copy its client id and its secret, and give them here.',
        'If changes are to be seen within seconds, add a webhook there and copy its signing key, too.',
      ];
    case 'key':
      return [
        `At ${auth.secret.madeAt}, make a ${auth.secret.name} with the permissions below.`,
        'Copy it, and give it here. It is kept sealed and never shown again.',
      ];
    case 'login':
      return [
        'Find the address of your server, with the name of the database where it has several.',
        'Use a user of its own for Tieout, so that the ledger says who wrote what.',
      ];
    case 'none':
      return [];
  }
}

interface Around {
  readonly flows: readonly Flow[];
  readonly progress: readonly FlowProgress[];
}

const aroundOf = async ({ flowsOf, reading }: IntegrationParts, organisation: string, by: string): Promise<Around> => ({
  flows: await flowsOf(organisation, by).all(),
  progress: await reading.progress(organisation),
});

/** One connection as it is now. */
export const shownConnection = async (parts: IntegrationParts, connection: Connection): Promise<ConnectionCard> =>
  connectionCard(parts, connection, await aroundOf(parts, connection.organisation, ''));

async function connectionCard(parts: IntegrationParts, connection: Connection, { flows, progress }: Around): Promise<ConnectionCard> {
  const manifest = manifestOf(parts, connection.provider);
  const now = parts.clock.now();
  const bookmarks = await parts.reading.bookmarks(connection.organisation, connection.connection);
  const read = bookmarks.flatMap(({ polledAt }) => polledAt ?? []);
  const lastReadAt = read.length === 0 ? null : Math.max(...read);
  const calls = await parts.setups.callsToday(connection, now);
  const using = flows.filter(({ source, target }) => source === connection.connection || target === connection.connection);
  const error = progress.find(
    (one) => one.lastError !== null && using.some(({ flow, mode }) => flow === one.flow && mode !== 'off'),
  )?.lastError;
  return {
    connection: connection.connection,
    provider: connection.provider,
    label: connection.label,
    role: manifest.role,
    isSandbox: isSandbox(manifest, connection),
    state: connection.state,
    health: healthOf({
      connection,
      manifest,
      now,
      lastReadAt,
      pausedUntil: calls.pausedUntil,
      lack: connection.state === 'ready' ? parts.readings.lackOf(connection) : null,
      error: error ?? null,
      isUsed: using.some(({ mode }) => mode !== 'off'),
    }),
    lastReadAt,
    flows: using.map(({ flow }) => flow),
    callsToday: { used: calls.used, allowed: connectorOf(parts, connection.provider)?.manifest.limits?.perDay ?? null },
  };
}

interface Seen {
  readonly connection: Connection;
  readonly manifest: Manifest;
  readonly now: number;
  readonly lastReadAt: number | null;
  readonly pausedUntil: number;
  readonly lack: string | null;
  readonly error: string | null;
  readonly isUsed: boolean;
}

function healthOf({ connection, manifest, now, lastReadAt, pausedUntil, lack, error, isUsed }: Seen): Health {
  const { label, state } = connection;
  if (state === 'expired')
    return {
      is: 'needs a person',
      why: `${label} no longer accepts the sign-in.`,
      fix: 'Sign in again, to the same organisation. Nothing that waits is lost.',
    };
  if (state === 'closed')
    return { is: 'needs a person', why: `${label} is disconnected.`, fix: 'Connect it again to go on; its history is still here.' };
  if (pausedUntil > now) return { is: 'busy', why: `${manifest.label} has had enough calls for the moment; it goes on by itself.` };
  if (lack !== null) return { is: 'busy', why: `${label}: ${lack}.` };
  if (error !== null) return { is: 'busy', why: `Something is tried again: ${error}` };
  const late = 3 * manifest.poll.everySeconds * 1000 + 600_000;
  if (isUsed && lastReadAt !== null && now - lastReadAt > late)
    return { is: 'busy', why: `${label} was not read for longer than planned.` };
  return { is: 'well' };
}
