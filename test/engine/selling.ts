import type { BillingKind, Fields, Kept, New } from '../../src/billing/book.ts';
import { sumAmounts } from '../../src/core/decimal.ts';
import type { CreditNote, Invoice, Payment } from '../../src/core/records.ts';
import { organisation } from './world.ts';
import type { World } from './world.ts';

export interface Sold {
  readonly on?: string;
  readonly due?: string;
  readonly contact?: string | null;
  readonly number?: string | null;
  /** Description, quantity, price, tax code; a discount in percent may follow. */
  readonly lines?: readonly (readonly [description: string, quantity: string, price: string, tax: string | null, discount?: string])[];
  readonly discount?: { readonly percent: string } | { readonly amount: string } | null;
  readonly currency?: string;
  readonly reference?: string | null;
}

/** What people do in billing. Everything is made as they would make it: by its API's own rules. */
export interface Seller {
  customer(name: string, email?: string | null): Promise<string>;
  invoice(sold?: Sold): Promise<Invoice>;
  change(id: string, fields: Fields<'invoice'>): Promise<Invoice>;
  credit(sold: Sold & { readonly invoice?: string | null; readonly allocate?: boolean }): Promise<CreditNote>;
  allocate(creditNote: string, invoice: string, amount: string, on?: string): Promise<string>;
  pay(invoice: string, amount: string, on?: string): Promise<Payment>;
  /** One payment for several invoices. */
  payMany(parts: readonly (readonly [invoice: string, amount: string])[], on?: string): Promise<Payment>;
  refund(creditNote: string, amount: string, on?: string): Promise<string>;
  remove(kind: BillingKind, id: string): Promise<void>;
  read<K extends BillingKind>(kind: K, id: string): Promise<Kept<K>['record']>;
  list<K extends BillingKind>(kind: K): Promise<readonly Kept<K>[]>;
}

const usualDay = '2026-11-10';

export function seller({ billing, clock }: Pick<World, 'billing' | 'clock'>): Seller {
  const make = async <K extends BillingKind>(kind: K, draft: New<K>): Promise<Kept<K>['record']> => {
    const [result] = await clock.during(() => billing.create(organisation, kind, [draft]));
    if (result?.state !== 'made') throw new Error(`billing refused a ${kind}: ${JSON.stringify(result)}`);
    return result.kept.record;
  };
  return {
    customer: async (name, email = null) => (await make('contact', { ...nobody, name, email })).id,
    invoice: (sold = {}) => make('invoice', { ...documentOf(sold), dueOn: sold.due ?? null }),
    change: async (id, fields) => (await clock.during(() => billing.change(organisation, 'invoice', { id, version: null, fields }))).record,
    credit: (sold) => make('creditNote', { ...documentOf(sold), invoice: sold.invoice ?? null, allocate: sold.allocate ?? false }),
    allocate: async (creditNote, invoice, amount, on = usualDay) =>
      (await make('allocation', { from: { kind: 'creditNote', id: creditNote }, invoice, amount, allocatedOn: on })).id,
    pay: async (invoice, amount, on = usualDay) => make('payment', paymentOf([[invoice, amount]], on)),
    payMany: async (parts, on = usualDay) => make('payment', paymentOf(parts, on)),
    refund: async (creditNote, amount, on = usualDay) =>
      (await make('refund', { creditNote, refundedOn: on, amount, account: null, reference: null })).id,
    remove: async (kind, id) => void (await clock.during(() => billing.remove(organisation, kind, id))),
    read: async (kind, id) => {
      const [kept] = await clock.during(() => billing.read.fetch(organisation, kind, [id]));
      if (!kept) throw new Error(`billing has no ${kind} ${id}`);
      return kept.record;
    },
    list: async (kind) => {
      const query = { after: null, limit: 100_000, contact: null, number: null, invoice: null, status: null };
      return (await clock.during(() => billing.read.list(organisation, kind, query))).map(({ kept }) => kept);
    },
  };
}

const nobody = { givenName: null, familyName: null, phone: null, taxNumber: null, address: null, isCustomer: true, isSupplier: false };

const documentOf = (sold: Sold) => ({
  number: sold.number ?? null,
  contact: sold.contact ?? null,
  issuedOn: sold.on ?? usualDay,
  currency: sold.currency ?? 'GBP',
  exchangeRate: null,
  amountsAre: 'exclusive' as const,
  lines: (sold.lines ?? [['Design work', '1', '100', 'VAT20']]).map(([description, quantity, unitPrice, tax, discount]) => ({
    description,
    quantity,
    unitPrice,
    discount: discount === undefined ? null : { percent: discount },
    taxes: tax === null ? [] : [tax],
    account: null,
    item: null,
  })),
  discount: sold.discount ?? null,
  reference: sold.reference ?? null,
  notes: null,
  state: 'open' as const,
});

const paymentOf = (parts: readonly (readonly [invoice: string, amount: string])[], on: string) => ({
  contact: null,
  paidOn: on,
  amount: sumAmounts(parts.map(([, amount]) => amount)),
  currency: 'GBP',
  account: null,
  accountAmount: null,
  method: null,
  reference: null,
  allocations: parts.map(([invoice, amount]) => ({ invoice, amount })),
});
