import type { FastifyInstance } from 'fastify';
import { addMapping } from './mapping-routes.ts';
import { addBatches } from './office-batches.ts';
import { addBooks } from './office-books.ts';
import { addDocuments } from './office-documents.ts';
import { addHolds } from './office-holds.ts';
import { addLive } from './office-live.ts';
import { addLog } from './office-log.ts';
import { addOverview } from './office-overview.ts';
import { officeServer } from './office-parts.ts';
import type { OfficeParts } from './office-parts.ts';
import { addProofs } from './office-proofs.ts';
import { addStandings } from './office-standings.ts';

/** The daily work over HTTP. Register it where `scopeRequests` has put the organisation and the actor on each request. */
export async function officeRoutes(app: FastifyInstance, parts: OfficeParts): Promise<void> {
  const server = officeServer(app, parts.log);
  addOverview(server, parts);
  addHolds(server, parts);
  addStandings(server, parts);
  addDocuments(server, parts);
  addBatches(server, parts);
  addLog(server, parts);
  addProofs(server, parts);
  addMapping(server, parts);
  addBooks(server, parts);
  addLive(server, parts);
}
