import type { Pool } from 'pg';
import { restedPace } from '../engine/pacing.ts';
import type { Pace } from '../engine/pacing.ts';
import type { PaceStore } from '../engine/edge-ports.ts';
import { inTransaction } from './transaction.ts';

/** The pace of each connection, one row, changed under its lock: every worker on every machine sees the same one. */
export function paceStore(pool: Pool): PaceStore {
  return {
    change: ({ organisation, connection }, decide) =>
      inTransaction(pool, async (client) => {
        const name = [organisation, connection];
        const lock = `select state from pace where organisation = $1 and connection = $2 for update`;
        let { rows } = await client.query<{ state: Pace }>(lock, name);
        if (rows.length === 0) {
          // Two workers may both find nothing; one of them inserts, and both then lock the same row.
          await client.query(`insert into pace (organisation, connection, state) values ($1, $2, $3) on conflict do nothing`, [
            ...name,
            restedPace,
          ]);
          ({ rows } = await client.query<{ state: Pace }>(lock, name));
        }
        const before = rows[0]?.state ?? restedPace;
        const { pace, result } = decide(before);
        if (pace !== before) {
          await client.query(`update pace set state = $3 where organisation = $1 and connection = $2`, [...name, pace]);
        }
        return result;
      }),
  };
}
