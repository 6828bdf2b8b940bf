import type { Pool } from 'pg';
import type { KeyName } from '../booking/desire.ts';
import type { StoryLine } from '../engine/reading-port.ts';
import type { FlowScope } from '../engine/ports.ts';

/** How long before a record was seen its webhook may have come, in milliseconds. */
const longestWay = 3_600_000;

/** The webhooks that had a record read, or its document: of each sight that a webhook led to, the last one before it that names it. */
export async function webhooksOf(pool: Pool, { organisation, flow }: FlowScope, { kind, id }: KeyName): Promise<readonly StoryLine[]> {
  const { rows } = await pool.query<{ received_at: string; delivery: string; label: string }>(
    `with its as (select * from flow where organisation = $1 and flow = $2),
     named as (
       select its.source as connection, $3 as kind, $4 as id from its
       union
       select link.target, link.target_kind, link.target_id from its
       join link on link.organisation = $1 and link.agreement = its.agreement and link.source = its.source and link.kind = $3 and link.external_id = $4)
     select distinct heard.received_at, heard.delivery, connection.label from named
     join connection on connection.organisation = $1 and connection.connection = named.connection
     join record_history h on h.organisation = $1 and h.connection = named.connection and h.kind = named.kind and h.external_id = named.id and h.cause = 'webhook'
     cross join lateral (
       select d.received_at, d.delivery from delivery d
       where d.organisation = $1 and d.received_at between h.seen_at - $5::bigint and h.seen_at and d.connection = named.connection
         and d.touched @> jsonb_build_array(jsonb_build_object('kind', named.kind, 'id', named.id))
       order by d.received_at desc limit 1) heard
     order by heard.received_at`,
    [organisation, flow, kind, id, longestWay],
  );
  return rows.map(({ received_at, delivery, label }) => ({
    at: Number(received_at),
    what: 'webhook',
    detail: `${label}, delivery ${delivery}`,
  }));
}
