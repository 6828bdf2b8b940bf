import type { Day } from './day.ts';
import type { Amount } from './decimal.ts';
import type { LineTax } from './records.ts';

/** What moved a processor's balance. The provider's own word for it stands beside it, in `category`. */
export type BalanceMove =
  | 'charge'
  | 'chargeFailure'
  | 'refund'
  | 'refundFailure'
  | 'dispute'
  | 'disputeReversal'
  | 'fee'
  | 'payout'
  | 'payoutReversal'
  | 'topUp'
  | 'topUpReversal'
  | 'reserve'
  | 'loan'
  | 'loanRepayment'
  | 'transfer'
  | 'other';

/** A part of what a processor kept: for the card, for an application, as tax on the fee, as tax withheld from the seller. */
export interface ProcessorFee {
  readonly for: 'processing' | 'application' | 'network' | 'dispute' | 'tax' | 'withheldTax' | 'other';
  readonly description: string | null;
  /** Positive when it was charged. */
  readonly amount: Amount;
}

/** One line of a payment processor's own balance. The sum of all `net` in a currency is the balance. Never changes, but for `state`. */
export interface BalanceTransaction {
  readonly kind: 'balanceTransaction';
  readonly id: string;
  readonly does: BalanceMove;
  /** As the provider calls it (Stripe: reporting_category). */
  readonly category: string;
  /** The day it was made, in the organisation's zone. */
  readonly madeOn: Day;
  /** The currency of the balance (settlement). `net` is `amount` less `fee`; `amount` is gross and signed: negative took from the balance. */
  readonly currency: string;
  readonly amount: Amount;
  readonly fee: Amount;
  readonly fees: readonly ProcessorFee[];
  readonly net: Amount;
  /** What the customer saw (positive), when that was another currency; null otherwise. */
  readonly presented: { readonly amount: Amount; readonly currency: string } | null;
  readonly contact: string | null;
  /** The object behind it (a charge, refund, dispute, payout), and the charge that it goes back to. */
  readonly about: string | null;
  readonly charge: string | null;
  /** The invoices that a charge paid, or whose payment came back; in the currency that the customer saw. */
  readonly invoices: readonly { readonly invoice: string; readonly amount: Amount }[];
  /** The credit note that a refund pays out. */
  readonly creditNote: string | null;
  /** Tax within the customer's amount, as the platform worked it out; empty where it says none. */
  readonly taxes: readonly LineTax[];
  /**
   * The charge that money goes back of, in the customer's currency, where the platform shows it: tax goes back with its share of
   * the charge (law F26). `before`: what went back of it earlier.
   */
  readonly original?: { readonly amount: Amount; readonly taxes: readonly LineTax[]; readonly before: Amount } | null;
  /** The loan that money pays back: all that is to be paid back, what of that is its cost, and what was paid back earlier. */
  readonly loan?: { readonly amount: Amount; readonly cost: Amount; readonly before: Amount } | null;
  readonly description: string | null;
  readonly payout: string | null;
  readonly state: 'pending' | 'available';
}

/** Money on its way from a processor to a bank account, or back when negative. */
export interface Payout {
  readonly kind: 'payout';
  readonly id: string;
  readonly amount: Amount;
  readonly currency: string;
  readonly createdOn: Day;
  /** A day of the bank's calendar, as the provider writes it: never moved by a time zone. */
  readonly arrivesOn: Day;
  /** Which bank account it goes to, as the provider names it: each is mapped to an account of its own. */
  readonly destination: string | null;
  /** What the bank's statement will show: a trace number or a descriptor. */
  readonly reference: string | null;
  /** The balance transactions that took it out, and that brought it back. */
  readonly out: string | null;
  readonly back: string | null;
  readonly state: 'pending' | 'inTransit' | 'paid' | 'failed' | 'cancelled';
}

/** A customer's bank took money back and the case is open, or closed. An inquiry moves nothing. */
export interface Dispute {
  readonly kind: 'dispute';
  readonly id: string;
  readonly charge: string | null;
  readonly contact: string | null;
  readonly amount: Amount;
  readonly currency: string;
  readonly openedOn: Day;
  /** The day evidence is due, and the day it was closed. */
  readonly dueOn: Day | null;
  readonly closedOn: Day | null;
  /** What was taken from the balance for it, in the balance's currency, where the platform shows it; the amount else. */
  readonly withdrawn?: { readonly amount: Amount; readonly currency: string } | null;
  readonly state: 'inquiry' | 'open' | 'won' | 'lost';
}

/** What many balance transactions come to: a day of a currency, or the members of a payout by month. */
export interface Settlement {
  readonly kind: 'settlement';
  /** 'day:2026-10-31:USD', or 'payout:po_1:2026-10'. */
  readonly id: string;
  readonly of: 'day' | 'payout';
  readonly payout: string | null;
  /** The last day of what it sums; no member is of another month. */
  readonly madeOn: Day;
  readonly currency: string;
  /** Sums of what is alike; payouts and top-ups are in it. `net` over all groups is `net`. */
  readonly groups: readonly SettlementGroup[];
  readonly net: Amount;
}

export interface SettlementGroup {
  readonly does: BalanceMove;
  readonly category: string;
  readonly amount: Amount;
  readonly fees: readonly ProcessorFee[];
  readonly net: Amount;
  readonly taxes: readonly LineTax[];
  /** True for charges and refunds of invoices that are booked one by one. */
  readonly ofInvoices: boolean;
  readonly count: number;
  /** Of a single member only: what a question about it can name. */
  readonly about: string | null;
}
