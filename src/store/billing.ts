import type { Pool, PoolClient } from 'pg';
import type { Instant } from '../core/day.ts';
import { billingKinds } from '../billing/book.ts';
import type { BillingKind, BookSettings, Kept, NumberedKind } from '../billing/book.ts';
import type { BillingStore, Change, ChangePage, ChangeQuery, ListQuery, Once, OpenBook, Placed, Written } from '../billing/ports.ts';
import { Refusal } from '../billing/refusal.ts';
import { lockedBook, settingsOf } from './billing-book.ts';
import type { BookRow } from './billing-book.ts';
import { byReference, contactsLike, keptById, paymentsLike } from './billing-lookups.ts';
import { keptColumns, keptOf, ofKind, sheets } from './billing-sheets.ts';
import type { KeptRow } from './billing-sheets.ts';
import { inTransaction } from './transaction.ts';

/** The lookups of a write are by key: PostgreSQL would plan each of them anew, while others wait for the book. */
const beginByKey = 'begin; set local plan_cache_mode = force_generic_plan';

export function billingStore(pool: Pool): BillingStore {
  return {
    openBook: (organisation, settings) => upsertBook(pool, organisation, settings),
    settings: async (organisation) => {
      const { rows } = await pool.query<BookRow>('select * from billing_book where organisation = $1', [organisation]);
      return rows[0] === undefined ? null : settingsOf(rows[0]);
    },
    write: (organisation, at, once, work) =>
      inTransaction(pool, (client) => writeOnce(client, organisation, { at, once, work }), beginByKey),
    fetch: (organisation, kind, ids) => keptById(pool, organisation, kind, ids),
    fetchByReference: (organisation, kind, references) => byReference(pool, organisation, kind, references),
    list: (organisation, kind, query) => fetchList(pool, organisation, kind, query),
    changes: (organisation, query) => fetchChanges(pool, organisation, query),
    activeContacts: async (organisation) => {
      const { rows } = await pool.query<KeptRow<'contact'>>(
        `select ${keptColumns('contact')} from billing_contact t where t.organisation = $1 and t.state = 'active' order by t.place`,
        [organisation],
      );
      return rows.map(keptOf);
    },
    contactsLike: (organisation, keys) => contactsLike(pool, organisation, keys),
    paymentsLike: (organisation, wants) => paymentsLike(pool, organisation, wants),
  };
}

async function upsertBook(
  pool: Pool,
  organisation: string,
  { name, country, baseCurrency, timeZone, roundsTax, series }: BookSettings,
): Promise<void> {
  await pool.query(
    `insert into billing_book (organisation, name, country, base_currency, time_zone, rounds_tax, invoice_prefix, invoice_digits, credit_note_prefix, credit_note_digits)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (organisation) do update set name = excluded.name, country = excluded.country, base_currency = excluded.base_currency,
       time_zone = excluded.time_zone, rounds_tax = excluded.rounds_tax, invoice_prefix = excluded.invoice_prefix, invoice_digits = excluded.invoice_digits,
       credit_note_prefix = excluded.credit_note_prefix, credit_note_digits = excluded.credit_note_digits,
       invoice_next = greatest(billing_book.invoice_next, ${afterOwn('invoice', 'excluded.invoice_prefix')}),
       credit_note_next = greatest(billing_book.credit_note_next, ${afterOwn('creditNote', 'excluded.credit_note_prefix')})`,
    [
      organisation,
      name,
      country,
      baseCurrency,
      timeZone,
      roundsTax,
      series.invoice.prefix,
      series.invoice.digits,
      series.creditNote.prefix,
      series.creditNote.digits,
    ],
  );
}

/** What people numbered themselves under a prefix that the series takes over: it goes on after the last of these. */
const afterOwn = (kind: NumberedKind, prefix: string): string =>
  `(select coalesce(max(substr(d.number, length(${prefix}) + 1)::bigint), 0) + 1 from billing_document d
     where d.organisation = $1 and d.kind = '${kind}' and starts_with(d.number, ${prefix}) and substr(d.number, length(${prefix}) + 1) ~ '^[0-9]{1,15}$')`;

interface Work<T> {
  readonly at: Instant;
  readonly once: Once | null;
  readonly work: (book: OpenBook) => Promise<T>;
}

async function writeOnce<T>(client: PoolClient, organisation: string, { at, once, work }: Work<T>): Promise<Written<T>> {
  const { rows } = await client.query<BookRow>('select * from billing_book where organisation = $1 for update', [organisation]);
  if (rows[0] === undefined) throw new Refusal('no-book', organisation);
  // Looked up under the lock: of two requests with one key at the same time, the second waits here and finds the first one's answer.
  if (once !== null) {
    const { rows: before } = await client.query<{ print: string; answer: T }>(
      'select print, answer from billing_answer where organisation = $1 and key = $2',
      [organisation, once.key],
    );
    if (before[0] !== undefined && before[0].print !== once.print) throw new Refusal('key-reused', once.key);
    if (before[0] !== undefined) return { result: before[0].answer, isRepeat: true };
  }
  const { book, finish } = lockedBook(client, organisation, rows[0], at);
  const result = await work(book);
  await finish();
  if (once !== null) await insertAnswer(client, organisation, { ...once, answer: result }, at);
  return { result, isRepeat: false };
}

async function insertAnswer(
  client: PoolClient,
  organisation: string,
  { key, print, answer }: Once & { readonly answer: unknown },
  at: Instant,
): Promise<void> {
  await client.query('insert into billing_answer (organisation, key, print, answer, at) values ($1, $2, $3, $4, $5)', [
    organisation,
    key,
    print,
    JSON.stringify(answer),
    at,
  ]);
}

/** The same words as `statusOf`, so that a list can be narrowed to one of them. */
const status = `case when t.state <> 'open' then t.state
  when t.kind = 'creditNote' then case when t.open_minor = 0 then 'settled' else 'open' end
  when t.open_minor = 0 then case when t.credited_minor = 0 and t.gross_minor > 0 then 'paid' else 'settled' end
  when t.due_on < $asOf then 'overdue'
  when t.paid_minor > 0 then 'partlyPaid' else 'open' end`;

// Places are bigint.
const lastPlace = '9223372036854775807';

async function fetchList<K extends BillingKind>(
  pool: Pool,
  organisation: string,
  kind: K,
  query: ListQuery,
): Promise<readonly Placed<K>[]> {
  const { table, filters } = sheets[kind];
  const isNewestFirst = query.isNewestFirst === true;
  const values: (string | number)[] = [organisation, query.after ?? (isNewestFirst ? lastPlace : '0'), query.limit];
  const conditions = [ofKind(kind), isNewestFirst ? 't.place < $2' : 't.place > $2'];
  for (const field of ['contact', 'number', 'invoice', 'search'] as const) {
    const [condition, value] = [filters[field], query[field] ?? null];
    if (condition !== undefined && value !== null) conditions.push(condition.replaceAll('?', `$${values.push(value)}::text`));
  }
  if (query.status !== null && table === 'billing_document') {
    const [asOf, is] = [values.push(query.status.asOf), values.push(query.status.is)];
    conditions.push(`${status.replace('$asOf', `$${asOf}::date`)} = $${is}`);
  }
  const { rows } = await pool.query<KeptRow<K>>(
    `select ${keptColumns(kind)} from ${table} t where ${conditions.join(' and ')} order by t.place${isNewestFirst ? ' desc' : ''} limit $3`,
    values,
  );
  return rows.map((row) => ({ place: row.place, kept: keptOf(row) }));
}

async function fetchChanges(pool: Pool, organisation: string, { kind, after, limit }: ChangeQuery): Promise<ChangePage> {
  const { rows } = await pool.query<{ sequence: string; kind: BillingKind; id: string; at: string }>(
    `select c.sequence::text, c.kind, c.id, c.at::text from billing_change c
      where c.organisation = $1 and c.sequence > $2${kind === null ? '' : ' and c.kind = $4'} order by c.sequence limit $3`,
    [organisation, after ?? '0', limit, ...(kind === null ? [] : [kind])],
  );
  const last = new Map(rows.map((row) => [`${row.kind} ${row.id}`, row.sequence]));
  const newest = rows.filter((row) => last.get(`${row.kind} ${row.id}`) === row.sequence);
  const kept = new Map<string, Kept>();
  for (const each of billingKinds) {
    const ids = newest.filter((row) => row.kind === each).map((row) => row.id);
    if (ids.length > 0) for (const found of await keptById(pool, organisation, each, ids)) kept.set(`${each} ${found.record.id}`, found);
  }
  const changes = newest.flatMap((row): readonly Change[] => {
    const found = kept.get(`${row.kind} ${row.id}`);
    return found === undefined ? [] : [{ sequence: row.sequence, kind: row.kind, at: Number(row.at), kept: found }];
  });
  return { changes, next: rows.at(-1)?.sequence ?? after ?? '0', isLast: rows.length < limit };
}
