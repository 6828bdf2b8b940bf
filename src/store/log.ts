import type { Pool } from 'pg';
import { unusualPlaces } from '../core/money.ts';
import type { Kind } from '../core/records.ts';
import type { Instant } from '../core/day.ts';
import type { KeyName } from '../booking/desire.ts';
import type { FlowScope } from '../engine/ports.ts';
import type { LogLine, StoryLine } from '../engine/reading-port.ts';

interface LogRow {
  readonly at: string;
  readonly flow: string | null;
  readonly kind: Kind | null;
  readonly external_id: string | null;
  readonly number: string | null;
  readonly what: string;
  readonly detail: string | null;
}

/** What happened last, newest first: what was written, what was asked and answered, and what the engine noted down. */
export async function readLog(
  pool: Pool,
  organisation: string,
  { limit, since }: { readonly limit: number; readonly since: Instant | null },
): Promise<readonly LogLine[]> {
  const { rows } = await pool.query<LogRow>(
    `with lines as (
       (select coalesce(settled_at, sent_at, planned_at) as at, flow, kind, external_id,
          state || ': ' || does || ' ' || target_kind as what, coalesce(message, why) as detail
        from write where organisation = $1 and state <> 'superseded' and coalesce(settled_at, sent_at, planned_at) > $3
        order by coalesce(settled_at, sent_at, planned_at) desc, write desc limit $2)
       union all
       (select opened_at, flow, kind, external_id, 'question: ' || code, question ->> 'text' from hold
        where organisation = $1 and opened_at > $3 order by opened_at desc limit $2)
       union all
       (select at, flow, kind, external_id, what, case when detail = '{}' then null else ${words('detail')} end from happening
        where organisation = $1 and at > $3 order by at desc, happening desc limit $2)
       union all
       (select made_at, flow, null, null, 'proof: ' || word, period from proof where organisation = $1 and made_at > $3 order by made_at desc limit $2)
     )
     select lines.*, standing.number from lines
     left join standing on standing.organisation = $1 and standing.flow = lines.flow and standing.kind = lines.kind and standing.external_id = lines.external_id
     order by lines.at desc limit $2`,
    [organisation, limit, since ?? 0],
  );
  return rows.map((row) => ({
    at: Number(row.at),
    flow: row.flow,
    kind: row.kind,
    id: row.external_id,
    number: row.number,
    what: row.what,
    detail: row.detail ?? '',
  }));
}

/** Everything that is known of a key, oldest first: what each side showed, what was planned, sent and answered, what people said. */
export async function readStory(pool: Pool, { organisation, flow }: FlowScope, { kind, id }: KeyName): Promise<readonly StoryLine[]> {
  const { rows } = await pool.query<{ at: string; what: string; detail: string | null }>(
    `with its as (select * from flow where organisation = $1 and flow = $2),
     linked as (
       select link.* from link join its on link.organisation = $1 and link.agreement = its.agreement
         and link.source = its.source and link.kind = $3 and link.external_id = $4),
     lines as (
       select h.seen_at as at, 1 as rank, case when h.body is null then 'gone at the source'
            when row_number() over (order by h.seen_at) = 1 then 'seen at the source' else 'changed at the source' end as what,
         h.cause || coalesce(': ' || ${figuresOf('h.body')}, '') as detail
       from record_history h join its on h.organisation = $1 and h.connection = its.source and h.kind = $3 and h.external_id = $4
       union all
       select planned_at, 2, 'planned: ' || does || ' ' || target_kind, why from write
       where organisation = $1 and flow = $2 and kind = $3 and external_id = $4
       union all
       select sent_at, 3, 'sent: ' || does || ' ' || target_kind, 'batch ' || left(batch, 12) || ', call ' || left(coalesce(call, ''), 12) from write
       where organisation = $1 and flow = $2 and kind = $3 and external_id = $4 and sent_at is not null
       union all
       select settled_at, 4, state, coalesce(message, case state when 'landed' then 'as ' || coalesce(target_id, '') end, '') from write
       where organisation = $1 and flow = $2 and kind = $3 and external_id = $4 and settled_at is not null
       union all
       select h.seen_at, 5, case when h.body is null then 'gone in the ledger' when h.cause = 'write' then 'the ledger shows it' else 'changed in the ledger' end,
         h.cause || coalesce(': ' || ${figuresOf('h.body')}, '')
       from record_history h join linked on h.organisation = $1 and h.connection = linked.target and h.kind = linked.target_kind and h.external_id = linked.target_id
       union all
       select opened_at, 6, 'question: ' || code, question ->> 'text' from hold
       where organisation = $1 and flow = $2 and kind = $3 and external_id = $4
       union all
       select at, 7, what, case when detail = '{}' then null else ${words('detail')} end from happening
       where organisation = $1 and flow = $2 and kind = $3 and external_id = $4
     )
     select at, what, detail from lines order by at, rank`,
    [organisation, flow, kind, id],
  );
  return rows.map((row) => ({ at: Number(row.at), what: row.what, detail: row.detail ?? '' }));
}

/** What a person recognises a record by. */
function figuresOf(body: string): string {
  const figure = (path: string): string => withAllPlaces(`(${body} ${path})::numeric`, `${body} ->> 'currency'`);
  return `nullif(concat_ws(' ', ${body} ->> 'number', ${body} ->> 'name', ${figure("#>> '{totals,gross}'")}, ${figure("->> 'amount'")}, ${body} ->> 'currency',
    'paid ' || case when ${body} ->> 'paid' <> '0' then ${figure("->> 'paid'")} end, 'credited ' || case when ${body} ->> 'credited' <> '0' then ${figure("->> 'credited'")} end,
    nullif(${body} ->> 'state', 'open')), '')`;
}

/** As `sayAmount` writes it: all of the currency's places, and every digit that the figure has. */
function withAllPlaces(figure: string, currency: string): string {
  const unusual = [...Map.groupBy(Object.keys(unusualPlaces), (each) => unusualPlaces[each])]
    .map(([places, currencies]) => `when ${currency} in (${currencies.map((each) => `'${each}'`).join(', ')}) then ${places}`)
    .join(' ');
  return `round(${figure}, greatest(scale(trim_scale(${figure})), case ${unusual} else 2 end))::text`;
}

/** The details of a happening as words: 'by Ada, action exclude'. */
function words(detail: string): string {
  return `(select string_agg(key || ' ' || trim(both '"' from value::text), ', ' order by key) from jsonb_each(${detail}))`;
}
