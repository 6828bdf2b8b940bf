import { z } from 'zod';
import type {
  Allocation,
  AnyRecord,
  Contact,
  CreditNote,
  Invoice,
  Line,
  Organisation,
  Payment,
  Records,
  Refund,
  TaxRate,
} from '../../core/records.ts';
import type { Seen } from '../../contract/connector.ts';

/** The kinds that billing has, and where they are in its API. */
export const paths = {
  taxRate: '/v1/tax-rates',
  contact: '/v1/contacts',
  invoice: '/v1/invoices',
  creditNote: '/v1/credit-notes',
  payment: '/v1/payments',
  refund: '/v1/refunds',
  allocation: '/v1/allocations',
} as const;
export type BilledKind = keyof typeof paths;

const text = z.string();
const nullable = z.string().nullable();
const discount = z.union([z.object({ percent: text }), z.object({ amount: text })]).nullable();
const archivable = z.enum(['active', 'archived']);
const made = z.enum(['made', 'void']);

const taxRate: z.ZodType<TaxRate> = z.object({
  kind: z.literal('taxRate'),
  id: text,
  name: text,
  percent: text,
  components: z.array(z.object({ name: text, percent: text, compound: z.boolean() })),
  appliesTo: z.array(z.enum(['asset', 'liability', 'equity', 'revenue', 'expense'])),
  state: archivable,
});

const contact: z.ZodType<Contact> = z.object({
  kind: z.literal('contact'),
  id: text,
  name: text,
  givenName: nullable,
  familyName: nullable,
  email: nullable,
  phone: nullable,
  taxNumber: nullable,
  address: z.object({ lines: z.array(text), city: nullable, region: nullable, postalCode: nullable, country: nullable }).nullable(),
  isCustomer: z.boolean(),
  isSupplier: z.boolean(),
  state: archivable,
  mergedInto: nullable,
});

const document = {
  id: text,
  number: nullable,
  contact: nullable,
  issuedOn: text,
  currency: text,
  exchangeRate: z.object({ value: text, on: text, source: text }).nullable(),
  amountsAre: z.enum(['exclusive', 'inclusive', 'noTax']),
  lines: z.array(
    z.object({
      id: nullable,
      description: text,
      quantity: text,
      unitPrice: text,
      discount,
      amount: text,
      taxes: z.array(z.object({ rate: text, amount: text })),
      account: nullable,
      item: nullable,
    }),
  ),
  discount,
  totals: z.object({ net: text, tax: text, gross: text }),
  reference: nullable,
  notes: nullable,
  state: z.enum(['draft', 'open', 'void']),
  paid: text,
  credited: text,
};
const invoice: z.ZodType<Invoice> = z.object({ kind: z.literal('invoice'), ...document, dueOn: nullable });
const creditNote: z.ZodType<CreditNote> = z.object({ kind: z.literal('creditNote'), ...document, invoice: nullable });

const payment: z.ZodType<Payment> = z.object({
  kind: z.literal('payment'),
  id: text,
  contact: nullable,
  paidOn: text,
  amount: text,
  currency: text,
  account: nullable,
  accountAmount: z.object({ amount: text, currency: text }).nullable(),
  method: nullable,
  reference: nullable,
  allocations: z.array(z.object({ invoice: text, amount: text })),
  isReconciled: z.boolean().nullable(),
  state: made,
});

const refund: z.ZodType<Refund> = z.object({
  kind: z.literal('refund'),
  id: text,
  contact: nullable,
  refundedOn: text,
  amount: text,
  currency: text,
  account: nullable,
  creditNote: nullable,
  reference: nullable,
  isReconciled: z.boolean().nullable(),
  state: made,
});

const allocation: z.ZodType<Allocation> = z.object({
  kind: z.literal('allocation'),
  id: text,
  from: z.object({ kind: z.enum(['creditNote', 'onAccount']), id: text }),
  invoice: text,
  amount: text,
  currency: text,
  allocatedOn: text,
  state: made,
});

const organisation: z.ZodType<Organisation> = z.object({
  kind: z.literal('organisation'),
  id: text,
  name: text,
  country: nullable,
  baseCurrency: text,
  timeZone: text,
  lockedThrough: nullable,
  taxFiledThrough: nullable,
  taxBasis: z.enum(['accrual', 'cash', 'none', 'unknown']),
  currencies: z.array(text),
});

const schemas: { readonly [K in BilledKind]: z.ZodType<Records[K]> } = {
  taxRate,
  contact,
  invoice,
  creditNote,
  payment,
  refund,
  allocation,
};

const keeping = z.object({ version: z.number(), staffReference: nullable });
const refusal = z.object({ message: text, seen: nullable, expected: nullable, fix: text });
const results = z.object({
  results: z.array(
    z.union([
      z.object({ state: z.literal('made'), record: z.unknown() }),
      z.object({ state: z.literal('refused'), status: z.number(), error: refusal }),
    ]),
  ),
});
const page = z.object({ records: z.array(z.unknown()) });
const changes = z.object({ changes: z.array(z.object({ record: z.unknown() })), next: text, isLast: z.boolean() });

/** A record as billing shows it. Throws when it does not look like one. */
export function readSeen<K extends BilledKind>(kind: K, json: unknown): Seen<Records[K]> {
  const { version, staffReference } = keeping.parse(json);
  return { record: schemas[kind].parse(json), version: String(version), reference: staffReference };
}

export const readOrganisation = (json: unknown): Organisation => organisation.parse(json);
export const readPage = (json: unknown): readonly unknown[] => page.parse(json).records;
export const readChanges = (json: unknown): z.output<typeof changes> => changes.parse(json);
export const readResults = (json: unknown): z.output<typeof results>['results'] => results.parse(json).results;

/** What a refusal says, in one line; the whole text when it is none of ours. */
export function sentenceOf(json: unknown, otherwise: string): string {
  const read = refusal.safeParse(json);
  if (!read.success) return otherwise;
  const { message, seen, expected, fix } = read.data;
  return [message, seen === null ? '' : `Seen: ${seen}.`, expected === null ? '' : `Expected: ${expected}.`, fix]
    .filter((part) => part !== '')
    .join(' ');
}

/** The record as a request to make it, born in the ledger under the engine's reference. */
export const draftOf = (record: AnyRecord, reference: string): Readonly<Record<string, unknown>> => ({
  ...fieldsOf(record),
  ...(record.kind === 'contact' ? { evenIfSimilar: true } : {}),
  bornIn: 'ledger',
  staffReference: reference,
});

/** The fields of a record that a request may carry. Whether a similar contact is there was asked before, by `seek`. */
export function fieldsOf(record: AnyRecord): Readonly<Record<string, unknown>> {
  switch (record.kind) {
    case 'contact':
      return chosen(record, ['name', 'givenName', 'familyName', 'email', 'phone', 'taxNumber', 'address', 'isCustomer', 'isSupplier']);
    case 'invoice':
      return { ...documentFields(record), dueOn: record.dueOn };
    case 'creditNote':
      return { ...documentFields(record), invoice: record.invoice };
    case 'payment':
      return chosen(record, ['contact', 'paidOn', 'amount', 'currency', 'account', 'accountAmount', 'method', 'reference', 'allocations']);
    case 'refund':
      return chosen(record, ['creditNote', 'refundedOn', 'amount', 'account', 'reference']);
    case 'allocation':
      return chosen(record, ['from', 'invoice', 'amount', 'allocatedOn']);
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
    case 'item':
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
      throw new Error(`billing takes no ${record.kind}`);
  }
}

const chosen = <R extends AnyRecord>(record: R, fields: readonly (keyof R)[]) =>
  Object.fromEntries(fields.map((field) => [field, record[field]]));

/** Totals are left out: billing works them out itself, and the answer shows whether they are the same. */
function documentFields(record: Invoice | CreditNote) {
  const lines = record.lines.map(({ taxes, ...line }) => ({ ...chosenLine(line), taxes: taxes.map((tax) => tax.rate) }));
  const { number, contact: customer, issuedOn, currency, exchangeRate, amountsAre, discount: off, reference, notes, state } = record;
  return {
    number,
    contact: customer,
    issuedOn,
    currency,
    exchangeRate,
    amountsAre,
    lines,
    discount: off,
    reference,
    notes,
    state: state === 'draft' ? 'draft' : 'open',
  };
}

const chosenLine = ({ description, quantity, unitPrice, discount: off, account, item }: Omit<Line, 'taxes'>) => ({
  description,
  quantity,
  unitPrice,
  discount: off,
  account,
  item,
});
