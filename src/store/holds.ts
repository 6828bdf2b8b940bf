import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';
import type { Question } from '../booking/desire.ts';
import type { Answer, Hold } from '../engine/batch-ports.ts';
import { markKeys } from './tasks.ts';
import { tellChanged } from './overview-live.ts';
import { inTransaction } from './transaction.ts';

interface HoldRow {
  readonly organisation: string;
  readonly flow: string;
  readonly hold: string;
  readonly kind: Kind;
  readonly external_id: string;
  readonly code: string;
  readonly question: Question;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly number: string | null;
}

const select = `select hold.organisation, hold.flow, hold.hold, hold.kind, hold.external_id, hold.code, hold.question, hold.opened_at, hold.closed_at, standing.number
  from hold left join standing on standing.organisation = hold.organisation and standing.flow = hold.flow and standing.kind = hold.kind and standing.external_id = hold.external_id`;

const holdOf = ({ external_id, opened_at, closed_at, ...row }: HoldRow): Hold => ({
  ...row,
  id: external_id,
  openedAt: Number(opened_at),
  closedAt: closed_at === null ? null : Number(closed_at),
});

export async function openHolds(
  pool: Pool,
  organisation: string,
  options: { readonly flow: string | null; readonly limit: number },
): Promise<readonly Hold[]> {
  const { rows } = await pool.query<HoldRow>(
    `${select} where hold.organisation = $1 and ($2::text is null or hold.flow = $2) and hold.closed_at is null order by hold.opened_at, hold.hold limit $3`,
    [organisation, options.flow, options.limit],
  );
  return rows.map(holdOf);
}

/** By its id, or by the beginning of it when that is enough to tell. */
export async function findHold(pool: Pool, organisation: string, hold: string): Promise<Hold | null> {
  const { rows } = await pool.query<HoldRow>(`${select} where hold.organisation = $1 and starts_with(hold.hold, $2) limit 2`, [
    organisation,
    hold,
  ]);
  return rows.length === 1 && rows[0] ? holdOf(rows[0]) : null;
}

/** Closes the hold, keeps the ruling and marks the key, together; false when somebody was quicker. */
export const answerHold = (pool: Pool, answer: Answer): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    const { organisation, hold, by, now, action, ruling } = answer;
    const { rows } = await client.query<{ flow: string; kind: Kind; external_id: string }>(
      `update hold set closed_at = $3, answer = $4, answered_by = $5 where organisation = $1 and hold = $2 and closed_at is null returning flow, kind, external_id`,
      [organisation, hold, now, JSON.stringify(action), by],
    );
    const [row] = rows;
    if (!row) return false;
    if (ruling !== null) {
      await client.query(
        `insert into ruling (organisation, flow, kind, external_id, part, ruling, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (organisation, flow, kind, external_id, part) do update set ruling = excluded.ruling, made_at = excluded.made_at, made_by = excluded.made_by`,
        [organisation, row.flow, row.kind, row.external_id, ruling.part, JSON.stringify({ action, print: ruling.print }), now, by],
      );
    }
    await client.query(
      `insert into happening (organisation, at, flow, kind, external_id, what, detail) values ($1, $2, $3, $4, $5, 'answered', $6)`,
      [organisation, now, row.flow, row.kind, row.external_id, JSON.stringify({ by, action })],
    );
    await markKeys(client, { organisation, flow: row.flow, keys: [{ kind: row.kind, id: row.external_id }], now, first: false });
    await tellChanged(
      client,
      organisation,
      ['overview', 'holds', 'standings', 'log'],
      [{ flow: row.flow, kind: row.kind, id: row.external_id }],
    );
    return true;
  });
