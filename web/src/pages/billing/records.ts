import type { Keeping, WithStatus } from '../../../../src/api/billing-records.ts';
import type { Contact, CreditNote, Invoice, Payment, TaxRate } from '../../../../src/core/records.ts';

/** Records as billing answers them. */
export type ShownInvoice = Invoice & Keeping & WithStatus;
export type ShownCreditNote = CreditNote & Keeping & WithStatus;
export type ShownPayment = Payment & Keeping;
export type ShownContact = Contact & Keeping;
export type ShownTaxRate = TaxRate & Keeping;
export type Status = WithStatus['status'];

export interface Page<Row> {
  readonly records: readonly Row[];
  readonly next: string | null;
}

export interface Book {
  readonly name: string;
  readonly country: string | null;
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly roundsTax: 'perLine' | 'perDocument';
}
