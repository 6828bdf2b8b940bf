import { amountOf, money } from '../core/money.ts';
import type { BillingKind, Kept, NumberedKind } from '../billing/book.ts';
import { keysOf } from '../billing/duplicates.ts';
import type { Records } from '../core/records.ts';

/** How the records of one kind lie in their table: the columns beside the ones that all have, and what stands in them. */
export interface Sheet<K extends BillingKind> {
  readonly table: string;
  /** Where kinds share a table. */
  readonly kind: NumberedKind | null;
  readonly columns: Readonly<Record<string, 'text' | 'date' | 'numeric'>>;
  row(kept: Kept<K>): Readonly<Record<string, string | null>>;
  /** Conditions of a list beyond the organisation; each is a statement about `t` with one parameter, written `?`. */
  readonly filters: Partial<Readonly<Record<'contact' | 'number' | 'invoice' | 'search', string>>>;
}

const minor = (amount: string, currency: string): string => money(amount, currency).minor.toString();

/** A part of a text, whatever the case; percent signs and underscores mean themselves. */
const holds = (text: string): string => `position(lower(?) in lower(coalesce(${text}, ''))) > 0`;
const ofContactNamed = `t.contact in (select c.id from billing_contact c where c.organisation = t.organisation and ${holds("c.body ->> 'name'")})`;
const documentSearch = `(${holds('t.number')} or ${holds("t.body ->> 'reference'")} or ${ofContactNamed})`;

const documentColumns = {
  kind: 'text',
  state: 'text',
  number: 'text',
  contact: 'text',
  corrects: 'text',
  issued_on: 'date',
  due_on: 'date',
  currency: 'text',
  net_minor: 'numeric',
  tax_minor: 'numeric',
  gross_minor: 'numeric',
  paid_minor: 'numeric',
  credited_minor: 'numeric',
  open_minor: 'numeric',
} as const;

function documentRow({ record, open }: Kept<'invoice'> | Kept<'creditNote'>) {
  const { kind, state, number, contact, currency, totals, paid, credited } = record;
  return {
    kind,
    state,
    number,
    contact,
    currency,
    corrects: record.kind === 'creditNote' ? record.invoice : null,
    issued_on: record.issuedOn,
    due_on: record.kind === 'invoice' ? record.dueOn : null,
    net_minor: minor(totals.net, currency),
    tax_minor: minor(totals.tax, currency),
    gross_minor: minor(totals.gross, currency),
    paid_minor: minor(paid, currency),
    credited_minor: minor(credited, currency),
    open_minor: minor(open, currency),
  };
}

export const sheets: { readonly [K in BillingKind]: Sheet<K> } = {
  taxRate: {
    table: 'billing_tax_rate',
    kind: null,
    columns: { state: 'text' },
    row: ({ record }) => ({ state: record.state }),
    filters: {},
  },
  contact: {
    table: 'billing_contact',
    kind: null,
    columns: { state: 'text', name_key: 'text', email_key: 'text', tax_key: 'text' },
    row: ({ record }) => {
      const { name, email, taxNumber } = keysOf(record);
      return { state: record.state, name_key: name, email_key: email, tax_key: taxNumber };
    },
    filters: {
      search: `(${holds("t.body ->> 'name'")} or ${holds("t.body ->> 'email'")} or ${holds("t.body ->> 'taxNumber'")})`,
    },
  },
  invoice: {
    table: 'billing_document',
    kind: 'invoice',
    columns: documentColumns,
    row: documentRow,
    filters: { contact: 't.contact = ?', number: 't.number = ?', search: documentSearch },
  },
  creditNote: {
    table: 'billing_document',
    kind: 'creditNote',
    columns: documentColumns,
    row: documentRow,
    filters: { contact: 't.contact = ?', number: 't.number = ?', invoice: 't.corrects = ?', search: documentSearch },
  },
  payment: {
    table: 'billing_payment',
    kind: null,
    columns: { state: 'text', contact: 'text', paid_on: 'date', currency: 'text', amount_minor: 'numeric', open_minor: 'numeric' },
    row: ({ record: { state, contact, paidOn, currency, amount }, open }) => ({
      state,
      contact,
      paid_on: paidOn,
      currency,
      amount_minor: minor(amount, currency),
      open_minor: minor(open, currency),
    }),
    filters: {
      contact: 't.contact = ?',
      search: `(${holds("t.body ->> 'reference'")} or ${ofContactNamed})`,
      invoice: `exists (select from billing_payment_part p where p.organisation = t.organisation and p.payment = t.id and p.invoice = ?)`,
    },
  },
  refund: {
    table: 'billing_refund',
    kind: null,
    columns: { state: 'text', contact: 'text', credit_note: 'text', refunded_on: 'date', currency: 'text', amount_minor: 'numeric' },
    row: ({ record: { state, contact, creditNote, refundedOn, currency, amount } }) => ({
      state,
      contact,
      credit_note: creditNote,
      refunded_on: refundedOn,
      currency,
      amount_minor: minor(amount, currency),
    }),
    filters: { contact: 't.contact = ?' },
  },
  allocation: {
    table: 'billing_allocation',
    kind: null,
    columns: {
      state: 'text',
      from_kind: 'text',
      from_id: 'text',
      invoice: 'text',
      allocated_on: 'date',
      currency: 'text',
      amount_minor: 'numeric',
    },
    row: ({ record: { state, from, invoice, allocatedOn, currency, amount } }) => ({
      state,
      from_kind: from.kind,
      from_id: from.id,
      invoice,
      allocated_on: allocatedOn,
      currency,
      amount_minor: minor(amount, currency),
    }),
    filters: { invoice: 't.invoice = ?' },
  },
};

/** What every read selects, from a sheet's table `t`. */
export const keptColumns = (kind: BillingKind): string =>
  `t.place::text as place, t.version, t.born_in, t.staff_reference, t.body${'open_minor' in sheets[kind].columns ? ', t.open_minor::text as open_minor' : ''}`;

/** The sheet's own rows: the organisation's, and of a shared table those of the kind. */
export const ofKind = (kind: BillingKind): string => {
  const shared = sheets[kind].kind;
  return `t.organisation = $1${shared === null ? '' : ` and t.kind = '${shared}'`}`;
};

export interface KeptRow<K extends BillingKind> {
  readonly place: string;
  readonly version: number;
  readonly born_in: 'billing' | 'ledger';
  readonly staff_reference: string | null;
  readonly body: Records[K];
  readonly open_minor?: string;
}

export function keptOf<K extends BillingKind>({ version, born_in, staff_reference, body, open_minor }: KeptRow<K>): Kept<K> {
  const open = open_minor === undefined || !('currency' in body) ? '0' : amountOf({ minor: BigInt(open_minor), currency: body.currency });
  return { record: body, version, bornIn: born_in, staffReference: staff_reference, open };
}
