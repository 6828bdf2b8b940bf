import type { Pool } from 'pg';
import type { EngineStore } from '../engine/ports.ts';
import { conclude } from './conclude.ts';
import { activeFlows, readFlow } from './flows.ts';
import type { ReadMapping } from './flows.ts';
import { batchFor, intend, resend } from './intend.ts';
import { leaseUntil, moveLease } from './leases.ts';
import { bookmark, observe, unseenSince } from './observe.ts';
import { claimPolls, endPolls } from './poll-hints.ts';
import { settingsVersion } from './settings.ts';
import { isUnderWay, sentWrites } from './sent-writes.ts';
import { candidates, counterparts, records, situations } from './situations.ts';
import { keepStatistics } from './statistics.ts';
import { claim, mark, nextDues } from './tasks.ts';

/** The engine's store on PostgreSQL. Each method is one transaction or one statement. */
export function engineStore(pool: Pool, readMapping: ReadMapping): EngineStore {
  const growth = keepStatistics(pool);
  return {
    flow: (scope) => readFlow(pool, scope, readMapping),
    flows: (organisation) => activeFlows(pool, organisation, readMapping),
    claim: (scope, asked) => claim(pool, scope, asked),
    nextDues: (organisation, asked) => nextDues(pool, organisation, asked),
    mark: (organisation, connection, touched, now) => mark(pool, organisation, connection, touched, now),
    sentWrites: (scope, keys) => sentWrites(pool, scope, keys),
    isUnderWay: (flow) => isUnderWay(pool, flow),
    situations: (flow, keys) => situations(pool, flow, keys),
    counterparts: (flow, connection, names) => counterparts(pool, flow, connection, names),
    candidates: (flow, wants) => candidates(pool, flow, wants),
    records: (organisation, connection, kind, ids) => records(pool, organisation, connection, kind, ids),
    settingsVersion: (organisation, connection) => settingsVersion(pool, organisation, connection),
    observe: async (observation) => {
      const report = await observe(pool, observation);
      await growth.seen(`${observation.organisation} ${observation.connection} ${observation.kind}`, report.changed);
      return report;
    },
    bookmark: (organisation, connection, kind) => bookmark(pool, organisation, connection, kind),
    intend: (intent) => intend(pool, intent),
    resend: (organisation, call, listenUntil) => resend(pool, organisation, call, listenUntil),
    conclude: async (conclusion) => {
      await conclude(pool, conclusion);
      await growth.written(`${conclusion.flow.organisation} ${conclusion.flow.flow}`, conclusion.settled.length);
    },
    leaseUntil: (lease) => leaseUntil(pool, lease),
    moveLease: (lease) => moveLease(pool, lease),
    claimPolls: (claimed) => claimPolls(pool, claimed),
    endPolls: (organisation, hint, againAt) => endPolls(pool, organisation, hint, againAt),
    unseenSince: (organisation, connection, kind, since) => unseenSince(pool, organisation, connection, kind, since),
    batchFor: (flow, batch) => batchFor(pool, flow, batch),
  };
}
