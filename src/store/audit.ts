import type { Pool, PoolClient } from 'pg';
import type { AuditCheck, AuditLine, AuditPage } from '../api/people.ts';
import { beginning, chainCheck, hashOfLine } from './audit-chain.ts';
import { inTransaction } from './transaction.ts';

/** Something that somebody did, as the trail keeps it. */
export interface Deed {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** Without secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Adds a line in the transaction of what it tells about: both are there, or neither. */
export async function addDeed(client: PoolClient, organisation: string, deed: Deed): Promise<void> {
  // Lines of an organisation are added one after the other: each needs the hash of the one before it.
  await client.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`audit ${organisation}`]);
  const { rows } = await client.query<{ number: string; hash: string }>(
    `select number, hash from audit where organisation = $1 order by number desc limit 1`,
    [organisation],
  );
  const number = Number(rows[0]?.number ?? 0) + 1;
  const previousHash = rows[0]?.hash ?? beginning;
  const { at, actor, action, subject, detail } = deed;
  const line = { number, at, actor: asText(actor), action: asText(action), subject: asText(subject), detail: asStored(detail) };
  await client.query(
    `insert into audit (organisation, number, at, actor, action, subject, detail, previous_hash, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      organisation,
      number,
      line.at,
      line.actor,
      line.action,
      line.subject,
      JSON.stringify(line.detail),
      previousHash,
      hashOfLine(organisation, line, previousHash),
    ],
  );
}

/** Adds a line by itself, right after what it tells about. */
export const addDeedAlone = (pool: Pool, organisation: string, deed: Deed): Promise<void> =>
  inTransaction(pool, (client) => addDeed(client, organisation, deed));

/** The database takes neither a NUL nor half of a surrogate pair. */
const asText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');

/** As the database will give it back. */
function asStored(detail: Deed['detail']): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(detail, (_key, value: unknown) => (typeof value === 'string' ? asText(value) : value));
  const stored: Readonly<Record<string, unknown>> = JSON.parse(text);
  return stored;
}

interface AuditRow extends Omit<AuditLine, 'number' | 'at'> {
  readonly number: string;
  readonly at: string;
}

const lineOf = ({ number, at, actor, action, subject, detail, hash }: AuditRow): AuditLine => ({
  number: Number(number),
  at: Number(at),
  actor,
  action,
  subject,
  detail,
  hash,
});

/** The newest lines first, before a number, of an actor or an action where one is named. */
export async function auditPage(
  pool: Pool,
  organisation: string,
  wanted: { readonly before: number | null; readonly limit: number; readonly actor: string | null; readonly action: string | null },
): Promise<AuditPage> {
  const { rows } = await pool.query<AuditRow>(
    `select * from audit where organisation = $1 and ($2::bigint is null or number < $2)
        and ($3::text is null or position(lower($3) in lower(actor)) > 0)
        and ($4::text is null or position(lower($4) in lower(action)) > 0)
      order by number desc limit $5`,
    [organisation, wanted.before, wanted.actor, wanted.action, wanted.limit],
  );
  const lines = rows.map(lineOf);
  return { lines, before: lines.length < wanted.limit ? null : (lines.at(-1)?.number ?? null) };
}

const linesAtOnce = 1_000;

/** The whole trail, oldest line first, by the thousand. */
export async function* auditLines(pool: Pool, organisation: string): AsyncGenerator<AuditLine> {
  let after = 0;
  for (;;) {
    const { rows } = await pool.query<AuditRow>(`select * from audit where organisation = $1 and number > $2 order by number limit $3`, [
      organisation,
      after,
      linesAtOnce,
    ]);
    yield* rows.map(lineOf);
    if (rows.length < linesAtOnce) return;
    after = Number(rows.at(-1)?.number);
  }
}

export async function checkAudit(pool: Pool, organisation: string): Promise<AuditCheck> {
  const check = chainCheck(organisation);
  let head: string | null = null;
  for await (const line of auditLines(pool, organisation)) {
    check.next(line);
    head = line.hash;
  }
  return { lines: check.lines(), isWhole: check.brokenAt() === null, brokenAt: check.brokenAt(), head };
}
