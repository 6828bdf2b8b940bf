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

/** Contacts of that name are found first: their documents stand in an index. */
const found = (text: string): string =>
  `(standing.number ilike ${text} or standing.external_id ilike ${text} or (standing.kind, standing.external_id) in (
     select document.kind, document.external_id from record contact join record document on document.organisation = contact.organisation
       and document.connection = contact.connection and (document.contact = contact.external_id or (document.kind = 'contact' and document.external_id = contact.external_id))
     where contact.organisation = $1 and contact.kind = 'contact' and contact.body ->> 'name' ilike ${text}))`;

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

/** Exact numbers and ids come first, then amounts, then what only holds the text. */
export async function searchStandings(
  pool: Pool,
  organisation: string,
  { text, limit }: { readonly text: string; readonly limit: number },
): Promise<readonly StandingFacts[]> {
  const figure = text.replaceAll(',', '');
  const { rows } = await pool.query<StandingRow>(
    `${select} where standing.organisation = $1 and (${found('$3')} or source_record.gross = $4::numeric
         or exists (select 1 from link where link.organisation = standing.organisation and link.agreement = flow.agreement and link.source = flow.source
           and link.kind = standing.kind and link.external_id = standing.external_id and link.target_id = $2))
     order by standing.number = $2 or standing.external_id = $2 desc nulls last, source_record.gross = $4::numeric desc nulls last,
       source_record.booked_on desc nulls last, standing.flow, standing.kind, standing.external_id limit $5`,
    [organisation, text, within(text), readDecimal(figure) === null ? null : figure, limit],
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
