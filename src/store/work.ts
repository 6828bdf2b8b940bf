import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';
import type { KeyTask, Order } from '../engine/order-port.ts';
import type { Flow } from '../engine/ports.ts';
import { namedKeys, oneOrNoneOf } from './keyed.ts';

interface WorkRow {
  readonly kind: Kind;
  readonly external_id: string;
  readonly hold: string | null;
  readonly code: string | null;
  readonly stands: Order['stands'];
  readonly there: boolean;
  readonly task: TaskRow | null;
  readonly first: { readonly stands: Order['stands']; readonly task: TaskRow | null } | null;
}

interface TaskRow {
  readonly due_at: number;
  readonly lease_until: number | null;
  readonly tries: number;
  readonly pending: boolean;
  readonly waits: boolean;
}

/** The open question of each key and what is still to do for it, and for what that waits for, as far as there is any. */
export async function workOf(pool: Pick<Pool, 'query'>, flow: Flow, named: string): Promise<readonly WorkRow[]> {
  const asTask = (task: string, standing: string): string =>
    `case when ${task}.due_at is not null then jsonb_build_object('due_at', ${task}.due_at, 'lease_until', ${task}.lease_until,
       'tries', ${task}.tries, 'pending', coalesce(${standing}.state = 'pending', false), 'waits', ${task}.waits_for is not null) end`;
  const { rows } = await pool.query<WorkRow>(
    `select x.kind, x.id as external_id, hold.hold, hold.code, standing.state as stands, (${isThere}) as there,
       ${asTask('task', 'standing')} as task,
       case when task.waits_for is not null then
         jsonb_build_object('stands', other_standing.state, 'task', ${asTask('other', 'other_standing')}) end as first
     from ${namedKeys}
     ${oneOrNoneOf('hold', 'hold, code', `${ofKey} and closed_at is null`)}
     ${oneOrNoneOf('task', 'due_at, lease_until, tries, waits_for', ofKey)}
     ${oneOrNoneOf('standing', 'state', ofKey)}
     ${oneOrNoneOf('task', 'due_at, lease_until, tries, waits_for', ofFirst, 'other')}
     ${oneOrNoneOf('standing', 'state', ofFirst, 'other_standing')}`,
    [flow.organisation, named, flow.flow, flow.agreement, flow.source],
  );
  return rows;
}

const ofKey = 'organisation = $1 and flow = $3 and kind = x.kind and external_id = x.id';
const ofFirst = `organisation = $1 and flow = $3 and kind = split_part(task.waits_for, ':', 1)
       and external_id = substr(task.waits_for, strpos(task.waits_for, ':') + 1)`;

/** As `counterparts` finds it: whichever side it was born on. */
const isThere = `exists (select 1 from link where organisation = $1 and agreement = $4 and source = $5
         and link.kind = x.kind and external_id = x.id and part = 'main' and state = 'live' offset 0)
       or exists (select 1 from link where organisation = $1 and agreement = $4 and target = $5
         and target_kind = x.kind and target_id = x.id and part = 'main' and state = 'live' offset 0)`;

export const workDone = (row: WorkRow | undefined): Pick<Order, 'task' | 'stands' | 'isThere'> => ({
  task: row ? taskOf(row) : null,
  stands: row?.stands ?? null,
  isThere: row?.there ?? false,
});

const taskOf = ({ task, first }: WorkRow): KeyTask | null =>
  task === null ? null : { ...readTask(task), first: first && { stands: first.stands, task: first.task && readTask(first.task) } };

const readTask = ({ due_at, lease_until, tries, pending, waits }: TaskRow): Omit<KeyTask, 'first'> => ({
  dueAt: due_at,
  leaseUntil: lease_until,
  tries,
  isPending: pending,
  waits,
});
