import * as asked from '../api/office-asked.ts';
import type { DocumentShown } from '../api/office.ts';
import { documentFacts } from '../engine/office-document.ts';
import { holdRow } from './office-holds.ts';
import { notFound } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';

/** Why a document is as it is, and both sides next to each other. */
export function addDocuments(server: OfficeServer, { engine, overview, reading }: OfficeParts): void {
  const schema = {
    tags: ['documents'],
    summary: 'Why a document is like this, and both sides next to each other',
    params: asked.documentParams,
  };
  server.get(
    '/v1/documents/:flow/:kind/:id',
    { schema, config: { may: 'read' } },
    async ({ organisation, params }): Promise<DocumentShown> => {
      const scope = { organisation, flow: params.flow };
      const key = { kind: params.kind, id: params.id };
      const standing = await overview.standing(scope, key);
      if (standing === null) throw notFound('document', params.id);
      const [facts, hold, story, webhooks, losses] = await Promise.all([
        documentFacts(engine, scope, key),
        overview.holdOf(scope, key),
        reading.story(scope, key),
        overview.webhooks(scope, key),
        overview.losses(scope, key),
      ]);
      const { number, state, cause, detail } = standing;
      return {
        flow: params.flow,
        kind: params.kind,
        id: params.id,
        number,
        standing: { state, cause, detail },
        source: facts?.source ?? null,
        targets: facts?.parts ?? [],
        // A webhook comes before what it leads to.
        story: [...webhooks, ...story].toSorted((a, b) => a.at - b.at),
        hold: hold === null ? null : holdRow(hold),
        losses,
      };
    },
  );
}
