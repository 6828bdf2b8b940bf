import type { Pool } from 'pg';
import { inTransaction } from './transaction.ts';

/** Told how many rows were just written, and of what: a kind of a connection's records, say, or a flow's documents. */
export interface Growth {
  seen(of: string, rows: number): Promise<void>;
  written(of: string, rows: number): Promise<void>;
}

const firstRows = 50;
const factor = 4;

// Only what statements search by: the bodies would be read for nothing. PostgreSQL's own autovacuum comes by once a minute at most.
const searched = {
  seen: `analyze
    record (organisation, connection, kind, external_id, number, contact, gross, booked_on),
    task (organisation, flow, kind, external_id, rank, due_at, waits_for),
    standing (organisation, flow, kind, external_id, state)`,
  written: `analyze
    link (organisation, agreement, source, kind, external_id, part, target, target_kind, target_id, state),
    write (organisation, flow, kind, external_id, part, state, call, write), call (organisation, call),
    hold (organisation, flow, kind, external_id), ruling (organisation, flow, kind, external_id)`,
};

/**
 * Keeps the planner's statistics no older than a quarter of what this process has written of anything. In the first minute of a
 * backfill PostgreSQL has none, takes a flow's rows for a handful, and any index for as good as the one that leads to the row: a claim
 * among 3,000 keys took 270 ms, and 5 ms with statistics. A small sample is enough for that, and takes a few milliseconds.
 */
export function keepStatistics(pool: Pool): Growth {
  const counts = new Map<string, { written: number; next: number }>();
  const grow = async (what: keyof typeof searched, of: string, rows: number): Promise<void> => {
    const name = `${what} ${of}`;
    const count = counts.get(name) ?? { written: 0, next: firstRows };
    counts.set(name, count);
    count.written += rows;
    if (count.written < count.next) return;
    count.next = count.written * factor;
    // What was written is committed. Without new statistics it is only slower, and the next statement says what is wrong.
    await inTransaction(pool, (client) => client.query(searched[what]), 'begin; set local default_statistics_target = 10').catch(
      () => undefined,
    );
  };
  return { seen: (of, rows) => grow('seen', of, rows), written: (of, rows) => grow('written', of, rows) };
}
