import type { Pool, PoolClient } from 'pg';
import type { Kind } from '../core/records.ts';
import type { Instant } from '../core/day.ts';
import type { Touch } from '../engine/edge-ports.ts';
import { mostHintsAtOnce } from '../engine/edge-ports.ts';
import type { PollHint } from '../engine/edge-ports.ts';
import type { EngineStore } from '../engine/ports.ts';
import type { Statement } from './transaction.ts';

/** The record is as a write of ours was answered; after what a poll or a look showed, payments may have changed with the document. */
const isAnswered = `exists (
      select 1 from record_history as was where was.organisation = $1 and was.connection = record.connection and was.kind = record.kind
        and was.external_id = record.external_id and was.seen_at = record.seen_at and was.print = record.print and was.cause = 'write' offset 0)`;

/**
 * Notes what is to be read now: the records that were named, and what changes with them. Part of the transaction that keeps the
 * webhook. What our own write was answered in the very version that the webhook tells of is left out: it is its echo. What anybody has
 * seen in that version is left out as well, but only where nothing else changes with it: a look, or a poll that has gone no further than
 * this kind, has not seen the payment that made the version.
 */
export function hintPolls(
  client: PoolClient,
  organisation: string,
  connection: string,
  touched: readonly Touch[],
  now: Instant,
): Statement {
  if (touched.length === 0) return null;
  // Of a record that several events name in different versions none is known to be the newest, so it is read whatever we have seen.
  return client.query(
    `with named as (
       select x.kind, x.id, case when count(distinct x.version) = 1 and count(x.version) = count(*) then min(x.version) end as version, min(x.reads::text)::jsonb as reads
       from jsonb_to_recordset($3::jsonb) as x(kind text, id text, version text, reads jsonb)
       where not exists (select 1 from record where record.organisation = $1 and record.connection = $2 and record.kind = x.kind
                           and record.external_id = x.id and record.version = x.version and record.gone_at is null
                           and (x.reads = '[]' or ${isAnswered}) offset 0)
       group by x.kind, x.id
     ), beside as (
       select distinct named.kind as of, reads.kind from named, jsonb_array_elements_text(named.reads) as reads(kind)
     ), wanted as (
       select kind from (select kind from named union select kind from beside) as any_kind
       where exists (select 1 from flow where flow.organisation = $1 and flow.mode <> 'off'
                       and (flow.target = $2 or flow.source = $2 and any_kind.kind = any(flow.kinds)))
          -- The feed of a bank is read although no flow names it.
          or exists (select 1 from bookmark where bookmark.organisation = $1 and bookmark.connection = $2 and bookmark.kind = 'statementLine')
     ), hint as (
       select named.kind, named.id, named.version,
         coalesce((select jsonb_agg(beside.kind) from beside join wanted using (kind) where beside.of = named.kind), '[]') as reads
       from named join wanted using (kind)
       union all
       select distinct beside.kind, '', null, '[]'::jsonb from beside join wanted using (kind) where beside.of not in (select kind from wanted)
     )
     insert into poll_hint (organisation, connection, kind, external_id, due_at, version, reads)
     select $1, $2, hint.kind, hint.id, $4, hint.version, hint.reads from hint
     order by 3, 4
     on conflict (organisation, connection, kind, external_id) do update set due_at = excluded.due_at, reads = excluded.reads,
       version = case when poll_hint.version = excluded.version then excluded.version end`,
    [organisation, connection, JSON.stringify(touched), now],
  );
}

/** See `EngineStore.claimPolls`. What a webhook told of our own write, before that was concluded, is dropped here. */
export async function claimPolls(
  pool: Pool,
  { organisation, now, until, before = {} }: Parameters<EngineStore['claimPolls']>[0],
): Promise<readonly PollHint[]> {
  const isDue = `poll_hint.organisation = $1 and poll_hint.due_at <= $2 and poll_hint.due_at < coalesce(($5::jsonb ->> poll_hint.connection)::bigint, $2 + 1)`;
  const isSeen = `exists (
      select 1 from record where record.organisation = $1 and record.connection = poll_hint.connection and record.kind = poll_hint.kind
        and record.external_id = poll_hint.external_id and record.version = poll_hint.version and record.gone_at is null
        and ${isAnswered} offset 0)`;
  const { rows } = await pool.query<{ connection: string; kind: Kind; external_id: string; reads: readonly Kind[] }>(
    `with seen as (
       select connection, kind, external_id from poll_hint where ${isDue} and ${isSeen} for update skip locked
     ), dropped as (
       delete from poll_hint using seen
       where poll_hint.organisation = $1 and poll_hint.connection = seen.connection and poll_hint.kind = seen.kind and poll_hint.external_id = seen.external_id
     ), due as (
       select connection, kind, external_id from poll_hint where ${isDue} and not ${isSeen}
       order by due_at, connection, kind, external_id limit $4 for update skip locked)
     update poll_hint set due_at = $3 from due
     where poll_hint.organisation = $1 and poll_hint.connection = due.connection and poll_hint.kind = due.kind
       and poll_hint.external_id = due.external_id
     returning poll_hint.connection, poll_hint.kind, poll_hint.external_id, poll_hint.reads`,
    [organisation, now, until, mostHintsAtOnce, JSON.stringify(before)],
  );
  return [...Map.groupBy(rows, (row) => row.connection)].map(([connection, some]) => ({
    connection,
    kinds: [...new Set(some.flatMap(({ kind, external_id, reads }) => (external_id === '' ? [kind] : reads)))],
    named: some.flatMap((row) => (row.external_id === '' ? [] : [{ kind: row.kind, id: row.external_id }])),
    taken: some.length,
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
