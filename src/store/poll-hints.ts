import type { Pool, PoolClient } from 'pg';
import type { Kind } from '../core/records.ts';
import type { Instant } from '../core/day.ts';
import type { Touch } from '../engine/edge-ports.ts';
import type { EngineStore, PollHint } from '../engine/ports.ts';

/**
 * Notes what is to be read now: the records that were named, and what changes with them. Part of the transaction that keeps the
 * webhook. What we have seen in the very version that the webhook tells of is left out: it is the echo of our own write.
 */
export async function hintPolls(
  client: PoolClient,
  organisation: string,
  connection: string,
  touched: readonly Touch[],
  now: Instant,
): Promise<void> {
  if (touched.length === 0) return;
  await client.query(
    `with named as (
       select x.kind, x.id, x.reads from jsonb_to_recordset($3::jsonb) as x(kind text, id text, version text, reads jsonb)
       where not exists (select 1 from record where record.organisation = $1 and record.connection = $2 and record.kind = x.kind
                           and record.external_id = x.id and record.version = x.version and record.gone_at is null)
     ), hint as (
       select kind, id from named union select reads.kind, '' from named, jsonb_array_elements_text(named.reads) as reads(kind)
     )
     insert into poll_hint (organisation, connection, kind, external_id, due_at)
     select $1, $2, hint.kind, hint.id, $4 from hint
     where exists (select 1 from flow where flow.organisation = $1 and flow.mode <> 'off'
                     and (flow.target = $2 or flow.source = $2 and hint.kind = any(flow.kinds)))
     order by 3, 4
     on conflict (organisation, connection, kind, external_id) do update set due_at = excluded.due_at`,
    [organisation, connection, JSON.stringify(touched), now],
  );
}

/** So many at once: what a flood of webhooks names is read in portions, and others may take the next. */
const mostAtOnce = 200;

export async function claimPolls(
  pool: Pool,
  { organisation, now, until }: Parameters<EngineStore['claimPolls']>[0],
): Promise<readonly PollHint[]> {
  const { rows } = await pool.query<{ connection: string; kind: Kind; external_id: string }>(
    `with due as (
       select connection, kind, external_id from poll_hint where organisation = $1 and due_at <= $2
       order by due_at, connection, kind, external_id limit $4 for update skip locked)
     update poll_hint set due_at = $3 from due
     where poll_hint.organisation = $1 and poll_hint.connection = due.connection and poll_hint.kind = due.kind
       and poll_hint.external_id = due.external_id
     returning poll_hint.connection, poll_hint.kind, poll_hint.external_id`,
    [organisation, now, until, mostAtOnce],
  );
  return [...Map.groupBy(rows, (row) => row.connection)].map(([connection, some]) => ({
    connection,
    kinds: some.flatMap((row) => (row.external_id === '' ? [row.kind] : [])),
    named: some.flatMap((row) => (row.external_id === '' ? [] : [{ kind: row.kind, id: row.external_id }])),
    until,
  }));
}

export async function endPolls(pool: Pool, organisation: string, hint: PollHint, againAt: Instant | null): Promise<void> {
  const claimed = JSON.stringify([...hint.named, ...hint.kinds.map((kind) => ({ kind, id: '' }))]);
  const again = `update poll_hint set due_at = $5 from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
     where organisation = $1 and connection = $2 and poll_hint.kind = x.kind and poll_hint.external_id = x.id and due_at = $4`;
  const done = `delete from poll_hint using jsonb_to_recordset($3::jsonb) as x(kind text, id text)
     where organisation = $1 and connection = $2 and poll_hint.kind = x.kind and poll_hint.external_id = x.id and due_at = $4`;
  const values = [organisation, hint.connection, claimed, hint.until];
  if (againAt === null) await pool.query(done, values);
  else await pool.query(again, [...values, againAt]);
}
