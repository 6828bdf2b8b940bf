import type { Pool } from 'pg';
import { durable } from './database.ts';
import { eachOf } from './keyed.ts';
import type { EngineStore, FlowScope, Intent } from '../engine/ports.ts';

/**
 * Commits calls and writes before any request leaves. Only while the lease is still ours for every key: a worker that slept
 * through its lease must not send. The keys' rows are locked, so that nobody can take them in the same moment. One statement, because a
 * small turn waits for each.
 */
export async function intend(pool: Pool, { flow, token, now, calls, writes }: Intent): Promise<boolean> {
  const keys = [...new Map(writes.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }])).values()];
  const rows = writes.map((write) => ({
    ...write,
    call: write.sent?.call ?? null,
    position: write.sent?.position ?? null,
    sent: write.sent !== null,
  }));
  // The rows hold whole documents, which would be parsed once more for these three.
  const parts = JSON.stringify(writes.map(({ kind, id, part }) => ({ kind, id, part })));
  // The step of an undo stays planned until it has landed: its key plans nothing, so nothing else would bring it back. The former plan of a
  // part ends before the next one is written, of which there may be one: hence the count of what has ended.
  const { rows: ours } = await pool.query<{ ours: boolean }>(
    `with leased as (
       select 1 from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
       ${eachOf('task', '1', 'organisation = $1 and flow = $2 and kind = x.kind and external_id = x.id and lease_token = $4 and lease_until > $5 for update')}
     ), ours as (
       select true as ours where (select count(*) from leased) = $6::int
     ), superseded as (
       update write set state = 'superseded', settled_at = $5
       from jsonb_to_recordset($10::jsonb) as x(kind text, id text, part text), ours
       where organisation = $1 and flow = $2 and write.kind = x.kind and write.external_id = x.id and write.part = x.part and write.state = 'planned'
         and not exists (select 1 from batch where batch.organisation = $1 and batch.batch = write.batch and batch.purpose = 'undo')
       returning 1
     ), called as (
       insert into call (organisation, call, connection, flow, idempotency_key, request, sent_at, listen_until)
       select $1, x.call, $9, $2, x."idempotencyKey", x.request, $5, x."listenUntil"
       from ours, jsonb_to_recordset($7::jsonb) as x(call text, "idempotencyKey" text, request jsonb, "listenUntil" bigint)
     ), written as (
       insert into write (organisation, flow, planned_at, sent_at, state, write, batch, call, position, kind, external_id, part, target_kind, step, does, print, losses, why, reference)
       select $1, $2, $5::bigint, case when x.sent then $5::bigint end, case when x.sent then 'sent' else 'planned' end, x.write, x.batch, x.call, x.position,
         x.kind, x.id, x.part, x."targetKind", x.step, x.step ->> 'do', x.print, x.losses, x.why, x.reference
       from ours, (select count(*) from superseded) as ended, jsonb_to_recordset($8::jsonb) as x(write text, batch text, call text, position int, sent boolean,
         kind text, id text, part text, "targetKind" text, step jsonb, print text, losses jsonb, why text, reference text)
     )
     select ours from ours, ${durable}`,
    [
      flow.organisation,
      flow.flow,
      JSON.stringify(keys),
      token,
      now,
      keys.length,
      JSON.stringify(calls),
      JSON.stringify(rows),
      flow.target,
      parts,
    ],
  );
  return ours.length === 1;
}

/** The flow's open review batch, or a fresh batch. */
export async function batchFor(pool: Pool, scope: FlowScope, batch: Parameters<EngineStore['batchFor']>[1]): Promise<string> {
  if (batch.state === 'review') {
    const { rows } = await pool.query<{ batch: string }>(
      `select batch from batch where organisation = $1 and flow = $2 and state = 'review' and purpose = $3 order by made_at desc limit 1`,
      [scope.organisation, scope.flow, batch.purpose],
    );
    if (rows[0]) return rows[0].batch;
  }
  await pool.query('insert into batch (organisation, batch, flow, purpose, state, made_at) values ($1, $2, $3, $4, $5, $6)', [
    scope.organisation,
    batch.id,
    scope.flow,
    batch.purpose,
    batch.state,
    batch.now,
  ]);
  return batch.id;
}

export async function resend(pool: Pool, organisation: string, call: string, listenUntil: number): Promise<void> {
  await pool.query(
    `update call set listen_until = greatest(listen_until, $3), resent = resent + 1 from ${durable} where organisation = $1 and call = $2`,
    [organisation, call, listenUntil],
  );
}
