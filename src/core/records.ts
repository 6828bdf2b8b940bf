import type { Amount } from './decimal.ts';
import type { Day } from './day.ts';
import type { StatementLine } from './bank-records.ts';
import type { BalanceTransaction, Dispute, Payout, Settlement } from './processor-records.ts';

/**
 * Records are what was observed of one object on either side, and documents are what a record should be in the target.
 * Both have the same shapes, plain JSON throughout. Figures are canonical decimal text *as seen*, which may be finer than
 * the currency; `readMoney` says whether a figure is whole. References between records (`contact`, `invoice`) are ids in
 * the system that the record is from.
 */
export interface Organisation {
  readonly kind: 'organisation';
  readonly id: string;
  readonly name: string;
  /** ISO 3166 alpha-2. */
  readonly country: string | null;
  readonly baseCurrency: string;
  /** IANA zone, in which documents are dated. */
  readonly timeZone: string;
  /** The last day of the ledger's locked books, whichever lock is latest. */
  readonly lockedThrough: Day | null;
  readonly taxFiledThrough: Day | null;
  readonly taxBasis: 'accrual' | 'cash' | 'none' | 'unknown';
  readonly currencies: readonly string[];
}

export interface Account {
  readonly kind: 'account';
  readonly id: string;
  readonly code: string | null;
  readonly name: string;
  readonly class: 'asset' | 'liability' | 'equity' | 'revenue' | 'expense';
  /** Bank accounts have a currency of their own; null elsewhere. */
  readonly currency: string | null;
  readonly isBank: boolean;
  readonly takesPayments: boolean;
  /** What its bank says stands on it now, where a bank feed tells: what is owed on a card is negative. */
  readonly balance?: Amount | null;
  /** The ledger's own use of it, if any: documents may not name these accounts on a line. */
  readonly system: 'receivable' | 'payable' | 'tax' | 'rounding' | 'exchangeGain' | 'retainedEarnings' | 'other' | null;
  readonly defaultTax: string | null;
  readonly state: 'active' | 'archived';
}

export interface TaxRate {
  readonly kind: 'taxRate';
  /** The code that lines carry. */
  readonly id: string;
  readonly name: string;
  /** 20 means twenty percent; compound components are already worked in. */
  readonly percent: Amount;
  readonly components: readonly { readonly name: string; readonly percent: Amount; readonly compound: boolean }[];
  readonly appliesTo: readonly Account['class'][];
  readonly state: 'active' | 'archived';
}

export interface Currency {
  readonly kind: 'currency';
  readonly id: string;
  readonly name: string;
}

export interface Contact {
  readonly kind: 'contact';
  readonly id: string;
  readonly name: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly taxNumber: string | null;
  readonly address: Address | null;
  readonly isCustomer: boolean;
  readonly isSupplier: boolean;
  readonly state: 'active' | 'archived';
  /** The survivor, when the ledger merged this contact away. */
  readonly mergedInto: string | null;
}

export interface Address {
  readonly lines: readonly string[];
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
}

export interface Item {
  readonly kind: 'item';
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  readonly unitPrice: Amount | null;
  readonly account: string | null;
  readonly tax: string | null;
  readonly state: 'active' | 'archived';
}

export type AmountsAre = 'exclusive' | 'inclusive' | 'noTax';
export type Discount = { readonly percent: Amount } | { readonly amount: Amount };

export interface LineTax {
  /** A tax rate id of the record's own system. */
  readonly rate: string;
  readonly amount: Amount;
}

export interface Line {
  /** Stable id of the line in its own system, where there is one. */
  readonly id: string | null;
  readonly description: string;
  readonly quantity: Amount;
  readonly unitPrice: Amount;
  readonly discount: Discount | null;
  /** After the discount; with tax in it when the document's amounts are inclusive. */
  readonly amount: Amount;
  readonly taxes: readonly LineTax[];
  /** A ledger account (code or id), or a platform's product category. */
  readonly account: string | null;
  readonly item: string | null;
}

export interface Totals {
  readonly net: Amount;
  readonly tax: Amount;
  readonly gross: Amount;
}

export interface ExchangeRate {
  /** Units of the organisation's base currency for one unit of the document's currency. */
  readonly value: Amount;
  readonly on: Day;
  readonly source: string;
}

/** What an invoice and a credit note have in common. Amounts are positive; the sign comes from the kind. */
export interface Document {
  readonly id: string;
  readonly number: string | null;
  /** The customer; null when the platform knows none (a counter sale). */
  readonly contact: string | null;
  readonly issuedOn: Day;
  readonly currency: string;
  readonly exchangeRate: ExchangeRate | null;
  readonly amountsAre: AmountsAre;
  readonly lines: readonly Line[];
  /** On the whole document, on top of the lines' own. Ledgers without one get it spread over the lines. */
  readonly discount: Discount | null;
  readonly totals: Totals;
  /** What a person expects there: a purchase order number, an order number. Never ours. */
  readonly reference: string | null;
  readonly notes: string | null;
  readonly state: 'draft' | 'open' | 'void';
  /** Settled by cash, and settled by credits, as its own system counts it. */
  readonly paid: Amount;
  readonly credited: Amount;
}

export interface Invoice extends Document {
  readonly kind: 'invoice';
  readonly dueOn: Day | null;
}

export interface CreditNote extends Document {
  readonly kind: 'creditNote';
  /** The invoice that it corrects, where known. */
  readonly invoice: string | null;
}

/** Money received from a customer, on its own day, for any number of invoices; the rest is on account. */
export interface Payment {
  readonly kind: 'payment';
  readonly id: string;
  readonly contact: string | null;
  readonly paidOn: Day;
  readonly amount: Amount;
  readonly currency: string;
  /** The account the money reached; its amount in that account's own currency when it differs. */
  readonly account: string | null;
  readonly accountAmount: { readonly amount: Amount; readonly currency: string } | null;
  readonly method: string | null;
  readonly reference: string | null;
  readonly allocations: readonly { readonly invoice: string; readonly amount: Amount }[];
  /** Null when the ledger does not say; treated as reconciled before an undo. */
  readonly isReconciled: boolean | null;
  readonly state: 'made' | 'void';
}

/** Money given back to a customer against a credit note. */
export interface Refund {
  readonly kind: 'refund';
  readonly id: string;
  readonly contact: string | null;
  readonly refundedOn: Day;
  readonly amount: Amount;
  readonly currency: string;
  readonly account: string | null;
  readonly creditNote: string | null;
  readonly reference: string | null;
  readonly isReconciled: boolean | null;
  readonly state: 'made' | 'void';
}

/** A credit set against an invoice. No money moves. */
export interface Allocation {
  readonly kind: 'allocation';
  readonly id: string;
  readonly from: { readonly kind: 'creditNote' | 'onAccount'; readonly id: string };
  readonly invoice: string;
  readonly amount: Amount;
  readonly currency: string;
  readonly allocatedOn: Day;
  readonly state: 'made' | 'void';
}

/** Money in or out of a bank account that is coded straight to accounts, or kept on a customer's account. */
export interface BankTransaction {
  readonly kind: 'bankTransaction';
  readonly id: string;
  readonly does: 'receive' | 'spend' | 'receiveOnAccount' | 'receivePrepayment';
  readonly contact: string | null;
  readonly account: string;
  readonly madeOn: Day;
  readonly currency: string;
  readonly amountsAre: AmountsAre;
  readonly lines: readonly Line[];
  readonly totals: Totals;
  /** What is left on account of a receiveOnAccount or receivePrepayment; '0' otherwise. */
  readonly remaining: Amount;
  readonly reference: string | null;
  readonly isReconciled: boolean | null;
  readonly state: 'made' | 'void';
}

export interface Transfer {
  readonly kind: 'transfer';
  readonly id: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  readonly madeOn: Day;
  readonly amount: Amount;
  readonly currency: string;
  readonly reference: string | null;
  readonly isReconciled: boolean | null;
  readonly state: 'made' | 'void';
}

export interface Journal {
  readonly kind: 'journal';
  readonly id: string;
  readonly madeOn: Day;
  readonly currency: string;
  readonly narration: string;
  /** Debits positive, credits negative; they sum to zero. */
  readonly lines: readonly {
    readonly account: string;
    readonly description: string;
    readonly amount: Amount;
    readonly tax: string | null;
  }[];
  readonly state: 'draft' | 'made' | 'void';
}

export interface Records {
  readonly organisation: Organisation;
  readonly account: Account;
  readonly taxRate: TaxRate;
  readonly currency: Currency;
  readonly contact: Contact;
  readonly item: Item;
  readonly invoice: Invoice;
  readonly creditNote: CreditNote;
  readonly payment: Payment;
  readonly refund: Refund;
  readonly allocation: Allocation;
  readonly bankTransaction: BankTransaction;
  readonly transfer: Transfer;
  readonly journal: Journal;
  readonly balanceTransaction: BalanceTransaction;
  readonly settlement: Settlement;
  readonly payout: Payout;
  readonly dispute: Dispute;
  readonly statementLine: StatementLine;
}
export type Kind = keyof Records;
export type AnyRecord = Records[Kind];

/** In the order in which one needs another: contacts before invoices before payments. */
export const kinds = [
  'organisation',
  'currency',
  'taxRate',
  'account',
  'contact',
  'item',
  'invoice',
  'creditNote',
  'bankTransaction',
  'payment',
  'refund',
  'allocation',
  'transfer',
  'journal',
  'balanceTransaction',
  'settlement',
  'payout',
  'dispute',
  'statementLine',
] as const satisfies readonly Kind[];

/** What a connection's books are set up with: hardly ever changed, and needed all the time. */
export const settingKinds = ['organisation', 'account', 'taxRate'] as const;

/** The day on which a record counts in the books; null for records that move no money. */
export function bookedOn(record: AnyRecord): Day | null {
  switch (record.kind) {
    case 'invoice':
    case 'creditNote':
      return record.issuedOn;
    case 'payment':
      return record.paidOn;
    case 'refund':
      return record.refundedOn;
    case 'allocation':
      return record.allocatedOn;
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
      return record.madeOn;
    case 'balanceTransaction':
    case 'settlement':
      return record.madeOn;
    case 'payout':
      return record.arrivesOn;
    case 'dispute':
      return record.closedOn;
    case 'statementLine':
      return record.bookedOn;
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
    case 'contact':
    case 'item':
      return null;
  }
}
