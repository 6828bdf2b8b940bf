import type { Pool } from 'pg';
import type { Day } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Recognised } from '../engine/overview-port.ts';
import type { FlowProgress, NamedKey, Reading, Tally, Usage, Walkable } from '../engine/reading-port.ts';
import { readLog, readStory } from './log.ts';
import { postedByOthers } from './others.ts';
import { joinRecord, recognisedColumns, recognisedOf } from './overview-record.ts';
import type { RecognisedRow } from './overview-record.ts';

/** What people read about the work; nothing here changes anything. `platforms`: the providers that businesses sell with. */
export const readingStore = (pool: Pool, platforms: readonly string[]): Reading => ({
  progress: (organisation) => readProgress(pool, organisation),
  log: (organisation, options) => readLog(pool, organisation, options),
  keysNamed: (organisation, named) => keysNamed(pool, organisation, named),
  story: (scope, key) => readStory(pool, scope, key),
  walkable: (organisation, connection, number) => walkable(pool, organisation, { connection, number }),
  keysBetween: async (flow, from, through) => {
    const { rows } = await pool.query<{ kind: Kind; id: string }>(
      `select kind, external_id as id from record
       where organisation = $1 and connection = $2 and kind = any($3) and booked_on between $4 and $5 and gone_at is null
       order by booked_on, kind, external_id`,
      [flow.organisation, flow.source, flow.kinds, from, through],
    );
    return rows;
  },
  usage: (organisation, connection, startsOn) => usageOf(pool, organisation, { connection, startsOn }),
  postedByOthers: (flow) => postedByOthers(pool, flow),
  bookmarks: async (organisation, connection) => {
    const { rows } = await pool.query<{ kind: Kind; polled_at: string | null }>(
      'select kind, polled_at from bookmark where organisation = $1 and connection = $2 order by kind',
      [organisation, connection],
    );
    return rows.map((row) => ({ kind: row.kind, polledAt: row.polled_at === null ? null : Number(row.polled_at) }));
  },
  tally: (organisation) => readTally(pool, organisation, platforms),
  unsettled: (organisation) => countWrites(pool, organisation, 'sent'),
  written: (organisation) => countWrites(pool, organisation, 'landed'),
});

interface ProgressRow {
  readonly flow: string;
  readonly in_sync: number;
  readonly pending: number;
  readonly held: number;
  readonly excluded: number;
  readonly dirty: number;
  readonly next_due: string | null;
  readonly unsettled: number;
  readonly planned: number;
  readonly last_error: string | null;
}

async function readProgress(pool: Pool, organisation: string): Promise<readonly FlowProgress[]> {
  const { rows } = await pool.query<ProgressRow>(
    `select flow.flow, coalesce(s.in_sync, 0) as in_sync, coalesce(s.pending, 0) as pending, coalesce(s.held, 0) as held,
       coalesce(s.excluded, 0) as excluded, coalesce(t.dirty, 0) as dirty, t.next_due, t.last_error,
       (select count(*)::int from write where write.organisation = $1 and write.flow = flow.flow and write.state = 'sent') as unsettled,
       (select count(*)::int from write where write.organisation = $1 and write.flow = flow.flow and write.state = 'planned') as planned
     from flow
     left join (select flow, count(*) filter (where state = 'in sync')::int as in_sync, count(*) filter (where state = 'pending')::int as pending,
         count(*) filter (where state = 'held')::int as held, count(*) filter (where state = 'excluded')::int as excluded
       from standing where organisation = $1 group by flow) s on s.flow = flow.flow
     left join (select flow, count(*)::int as dirty, min(due_at) as next_due, max(last_error) as last_error
       from task where organisation = $1 group by flow) t on t.flow = flow.flow
     where flow.organisation = $1 order by flow.created_at, flow.flow`,
    [organisation],
  );
  return rows.map((row) => ({
    flow: row.flow,
    inSync: row.in_sync,
    pending: row.pending,
    held: row.held,
    excluded: row.excluded,
    dirty: row.dirty,
    nextDue: row.next_due === null ? null : Number(row.next_due),
    unsettled: row.unsettled,
    planned: row.planned,
    lastError: row.last_error,
  }));
}

/** Exact numbers and ids first; the beginning of an id is enough where nothing else fits. */
async function keysNamed(pool: Pool, organisation: string, named: string): Promise<readonly NamedKey[]> {
  type Row = Omit<NamedKey, 'id' | keyof Recognised> & RecognisedRow & { readonly external_id: string };
  const { rows } = await pool.query<Row>(
    `select distinct standing.organisation, standing.flow, standing.kind, standing.external_id, standing.number, standing.state, standing.cause, standing.detail,
       ${recognisedColumns},
       case when standing.number = $2 or standing.external_id = $2 then 1 else 2 end as nearness
     from standing ${joinRecord('standing')}
     left join link on link.organisation = standing.organisation and link.agreement = flow.agreement and link.source = flow.source
       and link.kind = standing.kind and link.external_id = standing.external_id
     where standing.organisation = $1
       and (standing.number = $2 or standing.external_id = $2 or link.target_id = $2 or (length($2) >= 6 and starts_with(standing.external_id, $2)))
     order by nearness, standing.flow, standing.kind, standing.external_id limit 20`,
    [organisation, named],
  );
  return rows.map(({ external_id, ...row }) => ({ ...row, ...recognisedOf(row), id: external_id }));
}

async function walkable(
  pool: Pool,
  organisation: string,
  { connection, number }: { readonly connection: string; readonly number: string | null },
): Promise<readonly Walkable[]> {
  const { rows } = await pool.query<{
    kind: Kind;
    external_id: string;
    number: string | null;
    booked_on: string | null;
    currency: string | null;
    gross: string | null;
  }>(
    `select kind, external_id, number, booked_on, currency, trim_scale(gross)::text as gross from record
     where organisation = $1 and connection = $2 and kind in ('invoice', 'creditNote') and gone_at is null
       and coalesce(body ->> 'state', 'open') = 'open' and gross <> 0 and ($3::text is null or number = $3 or external_id = $3)
     order by kind desc, booked_on desc, external_id limit 20`,
    [organisation, connection, number],
  );
  return rows.map((row) => ({
    kind: row.kind,
    id: row.external_id,
    number: row.number,
    bookedOn: row.booked_on,
    currency: row.currency,
    gross: row.gross,
  }));
}

async function usageOf(
  pool: Pool,
  organisation: string,
  { connection, startsOn }: { readonly connection: string; readonly startsOn: Day },
): Promise<Usage> {
  const { rows } = await pool.query<{ currencies: string[] | null; documents: number; first_day: string | null }>(
    `select array_agg(distinct currency) filter (where currency is not null) as currencies, count(*)::int as documents, min(booked_on) as first_day
     from record where organisation = $1 and connection = $2 and gone_at is null and booked_on >= $3`,
    [organisation, connection, startsOn],
  );
  const taxes = await pool.query<{ id: string | null; percent: string | null }>(
    `select distinct used.id, rate.body ->> 'percent' as percent
     from (select distinct tax ->> 'rate' as id
           from record, jsonb_array_elements(body -> 'lines') as line left join lateral jsonb_array_elements(line -> 'taxes') as tax on true
           where organisation = $1 and connection = $2 and kind in ('invoice', 'creditNote') and gone_at is null and booked_on >= $3) as used
     left join record rate on rate.organisation = $1 and rate.connection = $2 and rate.kind = 'taxRate' and rate.external_id = used.id
     order by 1 nulls first`,
    [organisation, connection, startsOn],
  );
  const [row] = rows;
  return { currencies: row?.currencies ?? [], taxes: taxes.rows, documents: row?.documents ?? 0, firstDay: row?.first_day ?? null };
}

async function countWrites(pool: Pool, organisation: string, state: string): Promise<number> {
  const { rows } = await pool.query<{ many: number }>('select count(*)::int as many from write where organisation = $1 and state = $2', [
    organisation,
    state,
  ]);
  return rows[0]?.many ?? 0;
}

async function readTally(pool: Pool, organisation: string, platforms: readonly string[]): Promise<Tally> {
  const { rows } = await pool.query<Tally>(
    `select
       (select count(*)::int from write where organisation = $1 and state = 'landed') as written,
       (select count(*)::int from call where organisation = $1) as calls,
       (select count(*)::int from call where organisation = $1 and answered_at is null) as unanswered,
       (select count(*)::int from call where organisation = $1 and resent > 0) as resent,
       (select count(*)::int from write where organisation = $1 and state = 'vanished') as vanished,
       (select count(*)::int from delivery where organisation = $1) as deliveries,
       (select coalesce(sum(jsonb_array_length(touched) - (select count(distinct name) from jsonb_array_elements(touched) as name)), 0)::int
          from delivery where organisation = $1) as "namedTwice",
       (select count(*)::int from hold where organisation = $1 and answer is not null) as "holdsAnswered",
       (select count(*)::int from write where organisation = $1 and state = 'landed' and kind = 'payment' and target_kind = 'payment'
          and flow in (select flow from flow join connection c on c.organisation = $1 and c.connection = flow.target
                       where flow.organisation = $1 and c.provider = any($2))) as "cameBack",
       (select count(distinct (flow, kind, external_id))::int from happening where organisation = $1 and what = 'recoded in the ledger') as recoded,
       (select count(*)::int from link where organisation = $1 and origin <> 'ours') as adopted`,
    [organisation, platforms],
  );
  const [row] = rows;
  if (!row) throw new Error('the tally came without a row');
  return row;
}
