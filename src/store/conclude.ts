import type { Pool, PoolClient } from 'pg';
import { fingerprint } from '../core/fingerprint.ts';
import type { Conclusion, KeyResult } from '../engine/ports.ts';
import type { Kind } from '../core/records.ts';
import type { Posting } from '../proof/posting.ts';
import { saveSeen, standPending } from './observe.ts';
import { isRefusedMoney, markKeys, wakeRefused } from './tasks.ts';
import { wake } from './waiting.ts';
import { moveTotals } from './totals.ts';
import type { TotalsMove } from './totals.ts';
import { eachOf } from './keyed.ts';
import { tellChanged } from './overview-live.ts';
import { inTransaction } from './transaction.ts';
import type { Last, Statement } from './transaction.ts';

/**
 * Commits what became of writes and keys, all of it or nothing; see `EngineStore.conclude`. Who waits is woken after that: of two
 * conclusions at the same moment, one says what it waits for while the other ends it, and whichever commits last sees both. If that
 * fails, or the process ends before, everything is concluded all the same, and what waits is looked at when its time has come.
 */
export async function conclude(pool: Pool, conclusion: Conclusion): Promise<void> {
  await inTransaction(pool, (client, last) => commitConclusion(client, conclusion, last));
  await wake(pool, conclusion).catch(() => undefined);
}

/** Who sends statements without a wait in between sends them in their order: locks are taken in the same order as ever. */
async function commitConclusion(client: PoolClient, conclusion: Conclusion, last: Last): Promise<void> {
  last(settleWrites(client, conclusion));
  last(saveLinks(client, conclusion));
  const moves: TotalsMove[] = [];
  for (const kind of new Set(conclusion.seen.map(({ seen }) => seen.record.kind))) {
    const seen = conclusion.seen.filter((each) => each.seen.record.kind === kind);
    const { flow, now } = conclusion;
    const saved = await saveSeen(
      client,
      { organisation: flow.organisation, connection: flow.target, kind, seen, now, cause: 'write' },
      last,
    );
    const ids = seen.map((each) => each.seen.record.id);
    moves.push(...saved.moves, ...(await tellOtherFlows(client, conclusion, kind, ids)));
  }
  const [stood, { areRefused }] = await Promise.all([
    saveStandings(client, conclusion),
    saveHolds(client, conclusion, last),
    releaseTasks(client, conclusion),
  ]);
  moves.push(...stood);
  const { flow, now, seen } = conclusion;
  const changed = seen.map(({ seen: { record } }) => ({ kind: record.kind, id: record.id }));
  if (areRefused) last(wakeRefused(client, flow.organisation, flow.target, changed, now));
  last(tell(client, conclusion));
  last(moveTotals(client, conclusion.flow.organisation, moves));
  last(tellOffice(client, conclusion));
}

const tellOffice = (client: PoolClient, { flow, keys }: Conclusion): Statement =>
  tellChanged(
    client,
    flow.organisation,
    ['overview', 'standings', 'holds', 'batches', 'log'],
    keys.map(({ kind, id }) => ({ flow: flow.flow, kind, id })),
  );

function settleWrites(client: PoolClient, { flow, now, settled, answered }: Conclusion): Statement {
  if (settled.length === 0 && answered.length === 0) return null;
  const rows = settled.map(({ write, result }) =>
    result.state === 'landed'
      ? { write, state: result.state, target_id: result.targetId, reason: null, message: result.warnings.join(' ') || null }
      : { write, state: result.state, target_id: null, reason: result.reason, message: result.message },
  );
  const landed = settled.filter(({ result }) => result.state === 'landed').map(({ key, part }) => ({ ...key, part }));
  // The planned step of an undo has done its work when its write has landed.
  return client.query(
    `with undone as (
       update write set state = 'superseded', settled_at = $2
       from jsonb_to_recordset($4::jsonb) as x(kind text, id text, part text)
       where organisation = $1 and flow = $5 and write.kind = x.kind and write.external_id = x.id and write.part = x.part and write.state = 'planned'
         and exists (select 1 from batch where batch.organisation = $1 and batch.batch = write.batch and batch.purpose = 'undo')
     ), answered as (
       update call set answered_at = $2, status = x.status from jsonb_to_recordset($6::jsonb) as x(call text, status int)
       where organisation = $1 and call.call = x.call
     )
     update write set state = x.state, target_id = x.target_id, reason = x.reason, message = x.message, settled_at = $2
     from jsonb_to_recordset($3::jsonb) as x(write text, state text, target_id text, reason text, message text)
     where organisation = $1 and write.write = x.write and write.state = 'sent'`,
    [flow.organisation, now, JSON.stringify(rows), JSON.stringify(landed), flow.flow, JSON.stringify(answered)],
  );
}

/** A document that was adopted stays adopted when it is updated later; one that we make anew is ours. */
function saveLinks(client: PoolClient, { flow, now, links }: Conclusion): Statement {
  if (links.length === 0) return null;
  const latest = [...new Map(links.map((link) => [`${link.kind} ${link.id} ${link.part}`, link])).values()];
  // "Make it again" means once: the next removal by a person is a new question.
  return client.query(
    `with answered as (
       delete from ruling using jsonb_to_recordset($7::jsonb) as x(kind text, id text, part text)
       where organisation = $1 and flow = $8 and ruling.kind = x.kind and ruling.external_id = x.id and ruling.part = x.part
         and ruling.ruling -> 'action' ->> 'do' in ('makeAgain', 'createAnyway', 'adopt'))
     insert into link (organisation, agreement, source, target, linked_at, kind, external_id, part, target_kind, target_id, origin, state, wanted, wanted_print)
     select $1, $2, $3, $4, $5, x.kind, x.id, x.part, x."targetKind", x."targetId", x.origin, x.state, x.wanted, x."wantedPrint"
     from jsonb_to_recordset($6::jsonb) as x(kind text, id text, part text, "targetKind" text, "targetId" text, origin text, state text, wanted jsonb, "wantedPrint" text)
     order by x.kind, x.id, x.part
     on conflict (organisation, agreement, source, kind, external_id, part)
     do update set target_kind = excluded.target_kind, target_id = excluded.target_id, state = excluded.state, wanted = excluded.wanted,
       wanted_print = excluded.wanted_print,
       linked_at = case when link.target_id = excluded.target_id then link.linked_at else excluded.linked_at end,
       origin = case when link.target_id = excluded.target_id then link.origin else excluded.origin end`,
    [
      flow.organisation,
      flow.agreement,
      flow.source,
      flow.target,
      now,
      JSON.stringify(latest),
      JSON.stringify(latest.filter((link) => link.state === 'live').map(({ kind, id, part }) => ({ kind, id, part }))),
      flow.flow,
    ],
  );
}

/**
 * What we wrote is a source record of the flows that begin there, and no poll will show it as changed. In our own agreement it
 * is an echo, which only has to be counted; every other agreement has to look at it.
 */
async function tellOtherFlows(
  client: PoolClient,
  { flow, now }: Conclusion,
  kind: Kind,
  ids: readonly string[],
): Promise<readonly TotalsMove[]> {
  const { rows } = await client.query<{ flow: string }>(
    `with echoes as (
     insert into standing (organisation, flow, kind, external_id, state, cause, detail, source_print, changed_at)
     select $1, flow.flow, $4, x.id, 'excluded', 'born on the other side', 'it came from there', '', $5
     from unnest($6::text[]) as x(id) join flow on flow.organisation = $1 and flow.agreement = $2 and flow.source = $3 and $4 = any(flow.kinds)
     where exists (select 1 from link where link.organisation = $1 and link.agreement = $2 and link.target = $3 and link.target_kind = $4 and link.target_id = x.id)
     order by 2, 4 on conflict do nothing)
     select flow from flow where organisation = $1 and source = $3 and agreement <> $2 and mode <> 'off' and $4 = any(kinds)`,
    [flow.organisation, flow.agreement, flow.target, kind, now, ids],
  );
  if (rows.length === 0) return [];
  const moves = await standPending(client, { organisation: flow.organisation, connection: flow.target, kind, now }, ids);
  for (const other of rows) {
    await markKeys(client, { organisation: flow.organisation, flow: other.flow, keys: ids.map((id) => ({ kind, id })), now, first: false });
  }
  return moves;
}

async function saveStandings(client: PoolClient, { flow, now, keys }: Conclusion): Promise<readonly TotalsMove[]> {
  if (keys.length === 0) return [];
  const rows = keys
    .map(({ kind, id, standing }) => ({
      kind,
      id,
      state: standing.state,
      cause: standing.cause,
      detail: standing.detail,
      keeps: standing.source === null,
      number: standing.source?.number ?? null,
      booked_on: standing.source?.bookedOn ?? null,
      print: standing.source?.print ?? null,
      postings: standing.source?.postings ?? [],
    }))
    .toSorted((a, b) => (a.kind < b.kind || (a.kind === b.kind && a.id < b.id) ? -1 : 1));
  // What stood there is locked and read before it is replaced, in the same statement.
  const { rows: before } = await client.query<{ kind: string; external_id: string; postings: readonly Posting[] }>(
    `with had as (
       select standing.kind, standing.external_id, standing.postings from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
       ${eachOf('standing', 'kind, external_id, postings', 'organisation = $1 and flow = $2 and kind = x.kind and external_id = x.id for update')}
     ), stands as (
       insert into standing (organisation, flow, kind, external_id, state, cause, detail, number, booked_on, source_print, postings, changed_at)
       select $1, $2, x.kind, x.id, x.state, x.cause, x.detail, x.number, x.booked_on, x.print, x.postings, $4
       from (select count(*) from had) as locked, jsonb_to_recordset($3::jsonb) as x(kind text, id text, state text, cause text, detail text, keeps boolean,
         number text, booked_on date, print text, postings jsonb)
       where not x.keeps or not exists (select 1 from had where had.kind = x.kind and had.external_id = x.id)
       on conflict (organisation, flow, kind, external_id)
       do update set state = excluded.state, cause = excluded.cause, detail = excluded.detail, number = excluded.number, booked_on = excluded.booked_on,
         source_print = excluded.source_print, postings = excluded.postings, changed_at = excluded.changed_at
     )
     select kind, external_id, postings from had`,
    [flow.organisation, flow.flow, JSON.stringify(rows), now],
  );
  const old = new Map(before.map((row) => [`${row.kind} ${row.external_id}`, row.postings]));
  const kept = rows.filter((row) => row.keeps);
  if (kept.length > 0) {
    await client.query(
      `update standing set state = x.state, cause = x.cause, detail = x.detail, changed_at = $4
       from jsonb_to_recordset($3::jsonb) as x(kind text, id text, state text, cause text, detail text)
       where organisation = $1 and flow = $2 and standing.kind = x.kind and standing.external_id = x.id`,
      [flow.organisation, flow.flow, JSON.stringify(kept), now],
    );
  }
  return rows
    .filter((row) => !row.keeps)
    .map((row) => ({ owner: flow.flow, side: 'source', before: old.get(`${row.kind} ${row.id}`) ?? [], after: row.postings }));
}

const namesOf = (keys: readonly KeyResult[]): string => JSON.stringify(keys.map(({ kind, id }) => ({ kind, id })));

/**
 * Opens or refreshes the key's one open question; closes it when planning needs no answer any more. Says whether any money of this
 * organisation is refused for the sake of its document: hardly ever is, and then nobody has to look whose it is.
 */
async function saveHolds(
  client: PoolClient,
  { flow, token, now, keys }: Conclusion,
  last: Last,
): Promise<{ readonly areRefused: boolean }> {
  // A turn's token is fresh, and a turn asks once about a key: so the question's id needs no chance of its own.
  const idOf = (kind: string, id: string): string => fingerprint(['hold', flow.flow, token, now, kind, id]);
  const open = keys.flatMap(({ kind, id, hold }) =>
    hold === null || hold === 'keep' ? [] : [{ hold: idOf(kind, id), kind, id, code: hold.code, question: hold }],
  );
  const quiet = keys.filter(({ hold }) => hold === null).map(({ kind, id }) => ({ kind, id }));
  const closing = client.query<{ refused: boolean }>(
    `with closed as (
       update hold set closed_at = $4 from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
       where organisation = $1 and flow = $2 and hold.kind = x.kind and hold.external_id = x.id and closed_at is null)
     select exists (select 1 from hold where organisation = $1 and ${isRefusedMoney}) as refused`,
    [flow.organisation, flow.flow, JSON.stringify(quiet), now],
  );
  if (open.length > 0) {
    last(
      client.query(
        `insert into hold (organisation, flow, hold, kind, external_id, code, question, opened_at)
     select $1, $2, x.hold, x.kind, x.id, x.code, x.question, $4
     from jsonb_to_recordset($3::jsonb) as x(hold text, kind text, id text, code text, question jsonb)
     order by x.kind, x.id
     on conflict (organisation, flow, kind, external_id) where closed_at is null
     do update set code = excluded.code, question = excluded.question`,
        [flow.organisation, flow.flow, JSON.stringify(open), now],
      ),
    );
  }
  const { rows } = await closing;
  return { areRefused: rows[0]?.refused === true || open.length > 0 };
}

/** A key stops being dirty only if its generation has not moved, and only if the lease is still ours (invariant 4). */
async function releaseTasks(client: PoolClient, { flow, token, now, keys }: Conclusion): Promise<void> {
  const done = keys.filter(({ task }) => task.is === 'done').map(({ kind, id, generation }) => ({ kind, id, generation }));
  if (done.length > 0) {
    const { rowCount } = await client.query(
      `delete from task using jsonb_to_recordset($3::jsonb) as x(kind text, id text, generation bigint)
       where organisation = $1 and flow = $2 and task.kind = x.kind and task.external_id = x.id
         and task.lease_token = $4 and task.generation = x.generation`,
      [flow.organisation, flow.flow, JSON.stringify(done), token],
    );
    if (rowCount === keys.length) return;
  }
  const late = keys.flatMap(({ kind, id, task }) =>
    task.is === 'later'
      ? [
          {
            kind,
            id,
            due: task.dueAt,
            waits: task.waitsFor === null ? null : `${task.waitsFor.kind}:${task.waitsFor.id}`,
            error: task.error,
          },
        ]
      : [],
  );
  if (late.length > 0) {
    await client.query(
      `update task set due_at = case when task.nudged_at > $5 then $5 else x.due end, waits_for = x.waits, last_error = x.error, tries = task.tries + 1
       from jsonb_to_recordset($3::jsonb) as x(kind text, id text, due bigint, waits text, error text)
       where organisation = $1 and flow = $2 and task.kind = x.kind and task.external_id = x.id and task.lease_token = $4`,
      [flow.organisation, flow.flow, JSON.stringify(late), token, now],
    );
  }
  // What is left of ours was nudged meanwhile: it is due again.
  await client.query(
    `update task set lease_token = null, lease_until = null from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
     where organisation = $1 and flow = $2 and task.kind = x.kind and task.external_id = x.id and task.lease_token = $4`,
    [flow.organisation, flow.flow, namesOf(keys), token],
  );
}

function tell(client: PoolClient, { flow, now, happenings }: Conclusion): Statement {
  if (happenings.length === 0) return null;
  return client.query(
    `insert into happening (organisation, at, flow, kind, external_id, what, detail)
     select $1, $3, $2, x.kind, x.id, x.what, x.detail
     from jsonb_to_recordset($4::jsonb) as x(kind text, id text, what text, detail jsonb)`,
    [
      flow.organisation,
      flow.flow,
      now,
      JSON.stringify(happenings.map(({ key, what, detail }) => ({ kind: key?.kind ?? null, id: key?.id ?? null, what, detail }))),
    ],
  );
}
