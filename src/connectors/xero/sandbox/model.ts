import type { Decimal } from '../../../core/decimal.ts';
import type { Day, Instant } from '../../../core/day.ts';
import type { LineAmountTypes } from './totals.ts';

// What the company keeps. Money is in hundredths of the document's currency; days are days; the wire formats stand in shapes.ts.

export interface Kept {
  readonly id: string;
  readonly updatedAt: Instant;
}

export type AccountClass = 'ASSET' | 'EQUITY' | 'EXPENSE' | 'LIABILITY' | 'REVENUE';

export interface Account extends Kept {
  readonly code: string | null;
  readonly name: string;
  readonly type: string;
  readonly bankAccountNumber: string | null;
  readonly bankAccountType: string | null;
  readonly currency: string | null;
  readonly status: 'ACTIVE' | 'ARCHIVED' | 'DELETED';
  readonly description: string | null;
  readonly taxType: string;
  readonly takesPayments: boolean;
  readonly system: string | null;
}

export interface TaxRate extends Kept {
  readonly name: string;
  readonly reportTaxType: string;
  readonly status: 'ACTIVE' | 'DELETED' | 'ARCHIVED';
  readonly appliesTo: readonly AccountClass[];
  readonly components: readonly { readonly name: string; readonly rate: Decimal; readonly isCompound: boolean }[];
  readonly effectiveRate: Decimal;
}

export interface Contact extends Kept {
  readonly number: string | null;
  readonly status: 'ACTIVE' | 'ARCHIVED';
  readonly name: string;
  /** Plain text fields by Xero's own names: FirstName, EmailAddress, TaxNumber … */
  readonly texts: Readonly<Record<string, string>>;
  /** Addresses, Phones, ContactPersons and PaymentTerms as they were sent, cleaned. */
  readonly addresses: readonly Readonly<Record<string, string>>[];
  readonly phones: readonly Readonly<Record<string, string>>[];
  readonly persons: readonly Readonly<Record<string, string | boolean>>[];
  readonly paymentTerms: Readonly<Record<string, Readonly<Record<string, string>>>> | null;
  readonly isSupplier: boolean;
  readonly isCustomer: boolean;
  readonly mergedInto: string | null;
}

export interface ContactGroup extends Kept {
  readonly name: string;
  readonly status: 'ACTIVE' | 'DELETED';
  readonly contacts: readonly string[];
}

export interface ItemSide {
  readonly unitPrice: Decimal | null;
  readonly account: string | null;
  readonly taxType: string | null;
}

export interface Item extends Kept {
  readonly code: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly purchaseDescription: string | null;
  readonly isSold: boolean;
  readonly isPurchased: boolean;
  readonly sales: ItemSide;
  readonly purchase: ItemSide;
  readonly isDeleted: boolean;
}

export interface Tracking {
  readonly category: string;
  readonly categoryId: string;
  readonly option: string;
  readonly optionId: string;
}

export interface Line {
  readonly id: string;
  readonly description: string | null;
  readonly quantity: Decimal | null;
  readonly unitAmount: Decimal | null;
  readonly discountRate: Decimal | null;
  readonly discountAmount: bigint | null;
  readonly lineAmount: bigint;
  readonly taxType: string | null;
  readonly taxAmount: bigint;
  readonly itemId: string | null;
  readonly accountId: string | null;
  readonly tracking: readonly Tracking[];
}

/** What every document with lines has. */
export interface Voucher extends Kept {
  readonly contactId: string;
  readonly date: Day;
  readonly currency: string;
  /** Foreign units for one unit of the base currency; 1 for the base currency. */
  readonly rate: Decimal;
  readonly lineAmountTypes: LineAmountTypes;
  readonly lines: readonly Line[];
  readonly subTotal: bigint;
  readonly totalTax: bigint;
  readonly total: bigint;
  readonly reference: string | null;
  readonly url: string | null;
}

/** What can be paid or set against something: how much of it is used up, in its own currency and in the base currency. */
export interface Settled {
  readonly paid: bigint;
  readonly credited: bigint;
  /** The total on the receivable or payable account in the base currency, and how much of it was taken off again. */
  readonly baseTotal: bigint;
  readonly baseTaken: bigint;
  readonly settledOn: Day | null;
}

export type DocumentStatus = 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'PAID' | 'VOIDED' | 'DELETED';

export interface Invoice extends Voucher, Settled {
  readonly type: 'ACCREC' | 'ACCPAY';
  readonly number: string;
  readonly status: DocumentStatus;
  readonly dueDate: Day | null;
  readonly expectedOn: Day | null;
  readonly plannedOn: Day | null;
  readonly sentToContact: boolean;
  readonly brandingThemeId: string | null;
}

export type CreditKind = 'creditNote' | 'overpayment' | 'prepayment';

/** A credit note, an overpayment or a prepayment: something that is set against invoices, or given back. */
export interface Credit extends Voucher, Settled {
  readonly kind: CreditKind;
  /** ACCRECCREDIT, ACCPAYCREDIT, RECEIVE-OVERPAYMENT, SPEND-PREPAYMENT … */
  readonly type: string;
  readonly number: string | null;
  readonly status: DocumentStatus;
  readonly bankTransactionId: string | null;
}

/** What an allocation or refund takes off one account of a prepayment, in the base currency; such credits stand on accounts of their own. */
export interface Part {
  readonly accountId: string;
  readonly tax: string | null;
  readonly base: bigint;
}

export interface Allocation extends Kept {
  readonly credit: { readonly kind: CreditKind; readonly id: string };
  readonly invoiceId: string;
  readonly amount: bigint;
  readonly date: Day;
  /** The shares of both sides in the base currency, so that taking it back takes back the same. */
  readonly creditBase: bigint;
  readonly invoiceBase: bigint;
  readonly parts: readonly Part[];
  readonly isDeleted: boolean;
}

export type PaymentTarget = { readonly kind: 'invoice' | CreditKind; readonly id: string };

export interface Payment extends Kept {
  readonly type: string;
  readonly target: PaymentTarget;
  readonly accountId: string;
  readonly date: Day;
  readonly amount: bigint;
  readonly bankAmount: bigint;
  readonly rate: Decimal;
  readonly reference: string | null;
  readonly status: 'AUTHORISED' | 'DELETED';
  readonly isReconciled: boolean;
  /** The share of the document in the base currency that it settled. */
  readonly baseTaken: bigint;
  readonly baseMoved: bigint;
  readonly parts: readonly Part[];
  readonly batchId: string | null;
}

export interface BatchPayment extends Kept {
  readonly type: 'PAYBATCH' | 'RECBATCH';
  readonly accountId: string;
  readonly date: Day;
  readonly reference: string | null;
  readonly status: 'AUTHORISED' | 'DELETED';
  readonly paymentIds: readonly string[];
  readonly total: bigint;
}

export interface BankTransaction extends Voucher {
  readonly type: string;
  readonly accountId: string;
  readonly status: 'AUTHORISED' | 'DELETED' | 'VOIDED';
  readonly isReconciled: boolean;
  /** The overpayment or prepayment that it made. */
  readonly creditId: string | null;
}

export interface Transfer extends Kept {
  readonly fromAccountId: string;
  readonly toAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly rate: Decimal;
  readonly base: bigint;
  readonly date: Day;
  readonly reference: string | null;
  readonly status: 'AUTHORISED' | 'DELETED';
  readonly fromTransactionId: string;
  readonly toTransactionId: string;
  readonly fromIsReconciled: boolean;
  readonly toIsReconciled: boolean;
  readonly createdAt: Instant;
}

export interface ManualJournal extends Kept {
  readonly narration: string;
  readonly date: Day;
  readonly lineAmountTypes: LineAmountTypes;
  readonly status: 'DRAFT' | 'POSTED' | 'DELETED' | 'VOIDED';
  readonly url: string | null;
  readonly showOnCashBasis: boolean;
  readonly lines: readonly JournalLine[];
}

export interface JournalLine {
  readonly accountId: string;
  readonly description: string | null;
  /** Debit positive. */
  readonly lineAmount: bigint;
  readonly taxType: string;
  readonly taxAmount: bigint;
  readonly tracking: readonly Tracking[];
}

/** A line of the history of a document: what was done, or a note that somebody left. */
export interface Note extends Kept {
  readonly resource: string;
  readonly documentId: string;
  readonly changes: string;
  readonly details: string;
  readonly user: string;
}

/** What a person sets at the settings screens, and the counters. One row. */
export interface Settings extends Kept {
  readonly name: string;
  readonly periodLockDate: Day | null;
  readonly endOfYearLockDate: Day | null;
  readonly taxFiledThrough: Day | null;
  /** Whether a period whose tax was filed is closed to writes. Xero lets them through, as late claims. */
  readonly refuseTaxFiled: boolean;
  /** The connection was made by an adviser, whom the period lock lets through (not the end-of-year lock). */
  readonly adviserBypass: boolean;
  readonly refuseReconciled: boolean;
  readonly multicurrency: boolean;
  readonly currencies: readonly string[];
  /** Foreign units for one base unit, used when a document names no rate. */
  readonly dayRates: Readonly<Record<string, string>>;
  readonly nextInvoice: number;
  readonly nextCreditNote: number;
  readonly nextTaxRate: number;
}
