import type { Amount } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';
import type { Address, AmountsAre, Discount, ExchangeRate, Records } from '../core/records.ts';

/** The kinds that a book keeps, in the order in which one needs another. */
export const billingKinds = ['taxRate', 'contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'] as const;
export type BillingKind = (typeof billingKinds)[number];
export type NumberedKind = 'invoice' | 'creditNote';

/** Where a record was made. One that was born in the ledger is never sent back there. */
export type BornIn = 'billing' | 'ledger';

/** A record as the book keeps it. */
export interface Kept<K extends BillingKind = BillingKind> {
  readonly record: Records[K];
  /** Counts the changes of this record, from 1. */
  readonly version: number;
  readonly bornIn: BornIn;
  /** The reference that the engine writes into records it makes here. Only staff see it. */
  readonly staffReference: string | null;
  /** Unpaid of an invoice, unused of a credit note, on account of a payment; '0' for every other kind, and once void. */
  readonly open: Amount;
}

/** What an organisation decides once about its book. */
export interface BookSettings {
  readonly name: string;
  readonly country: string | null;
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly roundsTax: 'perLine' | 'perDocument';
  readonly series: { readonly [K in NumberedKind]: Series };
}

/** Numbers of a series have no gaps: 'INV-' and 4 digits gives INV-0001, INV-0002, … */
export interface Series {
  readonly prefix: string;
  readonly digits: number;
}

export interface ContactDraft {
  readonly name: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly taxNumber: string | null;
  readonly address: Address | null;
  readonly isCustomer: boolean;
  readonly isSupplier: boolean;
}

export interface TaxRateDraft {
  /** The code that lines carry: 'GB20'. */
  readonly id: string;
  readonly name: string;
  readonly components: readonly { readonly name: string; readonly percent: Amount; readonly compound: boolean }[];
}

export interface LineDraft {
  readonly description: string;
  readonly quantity: Amount;
  readonly unitPrice: Amount;
  readonly discount: Discount | null;
  /** Codes of tax rates, in the order in which compound ones build on the others. */
  readonly taxes: readonly string[];
  readonly account: string | null;
  readonly item: string | null;
}

interface DocumentDraft {
  /** Null takes the next number of the series when the document is issued. */
  readonly number: string | null;
  readonly contact: string | null;
  readonly issuedOn: Day;
  readonly currency: string;
  readonly exchangeRate: ExchangeRate | null;
  readonly amountsAre: AmountsAre;
  readonly lines: readonly LineDraft[];
  readonly discount: Discount | null;
  readonly reference: string | null;
  readonly notes: string | null;
  readonly state: 'draft' | 'open';
}

export interface InvoiceDraft extends DocumentDraft {
  readonly dueOn: Day | null;
}

export interface CreditNoteDraft extends DocumentDraft {
  readonly invoice: string | null;
  /** Sets it against its invoice at once, as far as that is open. */
  readonly allocate: boolean;
}

export interface PaymentDraft {
  readonly contact: string | null;
  readonly paidOn: Day;
  readonly amount: Amount;
  readonly currency: string;
  readonly account: string | null;
  readonly accountAmount: { readonly amount: Amount; readonly currency: string } | null;
  readonly method: string | null;
  readonly reference: string | null;
  readonly allocations: readonly { readonly invoice: string; readonly amount: Amount }[];
}

export interface RefundDraft {
  readonly creditNote: string;
  readonly refundedOn: Day;
  readonly amount: Amount;
  readonly account: string | null;
  readonly reference: string | null;
}

export interface AllocationDraft {
  /** A credit note that billing does not know is taken only from the ledger: the invoice was settled there. */
  readonly from: { readonly kind: 'creditNote' | 'onAccount'; readonly id: string };
  readonly invoice: string;
  readonly amount: Amount;
  readonly allocatedOn: Day;
}

/** What is given to make a record of each kind. */
export interface Drafts {
  readonly taxRate: TaxRateDraft;
  readonly contact: ContactDraft & { readonly evenIfSimilar?: boolean | undefined };
  readonly invoice: InvoiceDraft;
  readonly creditNote: CreditNoteDraft;
  readonly payment: PaymentDraft;
  readonly refund: RefundDraft;
  readonly allocation: AllocationDraft;
}

/** A draft, and who makes it: people unless it says that it comes from the ledger, under which reference of the engine. */
export type New<K extends BillingKind> = Drafts[K] & {
  readonly bornIn?: BornIn | undefined;
  readonly staffReference?: string | null | undefined;
};

/** The fields of a draft that are to be replaced. */
export type Fields<K extends BillingKind> = { readonly [F in keyof Drafts[K]]?: Drafts[K][F] | undefined };

/** The draft with the given fields replaced. */
export function replaced<D extends object>(draft: D, fields: { readonly [F in keyof D]?: D[F] | undefined }): D {
  return { ...draft, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
}
