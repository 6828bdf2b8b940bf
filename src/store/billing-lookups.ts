import type { PoolClient } from 'pg';
import { money } from '../core/money.ts';
import type { BillingKind, Kept, NumberedKind } from '../billing/book.ts';
import type { ContactKeys } from '../billing/duplicates.ts';
import type { PaymentKey } from '../billing/ports.ts';
import { keptColumns, keptOf, ofKind, sheets } from './billing-sheets.ts';
import type { KeptRow } from './billing-sheets.ts';
import { eachOf } from './keyed.ts';

type Queryable = Pick<PoolClient, 'query'>;

/** Values of a parameter, each once. */
const eachText = (parameter: string): string => `(select distinct unnest(${parameter}::text[]) as value) as wanted`;

/** Rows of the kind's sheet, found by its index for each value of the second parameter. */
const rowsBy = (kind: BillingKind, found: string): string =>
  `select ${keptColumns(kind)} from ${eachText('$2')} ${eachOf(sheets[kind].table, 't.*', found, 't')} where ${ofKind(kind)} order by t.place`;

/** In the order in which they were made; nothing for an id that is not there. */
export async function keptById<K extends BillingKind>(
  client: Queryable,
  organisation: string,
  kind: K,
  ids: readonly string[],
): Promise<readonly Kept<K>[]> {
  // By the primary key alone: with the kind beside it, PostgreSQL takes the index that lists a kind for as good, and reads all of them.
  const { rows } = await client.query<KeptRow<K>>(rowsBy(kind, 't.organisation = $1 and t.id = wanted.value'), [organisation, ids]);
  return rows.map(keptOf);
}

/** Records that carry one of these references, void ones too. */
export async function byReference<K extends BillingKind>(
  client: Queryable,
  organisation: string,
  kind: K,
  references: readonly string[],
): Promise<readonly Kept<K>[]> {
  const { rows } = await client.query<KeptRow<K>>(
    rowsBy(kind, `${ofKind(kind)} and t.staff_reference is not null and t.staff_reference = wanted.value`),
    [organisation, references],
  );
  return rows.map(keptOf);
}

/** Active contacts that share a key with one of these. */
export async function contactsLike(
  client: Queryable,
  organisation: string,
  keys: readonly ContactKeys[],
): Promise<readonly Kept<'contact'>[]> {
  const texts = (of: keyof ContactKeys) => keys.map((each) => each[of]).filter((text) => text !== null);
  const sharing = (column: string, parameter: string): string =>
    `select t.id from ${eachText(parameter)} ${eachOf('billing_contact', 't.id', `t.organisation = $1 and t.state = 'active' and t.${column} = wanted.value`, 't')}`;
  const { rows } = await client.query<KeptRow<'contact'>>(
    `select ${keptColumns('contact')}
     from (${sharing('tax_key', '$2')} union ${sharing('email_key', '$3')} union ${sharing('name_key', '$4')}) as alike
     ${eachOf('billing_contact', 't.*', 't.organisation = $1 and t.id = alike.id', 't')} order by t.place`,
    [organisation, texts('taxNumber'), texts('email'), texts('name')],
  );
  return rows.map(keptOf);
}

/** Allocations of a payment's money that was on account. */
export async function laterAllocations(client: Queryable, organisation: string, payment: string): Promise<readonly Kept<'allocation'>[]> {
  const { rows } = await client.query<KeptRow<'allocation'>>(
    `select ${keptColumns('allocation')} from billing_allocation t
      where t.organisation = $1 and t.from_kind = 'onAccount' and t.from_id = $2 and t.state = 'made' order by t.place`,
    [organisation, payment],
  );
  return rows.map(keptOf);
}

/** Which of these numbers are taken, by void documents too. */
export async function numbersInUse(
  client: Queryable,
  organisation: string,
  of: { readonly kind: NumberedKind; readonly numbers: readonly string[] },
): Promise<ReadonlySet<string>> {
  // The kind apart, as above.
  const { rows } = await client.query<{ number: string }>(
    `select t.number from ${eachText('$3')}
     ${eachOf('billing_document', 't.kind, t.number', 't.organisation = $1 and t.number is not null and t.number = wanted.value', 't')}
     where t.kind = $2`,
    [organisation, of.kind, of.numbers],
  );
  return new Set(rows.map(({ number }) => number));
}

/** Payments made on the same day over the same amount. */
export async function paymentsLike(
  client: Queryable,
  organisation: string,
  wants: readonly PaymentKey[],
): Promise<readonly Kept<'payment'>[]> {
  const keys = wants.map(({ paidOn, amount, currency }) => ({
    paid_on: paidOn,
    currency,
    amount_minor: money(amount, currency).minor.toString(),
  }));
  const { rows } = await client.query<KeptRow<'payment'>>(
    `select ${keptColumns('payment')}
     from (select distinct * from jsonb_to_recordset($2::jsonb) as w (paid_on date, currency text, amount_minor numeric)) as wanted
     ${eachOf(
       'billing_payment',
       't.*',
       `t.organisation = $1 and t.paid_on = wanted.paid_on and t.amount_minor = wanted.amount_minor and t.currency = wanted.currency and t.state = 'made'`,
       't',
     )} order by t.place`,
    [organisation, JSON.stringify(keys)],
  );
  return rows.map(keptOf);
}
