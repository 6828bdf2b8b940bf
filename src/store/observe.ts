import type { Pool, PoolClient, QueryResult } from 'pg';
import { lookupOf } from '../core/lookup.ts';
import type { Kind } from '../core/records.ts';
import type { Bookmark, Observation } from '../engine/ports.ts';
import type { Posting } from '../proof/posting.ts';
import { moveTotals } from './totals.ts';
import type { TotalsMove } from './totals.ts';
import { markTouched } from './tasks.ts';
import { tellChanged } from './overview-live.ts';
import { tellSettings } from './settings.ts';
import { inTransaction } from './transaction.ts';
import type { Last, Statement } from './transaction.ts';

/** Saves what a connection showed: the record, its history, the running totals, the marks and the bookmark, or none of it. */
export async function observe(pool: Pool, observation: Observation): Promise<{ readonly changed: number }> {
  const { seen, gone } = observation;
  if (seen.length > 0 || gone.length > 0) return save(pool, observation);
  // Most polls show nothing new, and only move the bookmark.
  if (observation.bookmark) await saveBookmark(pool, observation);
  return { changed: 0 };
}

const save = (pool: Pool, observation: Observation): Promise<{ readonly changed: number }> =>
  inTransaction(pool, async (client, last) => {
    const [seen, gone] = [await saveSeen(client, observation, last), await saveGone(client, observation, last)];
    const changed = [...seen.changed, ...gone.changed];
    const moves = [...seen.moves, ...gone.moves];
    const survivors = observation.kind === 'contact' ? await followMerges(client, observation) : [];
    if (observation.marks) {
      // A survivor may look as before, and what was asked about the one that it stands for now is answered all the same.
      const touched = [...new Set([...changed, ...survivors])].map((id) => ({ kind: observation.kind, id }));
      const pending = standPending(client, observation, changed);
      last(markTouched(client, observation.organisation, observation.connection, touched, observation.now));
      moves.push(...(await pending));
    }
    if (observation.bookmark) last(saveBookmark(client, observation));
    last(moveTotals(client, observation.organisation, moves));
    if (changed.length > 0) last(tellChanged(client, observation.organisation, ['overview', 'standings', 'log', 'billing']));
    return { changed: changed.length };
  });

type SeenRows = Pick<Observation, 'organisation' | 'connection' | 'kind' | 'seen' | 'now' | 'cause'>;

/** The ids whose print changed, and what their changes move in the running totals: the caller's last work. */
export interface Saved {
  readonly changed: readonly string[];
  readonly moves: readonly TotalsMove[];
}

const nothingSaved: Saved = { changed: [], moves: [] };

/** Inserts or updates records. One row of history for each whose print changed. */
export async function saveSeen(client: PoolClient, observation: SeenRows, last: Last): Promise<Saved> {
  const { connection } = observation;
  // The last sight of a record wins; a page may hold it twice.
  const latest = new Map(observation.seen.map((each) => [each.seen.record.id, each]));
  const rows = [...latest.values()].toSorted((a, b) => (a.seen.record.id < b.seen.record.id ? -1 : 1)).map(rowOf);
  if (rows.length === 0) return nothingSaved;
  const inserted = await insertNew(client, observation, rows);
  const known = rows.filter((row) => !inserted.has(row.external_id));
  const before = await lockKnown(
    client,
    observation,
    known.map((row) => row.external_id),
  );
  const changed = known.filter((row) => {
    const old = before.get(row.external_id);
    return old !== undefined && (old.print !== row.print || old.gone_at !== null);
  });
  const changedIds = new Set(changed.map((row) => row.external_id));
  last(...updateKnown(client, observation, known, changedIds));
  const moved = rows.filter((row) => inserted.has(row.external_id) || changedIds.has(row.external_id));
  const ids = moved.map((row) => row.external_id);
  if (ids.length === 0) return nothingSaved;
  last(tellChanges(client, observation, ids), tellSettings(client, observation));
  const moves = moved.map((row): TotalsMove => ({
    owner: connection,
    side: 'target',
    before: before.get(row.external_id)?.live ?? [],
    after: row.postings,
  }));
  return { changed: ids, moves };
}

const rowOf = ({ seen, print, postings }: Observation['seen'][number]) => {
  const lookup = lookupOf(seen.record);
  return {
    external_id: seen.record.id,
    body: seen.record,
    version: seen.version,
    reference: seen.reference,
    print,
    postings,
    number: lookup.number,
    contact: lookup.contact,
    booked_on: lookup.bookedOn,
    currency: lookup.currency,
    gross: lookup.gross,
  };
};
type Row = ReturnType<typeof rowOf>;

const columns =
  'external_id text, body jsonb, version text, reference text, print text, postings jsonb, number text, contact text, booked_on date, currency text, gross numeric';

/** Returns the ids that were not there: two workers that see a new record at once count it once. */
async function insertNew(
  client: PoolClient,
  { organisation, connection, kind, now }: SeenRows,
  rows: readonly Row[],
): Promise<ReadonlySet<string>> {
  const { rows: inserted } = await client.query<{ external_id: string }>(
    `insert into record (organisation, connection, kind, seen_at, external_id, body, version, reference, print, postings, number, contact, booked_on, currency, gross)
     select $1, $2, $3, $4, x.* from jsonb_to_recordset($5::jsonb) as x(${columns})
     on conflict do nothing returning external_id`,
    [organisation, connection, kind, now, JSON.stringify(rows)],
  );
  return new Set(inserted.map((row) => row.external_id));
}

/** A row of history for each. Copied from the record, which has just been written: the bodies need not travel again. */
const tellChanges = (
  client: PoolClient,
  { organisation, connection, kind, now, cause }: SeenRows,
  ids: readonly string[],
): Promise<QueryResult> =>
  client.query(
    `insert into record_history (organisation, connection, kind, external_id, seen_at, print, body, cause)
     select organisation, connection, kind, external_id, $4, print, body, $5
     from record where organisation = $1 and connection = $2 and kind = $3 and external_id = any($6)
     on conflict do nothing`,
    [organisation, connection, kind, now, cause, ids],
  );

interface Known {
  readonly print: string;
  readonly gone_at: string | null;
  readonly live: readonly Posting[];
}

async function lockKnown(
  client: PoolClient,
  { organisation, connection, kind }: SeenRows,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Known>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ external_id: string; print: string; gone_at: string | null; postings: readonly Posting[] }>(
    `select external_id, print, gone_at, postings from record
     where organisation = $1 and connection = $2 and kind = $3 and external_id = any($4) order by external_id for update`,
    [organisation, connection, kind, ids],
  );
  return new Map(
    rows.map((row) => [row.external_id, { print: row.print, gone_at: row.gone_at, live: row.gone_at === null ? row.postings : [] }]),
  );
}

function updateKnown(
  client: PoolClient,
  { organisation, connection, kind, now }: SeenRows,
  known: readonly Row[],
  changed: ReadonlySet<string>,
): readonly Statement[] {
  const same = known
    .filter((row) => !changed.has(row.external_id))
    .map(({ external_id, version, reference }) => ({ external_id, version, reference }));
  const other = known.filter((row) => changed.has(row.external_id));
  const seeing =
    same.length > 0
      ? client.query(
          `update record set seen_at = $4, version = x.version, reference = x.reference
       from jsonb_to_recordset($5::jsonb) as x(external_id text, version text, reference text)
       where organisation = $1 and connection = $2 and kind = $3 and record.external_id = x.external_id`,
          [organisation, connection, kind, now, JSON.stringify(same)],
        )
      : null;
  if (other.length === 0) return [seeing];
  const changing = client.query(
    `update record set seen_at = $4, gone_at = null, body = x.body, version = x.version, reference = x.reference, print = x.print, postings = x.postings,
       number = x.number, contact = x.contact, booked_on = x.booked_on, currency = x.currency, gross = x.gross
     from jsonb_to_recordset($5::jsonb) as x(${columns})
     where organisation = $1 and connection = $2 and kind = $3 and record.external_id = x.external_id`,
    [organisation, connection, kind, now, JSON.stringify(other)],
  );
  return [seeing, changing];
}

/** What the provider itself says is gone. Its body stays; it moves the books no more. */
async function saveGone(client: PoolClient, observation: Observation, last: Last): Promise<Saved> {
  const { organisation, connection, kind, gone, now, cause } = observation;
  if (gone.length === 0) return nothingSaved;
  const { rows } = await client.query<{ external_id: string; print: string; postings: readonly Posting[] }>(
    `update record set gone_at = $5, seen_at = $5
     where organisation = $1 and connection = $2 and kind = $3 and external_id = any($4) and gone_at is null
     returning external_id, print, postings`,
    [organisation, connection, kind, gone, now],
  );
  if (rows.length > 0) last(tellSettings(client, observation));
  await client.query(
    `insert into record_history (organisation, connection, kind, external_id, seen_at, print, body, cause)
     select $1, $2, $3, x.external_id, $4, 'gone', null, $5 from jsonb_to_recordset($6::jsonb) as x(external_id text) on conflict do nothing`,
    [organisation, connection, kind, now, cause, JSON.stringify(rows.map(({ external_id }) => ({ external_id })))],
  );
  return {
    changed: rows.map((row) => row.external_id),
    moves: rows.map((row) => ({ owner: connection, side: 'target', before: row.postings, after: [] })),
  };
}

/** Law F44: when the ledger merges contacts, the link moves to the survivor, which is not of our making; the old id stays in the history. Returns where links moved to. */
async function followMerges(client: PoolClient, { organisation, connection, seen }: Observation): Promise<readonly string[]> {
  const merges = seen.flatMap(({ seen: { record } }) =>
    record.kind === 'contact' && record.mergedInto !== null ? [{ old: record.id, survivor: record.mergedInto }] : [],
  );
  if (merges.length === 0) return [];
  const { rows } = await client.query<{ target_id: string }>(
    `update link set target_id = x.survivor, origin = 'adopted'
     from jsonb_to_recordset($3::jsonb) as x(old text, survivor text)
     where organisation = $1 and target = $2 and target_kind = 'contact' and target_id = x.old
     returning link.target_id`,
    [organisation, connection, JSON.stringify(merges)],
  );
  return rows.map((row) => row.target_id);
}

/** A record counts from the moment it is seen: it is pending until its first turn (invariant 10). Returns what it moves. */
export async function standPending(
  client: PoolClient,
  { organisation, connection, kind, now }: Pick<Observation, 'organisation' | 'connection' | 'kind' | 'now'>,
  changed: readonly string[],
): Promise<readonly TotalsMove[]> {
  if (changed.length === 0) return [];
  const { rows } = await client.query<{ flow: string; postings: readonly Posting[] }>(
    `insert into standing (organisation, flow, kind, external_id, state, cause, number, booked_on, source_print, postings, changed_at)
     select $1, flow.flow, $3, record.external_id, 'pending', 'not sent yet', record.number, record.booked_on, record.print, record.postings, $5
     from record join flow on flow.organisation = $1 and flow.source = $2 and flow.mode <> 'off' and $3 = any(flow.kinds)
     where record.organisation = $1 and record.connection = $2 and record.kind = $3 and record.external_id = any($4)
     on conflict do nothing returning flow, postings`,
    [organisation, connection, kind, changed, now],
  );
  return rows.map((row) => ({ owner: row.flow, side: 'source', before: [], after: row.postings }));
}

function saveBookmark(client: Pool | PoolClient, { organisation, connection, kind, bookmark, now }: Observation): Promise<QueryResult> {
  return client.query(
    `insert into bookmark (organisation, connection, kind, cursor, polled_at, complete_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (organisation, connection, kind)
     do update set cursor = coalesce(excluded.cursor, bookmark.cursor), polled_at = excluded.polled_at, complete_at = coalesce(excluded.complete_at, bookmark.complete_at)`,
    [organisation, connection, kind, bookmark?.cursor ?? null, now, bookmark?.completeAt ?? null],
  );
}

export const bookmark = async (pool: Pool, organisation: string, connection: string, kind: Kind): Promise<Bookmark | null> => {
  const { rows } = await pool.query<{ cursor: string | null; polled_at: string | null; complete_at: string | null }>(
    'select cursor, polled_at, complete_at from bookmark where organisation = $1 and connection = $2 and kind = $3',
    [organisation, connection, kind],
  );
  const [row] = rows;
  if (!row) return null;
  return {
    cursor: row.cursor,
    polledAt: row.polled_at === null ? null : Number(row.polled_at),
    completeAt: row.complete_at === null ? null : Number(row.complete_at),
  };
};

/** What a pass over everything did not show; asked for by id before it is believed to be gone (invariant 12). */
export async function unseenSince(
  pool: Pool,
  organisation: string,
  connection: string,
  kind: Kind,
  since: number,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ external_id: string }>(
    'select external_id from record where organisation = $1 and connection = $2 and kind = $3 and seen_at < $4 and gone_at is null order by external_id',
    [organisation, connection, kind, since],
  );
  return rows.map((row) => row.external_id);
}
