import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';
import type { LogAsked, LogSort, PlacedLine } from '../engine/overview-port.ts';

interface LineRow {
  readonly at: string;
  readonly of: LogSort;
  readonly place: string;
  readonly flow: string | null;
  readonly kind: Kind | null;
  readonly external_id: string | null;
  readonly number: string | null;
  readonly what: string;
  readonly detail: string | null;
}

const wroteAt = 'coalesce(settled_at, sent_at, planned_at)';
const words = `(select string_agg(key || ' ' || trim(both '"' from value::text), ', ' order by key) from jsonb_each(detail))`;

/** Where lines come from. Each gives its newest first, from the place on where the page before ended, so that an index ends it early. */
const sources: Readonly<Record<LogSort, { readonly from: string; readonly at: string; readonly id: string; readonly columns: string }>> = {
  write: {
    from: `write where organisation = $1 and state <> 'superseded'`,
    at: wroteAt,
    id: 'write',
    columns: `flow, kind, external_id, state || ': ' || does || ' ' || target_kind as what, coalesce(message, why) as detail`,
  },
  question: {
    from: 'hold where organisation = $1',
    at: 'opened_at',
    id: 'hold',
    columns: `flow, kind, external_id, 'question: ' || code as what, question ->> 'text' as detail`,
  },
  note: {
    from: 'happening where organisation = $1',
    at: 'at',
    // As text of one length, ids that are numbers are in order.
    id: `lpad(happening::text, 20, '0')`,
    columns: `flow, kind, external_id, what, case when detail = '{}' then null else ${words} end as detail`,
  },
  proof: {
    from: 'proof where organisation = $1',
    at: 'made_at',
    id: 'proof',
    columns: `flow, null as kind, null as external_id, 'proof: ' || word as what, period as detail`,
  },
};

const sorts: readonly LogSort[] = ['write', 'question', 'note', 'proof'];

/** Everything that happened, newest first. */
export async function logLines(pool: Pool, organisation: string, asked: LogAsked): Promise<readonly PlacedLine[]> {
  const { before, limit, flow, what, search } = asked;
  const sought = search === null ? '' : `where (what ilike $6 or detail ilike $6 or external_id ilike $6 or number ilike $6)`;
  const parts = sorts.filter((sort) => what === null || sort === what).map((sort) => `(${part(sort, search !== null)})`);
  const { rows } = await pool.query<LineRow>(
    `with lines as (${parts.join(' union all ')}),
     numbered as (
       select lines.*, standing.number from lines
       left join standing on standing.organisation = $1 and standing.flow = lines.flow and standing.kind = lines.kind and standing.external_id = lines.external_id)
     select * from numbered ${sought} order by at desc, of desc, place desc limit $2`,
    [
      organisation,
      limit,
      flow,
      before?.at ?? null,
      before === null ? null : `${before.of} ${before.id}`,
      ...(search === null ? [] : [`%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`]),
    ],
  );
  return rows.map((row) => ({
    at: Number(row.at),
    flow: row.flow,
    kind: row.kind,
    id: row.external_id,
    number: row.number,
    what: row.what,
    detail: row.detail ?? '',
    place: { at: Number(row.at), of: row.of, id: row.place },
  }));
}

/** A search looks at all lines; otherwise no source can add more than a page. */
function part(sort: LogSort, isSearch: boolean): string {
  const { from, at, id, columns } = sources[sort];
  return `select ${at} as at, '${sort}' as of, ${id} as place, ${columns} from ${from} and ($3::text is null or flow = $3)
    and ($4::bigint is null or (${at} <= $4 and (${at} < $4 or '${sort} ' || ${id} < $5::text)))
    order by 1 desc, 3 desc ${isSearch ? '' : 'limit $2'}`;
}
