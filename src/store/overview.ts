import type { Pool } from 'pg';
import type { OverviewStore } from '../engine/overview-port.ts';
import { batchFacts, lossesOf, writeFacts } from './overview-batches.ts';
import { delaysOf, flowDays, flowFacts, lastProofOf, openWorkOf, proofFigures, timeZoneOf } from './overview-flows.ts';
import { countHolds, holdById, holdOfKey, waitingHolds } from './overview-holds.ts';
import { logLines } from './overview-log.ts';
import { countStandingsOf, inSyncByDay, searchStandings, standingOfKey, standingsOf } from './overview-standings.ts';
import { webhooksOf } from './overview-story.ts';

/** What the pages of the daily work read. */
export const overviewStore = (pool: Pool): OverviewStore => ({
  flows: (organisation) => flowFacts(pool, organisation),
  timeZone: (organisation) => timeZoneOf(pool, organisation),
  delays: (organisation, span) => delaysOf(pool, organisation, span),
  days: (organisation, span) => flowDays(pool, organisation, span),
  lastProofs: (organisation) => proofFigures(pool, organisation),
  lastProof: (scope) => lastProofOf(pool, scope),
  inSyncByDay: (scope, span) => inSyncByDay(pool, scope, span),
  openWork: (organisation) => openWorkOf(pool, organisation),
  holds: (organisation, asked) => waitingHolds(pool, organisation, asked),
  hold: (organisation, hold) => holdById(pool, organisation, hold),
  holdCounts: (organisation, flow) => countHolds(pool, organisation, flow),
  holdOf: (scope, key) => holdOfKey(pool, scope, key),
  standings: (organisation, asked) => standingsOf(pool, organisation, asked),
  countStandings: (organisation, asked) => countStandingsOf(pool, organisation, asked),
  standing: (scope, key) => standingOfKey(pool, scope, key),
  search: (organisation, asked) => searchStandings(pool, organisation, asked),
  batches: (organisation, asked) => batchFacts(pool, organisation, { ...asked, batch: null }),
  batch: async (organisation, batch) =>
    (await batchFacts(pool, organisation, { flow: null, state: null, before: null, limit: 1, batch }))[0] ?? null,
  writesOf: (organisation, batch) => writeFacts(pool, organisation, batch),
  losses: (scope, key) => lossesOf(pool, scope, key),
  webhooks: (scope, key) => webhooksOf(pool, scope, key),
  log: (organisation, asked) => logLines(pool, organisation, asked),
});
