import type { PoolClient } from 'pg';
import { money } from '../core/money.ts';
import type { Instant } from '../core/day.ts';
import type { Payment } from '../core/records.ts';
import type { BillingKind, BookSettings, Kept, NumberedKind } from '../billing/book.ts';
import type { OpenBook } from '../billing/ports.ts';
import { byReference, contactsLike, keptById, laterAllocations, numbersInUse } from './billing-lookups.ts';
import { sheets } from './billing-sheets.ts';

export interface BookRow {
  readonly name: string;
  readonly country: string | null;
  readonly base_currency: string;
  readonly time_zone: string;
  readonly rounds_tax: 'perLine' | 'perDocument';
  readonly invoice_prefix: string;
  readonly invoice_digits: number;
  readonly invoice_next: string;
  readonly credit_note_prefix: string;
  readonly credit_note_digits: number;
  readonly credit_note_next: string;
  readonly change_sequence: string;
}

export const settingsOf = (row: BookRow): BookSettings => ({
  name: row.name,
  country: row.country,
  baseCurrency: row.base_currency,
  timeZone: row.time_zone,
  roundsTax: row.rounds_tax,
  series: {
    invoice: { prefix: row.invoice_prefix, digits: row.invoice_digits },
    creditNote: { prefix: row.credit_note_prefix, digits: row.credit_note_digits },
  },
});

/** A book in a transaction that has its row locked, with the counters that the transaction moves. */
export interface LockedBook {
  readonly book: OpenBook;
  /** Logs the changes and stores the counters; the last thing before the commit. */
  finish(): Promise<void>;
}

export function lockedBook(client: PoolClient, organisation: string, row: BookRow, at: Instant): LockedBook {
  const settings = settingsOf(row);
  const next: { [K in NumberedKind]: bigint } = { invoice: BigInt(row.invoice_next), creditNote: BigInt(row.credit_note_next) };
  let sequence = BigInt(row.change_sequence);
  const changes: { sequence: string; kind: BillingKind; id: string }[] = [];

  const book: OpenBook = {
    settings,
    fetch: (kind, ids) => keptById(client, organisation, kind, ids),
    contactsLike: (keys) => contactsLike(client, organisation, keys),
    laterAllocations: (payment) => laterAllocations(client, organisation, payment),
    numbersInUse: (kind, numbers) => numbersInUse(client, organisation, { kind, numbers }),
    referencesInUse: async (kind, references) =>
      new Set((await byReference(client, organisation, kind, references)).filter(isLive).map((kept) => kept.staffReference ?? '')),
    takeNumber: (kind) => {
      const { prefix, digits } = settings.series[kind];
      const number = next[kind];
      next[kind] = number + 1n;
      return `${prefix}${number.toString().padStart(digits, '0')}`;
    },
    save: async (kind, kept) => {
      const places = kept.map(() => (sequence += 1n).toString());
      kept.forEach(({ record }, index) => changes.push({ sequence: places[index] ?? '', kind, id: record.id }));
      await saveKept(client, organisation, kind, kept, places);
    },
  };
  return {
    book,
    finish: async () => {
      if (changes.length === 0) return;
      await insertChanges(client, organisation, changes, at);
      await client.query('update billing_book set invoice_next = $2, credit_note_next = $3, change_sequence = $4 where organisation = $1', [
        organisation,
        next.invoice.toString(),
        next.creditNote.toString(),
        sequence.toString(),
      ]);
    },
  };
}

const isLive = ({ record: { state } }: Kept): boolean => state !== 'void' && state !== 'archived';

/** Writes versions. A row whose version is not the one before would be somebody else's change: that must be impossible under the lock. */
async function saveKept<K extends BillingKind>(
  client: PoolClient,
  organisation: string,
  kind: K,
  kept: readonly Kept<K>[],
  places: readonly string[],
): Promise<void> {
  const { table, columns, row } = sheets[kind];
  const all = { id: 'text', place: 'bigint', version: 'int', born_in: 'text', staff_reference: 'text', body: 'jsonb', ...columns };
  const names = Object.keys(all);
  const replaced = names.filter((name) => !['id', 'place', 'born_in'].includes(name));
  const rows = kept.map((each, index) => ({
    id: each.record.id,
    place: places[index],
    version: each.version,
    born_in: each.bornIn,
    staff_reference: each.staffReference,
    body: each.record,
    ...row(each),
  }));
  const { rowCount } = await client.query(
    `insert into ${table} as t (organisation, ${names.join(', ')})
     select $1, ${names.map((name) => `r.${name}`).join(', ')}
       from jsonb_to_recordset($2::jsonb) as r(${Object.entries(all)
         .map(([name, type]) => `${name} ${type}`)
         .join(', ')})
     on conflict (organisation, id) do update set ${replaced.map((name) => `${name} = excluded.${name}`).join(', ')}
      where t.version = excluded.version - 1`,
    [organisation, JSON.stringify(rows)],
  );
  if (rowCount !== kept.length)
    throw new Error(`${kept.length - (rowCount ?? 0)} of ${kept.length} rows of ${table} had another version than expected`);
  if (kind === 'payment') await saveParts(client, organisation, kept);
}

async function saveParts(client: PoolClient, organisation: string, kept: readonly Kept[]): Promise<void> {
  const payments = kept.flatMap(({ record }): readonly Payment[] => (record.kind === 'payment' ? [record] : []));
  const changed = kept.filter(({ version }) => version > 1).map(({ record }) => record.id);
  const parts = payments.flatMap(({ id, currency, state, allocations }) =>
    allocations.map((part) => ({
      payment: id,
      invoice: part.invoice,
      amount_minor: money(part.amount, currency).minor.toString(),
      is_made: state === 'made',
    })),
  );
  if (changed.length > 0) {
    await client.query('update billing_payment_part set is_made = false where organisation = $1 and payment = any($2) and is_made', [
      organisation,
      changed,
    ]);
  }
  if (parts.length === 0) return;
  await client.query(
    `insert into billing_payment_part (organisation, payment, invoice, amount_minor, is_made)
     select $1, r.payment, r.invoice, r.amount_minor, r.is_made
       from jsonb_to_recordset($2::jsonb) as r(payment text, invoice text, amount_minor numeric, is_made boolean)
     on conflict (organisation, payment, invoice) do update set amount_minor = excluded.amount_minor, is_made = excluded.is_made`,
    [organisation, JSON.stringify(parts)],
  );
}

async function insertChanges(
  client: PoolClient,
  organisation: string,
  changes: readonly { sequence: string; kind: BillingKind; id: string }[],
  at: Instant,
): Promise<void> {
  await client.query(
    `insert into billing_change (organisation, sequence, kind, id, at)
     select $1, r.sequence, r.kind, r.id, $3 from jsonb_to_recordset($2::jsonb) as r(sequence bigint, kind text, id text)`,
    [organisation, JSON.stringify(changes), at],
  );
}
