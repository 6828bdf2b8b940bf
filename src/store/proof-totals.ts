import type { PoolClient } from 'pg';
import { lastDayOf } from '../core/day.ts';
import { amount } from '../core/decimal.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { ProofQuery, StoredCount, StoredTotal } from '../engine/proof-port.ts';
import { hasWork, isEcho, isStale } from './proof-arrived.ts';

/** A flow into the same target, this one among them. Links belong to its agreement. */
export interface SiblingFlow {
  readonly flow: string;
  readonly agreement: string;
  readonly source: string;
}

export async function flowsInto(client: PoolClient, { flow }: ProofQuery): Promise<readonly SiblingFlow[]> {
  const { rows } = await client.query<SiblingFlow>(
    'select flow, agreement, source from flow where organisation = $1 and target = $2 order by flow',
    [flow.organisation, flow.target],
  );
  return rows;
}

/** The last month in which either side has anything, or will have once what has arrived is booked; the first month asked for when neither has. */
export async function lastMonth(client: PoolClient, query: ProofQuery, siblings: readonly SiblingFlow[]): Promise<string> {
  const { rows } = await client.query<{ month: string | null }>(
    `select max(month) as month from (
       select month from total
       where organisation = $1 and (side = 'source' and owner = any($2) or side = 'target' and owner = $3) and (amount <> 0 or documents <> 0)
       union all select to_char(booked_on, 'YYYY-MM') from arrived where not is_gone and moves_money) of_both`,
    [query.flow.organisation, siblings.map(({ flow }) => flow), query.flow.target],
  );
  const month = rows[0]?.month ?? query.fromMonth;
  return month < query.fromMonth ? query.fromMonth : month;
}

interface TotalRow {
  readonly side: StoredTotal['side'];
  readonly kind: Kind;
  readonly account: string;
  readonly currency: string;
  readonly month: string;
  readonly amount: string;
  readonly documents: string;
}

const totalOf = (row: TotalRow): StoredTotal => ({ ...row, amount: amount(row.amount), documents: Number(row.documents) });

/** The running sums of both sides: as many rows as kinds, accounts and months, however many documents there are. */
export async function runningTotals(
  client: PoolClient,
  query: ProofQuery,
  siblings: readonly SiblingFlow[],
  throughMonth: string,
): Promise<readonly StoredTotal[]> {
  const { rows } = await client.query<TotalRow>(
    `select case when side = 'target' then 'target' when owner = $4 then 'source' else 'otherFlows' end as side,
       kind, account, currency, month, amount, documents
     from total
     where organisation = $1 and (side = 'source' and owner = any($2) or side = 'target' and owner = $3) and month between $5 and $6
     order by side, owner, kind, account, currency, month`,
    [query.flow.organisation, siblings.map(({ flow }) => flow), query.flow.target, query.flow.flow, query.fromMonth, throughMonth],
  );
  return rows.map(totalOf);
}

/**
 * What documents add up to that were born in the target and are known on the other side by a flow the other way (payments back):
 * they are nobody's doing without our knowledge, and no source of this flow has them.
 */
export async function bornThere(client: PoolClient, query: ProofQuery, throughMonth: string): Promise<readonly StoredTotal[]> {
  const { rows } = await client.query<TotalRow>(
    `select 'otherFlows' as side, p ->> 'kind' as kind, p ->> 'account' as account, p ->> 'currency' as currency, to_char(r.booked_on, 'YYYY-MM') as month,
       sum((p ->> 'amount')::numeric) as amount, count(*) as documents
     from record r cross join lateral jsonb_array_elements(r.postings) p
     where r.organisation = $1 and r.connection = $2 and r.gone_at is null and r.booked_on between $3::date and $4::date and ${isBornThere}
     group by 2, 3, 4, 5`,
    [query.flow.organisation, query.flow.target, `${query.fromMonth}-01`, lastDayOf(throughMonth)],
  );
  return rows.map(totalOf);
}

/** A document r of the target that some agreement knows as a source record, and that no flow into the target has: then it would count twice. */
export const isBornThere = `exists (select 1 from link born where born.organisation = r.organisation and born.source = r.connection and born.kind = r.kind
  and born.external_id = r.external_id and born.state = 'live' and born.agreement in (select agreement from flow where organisation = r.organisation and source = r.connection))
  and not exists (select 1 from link made where made.organisation = r.organisation and made.target = r.connection and made.target_kind = r.kind
  and made.target_id = r.external_id and made.state = 'live')`;

/** Where the target keeps no books, its side is what this flow's links stand for. */
export async function linkedRecords(client: PoolClient, query: ProofQuery, throughMonth: string): Promise<readonly AnyRecord[]> {
  const { rows } = await client.query<{ body: AnyRecord }>(
    `select r.body from link l
     join record r on r.organisation = l.organisation and r.connection = l.target and r.kind = l.target_kind and r.external_id = l.target_id
     where l.organisation = $1 and l.agreement = $2 and l.source = $3 and l.state = 'live' and r.gone_at is null and r.booked_on between $4::date and $5::date`,
    [query.flow.organisation, query.flow.agreement, query.flow.source, `${query.fromMonth}-01`, lastDayOf(throughMonth)],
  );
  return rows.map(({ body }) => body);
}

/**
 * Invariant 10: what the source has, and in which of the four states each of it is. A record that was read and that no turn has
 * concluded since is pending, whatever it was before. One in no state and with nothing due is counted at the source only; one that
 * came from the other side of the agreement is the other flow's, unless this one says where it stands as well.
 */
export async function countStandings(
  client: PoolClient,
  { flow, fromMonth }: ProofQuery,
  throughMonth: string,
): Promise<readonly StoredCount[]> {
  const { rows } = await client.query<{ kind: Kind; seen: string; in_sync: string; pending: string; held: string; excluded: string }>(
    `select kind, count(*) as seen, count(*) filter (where state = 'in sync') as in_sync, count(*) filter (where state = 'pending') as pending,
       count(*) filter (where state = 'held') as held, count(*) filter (where state = 'excluded') as excluded
     from (
       select r.kind, case when s.state is distinct from 'held' and ${isStale} and ${hasWork} then 'pending' else s.state end as state
       from record r left join standing s on s.organisation = r.organisation and s.flow = $3 and s.kind = r.kind and s.external_id = r.external_id
       where r.organisation = $1 and r.connection = $2 and r.kind = any($4) and (r.booked_on is null or r.booked_on between $5::date and $6::date)
         and (s.state is not null or not ${isEcho('$7')})) of_source
     group by kind order by kind`,
    [flow.organisation, flow.source, flow.flow, flow.kinds, `${fromMonth}-01`, lastDayOf(throughMonth), flow.agreement],
  );
  return rows.map((row) => ({
    kind: row.kind,
    atSource: Number(row.seen),
    inSync: Number(row.in_sync),
    pending: Number(row.pending),
    held: Number(row.held),
    excluded: Number(row.excluded),
  }));
}
