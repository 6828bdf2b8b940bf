import type { Pool } from 'pg';
import type { Rows, Seen } from '../contract/connector.ts';
import type { AnyRecord } from '../core/records.ts';
import type { ImportScope } from '../engine/import-ports.ts';

/** What imports left behind, as the CSV connector reads it. A cursor is the number of the last record that was read. */
export const importedRows = (pool: Pool, { organisation, connection }: ImportScope): Rows => ({
  changes: async (kind, after, limit) => {
    const { rows } = await pool.query<Kept & { sequence: string }>(
      `select sequence, print, body from import_document
        where organisation = $1 and connection = $2 and kind = $3 and sequence > $4 order by sequence limit $5`,
      [organisation, connection, kind, after ?? '0', limit],
    );
    return { seen: rows.map(seenOf), next: rows.at(-1)?.sequence ?? after ?? '0', last: rows.length < limit };
  },
  fetch: async (kind, ids) => {
    const { rows } = await pool.query<Kept>(
      'select print, body from import_document where organisation = $1 and connection = $2 and kind = $3 and external_id = any($4)',
      [organisation, connection, kind, ids],
    );
    return rows.map(seenOf);
  },
});

interface Kept {
  readonly print: string;
  readonly body: AnyRecord;
}

const seenOf = ({ print, body }: Kept): Seen => ({ record: body, version: print, reference: null });
