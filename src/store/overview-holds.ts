import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';
import type { KeyName, Question } from '../booking/desire.ts';
import type { HoldFacts, HoldsAsked } from '../engine/overview-port.ts';
import type { FlowScope } from '../engine/ports.ts';
import { joinRecord, recognisedColumns, recognisedOf } from './overview-record.ts';
import type { RecognisedRow } from './overview-record.ts';

interface HoldRow extends RecognisedRow {
  readonly organisation: string;
  readonly flow: string;
  readonly hold: string;
  readonly kind: Kind;
  readonly external_id: string;
  readonly code: string;
  readonly question: Question;
  readonly opened_at: string;
  readonly closed_at: string | null;
}

const select = `select hold.organisation, hold.flow, hold.hold, hold.kind, hold.external_id, hold.code, hold.question, hold.opened_at, hold.closed_at,
    standing.number, ${recognisedColumns}
  from hold ${joinRecord('hold')}
  left join standing on standing.organisation = hold.organisation and standing.flow = hold.flow and standing.kind = hold.kind and standing.external_id = hold.external_id`;

const holdOf = (row: HoldRow): HoldFacts => ({
  organisation: row.organisation,
  flow: row.flow,
  hold: row.hold,
  kind: row.kind,
  id: row.external_id,
  code: row.code,
  question: row.question,
  openedAt: Number(row.opened_at),
  closedAt: row.closed_at === null ? null : Number(row.closed_at),
  ...recognisedOf(row),
});

/** The questions that wait, oldest first. */
export async function waitingHolds(pool: Pool, organisation: string, asked: HoldsAsked): Promise<readonly HoldFacts[]> {
  const { rows } = await pool.query<HoldRow>(
    `${select} where hold.organisation = $1 and hold.closed_at is null and ($2::text is null or hold.flow = $2) and ($3::text is null or hold.code = $3)
       and ($4::text is null or (hold.opened_at, hold.hold) > (select last.opened_at, last.hold from hold last where last.organisation = $1 and last.hold = $4))
     order by hold.opened_at, hold.hold limit $5`,
    [organisation, asked.flow, asked.code, asked.after, asked.limit],
  );
  return rows.map(holdOf);
}

export async function holdById(pool: Pool, organisation: string, hold: string): Promise<HoldFacts | null> {
  const { rows } = await pool.query<HoldRow>(`${select} where hold.organisation = $1 and hold.hold = $2`, [organisation, hold]);
  return rows[0] === undefined ? null : holdOf(rows[0]);
}

export async function holdOfKey(pool: Pool, { organisation, flow }: FlowScope, { kind, id }: KeyName): Promise<HoldFacts | null> {
  const { rows } = await pool.query<HoldRow>(
    `${select} where hold.organisation = $1 and hold.flow = $2 and hold.kind = $3 and hold.external_id = $4 and hold.closed_at is null`,
    [organisation, flow, kind, id],
  );
  return rows[0] === undefined ? null : holdOf(rows[0]);
}

export async function countHolds(
  pool: Pool,
  organisation: string,
  flow: string | null,
): Promise<readonly { readonly code: string; readonly holds: number }[]> {
  const { rows } = await pool.query<{ code: string; holds: number }>(
    `select code, count(*)::int as holds from hold where organisation = $1 and closed_at is null and ($2::text is null or flow = $2)
     group by code order by holds desc, code`,
    [organisation, flow],
  );
  return rows;
}
