import type { Pool, PoolClient } from 'pg';
import type { FlowScope } from '../engine/ports.ts';
import type { ClosedQuery, KeptProof, KeyFacts, ProofFacts, ProofQuery, ProofStore } from '../engine/proof-port.ts';
import { monthOf } from '../core/day.ts';
import { tellChanged } from './overview-live.ts';
import { findArrived } from './proof-arrived.ts';
import { balanceFacts } from './proof-balances.ts';
import { foreignDocuments, keysArrived, keysThatMayDiffer, unlinkedDocuments } from './proof-cases.ts';
import { changedSince, documentsOf, recordsAsOf } from './proof-history.ts';
import { bornThere, countStandings, flowsInto, lastMonth, linkedRecords, runningTotals } from './proof-totals.ts';
import { inTransaction } from './transaction.ts';

/** Proofs on PostgreSQL: what they are made from, and those that were made. */
export const proofStore = (pool: Pool): ProofStore => ({
  // One snapshot, or a document that lands in between would stand on one side only.
  facts: (query) => inTransaction(pool, (client) => gather(client, query), 'begin isolation level repeatable read'),
  totals: (query) => inTransaction(pool, (client) => totalsOf(client, query), 'begin isolation level repeatable read'),
  arrived: (query) => inTransaction(pool, (client) => arrivedOf(client, query), 'begin isolation level repeatable read'),
  keep: (proof) => keep(pool, proof),
  kept: (scope) => kept(pool, scope),
  changedSince: (query) => changedSince(pool, query),
  asOf: (side) => recordsAsOf(pool, side),
  documents: (side) => documentsOf(pool, side),
});

async function gather(client: PoolClient, query: ProofQuery): Promise<ProofFacts> {
  const siblings = await flowsInto(client, query);
  const startMonth = monthOf(query.flow.startsOn);
  const hasMoreArrived = await findArrived(
    client,
    query,
    query.balance === null || startMonth > query.fromMonth ? query.fromMonth : startMonth,
  );
  const throughMonth = query.throughMonth ?? (await lastMonth(client, query, siblings));
  const totals = await totalsOf(client, { ...query, throughMonth });
  const keys = await keysThatMayDiffer(client, query, siblings, throughMonth);
  const unlinked = query.isPlatform ? [] : await unlinkedDocuments(client, query, throughMonth);
  const sinceStart = { ...query, fromMonth: startMonth };
  const isAll = query.balance === null || sinceStart.fromMonth >= query.fromMonth;
  return {
    throughMonth,
    ...totals,
    counts: await countStandings(client, query, throughMonth),
    keys,
    hasMoreArrived,
    unlinked,
    foreign: await foreignDocuments(client, query, throughMonth),
    balance: query.balance === null ? null : await balanceFacts(client, query, query.balance, throughMonth),
    sinceStart: isAll
      ? { keys, unlinked }
      : {
          keys: await keysThatMayDiffer(client, sinceStart, siblings, throughMonth),
          unlinked: await unlinkedDocuments(client, sinceStart, throughMonth),
        },
  };
}

async function arrivedOf(client: PoolClient, query: ProofQuery): Promise<readonly KeyFacts[]> {
  await findArrived(client, query, query.fromMonth);
  return keysArrived(client, query);
}

async function totalsOf(client: PoolClient, query: ClosedQuery): Promise<Pick<ProofFacts, 'totals' | 'linked'>> {
  const siblings = await flowsInto(client, query);
  const { throughMonth } = query;
  const running = await runningTotals(client, query, siblings, throughMonth);
  if (query.isPlatform) return { totals: running, linked: await linkedRecords(client, query, throughMonth) };
  return { totals: [...running, ...(await bornThere(client, query, throughMonth))], linked: [] };
}

async function keep(
  pool: Pool,
  { organisation, proof, flow, period, madeAt, word, body }: KeptProof & { readonly proof: string },
): Promise<void> {
  await pool.query('insert into proof (organisation, proof, flow, period, made_at, word, body) values ($1, $2, $3, $4, $5, $6, $7)', [
    organisation,
    proof,
    flow,
    period,
    madeAt,
    word,
    JSON.stringify(body),
  ]);
  await tellChanged(pool, organisation, ['overview', 'proof', 'log']);
}

async function kept(pool: Pool, { organisation, flow }: FlowScope): Promise<readonly KeptProof[]> {
  const { rows } = await pool.query<{ period: string; made_at: string; word: KeptProof['word']; body: unknown }>(
    `select distinct on (period) period, made_at, word, body from proof where organisation = $1 and flow = $2 order by period, made_at desc, proof desc`,
    [organisation, flow],
  );
  return rows.map((row) => ({ organisation, flow, period: row.period, madeAt: Number(row.made_at), word: row.word, body: row.body }));
}
