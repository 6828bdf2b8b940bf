import { lookupOf } from '../core/lookup.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import { counterSale, processorContact } from '../booking/context.ts';
import { pairOff } from '../plan/pairing.ts';
import { standOf } from './desires.ts';
import { observed, chartFor } from './facts.ts';
import { reread } from './fetch-by-id.ts';
import { knownTo } from './known.ts';
import { lookInTurn } from './look-in-turn.ts';
import type { LookedAt } from './look-in-turn.ts';
import type { Candidate, CandidateQuery, Claim, Situation } from './ports.ts';
import type { Turn } from './reckoning.ts';
import { writerOf } from './send.ts';

/**
 * The situations of the claimed keys, with each source record read again when it was last seen before its key was named:
 * a webhook carries no truth, so what it says is fetched.
 */
export async function lookAtSources(state: Turn, claims: readonly Claim[]): Promise<readonly Situation[]> {
  const { engine, flow, source, facts } = state;
  const stale = claims.filter((claim) => claim.id !== counterSale && claim.id !== processorContact && isStale(claim));
  for (const [kind, some] of Map.groupBy(stale, (claim) => claim.kind)) {
    const [known, unknown] = [some.filter(({ seenAt }) => seenAt !== null), some.filter(({ seenAt }) => seenAt === null)];
    const shared = { organisation: flow.organisation, kind, chart: chartFor(source, facts), cause: 'webhook' };
    await reread(engine, source, { ...shared, ids: known.map(({ id }) => id), marks: false });
    // Seen for the first time: other flows of this source have not heard of it, and no poll will tell them.
    await reread(engine, source, { ...shared, ids: unknown.map(({ id }) => id), marks: true });
  }
  return engine.store.situations(flow, claims);
}

const isStale = (claim: Claim): boolean => claim.seenAt === null || claim.seenAt < claim.nudgedAt;

type Looking = Pick<Turn, 'engine' | 'flow' | 'target' | 'facts'>;

/** Documents of the target that could already be these: from what we have seen, and asked for by number where the target can be asked. */
export async function lookForCandidates(state: Looking, wants: readonly AnyRecord[]): Promise<readonly Candidate[]> {
  const { engine, flow, target } = state;
  if (wants.length === 0) return [];
  for (const [kind, records] of Map.groupBy(wants, (record) => record.kind)) {
    if (target.manifest.kinds[kind]?.write?.seek !== true) continue;
    await seek(state, kind, records);
  }
  return withoutOthers(wants, await engine.store.candidates(flow, wants.map(candidateQuery)));
}

/** Asks the target for documents that may already be these, and saves what it shows, as one look at that list. */
function seek({ engine, flow, target, facts }: Looking, kind: Kind, wants: readonly AnyRecord[]): Promise<void> {
  const of: LookedAt = { organisation: flow.organisation, connection: flow.target, kind };
  return lookInTurn(engine, of, async () => {
    const found = await writerOf(target, kind).seek(wants);
    if (found.length === 0) return;
    // Whatever becomes of these rows now, a poll that shows the former state again must be heard.
    knownTo(engine, of.organisation, of.connection, kind).forget(found.map(({ record }) => record.id));
    await engine.store.observe({
      ...of,
      seen: found.map((each) => observed(each, chartFor(target, facts))),
      gone: [],
      bookmark: null,
      now: engine.clock.now(),
      cause: 'look',
      // What a look shows first, no later poll shows as changed: whoever else it concerns is told now.
      marks: true,
    });
  });
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
