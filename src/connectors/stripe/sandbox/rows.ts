/** An object as it goes over the wire, and as it is kept: money is a bigint of the smallest unit, times are unix seconds. */
export interface Row {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  readonly [field: string]: unknown;
}

export interface Customer extends Row {
  readonly currency: string | null;
  /** Negative: we owe the customer. */
  readonly balance: bigint;
  readonly email: string | null;
  readonly name: string | null;
  readonly address: unknown;
}

export interface FeeDetail {
  readonly amount: bigint;
  readonly currency: string;
  readonly type: string;
  readonly description: string | null;
  readonly application: string | null;
}

/** A line of the balance. `hidden` never leaves: which payout took it is only told by listing with `payout`. */
export interface BalanceTransaction extends Row {
  readonly amount: bigint;
  readonly fee: bigint;
  readonly net: bigint;
  readonly currency: string;
  readonly fee_details: readonly FeeDetail[];
  readonly type: string;
  readonly reporting_category: string;
  readonly source: string | null;
  readonly available_on: number;
  /** The figure as text; a number on the wire. */
  readonly exchange_rate: string | null;
  readonly hidden: { readonly payout: string | null };
}

export interface PaymentIntent extends Row {
  readonly amount: bigint;
  readonly currency: string;
  readonly customer: string | null;
  readonly latest_charge: string | null;
  readonly status: string;
}

/** What a charge becomes in the balance, once it is captured: known to the provider before it tells. */
export interface Settling {
  readonly currency: string;
  readonly rate: string | null;
  /** As a person gave them; null: by the account's formula. */
  readonly feeDetails: readonly FeeDetail[] | null;
}

export interface Charge extends Row {
  readonly amount: bigint;
  readonly amount_captured: bigint;
  readonly amount_refunded: bigint;
  readonly currency: string;
  readonly customer: string | null;
  readonly captured: boolean;
  readonly paid: boolean;
  readonly refunded: boolean;
  readonly disputed: boolean;
  readonly status: 'succeeded' | 'pending' | 'failed';
  readonly balance_transaction: string | null;
  readonly payment_intent: string | null;
  readonly application_fee_amount: bigint | null;
  readonly description: string | null;
  readonly hidden: Settling;
}

export interface Refund extends Row {
  readonly amount: bigint;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string | null;
  readonly status: string;
  readonly balance_transaction: string | null;
}

export interface Dispute extends Row {
  readonly amount: bigint;
  readonly currency: string;
  readonly charge: string;
  readonly status: string;
  readonly balance_transactions: readonly string[];
}

export interface TaxRate extends Row {
  readonly percentage: string;
  readonly inclusive: boolean;
  readonly active: boolean;
}

export interface TaxItem {
  readonly amount: bigint;
  readonly tax_behavior: 'exclusive' | 'inclusive';
  readonly taxable_amount: bigint;
  readonly taxability_reason: string;
  readonly type: 'tax_rate_details';
  readonly tax_rate_details: { readonly tax_rate: string };
}

export interface DiscountItem {
  readonly amount: bigint;
  readonly discount: string;
}

export interface InvoiceLine extends Row {
  readonly invoice: string | null;
  readonly amount: bigint;
  readonly subtotal: bigint;
  readonly currency: string;
  readonly quantity: number;
  readonly description: string | null;
  readonly discount_amounts: readonly DiscountItem[];
  readonly taxes: readonly TaxItem[];
  /** The rates by id and the line's own discount: what `taxes` and `discount_amounts` are worked out from. */
  readonly hidden: { readonly rates: readonly string[]; readonly discount: bigint };
}

export interface InvoiceItem extends Row {
  readonly customer: string;
  readonly invoice: string | null;
}

export interface Invoice extends Row {
  readonly number: string | null;
  readonly status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  readonly customer: string;
  readonly currency: string;
  readonly effective_at: number | null;
  readonly status_transitions: StatusTransitions;
  readonly subtotal: bigint;
  readonly total: bigint;
  readonly starting_balance: bigint;
  readonly amount_due: bigint;
  readonly amount_paid: bigint;
  readonly amount_remaining: bigint;
  readonly amount_overpaid: bigint;
  readonly pre_payment_credit_notes_amount: bigint;
  readonly post_payment_credit_notes_amount: bigint;
  readonly shipping_cost: ShippingCost | null;
  readonly hidden: { readonly rates: readonly string[]; readonly discount: bigint; readonly creditNotes: number };
}

export interface StatusTransitions {
  readonly finalized_at: number | null;
  readonly paid_at: number | null;
  readonly voided_at: number | null;
  readonly marked_uncollectible_at: number | null;
}

export interface ShippingCost {
  readonly amount_subtotal: bigint;
  readonly amount_tax: bigint;
  readonly amount_total: bigint;
  readonly shipping_rate: string | null;
  readonly taxes: readonly TaxItem[];
}

export interface InvoicePayment extends Row {
  readonly invoice: string;
  readonly amount_requested: bigint;
  readonly amount_paid: bigint | null;
  readonly currency: string;
  readonly is_default: boolean;
  readonly status: 'open' | 'paid' | 'canceled';
  readonly payment: { readonly type: 'payment_intent'; readonly payment_intent: string };
}

export interface CreditNote extends Row {
  readonly invoice: string;
  readonly customer: string;
  readonly currency: string;
  readonly status: 'issued' | 'void';
  readonly total: bigint;
  readonly pre_payment_amount: bigint;
  readonly post_payment_amount: bigint;
}

export interface CreditNoteLine extends Row {
  readonly amount: bigint;
  readonly taxes: readonly TaxItem[];
  readonly hidden: { readonly creditNote: string };
}

export interface CheckoutSession extends Row {
  readonly payment_intent: string;
  readonly hidden: { readonly taxes: readonly TaxItem[] };
}

/** A line of a customer's own balance. */
export interface CustomerBalanceTransaction extends Row {
  readonly amount: bigint;
  readonly currency: string;
  readonly customer: string;
  readonly type: string;
}

export interface Payout extends Row {
  readonly amount: bigint;
  readonly currency: string;
  readonly arrival_date: number;
  readonly automatic: boolean;
  readonly status: 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled';
  readonly reconciliation_status: 'completed' | 'in_progress' | 'not_applicable';
  readonly balance_transaction: string | null;
}

export interface StripeEvent extends Row {
  readonly type: string;
  readonly data: { readonly object: unknown; readonly previous_attributes?: unknown };
}

export interface Endpoint extends Row {
  readonly url: string;
  readonly enabled_events: readonly string[];
  readonly hidden: { readonly secret: string };
}

/** Something that happens by itself at its time. */
export interface Due extends Row {
  readonly does: 'settle' | 'clear' | 'payOut' | 'reconcile' | 'arrive';
  readonly about: string;
}

export interface Settings extends Row {
  /** How often the balance is paid out by itself. */
  readonly payouts: 'daily' | 'manual';
  /** Days from a charge until its money is available, and from a payout until it arrives. */
  readonly delayDays: number;
  readonly arrivalDays: number;
  /** Seconds until a charge has its balance transaction. */
  readonly captureSeconds: number;
  /** The processing fee: a percentage as text, and an amount of the smallest unit. */
  readonly feePercent: string;
  readonly feeFixed: bigint;
  readonly disputeFee: bigint;
  /** Currencies with a balance of their own; others are converted to the account's default. */
  readonly settles: readonly string[];
  /** 'eur': '1.085': what one unit of it brings in the default currency. */
  readonly rates: Readonly<Record<string, string>>;
  readonly nextInvoice: number;
  /** How webhooks look: whole objects, or only names. */
  readonly payload: 'snapshot' | 'thin';
}
