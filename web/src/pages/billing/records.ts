import type { Keeping, WithStatus } from '../../../../src/api/billing-records.ts';
import type { Address, Contact, CreditNote, Invoice, Payment, TaxRate } from '../../../../src/core/records.ts';

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

/** What documents say of who sends them. */
export interface SenderDetails {
  readonly address: Address | null;
  readonly taxNumber: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly payTo: string | null;
}

export interface Book {
  readonly name: string;
  readonly country: string | null;
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly roundsTax: 'perLine' | 'perDocument';
}
