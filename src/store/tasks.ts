import type { Pool, PoolClient } from 'pg';
import { kinds } from '../core/records.ts';
import type { Kind } from '../core/records.ts';
import type { Instant } from '../core/day.ts';
import type { KeyName } from '../booking/desire.ts';
import type { Claim, EngineStore, FlowScope, NextDue } from '../engine/ports.ts';
import { eachOf } from './keyed.ts';
import { inTransaction } from './transaction.ts';
import type { Statement } from './transaction.ts';

/** Contacts before invoices before payments: what others need is done first. */
const rankOf = (kind: Kind): number => kinds.indexOf(kind);

export const ranks = JSON.stringify(Object.fromEntries(kinds.map((kind, rank) => [kind, rank])));

/** Leases due keys of the lowest rank that has any; a worker that died gives them back by the lease's end. */
export const claim = async (pool: Pool, scope: FlowScope, asked: Parameters<EngineStore['claim']>[1]): Promise<readonly Claim[]> => {
  const { rows } = await pool.query<{
    kind: Kind;
    external_id: string;
    generation: string;
    nudged_at: string;
    seen_at: string | null;
    tries: number;
  }>(
    `with due as (
       select kind, external_id from task
       where organisation = $1 and flow = $2 and due_at <= $3 and (lease_until is null or lease_until <= $3)
         and rank = (select min(rank) from task
                     where organisation = $1 and flow = $2 and due_at <= $3 and (lease_until is null or lease_until <= $3))
       order by due_at, external_id limit $4 for update skip locked)
     update task set lease_token = $5, lease_until = $6
     from due where task.organisation = $1 and task.flow = $2 and task.kind = due.kind and task.external_id = due.external_id
     returning task.kind, task.external_id, task.generation, task.nudged_at, task.tries,
       (select record.seen_at from flow join record on record.organisation = $1 and record.connection = flow.source
          and record.kind = task.kind and record.external_id = task.external_id where flow.organisation = $1 and flow.flow = $2)`,
    [scope.organisation, scope.flow, asked.now, asked.limit, asked.token, asked.leaseUntil],
  );
  return rows
    .map((row) => ({
      kind: row.kind,
      id: row.external_id,
      generation: row.generation,
      nudgedAt: Number(row.nudged_at),
      seenAt: row.seen_at === null ? null : Number(row.seen_at),
      tries: row.tries,
    }))
    .toSorted((a, b) => rankOf(a.kind) - rankOf(b.kind) || (a.id < b.id ? -1 : 1));
};

/** Counts no further than it must: a backfill has tens of thousands of keys, and every turn asks. */
export const nextDues = async (
  pool: Pool,
  organisation: string,
  { now, most }: Parameters<EngineStore['nextDues']>[1],
): Promise<readonly NextDue[]> => {
  const { rows } = await pool.query<{ flow: string; due: string; keys: number }>(
    `select flow.flow, coalesce(first.due, later.due) as due, first.keys
     from flow
     cross join lateral (select min(due_at) as due, count(*)::int as keys from (
       select due_at from task
       where organisation = $1 and flow = flow.flow and due_at <= $2 and (lease_until is null or lease_until <= $2) limit $3) as counted) as first
     cross join lateral (select min(greatest(due_at, coalesce(lease_until, due_at))) as due from task
       where organisation = $1 and flow = flow.flow and first.keys = 0) as later
     where flow.organisation = $1 and flow.mode <> 'off' and coalesce(first.due, later.due) is not null
     order by flow.created_at, flow.flow`,
    [organisation, now, most],
  );
  return rows.map(({ flow, due, keys }) => ({ flow, dueAt: Number(due), keys }));
};

/** Marks keys dirty wherever the connection matters; see `EngineStore.mark`. */
export const mark = (pool: Pool, organisation: string, connection: string, touched: readonly KeyName[], now: Instant): Promise<void> =>
  inTransaction(pool, async (client, last) => last(markTouched(client, organisation, connection, touched, now)));

/**
 * As `mark`, within a transaction that saves what was touched. Only a source record that is named is to be read again; where its
 * document was named, the source is not known to be any older than before.
 */
export function markTouched(
  client: PoolClient,
  organisation: string,
  connection: string,
  touched: readonly KeyName[],
  now: Instant,
): Statement {
  if (touched.length === 0) return null;
  return client.query(
    `insert into task (organisation, flow, kind, external_id, due_at, nudged_at, rank)
     select $1, named.flow, named.kind, named.external_id, $4::bigint, max(named.nudged_at), ($5::jsonb ->> named.kind)::int
     from (
       select flow.flow, x.kind, x.id as external_id, $4::bigint as nudged_at
       from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
       join flow on flow.organisation = $1 and flow.source = $2 and flow.mode <> 'off' and x.kind = any(flow.kinds)
       union
       select flow.flow, link.kind, link.external_id, 0
       from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
       ${eachOf('flow', 'flow, agreement, source', `organisation = $1 and target = $2 and mode <> 'off'`)}
       ${eachOf(
         'link',
         'kind, external_id',
         'organisation = $1 and agreement = flow.agreement and source = flow.source and target = $2 and target_kind = x.kind and target_id = x.id',
       )}
       union
       ${refusedBeside}
     ) as named
     group by named.flow, named.kind, named.external_id
     order by named.flow, named.kind, named.external_id
     on conflict (organisation, flow, kind, external_id)
     do update set generation = task.generation + 1, due_at = excluded.due_at, nudged_at = greatest(task.nudged_at, excluded.nudged_at), waits_for = null`,
    [organisation, connection, JSON.stringify(touched), now, ranks],
  );
}

const isLinkOf = (where: string): string =>
  `exists (select 1 from link where organisation = $1 and agreement = flow.agreement and ${where} offset 0)`;

/** An open question about money that the target refused. */
export const isRefusedMoney = `closed_at is null and code in ('refused', 'applied elsewhere', 'paid elsewhere')
               and kind in ('payment', 'refund', 'allocation')`;

/**
 * Money is refused for the sake of its invoice: too little is open there, or it is void. When that changes, on either side and
 * wherever it was born, what was refused is tried again; otherwise the question would stand after its reason has gone. What settled
 * the invoice meanwhile, and was taken back before it was ever read, leaves the invoice as we know it: so that counts as well.
 */
const refusedBeside = `select hold.flow, hold.kind, hold.external_id, 0
       from (select * from hold where organisation = $1 and ${isRefusedMoney} offset 0) as hold
       ${eachOf('flow', 'agreement, source, target', `organisation = $1 and flow = hold.flow and mode <> 'off' and $2 in (source, target)`)}
       ${eachOf('record', 'contact', 'organisation = $1 and connection = flow.source and kind = hold.kind and external_id = hold.external_id')}
       where exists (
         select 1 from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
         where x.kind in ('invoice', 'creditNote') and (flow.source = $2 and x.id = record.contact or flow.target = $2 and (
           ${isLinkOf('target = $2 and target_kind = x.kind and target_id = x.id and external_id = record.contact')} or
           ${isLinkOf('source = $2 and link.kind = x.kind and external_id = x.id and target_id = record.contact')}))
         union all
         select 1 from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
         ${eachOf('record', 'contact', 'organisation = $1 and connection = $2 and kind = x.kind and external_id = x.id', 'settles')}
         where x.kind in ('payment', 'refund', 'allocation') and flow.target = $2 and
           ${isLinkOf('target = $2 and target_id = settles.contact and external_id = record.contact')} offset 0)`;

/** Marks the money that was refused for the sake of these documents of a target, which a write of ours has just changed. */
export function wakeRefused(
  client: PoolClient,
  organisation: string,
  connection: string,
  touched: readonly KeyName[],
  now: Instant,
): Statement {
  if (touched.length === 0) return null;
  return client.query(
    `insert into task (organisation, flow, kind, external_id, due_at, nudged_at, rank)
     select distinct $1, named.flow, named.kind, named.external_id, $4::bigint, 0, ($5::jsonb ->> named.kind)::int
     from (${refusedBeside}) as named(flow, kind, external_id, nudged_at)
     order by 2, 3, 4
     on conflict (organisation, flow, kind, external_id) do update set generation = task.generation + 1, due_at = excluded.due_at, waits_for = null`,
    [organisation, connection, JSON.stringify(touched), now, ranks],
  );
}

/** Marks keys of one flow. `first`: for an undo, what depends on others goes first, payments before invoices. */
export async function markKeys(
  client: PoolClient,
  marked: {
    readonly organisation: string;
    readonly flow: string;
    readonly keys: readonly KeyName[];
    readonly now: number;
    readonly first: boolean;
  },
): Promise<void> {
  await client.query(
    `insert into task (organisation, flow, kind, external_id, due_at, nudged_at, rank)
     select $1, $2, x.kind, x.id, $4, 0, case when $6 then -($5::jsonb ->> x.kind)::int else ($5::jsonb ->> x.kind)::int end
     from jsonb_to_recordset($3::jsonb) as x(kind text, id text) order by x.kind, x.id
     on conflict (organisation, flow, kind, external_id)
     do update set generation = task.generation + 1, due_at = excluded.due_at, rank = excluded.rank, waits_for = null`,
    [marked.organisation, marked.flow, JSON.stringify(marked.keys), marked.now, ranks, marked.first],
  );
}
