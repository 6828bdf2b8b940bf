import type { Pool } from 'pg';
import type { Day } from '../core/day.ts';
import { readDecimal } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import type { KeyName } from '../booking/desire.ts';
import type { StandingFacts, StandingsAsked } from '../engine/overview-port.ts';
import type { FlowScope } from '../engine/ports.ts';
import { joinRecord, recognisedColumns, recognisedOf } from './overview-record.ts';
import type { RecognisedRow } from './overview-record.ts';

interface StandingRow extends RecognisedRow {
  readonly organisation: string;
  readonly flow: string;
  readonly kind: Kind;
  readonly external_id: string;
  readonly state: StandingFacts['state'];
  readonly cause: string | null;
  readonly detail: string | null;
  readonly changed_at: string;
}

const select = `select standing.organisation, standing.flow, standing.kind, standing.external_id, standing.state, standing.cause, standing.detail,
  standing.number, standing.changed_at, ${recognisedColumns} from standing ${joinRecord('standing')}`;

const standingOf = (row: StandingRow): StandingFacts => ({
  organisation: row.organisation,
  flow: row.flow,
  kind: row.kind,
  id: row.external_id,
  state: row.state,
  cause: row.cause,
  detail: row.detail,
  changedAt: Number(row.changed_at),
  ...recognisedOf(row),
});

type Filter = Omit<StandingsAsked, 'after' | 'limit'>;

/** What is asked for, as conditions on `standing`, with parameters from $2 on. */
const filtered = `($2::text is null or standing.flow = $2) and ($3::text is null or standing.state = $3)
  and ($4::text is null or standing.kind = $4)`;
const filterValues = ({ flow, state, kind }: Filter): readonly unknown[] => [flow, state, kind];

/** The keys of customers of that name and of their documents, which stand in an index by their customer. */
const ofCustomer = (text: string): string =>
  `select contact.kind, contact.external_id from record contact where contact.organisation = $1 and contact.kind = 'contact' and contact.body ->> 'name' ilike ${text}
   union all
   select document.kind, document.external_id from record contact
   join record document on document.organisation = contact.organisation and document.connection = contact.connection and document.contact = contact.external_id
     and document.kind in ('invoice', 'creditNote', 'bankTransaction')
   where contact.organisation = $1 and contact.kind = 'contact' and contact.body ->> 'name' ilike ${text}`;

const found = (text: string): string =>
  `(standing.number ilike ${text} or standing.external_id ilike ${text} or (standing.kind, standing.external_id) in (${ofCustomer(text)}))`;

/** Text within text: what the pattern would take for a sign of its own is meant as it is written. */
const within = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

export async function standingsOf(pool: Pool, organisation: string, asked: StandingsAsked): Promise<readonly StandingFacts[]> {
  const { after, search, limit } = asked;
  const place = after === null ? [null, null, null, null] : [after.flow, after.number, after.kind, after.id];
  const { rows } = await pool.query<StandingRow>(
    `${select} where standing.organisation = $1 and ${filtered} ${search === null ? '' : `and ${found('$10')}`}
       and ($5::text is null or (standing.flow, coalesce(standing.number, ''), standing.kind, standing.external_id) > ($5, $6, $7, $8))
     order by standing.flow, coalesce(standing.number, ''), standing.kind, standing.external_id limit $9`,
    [organisation, ...filterValues(asked), ...place, limit, ...(search === null ? [] : [within(search)])],
  );
  return rows.map(standingOf);
}

export async function countStandingsOf(pool: Pool, organisation: string, asked: Filter): Promise<number> {
  const { search } = asked;
  const { rows } = await pool.query<{ many: number }>(
    `select count(*)::int as many from standing where standing.organisation = $1 and ${filtered} ${search === null ? '' : `and ${found('$5')}`}`,
    [organisation, ...filterValues(asked), ...(search === null ? [] : [within(search)])],
  );
  return rows[0]?.many ?? 0;
}

export async function standingOfKey(pool: Pool, { organisation, flow }: FlowScope, { kind, id }: KeyName): Promise<StandingFacts | null> {
  const { rows } = await pool.query<StandingRow>(
    `${select} where standing.organisation = $1 and standing.flow = $2 and standing.kind = $3 and standing.external_id = $4`,
    [organisation, flow, kind, id],
  );
  return rows[0] === undefined ? null : standingOf(rows[0]);
}

/** Exact numbers, ids and amounts; only when there are none, what holds the text, and customers' documents. */
export async function searchStandings(
  pool: Pool,
  organisation: string,
  { text, limit }: { readonly text: string; readonly limit: number },
): Promise<readonly StandingFacts[]> {
  const figure = text.replaceAll(',', '');
  const exact = await nearestOf(pool, exactly, [organisation, limit, text, readDecimal(figure) === null ? null : figure]);
  return exact.length > 0 ? exact : nearestOf(pool, loosely, [organisation, limit, within(text)]);
}

// Each way to find something ends at a page: together they are a few rows, and only those are joined and put in order.
const exactly = `(select standing.kind, standing.external_id, 1 as nearness from flow
     join standing on standing.organisation = flow.organisation and standing.flow = flow.flow and coalesce(standing.number, '') = $3
     where flow.organisation = $1 limit $2)
   union all
   (select standing.kind, standing.external_id, 1 from flow
     join standing on standing.organisation = flow.organisation and standing.flow = flow.flow and standing.kind = any(flow.kinds) and standing.external_id = $3
     where flow.organisation = $1 limit $2)
   union all
   (select kind, external_id, 1 from link where organisation = $1 and target_id = $3 limit $2)
   union all
   (select kind, external_id, 2 from record where organisation = $1 and gross = $4::numeric order by booked_on desc limit $2)`;
const loosely = `(select kind, external_id, 1 as nearness from standing where organisation = $1 and (number ilike $3 or external_id ilike $3) limit $2)
   union all
   (select kind, external_id, 2 from (${ofCustomer('$3')}) as theirs limit $2)`;

async function nearestOf(pool: Pool, ways: string, values: readonly unknown[]): Promise<readonly StandingFacts[]> {
  const { rows } = await pool.query<StandingRow>(
    `with named as (${ways}), nearest as (select kind, external_id, min(nearness) as nearness from named group by kind, external_id)
     ${select} join nearest on nearest.kind = standing.kind and nearest.external_id = standing.external_id
     where standing.organisation = $1
     order by nearest.nearness, source_record.booked_on desc nulls last, standing.flow, standing.kind, standing.external_id limit $2`,
    [...values],
  );
  return rows.map(standingOf);
}

export async function inSyncByDay(
  pool: Pool,
  { organisation, flow }: FlowScope,
  { from, through }: { readonly from: Day; readonly through: Day },
): Promise<ReadonlyMap<Day, number>> {
  const { rows } = await pool.query<{ day: Day; many: number }>(
    `select booked_on as day, count(*)::int as many from standing
     where organisation = $1 and flow = $2 and state = 'in sync' and booked_on between $3::date and $4::date group by booked_on`,
    [organisation, flow, from, through],
  );
  return new Map(rows.map(({ day, many }) => [day, many]));
}
