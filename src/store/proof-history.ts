import type { Pool, PoolClient } from 'pg';
import { lastDayOf } from '../core/day.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { ChangedRecord, ChangeQuery, ProofStore, SideName } from '../engine/proof-port.ts';

/** Every record whose look changed after an instant, with how it looked then and how it looks now. */
export async function changedSince(pool: Pool, query: ChangeQuery): Promise<readonly ChangedRecord[]> {
  const { rows } = await pool.query<{
    connection: string;
    kind: Kind;
    external_id: string;
    before: AnyRecord | null;
    after: AnyRecord | null;
    seen_at: string;
    cause: string;
  }>(
    `select c.connection, c.kind, c.external_id, was.body as before, case when r.gone_at is null then r.body end as after, c.seen_at, c.cause
     from (select distinct on (connection, kind, external_id) connection, kind, external_id, seen_at, cause from record_history
           where organisation = $1 and connection = any($2) and seen_at > $3 order by connection, kind, external_id, seen_at desc) c
     left join record r on r.organisation = $1 and r.connection = c.connection and r.kind = c.kind and r.external_id = c.external_id
     left join lateral (select body from record_history h where h.organisation = $1 and h.connection = c.connection and h.kind = c.kind
       and h.external_id = c.external_id and h.seen_at <= $3 order by h.seen_at desc limit 1) was on true
     where r.booked_on between $4::date and $5::date
       or coalesce(was.body ->> 'issuedOn', was.body ->> 'paidOn', was.body ->> 'refundedOn', was.body ->> 'allocatedOn', was.body ->> 'madeOn')::date
         between $4::date and $5::date
     order by c.seen_at, c.connection, c.kind, c.external_id`,
    [query.organisation, query.connections, query.since, `${query.fromMonth}-01`, lastDayOf(query.throughMonth)],
  );
  return rows.map(({ external_id, seen_at, ...row }) => ({ ...row, id: external_id, seenAt: Number(seen_at) }));
}

/** The last look of each record up to an instant. A row without a body says that it was gone. */
export const recordsAsOf = (pool: Pool, side: SideName & { readonly at: number }): AsyncIterable<AnyRecord> =>
  inPages<{ body: AnyRecord }, AnyRecord>(pool, {
    sql: `select body from (select distinct on (kind, external_id) kind, external_id, body from record_history
            where organisation = $1 and connection = $2 and seen_at <= $3 order by kind, external_id, seen_at desc) looks
          where body is not null order by kind, external_id`,
    values: [side.organisation, side.connection, side.at],
    read: (row) => row.body,
  });

/** Documents in the order in which books are written, with their customers' names. Payments name their invoice's customer. */
export const documentsOf = (pool: Pool, side: SideName): ReturnType<ProofStore['documents']> =>
  inPages<{ body: AnyRecord; contact: string | null }, { readonly record: AnyRecord; readonly contact: string | null }>(pool, {
    sql: `select r.body, c.body ->> 'name' as contact from record r
          left join record c on c.organisation = r.organisation and c.connection = r.connection and c.kind = 'contact' and c.external_id = r.body ->> 'contact'
          where r.organisation = $1 and r.connection = $2 and r.gone_at is null and r.postings <> '[]'
          order by r.booked_on, r.kind, r.number, r.external_id`,
    values: [side.organisation, side.connection],
    read: (row) => ({ record: row.body, contact: row.contact }),
  });

interface Paged<Row, T> {
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly read: (row: Row) => T;
}

const pageRows = 500;

/** Rows through a cursor, so that the whole books are never in memory, in one state of the database. */
async function* inPages<Row extends object, T>(pool: Pool, { sql, values, read }: Paged<Row, T>): AsyncGenerator<T> {
  const client = await pool.connect();
  let isWhole = false;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`declare looked no scroll cursor for ${sql}`, [...values]);
    let rows = await page<Row>(client);
    while (rows.length > 0) {
      for (const row of rows) yield read(row);
      rows = await page<Row>(client);
    }
    await client.query('commit');
    isWhole = true;
  } finally {
    // A reader that stops early leaves an open transaction, so its connection is not used again.
    client.release(!isWhole);
  }
}

const page = async <Row extends object>(client: PoolClient): Promise<readonly Row[]> =>
  (await client.query<Row>(`fetch ${pageRows} from looked`)).rows;
