import type { Instant } from '../core/day.ts';
import { lookupOf } from '../core/lookup.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { KeyName } from '../booking/desire.ts';
import { chartOf } from '../proof/chart.ts';
import { counterSale } from '../booking/context.ts';
import { pairOff } from '../plan/pairing.ts';
import { standOf } from './desires.ts';
import { observed, chartFor } from './facts.ts';
import type { Engine, LedgerFacts, Opened } from './parts.ts';
import type { Candidate, CandidateQuery, Claim, Flow, Situation } from './ports.ts';

/**
 * The situations of the claimed keys, with each source record read again when it was last seen before its key was named:
 * a webhook carries no truth, so what it says is fetched.
 */
export async function lookAtSources(
  engine: Engine,
  flow: Flow,
  source: Opened,
  facts: LedgerFacts,
  claims: readonly Claim[],
  now: Instant,
): Promise<readonly Situation[]> {
  const first = await engine.store.situations(flow, claims);
  const stale = claims.filter((claim, index) => claim.id !== counterSale && isStale(first[index], claim));
  if (stale.length === 0) return first;
  const isKnown = new Set(first.filter(({ source: seen }) => seen !== null).map(({ key }) => `${key.kind} ${key.id}`));
  for (const [kind, ids] of byKind(stale)) {
    const [known, unknown] = [ids.filter((id) => isKnown.has(`${kind} ${id}`)), ids.filter((id) => !isKnown.has(`${kind} ${id}`))];
    await refetch(engine, flow, source, facts, { kind, ids: known, marks: false }, now);
    // Seen for the first time: other flows of this source have not heard of it, and no poll will tell them.
    await refetch(engine, flow, source, facts, { kind, ids: unknown, marks: true }, now);
  }
  return engine.store.situations(flow, claims);
}

const isStale = (situation: Situation | undefined, claim: Claim): boolean => {
  const source = situation?.source ?? null;
  return source === null || source.seenAt < claim.nudgedAt;
};

async function refetch(
  engine: Engine,
  flow: Flow,
  source: Opened,
  facts: LedgerFacts,
  { kind, ids, marks }: { readonly kind: Kind; readonly ids: readonly string[]; readonly marks: boolean },
  now: Instant,
): Promise<void> {
  const reader = source.session.readers[kind];
  if (!reader) return;
  const chart = chartFor(source, facts);
  const atOnce = Math.max(source.manifest.kinds[kind]?.fetchAtOnce ?? 1, 1);
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce);
    const seen = await reader.fetch(some);
    const there = new Set(seen.map((each) => each.record.id));
    await engine.store.observe({
      organisation: flow.organisation,
      connection: flow.source,
      kind,
      seen: seen.map((each) => observed(each, chart)),
      gone: some.filter((id) => !there.has(id)),
      bookmark: null,
      now,
      cause: 'webhook',
      marks,
    });
  }
}

/** Documents of the target that could already be these: from what we have seen, and asked for by number where the target can be asked. */
export async function lookForCandidates(
  engine: Engine,
  flow: Flow,
  target: Opened,
  facts: LedgerFacts,
  wants: readonly AnyRecord[],
  now: Instant,
): Promise<readonly Candidate[]> {
  if (wants.length === 0) return [];
  for (const [kind, records] of groupByKind(wants)) {
    const writer = target.session.writers[kind];
    if (!writer || target.manifest.kinds[kind]?.write?.seek !== true) continue;
    // A reader's `any kind` is not a writer's: the records were grouped by the writer's own kind just above.
    const found = await writer.seek(records as never);
    const chart = target.manifest.role === 'ledger' ? chartOf(facts.accounts) : null;
    const seen = found.map((each) => observed(each, chart));
    if (seen.length > 0) {
      await engine.store.observe({
        organisation: flow.organisation,
        connection: flow.target,
        kind,
        seen,
        gone: [],
        bookmark: null,
        now,
        cause: 'look',
        // What a look shows first, no later poll shows as changed: whoever else it concerns is told now.
        marks: true,
      });
    }
  }
  return withoutOthers(wants, await engine.store.candidates(flow, wants.map(candidateQuery)));
}

/** What surely is another of these documents is no candidate for this one. */
function withoutOthers(wants: readonly AnyRecord[], found: readonly Candidate[]): readonly Candidate[] {
  const byWant = Map.groupBy(found, ({ index }) => index);
  const stands = wants.map((_, index) => (byWant.get(index) ?? []).map((candidate) => ({ ...standOf(candidate.observed), candidate })));
  const left = pairOff(wants.map((want, index) => ({ want, candidates: stands[index] ?? [] })));
  const kept = new Set(left.flat());
  return stands.flat().flatMap((stand) => (kept.has(stand) ? [stand.candidate] : []));
}

/** How far apart the days of the same document may be (laws F1, F2). */
const daysApart = (kind: Kind): number => (kind === 'invoice' || kind === 'creditNote' ? 3 : 5);

const candidateQuery = (record: AnyRecord, index: number): CandidateQuery => ({
  index,
  kind: record.kind,
  ...lookupOf(record),
  days: daysApart(record.kind),
});

export function byKind(keys: readonly KeyName[]): ReadonlyMap<Kind, readonly string[]> {
  const groups = new Map<Kind, string[]>();
  for (const { kind, id } of keys) {
    const group = groups.get(kind);
    if (group) group.push(id);
    else groups.set(kind, [id]);
  }
  return groups;
}

function groupByKind(records: readonly AnyRecord[]): ReadonlyMap<Kind, readonly AnyRecord[]> {
  const groups = new Map<Kind, AnyRecord[]>();
  for (const record of records) {
    const group = groups.get(record.kind);
    if (group) group.push(record);
    else groups.set(record.kind, [record]);
  }
  return groups;
}
