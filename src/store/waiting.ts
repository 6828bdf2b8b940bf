import type { Pool } from 'pg';
import type { Conclusion } from '../engine/ports.ts';
import { ranks } from './tasks.ts';

/** Wakes what waits for what a conclusion has just settled; see `conclude`. */
export async function wake(pool: Pool, conclusion: Conclusion): Promise<void> {
  await wakeIfThere(pool, conclusion);
  await wakeWaiting(pool, conclusion);
}

type Asking = Pick<Pool, 'query'>;

/** What a key waits for may have landed while it was being planned; then nobody would wake it. While that still has a task, its end does. */
async function wakeIfThere(client: Asking, { flow, keys, now }: Conclusion): Promise<void> {
  const waiting = keys.flatMap(({ kind, id, task }) =>
    task.is === 'later' && task.waitsFor !== null ? [{ kind, id, other_kind: task.waitsFor.kind, other_id: task.waitsFor.id }] : [],
  );
  if (waiting.length === 0) return;
  await client.query(
    `with waiting as (
       select task.kind, task.external_id from jsonb_to_recordset($3::jsonb) as x(kind text, id text, other_kind text, other_id text)
       join link on link.organisation = $1 and link.agreement = $5 and link.state = 'live'
         and (link.source = $6 and link.kind = x.other_kind and link.external_id = x.other_id
           or link.target = $6 and link.target_kind = x.other_kind and link.target_id = x.other_id)
       join task on task.organisation = $1 and task.flow = $2 and task.kind = x.kind and task.external_id = x.id and task.waits_for is not null
       where not exists (select 1 from task as other
         where other.organisation = $1 and other.flow = $2 and other.kind = x.other_kind and other.external_id = x.other_id)
       order by task.kind, task.external_id for update of task)
     update task set due_at = $4, waits_for = null from waiting
     where task.organisation = $1 and task.flow = $2 and task.kind = waiting.kind and task.external_id = waiting.external_id`,
    [flow.organisation, flow.flow, JSON.stringify(waiting), now, flow.agreement, flow.source],
  );
  await startUnknown(client, flow, waiting, now);
}

/** What is waited for and was never looked at is due at once: nobody names the contact for counter sales, and a webhook may be lost. */
async function startUnknown(
  client: Asking,
  flow: Conclusion['flow'],
  waiting: readonly { readonly other_kind: string; readonly other_id: string }[],
  now: number,
): Promise<void> {
  const others = waiting
    .map(({ other_kind: kind, other_id: id }) => ({ kind, id }))
    .filter(({ kind }) => flow.kinds.some((each) => each === kind));
  if (others.length === 0) return;
  await client.query(
    `insert into task (organisation, flow, kind, external_id, due_at, nudged_at, rank)
     select distinct $1, $2, x.kind, x.id, $4::bigint, $4::bigint, ($5::jsonb ->> x.kind)::int
     from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
     where not exists (select 1 from standing where standing.organisation = $1 and standing.flow = $2 and standing.kind = x.kind and standing.external_id = x.id)
     order by 3, 4
     on conflict do nothing`,
    [flow.organisation, flow.flow, JSON.stringify(others), now, ranks],
  );
}

/** What is linked now, or has nothing left to do (held counts as that), is no reason to wait any more. */
async function wakeWaiting(client: Asking, { flow, now, links, keys }: Conclusion): Promise<void> {
  const ended = [...links.filter(({ state }) => state === 'live'), ...keys.filter(({ task }) => task.is === 'done')];
  // The flow back names a document as the ledger does.
  const there = links.flatMap(({ state, targetKind: kind, targetId: id }) => (state === 'live' ? [{ kind, id }] : []));
  const names = [...new Set([...ended, ...there].map(({ kind, id }) => `${kind}:${id}`))];
  if (names.length === 0) return;
  await client.query(
    `with waiting as (
       select flow, kind, external_id from task where organisation = $1 and waits_for = any($3)
         and flow in (select flow from flow where organisation = $1 and agreement = $2)
       order by flow, kind, external_id for update)
     update task set due_at = $4, waits_for = null from waiting
     where task.organisation = $1 and task.flow = waiting.flow and task.kind = waiting.kind and task.external_id = waiting.external_id`,
    [flow.organisation, flow.agreement, names, now],
  );
}
