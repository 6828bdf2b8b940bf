import type { Mapping } from '../mapping/mapping.ts';
import { readMapping } from '../mapping/read.ts';
import { ledgerFacts, ledgerOf } from './facts.ts';
import { mappingLines, unmappedCodes } from './mapping-decisions.ts';
import type { FlowKeeping } from './office-port.ts';
import type { Engine } from './parts.ts';
import type { FlowScope } from './ports.ts';

/** A flow's mapping as it stands, with what it leaves open. Null when there is no such flow. */
export async function mappingFacts({ engine, keeping }: { readonly engine: Engine; readonly keeping: FlowKeeping }, scope: FlowScope) {
  const flow = await engine.store.flow(scope);
  if (flow === null) return null;
  const target = await engine.open(flow.organisation, flow.target);
  const facts = await ledgerFacts(engine.store, flow.organisation, ledgerOf(flow, target));
  return {
    text: await keeping.mappingText(scope),
    version: flow.mappingVersion,
    decisions: mappingLines(flow.mapping, facts),
    unmapped: unmappedCodes(flow.mapping, facts, await keeping.usedCodes(scope)),
  };
}

/** The problems of a text, by line, in one sentence each; none: it can be used. */
export function checkMapping(text: string): {
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  readonly mapping: Mapping | null;
} {
  const read = readMapping(text);
  if ('mapping' in read) return { problems: [], mapping: read.mapping };
  return {
    problems: read.problems.map(({ line, seen, expected, fix }) => ({ line, message: `Found ${seen}, expected ${expected}: ${fix}.` })),
    mapping: null,
  };
}
