import type { FastifyRequest } from 'fastify';
import * as asked from '../api/mapping-asked.ts';
import type { MappingChecked, MappingEffectShown, MappingShown, MappingVersionRow } from '../api/mapping.ts';
import { flowParams } from '../api/office-asked.ts';
import { mappingEffect } from '../engine/mapping-effect.ts';
import { checkMapping, mappingFacts } from '../engine/mapping-office.ts';
import type { NewMapping } from '../engine/office-port.ts';
import type { FlowScope } from '../engine/ports.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { mappingJsonSchema, mappingVersion } from '../mapping/read.ts';
import { setInMapping } from '../mapping/set.ts';
import { Problem, flowNamed, notFound } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

const tags = ['mapping'];

/** A flow's mapping: what it says and leaves open, what another version would do, and who changed it. */
export function addMapping(server: OfficeServer, parts: OfficeParts): void {
  const shown = { tags, summary: 'The mapping of a flow, and what it leaves open', params: flowParams };
  server.get('/v1/flows/:flow/mapping', { schema: shown, config: { may: 'read' } }, ({ organisation, params }) =>
    shownMapping(parts, organisation, params.flow),
  );
  addTrials(server, parts);
  addVersions(server, parts);
}

/** What changes nothing. */
function addTrials(server: OfficeServer, parts: OfficeParts): void {
  const check = { tags, summary: 'Whether a text can be used as the mapping', params: flowParams, body: asked.mappingText };
  server.post('/v1/flows/:flow/mapping/check', { schema: check, config: { may: 'read', deed: null } }, async ({ body }) =>
    checked(body.text),
  );
  const set = { tags, summary: 'The text with one decision more; it is not saved', params: flowParams, body: asked.mappingSetting };
  server.post('/v1/flows/:flow/mapping/set', { schema: set, config: { may: 'read', deed: null } }, async ({ body, actor }) => {
    const { text, path, value, because } = body;
    if (checkMapping(text).mapping === null) return checked(text);
    const decision = { by: nameOf(actor), because: because?.trim() || 'decided in the mapping page' };
    const next = setInMapping(text, { path, value }, decision);
    if (next === null) throw new Problem(400, { error: 'The mapping has no such place.', seen: path });
    return checked(next);
  });
  const effect = { tags, summary: 'What a text would do to the documents of a month', params: flowParams, body: asked.mappingWish };
  server.post(
    '/v1/flows/:flow/mapping/effect',
    { schema: effect, config: { may: 'read', deed: null } },
    async ({ organisation, params, body }): Promise<MappingEffectShown> => {
      const { flow } = await flowNamed(parts, organisation, params.flow);
      const { engine, reading } = parts;
      const { month, documents, changes, movements } = await mappingEffect(
        { engine, keysBetween: reading.keysBetween },
        { organisation, flow, month: body.month, mapping: usable(body.text) },
      );
      return {
        month,
        documents,
        changes: changes.map(({ key, bookedOn, ...change }) => ({ ...change, ...key, day: bookedOn })),
        movements,
      };
    },
  );
}

function addVersions(server: OfficeServer, parts: OfficeParts): void {
  const change = { tags, summary: 'Save the mapping', params: flowParams, body: asked.mappingChange };
  server.put('/v1/flows/:flow/mapping', { schema: change, config: { may: 'keep', deed: 'changed a mapping' } }, async (request) => {
    const { text, version, because } = request.body;
    usable(text);
    return keep(parts, request, { flow: request.params.flow, text, over: version, because });
  });
  const history = { tags, summary: 'The versions of a mapping, newest first', params: flowParams };
  server.get(
    '/v1/flows/:flow/mapping/history',
    { schema: history, config: { may: 'read' } },
    async ({ organisation, params }): Promise<readonly MappingVersionRow[]> => {
      const { flow } = await flowNamed(parts, organisation, params.flow);
      return parts.keeping.mappingVersions({ organisation, flow });
    },
  );
  const restore = { tags, summary: 'Use an earlier version again', params: flowParams, body: asked.mappingRestore };
  server.post(
    '/v1/flows/:flow/mapping/restore',
    { schema: restore, config: { may: 'keep', deed: 'restored a mapping' } },
    async (request) => {
      const { organisation, params, body } = request;
      const { flow } = await flowNamed(parts, organisation, params.flow);
      const found = (await parts.keeping.mappingVersions({ organisation, flow })).find(({ version }) => version === body.version);
      if (found === undefined) throw notFound('version', body.version);
      const { version } = await shownMapping(parts, organisation, flow);
      return keep(parts, request, { flow, text: found.text, over: version, because: `version ${body.version.slice(0, 8)} again` });
    },
  );
}

async function shownMapping(parts: OfficeParts, organisation: string, flow: string): Promise<MappingShown> {
  const facts = await mappingFacts(parts, { organisation, flow });
  if (facts === null) throw notFound('flow', flow);
  return { flow, schema: mappingJsonSchema(), ...facts };
}

function checked(text: string): MappingChecked {
  return { problems: checkMapping(text).problems.map((problem) => ({ ...problem, path: null })), text };
}

function usable(text: string): Mapping {
  const { mapping, problems } = checkMapping(text);
  if (mapping !== null) return mapping;
  const [first] = problems;
  throw new Problem(400, {
    error: 'The mapping cannot be used.',
    ...(first !== undefined && { seen: `line ${first.line}: ${first.message}` }),
    fix: 'Correct what is marked beside the lines.',
  });
}

interface Change {
  readonly flow: string;
  readonly text: string;
  readonly over: string;
  readonly because: string | null;
}

async function keep(parts: OfficeParts, request: FastifyRequest, { flow, text, over, because }: Change): Promise<MappingShown> {
  const { organisation, actor } = request;
  const scope = { organisation, flow: (await flowNamed(parts, organisation, flow)).flow };
  const kept = { text, version: mappingVersion(text), over, by: nameOf(actor), because, now: parts.clock.now() };
  if (!(await parts.keeping.keepMapping(scope, kept)))
    throw new Problem(409, {
      error: 'Somebody saved another version meanwhile.',
      seen: over,
      fix: 'Look at theirs, and make your change again.',
    });
  await keepForReturn(parts, scope, kept);
  parts.wake();
  return shownMapping(parts, organisation, flow);
}

/** What comes back goes by the same mapping, as long as nobody has given it one of its own. */
async function keepForReturn(parts: OfficeParts, { organisation, flow }: FlowScope, kept: NewMapping): Promise<void> {
  const flows = await parts.overview.flows(organisation);
  const saved = flows.find((one) => one.flow === flow);
  for (const { flow: name, source, target } of flows) {
    if (saved === undefined || source.connection !== saved.target.connection || target.connection !== saved.source.connection) continue;
    const scope = { organisation, flow: name };
    const known = await parts.engine.store.flow(scope);
    if (known?.mappingVersion === kept.over) await parts.keeping.keepMapping(scope, kept);
  }
}
