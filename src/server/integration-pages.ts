import * as asked from '../api/integrations-asked.ts';
import type { KeyPageBegun, KeyPageSeen } from '../api/integrations.ts';
import { bankConnectionOf } from '../engine/bank-desk.ts';
import { startSandbox, zoneOfLedger } from './integration-connecting.ts';
import { refuseMixing, shownConnection } from './integration-connections.ts';
import { connectionNamed, connectorOf, told } from './integration-parts.ts';
import type { IntegrationParts } from './integration-parts.ts';
import { Problem, notFound } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';

const tags = ['integrations'];

/** A provider whose key is made by signing in at a page of its own: the page, and what came of it. */
export function addKeyPages(server: OfficeServer, parts: IntegrationParts): void {
  server.post(
    '/v1/connections/page',
    {
      schema: { tags, summary: 'Ask a provider for the page on which a person signs in', body: asked.connectPage },
      config: { may: 'keep', deed: 'began a sign-in at a page' },
    },
    ({ organisation, body }) => told(open(parts, organisation, body)),
  );
  server.post(
    '/v1/connections/page/finish',
    {
      schema: { tags, summary: 'Whether somebody signed in there; then it is connected', body: asked.connectPageDone },
      config: { may: 'keep', deed: 'connected at a page', isAskedUntilDone: true },
    },
    async ({ organisation, body }, reply) => {
      const seen = await told(finish(parts, organisation, body));
      // It is asked every few seconds; whoever waits has done nothing yet that the audit trail should tell.
      return reply.code(seen.is === 'waiting' ? 202 : 200).send(seen);
    },
  );
}

async function open(
  parts: IntegrationParts,
  organisation: string,
  { provider, clientId, clientSecret, sandbox, connection, country }: ReturnType<typeof asked.connectPage.parse>,
): Promise<KeyPageBegun> {
  const connector = connectorOf(parts, provider);
  if (connector === null) throw notFound('provider', provider);
  const { manifest, keyPage } = connector;
  if (keyPage === undefined) throw new Problem(409, { error: `${manifest.label} has no page on which its key is made.` });
  if (connection !== null && (await connectionNamed(parts, organisation, connection)).provider !== provider)
    throw new Problem(409, { error: `${connection} is not at ${manifest.label}.` });
  if (sandbox || clientId !== null) await refuseMixing(parts, organisation, { manifest, sandbox });
  if (sandbox) await startSandbox(parts, organisation, provider);
  else if (clientId !== null)
    await parts.connections.keepApp(organisation, provider, { clientId, clientSecret, hosts: {}, webhookSecrets: [] });
  return parts.signIns.pages.open({ organisation, provider, restores: connection, country });
}

async function finish(
  parts: IntegrationParts,
  organisation: string,
  { ticket, timeZone }: ReturnType<typeof asked.connectPageDone.parse>,
): Promise<KeyPageSeen> {
  const made = await parts.signIns.pages.finish({ organisation, ticket, timeZone: timeZone ?? (await zoneOfLedger(parts, organisation)) });
  if (made === null) return { is: 'waiting' };
  // Lines that a feed shows are decided about beside those of files, where these are kept.
  if (connectorOf(parts, made.provider)?.manifest.kinds.statementLine?.read === true) await bankConnectionOf(parts, organisation);
  parts.wake();
  return { is: 'connected', connection: await shownConnection(parts, made) };
}
