import { z } from 'zod';
import type { Allocation, Contact, CreditNote, Invoice, Organisation, Payment, Refund, TaxRate } from '../core/records.ts';

/** What billing's API answers: records as all of Tieout knows them, and how the book keeps them. */
export interface Keeping {
  readonly version: number;
  readonly bornIn: 'billing' | 'ledger';
  readonly staffReference: string | null;
  readonly open: string;
}
export interface WithStatus {
  readonly status: 'draft' | 'open' | 'partlyPaid' | 'overdue' | 'paid' | 'settled' | 'void';
}

const amount = z.string().meta({ examples: ['120.5'] });
const day = z.string().meta({ format: 'date' });
const nullable = z.string().nullable();
const keeping = { version: z.number().int(), bornIn: z.enum(['billing', 'ledger']), staffReference: nullable, open: amount };
const status = z.enum(['draft', 'open', 'partlyPaid', 'overdue', 'paid', 'settled', 'void']);
const made = z.enum(['made', 'void']);
const kept = z.enum(['active', 'archived']);
const discount = z.union([z.object({ percent: amount }), z.object({ amount })]).nullable();

export const shownTaxRate: z.ZodType<TaxRate & Keeping> = z.object({
  kind: z.literal('taxRate'),
  id: z.string(),
  name: z.string(),
  percent: amount,
  components: z.array(z.object({ name: z.string(), percent: amount, compound: z.boolean() })),
  appliesTo: z.array(z.enum(['asset', 'liability', 'equity', 'revenue', 'expense'])),
  state: kept,
  ...keeping,
});

export const shownContact: z.ZodType<Contact & Keeping> = z.object({
  kind: z.literal('contact'),
  id: z.string(),
  name: z.string(),
  givenName: nullable,
  familyName: nullable,
  email: nullable,
  phone: nullable,
  taxNumber: nullable,
  address: z.object({ lines: z.array(z.string()), city: nullable, region: nullable, postalCode: nullable, country: nullable }).nullable(),
  isCustomer: z.boolean(),
  isSupplier: z.boolean(),
  state: kept,
  mergedInto: nullable,
  ...keeping,
});

const line = z.object({
  id: nullable,
  description: z.string(),
  quantity: amount,
  unitPrice: amount,
  discount,
  amount,
  taxes: z.array(z.object({ rate: z.string(), amount })),
  account: nullable,
  item: nullable,
});

const document = {
  id: z.string(),
  number: nullable,
  contact: nullable,
  issuedOn: day,
  currency: z.string(),
  exchangeRate: z.object({ value: amount, on: day, source: z.string() }).nullable(),
  amountsAre: z.enum(['exclusive', 'inclusive', 'noTax']),
  lines: z.array(line),
  discount,
  totals: z.object({ net: amount, tax: amount, gross: amount }),
  reference: nullable,
  notes: nullable,
  state: z.enum(['draft', 'open', 'void']),
  paid: amount,
  credited: amount,
  ...keeping,
  status,
};
export const shownInvoice: z.ZodType<Invoice & Keeping & WithStatus> = z.object({
  kind: z.literal('invoice'),
  ...document,
  dueOn: day.nullable(),
});
export const shownCreditNote: z.ZodType<CreditNote & Keeping & WithStatus> = z.object({
  kind: z.literal('creditNote'),
  ...document,
  invoice: nullable,
});

export const shownPayment: z.ZodType<Payment & Keeping> = z.object({
  kind: z.literal('payment'),
  id: z.string(),
  contact: nullable,
  paidOn: day,
  amount,
  currency: z.string(),
  account: nullable,
  accountAmount: z.object({ amount, currency: z.string() }).nullable(),
  method: nullable,
  reference: nullable,
  allocations: z.array(z.object({ invoice: z.string(), amount })),
  isReconciled: z.boolean().nullable(),
  state: made,
  ...keeping,
});

export const shownRefund: z.ZodType<Refund & Keeping> = z.object({
  kind: z.literal('refund'),
  id: z.string(),
  contact: nullable,
  refundedOn: day,
  amount,
  currency: z.string(),
  account: nullable,
  creditNote: nullable,
  reference: nullable,
  isReconciled: z.boolean().nullable(),
  state: made,
  ...keeping,
});

export const shownAllocation: z.ZodType<Allocation & Keeping> = z.object({
  kind: z.literal('allocation'),
  id: z.string(),
  from: z.object({ kind: z.enum(['creditNote', 'onAccount']), id: z.string() }),
  invoice: z.string(),
  amount,
  currency: z.string(),
  allocatedOn: day,
  state: made,
  ...keeping,
});

export const shownOrganisation: z.ZodType<Organisation> = z.object({
  kind: z.literal('organisation'),
  id: z.string(),
  name: z.string(),
  country: nullable,
  baseCurrency: z.string(),
  timeZone: z.string(),
  lockedThrough: day.nullable(),
  taxFiledThrough: day.nullable(),
  taxBasis: z.enum(['accrual', 'cash', 'none', 'unknown']),
  currencies: z.array(z.string()),
});

export const refusalAnswer = z.object({
  code: z.string(),
  message: z.string(),
  seen: nullable,
  expected: nullable,
  fix: z.string(),
});

/** One record of a list that was posted together: made, or refused while the others were made. */
export const resultOf = <T extends z.ZodType>(shown: T) =>
  z.union([
    z.object({ state: z.literal('made'), record: shown }),
    z.object({ state: z.literal('refused'), status: z.number().int(), error: refusalAnswer }),
  ]);

export const pageOf = <T extends z.ZodType>(shown: T) =>
  z.object({
    records: z.array(shown),
    next: nullable.meta({ description: 'Give it as `after` for the next page; null: this was the last.' }),
  });

export const changePage = z.object({
  changes: z.array(
    z.object({
      sequence: z.string(),
      at: z.string().meta({ format: 'date-time' }),
      record: z.union([shownTaxRate, shownContact, shownInvoice, shownCreditNote, shownPayment, shownRefund, shownAllocation]),
    }),
  ),
  next: z.string(),
  isLast: z.boolean(),
});

/** How sure a proposal is: certain by number or address, likely by name, possible by a part of the name. */
type Strength = 'certain' | 'likely' | 'possible';
interface ShownProposal {
  readonly survivor: string;
  readonly others: readonly string[];
  readonly evidence: readonly { readonly contacts: readonly [string, string]; readonly because: string; readonly strength: Strength }[];
  readonly strength: Strength;
}
const strength = z.enum(['certain', 'likely', 'possible']);
const proposal: z.ZodType<ShownProposal> = z.object({
  survivor: z.string(),
  others: z.array(z.string()),
  evidence: z.array(z.object({ contacts: z.tuple([z.string(), z.string()]), because: z.string(), strength })),
  strength,
});
export const mergeProposals: z.ZodType<{ readonly proposals: readonly ShownProposal[] }> = z.object({ proposals: z.array(proposal) });
