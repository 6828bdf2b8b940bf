import type { Pool, PoolClient } from 'pg';
import { fingerprint } from '../core/fingerprint.ts';
import type { Kind } from '../core/records.ts';
import type { KeyName, Question } from '../booking/desire.ts';
import type { Step } from '../contract/connector.ts';
import type { Batch, BatchDecision, BatchWrite, DecisionStore, Undo } from '../engine/batch-ports.ts';
import type { WriteState } from '../engine/ports.ts';
import { answerHold, findHold, openHolds } from './holds.ts';
import { markKeys } from './tasks.ts';
import { tellChanged } from './overview-live.ts';
import { inTransaction } from './transaction.ts';

/** Batches and holds as people decide about them. */
export const decisionStore = (pool: Pool): DecisionStore => ({
  batches: (organisation, limit) => readBatches(pool, organisation, null, limit),
  batch: async (organisation, batch) => (await readBatches(pool, organisation, batch, 1))[0] ?? null,
  writesOf: (organisation, batch) => writesOf(pool, organisation, batch),
  writtenUntil: (organisation, batch, now) => writtenUntil(pool, organisation, batch, now),
  approve: (decision) => approve(pool, decision),
  decline: (decision) => decline(pool, decision),
  openUndo: (undo) => openUndo(pool, undo),
  holds: (organisation, options) => openHolds(pool, organisation, options),
  hold: (organisation, hold) => findHold(pool, organisation, hold),
  answer: (answer) => answerHold(pool, answer),
});

interface BatchRow {
  readonly organisation: string;
  readonly flow: string;
  readonly batch: string;
  readonly purpose: Batch['purpose'];
  readonly state: Batch['state'];
  readonly undoes: string | null;
  readonly made_at: string;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
  readonly counts: Readonly<Partial<Record<WriteState, number>>> | null;
}

async function readBatches(pool: Pool, organisation: string, batch: string | null, limit: number): Promise<readonly Batch[]> {
  const { rows } = await pool.query<BatchRow>(
    `select batch.*, (select jsonb_object_agg(state, many) from (
         select state, count(*) as many from write where write.organisation = batch.organisation and write.batch = batch.batch group by state) as counted) as counts
     from batch where organisation = $1 and ($2::text is null or batch = $2) order by made_at desc, batch desc limit $3`,
    [organisation, batch, limit],
  );
  return rows.map((row) => ({
    organisation: row.organisation,
    flow: row.flow,
    batch: row.batch,
    purpose: row.purpose,
    state: row.state,
    undoes: row.undoes,
    madeAt: Number(row.made_at),
    decidedAt: row.decided_at === null ? null : Number(row.decided_at),
    decidedBy: row.decided_by,
    counts: row.counts ?? {},
  }));
}

interface WriteRow {
  readonly write: string;
  readonly kind: Kind;
  readonly external_id: string;
  readonly part: string;
  readonly target_kind: Kind;
  readonly target_id: string | null;
  readonly step: Step;
  readonly why: string;
  readonly state: WriteState;
  readonly message: string | null;
  readonly reference: string;
}

async function writesOf(pool: Pool, organisation: string, batch: string): Promise<readonly BatchWrite[]> {
  const { rows } = await pool.query<WriteRow>(
    'select write, kind, external_id, part, target_kind, target_id, step, why, state, message, reference from write where organisation = $1 and batch = $2 order by write',
    [organisation, batch],
  );
  return rows.map(({ external_id, target_kind, target_id, ...row }) => ({
    ...row,
    id: external_id,
    targetKind: target_kind,
    targetId: target_id,
  }));
}

async function writtenUntil(pool: Pool, organisation: string, batch: string, now: number): Promise<number | null> {
  const { rows } = await pool.query<{ until: string | null }>(
    `select max(task.lease_until) as until from write join task using (organisation, flow, kind, external_id)
     where write.organisation = $1 and write.batch = $2 and task.lease_until > $3`,
    [organisation, batch, now],
  );
  const until = rows[0]?.until ?? null;
  return until === null ? null : Number(until);
}

const approve = (pool: Pool, { organisation, batch, keys, by, now }: BatchDecision): Promise<void> =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ flow: string }>(
      `update batch set state = 'approved', decided_at = $3, decided_by = $4 where organisation = $1 and batch = $2 and state = 'review' returning flow`,
      [organisation, batch, now, by],
    );
    const [row] = rows;
    if (!row) throw new Error(`batch ${batch} was decided meanwhile`);
    if (keys !== null) await moveOthers(client, { organisation, flow: row.flow, batch, keys, now });
    const planned = await plannedKeys(client, organisation, batch);
    await markKeys(client, { organisation, flow: row.flow, keys: planned, now, first: false });
    await tellChanged(client, organisation, ['overview', 'batches', 'log']);
  });

/** What was not approved stays in review, in a batch of its own. */
async function moveOthers(
  client: PoolClient,
  from: {
    readonly organisation: string;
    readonly flow: string;
    readonly batch: string;
    readonly keys: readonly KeyName[];
    readonly now: number;
  },
): Promise<void> {
  const rest = fingerprint(['rest', from.batch, from.now]);
  await client.query(`insert into batch (organisation, batch, flow, purpose, state, made_at) values ($1, $2, $3, 'sync', 'review', $4)`, [
    from.organisation,
    rest,
    from.flow,
    from.now,
  ]);
  await client.query(
    `update write set batch = $3 where organisation = $1 and batch = $2 and state = 'planned'
       and not exists (select 1 from jsonb_to_recordset($4::jsonb) as x(kind text, id text) where x.kind = write.kind and x.id = write.external_id)`,
    [from.organisation, from.batch, rest, JSON.stringify(from.keys)],
  );
}

async function plannedKeys(client: PoolClient, organisation: string, batch: string): Promise<readonly KeyName[]> {
  const { rows } = await client.query<{ kind: Kind; external_id: string }>(
    `select distinct kind, external_id from write where organisation = $1 and batch = $2 and state = 'planned'`,
    [organisation, batch],
  );
  return rows.map((row) => ({ kind: row.kind, id: row.external_id }));
}

const decline = (pool: Pool, decision: BatchDecision & { readonly question: Question }): Promise<void> =>
  inTransaction(pool, async (client) => {
    const { organisation, batch, keys, by, now, question } = decision;
    const { rowCount } = await client.query(`select from batch where organisation = $1 and batch = $2 and state = 'review' for update`, [
      organisation,
      batch,
    ]);
    if (rowCount !== 1) throw new Error(`batch ${batch} was decided meanwhile`);
    const { rows } = await client.query<{ flow: string; kind: Kind; external_id: string }>(
      `update write set state = 'declined', settled_at = $3 where organisation = $1 and batch = $2 and state = 'planned'
         and ($4::jsonb is null or exists (select 1 from jsonb_to_recordset($4::jsonb) as x(kind text, id text) where x.kind = write.kind and x.id = write.external_id))
       returning flow, kind, external_id`,
      [organisation, batch, now, keys === null ? null : JSON.stringify(keys)],
    );
    if (keys === null)
      await client.query(`update batch set state = 'declined', decided_at = $3, decided_by = $4 where organisation = $1 and batch = $2`, [
        organisation,
        batch,
        now,
        by,
      ]);
    await tellChanged(client, organisation, ['overview', 'batches', 'holds', 'standings', 'log']);
    const [first] = rows;
    if (!first) return;
    await holdKeys(client, {
      organisation,
      flow: first.flow,
      batch,
      now,
      keys: rows.map((row) => ({ key: { kind: row.kind, id: row.external_id }, question })),
    });
  });

/** Said within the transaction, so that what it has done until then is not kept. */
class KeysBeingWritten extends Error {}

async function openUndo(pool: Pool, undo: Undo): Promise<boolean> {
  try {
    await inTransaction(pool, (client) => keepUndo(client, undo));
    return true;
  } catch (cause) {
    if (cause instanceof KeysBeingWritten) return false;
    throw cause;
  }
}

async function keepUndo(client: PoolClient, undo: Undo): Promise<void> {
  const { organisation, flow, batch, undoes, by, now } = undo;
  const { rowCount } = await client.query(`select from batch where organisation = $1 and batch = $2 and state <> 'undone' for update`, [
    organisation,
    undoes,
  ]);
  if (rowCount !== 1) throw new Error(`batch ${undoes} was undone meanwhile`);
  // Marking makes and locks the row of every key, also of those that had none: until this is committed, nobody takes one.
  await markKeys(client, { organisation, flow, keys: undo.keys.map(({ key }) => key), now, first: true });
  if (await isTooEarly(client, undo)) throw new KeysBeingWritten();
  await client.query(`update batch set state = 'undone' where organisation = $1 and batch = $2`, [organisation, undoes]);
  await client.query(
    `insert into batch (organisation, batch, flow, purpose, state, undoes, made_at, decided_at, decided_by) values ($1, $2, $3, 'undo', 'approved', $4, $5, $5, $6)`,
    [organisation, batch, flow, undoes, now, by],
  );
  // Whatever was planned for these keys is overtaken by the undo.
  await client.query(
    `update write set state = 'superseded', settled_at = $4 from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
     where organisation = $1 and flow = $2 and write.kind = x.kind and write.external_id = x.id and write.state = 'planned'`,
    [organisation, flow, JSON.stringify(undo.keys.map(({ key }) => key)), now],
  );
  await client.query(
    `insert into write (organisation, flow, batch, planned_at, state, write, kind, external_id, part, target_kind, step, does, print, why, reference)
     select $1, $2, $3, $4, 'planned', x.write, x.kind, x.id, x.part, x."targetKind", x.step, x.step ->> 'do', x.print, x.why, x.reference
     from jsonb_to_recordset($5::jsonb) as x(write text, kind text, id text, part text, "targetKind" text, step jsonb, print text, why text, reference text)`,
    [organisation, flow, batch, now, JSON.stringify(undo.writes.map(({ key, ...write }) => ({ ...write, ...key })))],
  );
  await holdKeys(client, { organisation, flow, batch, now, keys: undo.keys });
  await tellChanged(client, organisation, ['overview', 'batches', 'holds', 'standings', 'log']);
}

/**
 * Whether a worker has one of the keys, which it may be about to send, or more of the batch was written than the undo knows. The rows
 * of the keys are locked already.
 */
async function isTooEarly(client: PoolClient, { organisation, flow, undoes, now, keys, landed }: Undo): Promise<boolean> {
  const { rowCount: taken } = await client.query(
    `select from task where organisation = $1 and flow = $2 and lease_until > $4
       and (kind, external_id) in (select kind, id from jsonb_to_recordset($3::jsonb) as x(kind text, id text)) limit 1`,
    [organisation, flow, JSON.stringify(keys.map(({ key }) => key)), now],
  );
  if (taken === 1) return true;
  const { rowCount } = await client.query(
    `select from write where organisation = $1 and batch = $2 and (state = 'sent' or state = 'landed' and not write = any($3)) limit 1`,
    [organisation, undoes, landed],
  );
  return rowCount === 1;
}

/** A decision outranks any open question of the key. */
async function holdKeys(
  client: PoolClient,
  held: {
    readonly organisation: string;
    readonly flow: string;
    /** The batch that was decided about: with the instant and the key, it makes the question's id. */
    readonly batch: string;
    readonly now: number;
    readonly keys: readonly { readonly key: KeyName; readonly question: Question }[];
  },
): Promise<void> {
  const rows = [
    ...new Map(
      held.keys.map(({ key, question }) => [
        `${key.kind} ${key.id}`,
        { ...key, hold: fingerprint(['hold', held.batch, held.now, key]), code: question.code, question },
      ]),
    ).values(),
  ];
  await client.query(
    `insert into hold (organisation, flow, hold, kind, external_id, code, question, opened_at)
     select $1, $2, x.hold, x.kind, x.id, x.code, x.question, $4
     from jsonb_to_recordset($3::jsonb) as x(hold text, kind text, id text, code text, question jsonb) order by x.kind, x.id
     on conflict (organisation, flow, kind, external_id) where closed_at is null do update set code = excluded.code, question = excluded.question, opened_at = excluded.opened_at`,
    [held.organisation, held.flow, JSON.stringify(rows), held.now],
  );
  await client.query(
    `update standing set state = 'held', cause = case x.code when 'undone' then 'undone' else 'held' end, changed_at = $4
     from jsonb_to_recordset($3::jsonb) as x(kind text, id text, code text)
     where organisation = $1 and flow = $2 and standing.kind = x.kind and standing.external_id = x.id`,
    [held.organisation, held.flow, JSON.stringify(rows), held.now],
  );
}
