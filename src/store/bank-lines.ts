import type { PoolClient } from 'pg';
import type { StatementLine } from '../core/bank-records.ts';
import type { BankBook, BankFile, BankScope, KeptLine } from '../engine/bank-ports.ts';

interface LineRow {
  readonly record: StatementLine;
  readonly read: KeptLine['read'];
  readonly state: string;
}

const keptOf = ({ record, read, state }: LineRow): KeptLine => ({ record, read, isGone: state === 'gone' });

/** Files and lines, of one connection. */
export const lineRows = (
  client: PoolClient,
  scope: BankScope,
): Pick<BankBook, 'files' | 'keepFile' | 'lines' | 'linesNamed' | 'keepLines'> => ({
  ...fileRows(client, scope),
  ...plainLines(client, scope),
});

const fileRows = (client: PoolClient, { organisation, connection }: BankScope): Pick<BankBook, 'files' | 'keepFile'> => ({
  files: async (account) => {
    const { rows } = await client.query<Omit<BankFile, 'importedAt' | 'importedBy'> & { imported_at: string; imported_by: string }>(
      `select account, print, name, imported_at, imported_by, counts, problems from bank_file
       where organisation = $1 and connection = $2 and ($3::text is null or account = $3) order by imported_at, print`,
      [organisation, connection, account],
    );
    return rows.map(({ imported_at: at, imported_by: importedBy, ...rest }) => ({ ...rest, importedAt: Number(at), importedBy }));
  },
  keepFile: async ({ account, print, name, importedAt, importedBy, counts, problems }) => {
    await client.query(
      `insert into bank_file (organisation, connection, account, print, name, imported_at, imported_by, counts, problems)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (organisation, connection, account, print) do update
       set imported_at = excluded.imported_at, imported_by = excluded.imported_by, counts = excluded.counts, problems = excluded.problems`,
      [organisation, connection, account, print, name, importedAt, importedBy, JSON.stringify(counts), JSON.stringify(problems)],
    );
  },
});

const plainLines = (client: PoolClient, { organisation, connection }: BankScope): Pick<BankBook, 'lines' | 'linesNamed' | 'keepLines'> => ({
  lines: async ({ account, from, through, isOpen }) => {
    const { rows } = await client.query<LineRow>(
      `select record, read, state from bank_line as line
       where organisation = $1 and connection = $2 and ($3::text is null or account = $3)
         and ($4::date is null or booked_on >= $4) and ($5::date is null or booked_on <= $5)
         and (not $6 or (state = 'booked' and not exists (
           select from bank_decision as decided
           where decided.organisation = $1 and decided.connection = $2 and decided.line = line.line and decided.ended_at is null)))
       order by booked_on, line`,
      [organisation, connection, account, from, through, isOpen],
    );
    return rows.map(keptOf);
  },
  linesNamed: async (ids) => {
    const { rows } = await client.query<LineRow>(
      'select record, read, state from bank_line where organisation = $1 and connection = $2 and line = any($3) order by booked_on, line',
      [organisation, connection, ids],
    );
    return rows.map(keptOf);
  },
  keepLines: async (lines, now) => {
    if (lines.length === 0) return;
    const fresh = lines.map(({ record, read, isGone }) => ({
      line: record.id,
      account: record.account,
      booked_on: record.bookedOn,
      state: isGone ? 'gone' : record.state,
      record,
      read,
    }));
    await client.query(
      `insert into bank_line (organisation, connection, line, account, booked_on, state, record, read, kept_at)
       select $1, $2, line, account, booked_on, state, record, read, $4
         from json_to_recordset($3) as fresh (line text, account text, booked_on date, state text, record jsonb, read jsonb)
       on conflict (organisation, connection, line) do update
       set booked_on = excluded.booked_on, state = excluded.state, record = excluded.record, read = excluded.read, kept_at = excluded.kept_at`,
      [organisation, connection, JSON.stringify(fresh), now],
    );
  },
});
