import type { FastifyInstance } from 'fastify';
import * as asked from '../api/integrations-asked.ts';
import { addConnecting } from './integration-connecting.ts';
import { addConnections } from './integration-connections.ts';
import { addDiagnosis } from './integration-diagnosis.ts';
import { addKeyPages } from './integration-pages.ts';
import { connectionNamed, isSandbox, manifestOf, told } from './integration-parts.ts';
import type { IntegrationParts } from './integration-parts.ts';
import { addChoices, addSetupDeeds, addSetups } from './integration-setups.ts';
import { Problem, officeServer } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

/** Connecting, setting up and trying out over HTTP. Register it where `scopeRequests` has put the organisation and the actor on each request. */
export async function integrationRoutes(app: FastifyInstance, parts: IntegrationParts): Promise<void> {
  const server = officeServer(app, parts.log);
  addConnections(server, parts);
  addConnecting(server, parts);
  addKeyPages(server, parts);
  addChoices(server, parts);
  addSetups(server, parts);
  addSetupDeeds(server, parts);
  addDiagnosis(server, parts);
  addTryOut(server, parts);
}

const tags = ['integrations'];

function addTryOut(server: OfficeServer, parts: IntegrationParts): void {
  server.post(
    '/v1/try',
    { schema: { tags, summary: 'Try it with sandboxes' }, config: { may: 'keep', deed: 'began a try-out' } },
    ({ organisation, actor }) => parts.tryOuts.begin(organisation, nameOf(actor)),
  );
  server.get('/v1/try', { schema: { tags, summary: 'How far the try-out is' }, config: { may: 'read' } }, ({ organisation }) =>
    parts.tryOuts.progress(organisation),
  );
  server.post(
    '/v1/try/ledger',
    {
      schema: { tags, summary: 'Do what a person does in the ledger’s own app; only in a sandbox', body: asked.ledgerDeed },
      config: { may: 'keep', deed: 'acted in a sandbox' },
    },
    async ({ organisation, body }) => {
      const connection = await ledgerInSandbox(parts, organisation, body.connection);
      return { id: await told(parts.sandboxes.act(connection, body)) };
    },
  );
}

/** The sandbox that is meant, or the only one that is a ledger. */
async function ledgerInSandbox(parts: IntegrationParts, organisation: string, named: string | null) {
  const candidates =
    named === null ? await parts.connections.connections(organisation) : [await connectionNamed(parts, organisation, named)];
  const found = candidates.find((one) => {
    const manifest = manifestOf(parts, one.provider);
    return one.state === 'ready' && manifest.role === 'ledger' && isSandbox(manifest, one);
  });
  if (found !== undefined) return found;
  throw new Problem(409, {
    error: named === null ? 'There is no sandbox of a ledger here.' : `${named} is not the sandbox of a ledger.`,
    fix: 'Do it in the ledger’s own app.',
  });
}
