import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { byReference, contactsLike, keptById, numbersInUse, paymentsLike } from './billing-lookups.ts';
import { testDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

let database: TestDatabase;
before(async () => {
  database = await testDatabase();
});
after(() => database.close());

const many = 3_000;

/** A book in which everything happened so many times, and about which PostgreSQL has no statistics yet. */
async function fillBook(): Promise<void> {
  const { pool } = database;
  await pool.query(`insert into organisation (organisation, name, created_at) values ('acme', 'Acme', 0) on conflict do nothing`);
  await pool.query(
    `insert into billing_book (organisation, name, base_currency, time_zone, rounds_tax, invoice_prefix, invoice_digits, credit_note_prefix, credit_note_digits)
     values ('acme', 'Acme', 'EUR', 'UTC', 'perLine', 'INV-', 4, 'CN-', 4)`,
  );
  await pool.query(
    `insert into billing_contact (organisation, id, place, version, born_in, staff_reference, body, state, name_key, email_key, tax_key)
     select 'acme', 'c' || n, n, 1, 'billing', 'ref-' || n, '{}', 'active', 'name' || n, 'mail' || n, 'tax' || n from generate_series(1, $1::int) as n`,
    [many],
  );
  await pool.query(
    `insert into billing_document (organisation, id, kind, place, version, born_in, staff_reference, body, state, number, contact, issued_on, currency,
       net_minor, tax_minor, gross_minor, paid_minor, credited_minor, open_minor)
     select 'acme', 'i' || n, 'invoice', n, 1, 'billing', 'ref-' || n, '{"currency": "EUR"}', 'void', 'INV-' || n, 'c' || n, date '2026-01-01', 'EUR',
       100, 0, 100, 0, 0, 0 from generate_series(1, $1::int) as n`,
    [many],
  );
  await pool.query(
    `insert into billing_payment (organisation, id, place, version, born_in, staff_reference, body, state, contact, paid_on, currency, amount_minor, open_minor)
     select 'acme', 'p' || n, n, 1, 'billing', 'ref-' || n, '{"currency": "EUR"}', 'made', 'c' || n, date '2026-01-01' + n % 300, 'EUR', n, 0
     from generate_series(1, $1::int) as n`,
    [many],
  );
}

async function rowsRead(): Promise<number> {
  await database.pool.query('select pg_stat_force_next_flush()');
  const { rows } = await database.pool.query<{ read: number }>(
    'select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int as read from pg_stat_user_tables',
  );
  return rows[0]?.read ?? 0;
}

test('what is asked for by key is looked up, however much the book holds, and although there are no statistics of it', async () => {
  const { pool } = database;
  await fillBook();
  const some = Array.from({ length: 10 }, (_, index) => index + 5);
  const named = (prefix: string): readonly string[] => some.map((n) => `${prefix}${n}`);
  const lookups = {
    'invoices by id': () => keptById(pool, 'acme', 'invoice', named('i')),
    'contacts by id': () => keptById(pool, 'acme', 'contact', named('c')),
    'void invoices by reference': () => byReference(pool, 'acme', 'invoice', named('ref-')),
    'payments by reference': () => byReference(pool, 'acme', 'payment', named('ref-')),
    'contacts alike': () =>
      contactsLike(
        pool,
        'acme',
        some.map((n) => ({ taxNumber: `tax${n}`, email: `mail${n + 1}`, name: null })),
      ),
    'numbers in use': () =>
      numbersInUse(pool, 'acme', { kind: 'invoice', numbers: [...named('INV-'), 'INV-0'] }).then((found) => [...found]),
    'payments alike': () =>
      paymentsLike(
        pool,
        'acme',
        some.map((n) => ({
          paidOn: `2026-01-${String(n + 1).padStart(2, '0')}` as const,
          amount: `0.${String(n).padStart(2, '0')}`,
          currency: 'EUR',
        })),
      ),
  };
  for (const [what, look] of Object.entries(lookups)) {
    const already = await rowsRead();
    const found = await look();
    const read = (await rowsRead()) - already;
    assert.equal(found.length, what === 'contacts alike' ? some.length + 1 : some.length, what);
    assert.ok(read < 500, `${what}: ${read} rows of ${many} were read for ${some.length} keys`);
  }
});
