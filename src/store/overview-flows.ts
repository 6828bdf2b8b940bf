import type { Pool } from 'pg';
import type { Day } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Delay, FlowFacts, OverviewStore, ProofFigures, SideFacts } from '../engine/overview-port.ts';
import type { FlowScope, Mode } from '../engine/ports.ts';
import type { KeptProof } from '../engine/proof-port.ts';

interface FlowRow {
  readonly organisation: string;
  readonly flow: string;
  readonly agreement: string;
  readonly source: SideFacts;
  readonly target: SideFacts;
  readonly kinds: readonly Kind[];
  readonly mode: Mode;
  readonly approval: boolean;
  readonly starts_on: Day;
  readonly in_sync: number;
  readonly pending: number;
  readonly held: number;
  readonly excluded: number;
  readonly dirty: number;
  readonly last_error: string | null;
  readonly changed_at: string | null;
}

const side = (name: string): string =>
  `jsonb_build_object('connection', ${name}.connection, 'label', ${name}.label, 'provider', ${name}.provider, 'state', ${name}.state) as ${name}`;

export async function flowFacts(pool: Pool, organisation: string): Promise<readonly FlowFacts[]> {
  const { rows } = await pool.query<FlowRow>(
    `select flow.organisation, flow.flow, flow.agreement, ${side('source')}, ${side('target')}, flow.kinds, flow.mode, flow.approval, flow.starts_on,
       coalesce(s.in_sync, 0) as in_sync, coalesce(s.pending, 0) as pending, coalesce(s.held, 0) as held, coalesce(s.excluded, 0) as excluded,
       coalesce(t.dirty, 0) as dirty, t.last_error,
       (select h.seen_at from record_history h where h.organisation = $1 and h.connection = flow.source and h.kind = any(flow.kinds)
        order by h.seen_at desc limit 1) as changed_at
     from flow
     join connection source on source.organisation = flow.organisation and source.connection = flow.source
     join connection target on target.organisation = flow.organisation and target.connection = flow.target
     left join (select flow, count(*) filter (where state = 'in sync')::int as in_sync, count(*) filter (where state = 'pending')::int as pending,
         count(*) filter (where state = 'held')::int as held, count(*) filter (where state = 'excluded')::int as excluded
       from standing where organisation = $1 group by flow) s on s.flow = flow.flow
     left join (select flow, count(*)::int as dirty, max(last_error) as last_error from task where organisation = $1 group by flow) t on t.flow = flow.flow
     where flow.organisation = $1 order by flow.created_at, flow.flow`,
    [organisation],
  );
  return rows.map((row) => ({
    organisation: row.organisation,
    flow: row.flow,
    agreement: row.agreement,
    source: row.source,
    target: row.target,
    kinds: row.kinds,
    mode: row.mode,
    approval: row.approval,
    startsOn: row.starts_on,
    inSync: row.in_sync,
    pending: row.pending,
    held: row.held,
    excluded: row.excluded,
    dirty: row.dirty,
    lastError: row.last_error,
    lastChangeSeenAt: row.changed_at === null ? null : Number(row.changed_at),
  }));
}

/** Of the ledger, where there is one: its days are those of the books. */
export async function timeZoneOf(pool: Pool, organisation: string): Promise<string> {
  const { rows } = await pool.query<{ zone: string | null }>(
    `select record.body ->> 'timeZone' as zone from flow
     join record on record.organisation = flow.organisation and record.connection in (flow.target, flow.source) and record.kind = 'organisation'
     where flow.organisation = $1 order by flow.created_at, flow.flow, record.connection = flow.target desc limit 1`,
    [organisation],
  );
  return rows[0]?.zone ?? 'UTC';
}

/** Of a backfill, the newest are enough to say how long a write takes. */
const mostMeasured = 2000;

/**
 * The first write of each part after the source's last change before it. Where its key was asked about meanwhile, or its batch waited for
 * approval, a person took the time; what was first heard of before the span is a backfill, or was written for another reason.
 */
export async function delaysOf(
  pool: Pool,
  organisation: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<string, Delay>> {
  const { rows } = await pool.query<{ flow: string; p50: number; p99: number; writes: number }>(
    `with heard as (
       select d.connection, name ->> 'kind' as kind, name ->> 'id' as id, d.received_at
       from delivery d cross join lateral jsonb_array_elements(d.touched) as name
       where d.organisation = $1 and d.received_at >= $2 and d.received_at < $3),
     newest as (
       select * from write where organisation = $1 and state = 'landed' and settled_at >= $2 and settled_at < $3 order by settled_at desc limit $4),
     landed as (
       select w.flow, flow.source, w.kind, w.external_id, w.part, w.settled_at, w.planned_at, seen.seen_at
       from newest w join flow on flow.organisation = w.organisation and flow.flow = w.flow
       join batch on batch.organisation = w.organisation and batch.batch = w.batch and batch.decided_at is null and batch.purpose = 'sync'
       cross join lateral (select max(h.seen_at) as seen_at from record_history h where h.organisation = w.organisation and h.connection = flow.source
         and h.kind = w.kind and h.external_id = w.external_id and h.seen_at <= w.planned_at) seen
       where w.organisation = $1 and seen.seen_at >= $2
         and not exists (select 1 from hold where hold.organisation = w.organisation and hold.flow = w.flow and hold.kind = w.kind
           and hold.external_id = w.external_id and hold.opened_at <= w.settled_at and hold.closed_at >= seen.seen_at)),
     first as (
       select distinct on (flow, kind, external_id, part, seen_at) * from landed order by flow, kind, external_id, part, seen_at, settled_at),
     took as (
       select first.flow, first.settled_at - least(first.seen_at, (
         select max(received_at) from heard where heard.connection = first.source and heard.kind = first.kind and heard.id = first.external_id
           and heard.received_at <= first.seen_at)) as milliseconds
       from first)
     select flow, percentile_disc(0.5) within group (order by milliseconds)::float8 as p50, percentile_disc(0.99) within group (order by milliseconds)::float8 as p99,
       count(*)::int as writes
     from took group by flow`,
    [organisation, from, to, mostMeasured],
  );
  return new Map(rows.map((row) => [row.flow, { p50Milliseconds: row.p50, p99Milliseconds: row.p99, writes: row.writes }]));
}

export async function flowDays(
  pool: Pool,
  organisation: string,
  { from, timeZone }: { readonly from: number; readonly timeZone: string },
): ReturnType<OverviewStore['days']> {
  // No zone's day begins within a quarter of an hour, so that a time is made of each quarter and not of each write.
  const { rows } = await pool.query<{ flow: string; day: Day; written: number; held: number }>(
    `select flow, (to_timestamp(quarter * 900) at time zone $3)::date as day, sum(written)::int as written, sum(held)::int as held from (
       select flow, settled_at / 900000 as quarter, count(*) as written, 0 as held from write
       where organisation = $1 and state = 'landed' and settled_at >= $2 group by 1, 2
       union all
       select flow, opened_at / 900000, 0, count(*) from hold where organisation = $1 and opened_at >= $2 group by 1, 2) as counted
     group by 1, 2 order by 1, 2`,
    [organisation, from, timeZone],
  );
  return rows;
}

export async function proofFigures(pool: Pool, organisation: string): Promise<readonly ProofFigures[]> {
  const { rows } = await pool.query<{
    flow: string;
    made_at: string;
    word: KeptProof['word'];
    differences: number | null;
    headline: ProofFigures['headline'] | null;
  }>(
    `select flow, made_at, word, jsonb_array_length(body -> 'differences') as differences, body -> 'headline' as headline
     from (select distinct on (flow) flow, made_at, word, body from proof where organisation = $1 order by flow, made_at desc, proof desc) as last`,
    [organisation],
  );
  return rows.map((row) => ({
    flow: row.flow,
    madeAt: Number(row.made_at),
    word: row.word,
    differences: row.differences ?? 0,
    headline: row.headline ?? [],
  }));
}

export async function lastProofOf(pool: Pool, { organisation, flow }: FlowScope): Promise<KeptProof | null> {
  const { rows } = await pool.query<{ period: string; made_at: string; word: KeptProof['word']; body: unknown }>(
    'select period, made_at, word, body from proof where organisation = $1 and flow = $2 order by made_at desc, proof desc limit 1',
    [organisation, flow],
  );
  const [row] = rows;
  return row === undefined ? null : { organisation, flow, period: row.period, madeAt: Number(row.made_at), word: row.word, body: row.body };
}

export async function openWorkOf(
  pool: Pool,
  organisation: string,
): Promise<{ readonly openHolds: number; readonly batchesToApprove: number }> {
  const { rows } = await pool.query<{ holds: number; batches: number }>(
    `select (select count(*)::int from hold where organisation = $1 and closed_at is null) as holds,
       (select count(*)::int from batch where organisation = $1 and state = 'review'
          and exists (select 1 from write where write.organisation = $1 and write.batch = batch.batch and write.state = 'planned')) as batches`,
    [organisation],
  );
  return { openHolds: rows[0]?.holds ?? 0, batchesToApprove: rows[0]?.batches ?? 0 };
}
