import type { Decision } from './mapping.ts';

/** How a payment processor's balance is booked: which account for what, one by one or in sums, and with which tax. */
export interface ProcessorMapping {
  /** `each`: every balance transaction by itself. `day`, `payout`: the sums of a day, or of a payout's members by month. */
  readonly book: 'each' | 'day' | 'payout';
  /** The processor as a contact of the ledger: fees, payouts and customers that nobody knows are its. */
  readonly contact: string;
  /** Whose name stands on a sale without an invoice: the customer's own, or the processor's for all. */
  readonly customers: 'each' | 'processor';
  readonly accounts: ProcessorAccounts;
  readonly fees: ProcessorFees;
  /** The ledger's tax code for sales whose platform says no tax, taken to be within the price; null: they are held (law F32). */
  readonly sales: { readonly tax: string | null; readonly decision: Decision };
  /** `detailed`: what is disputed is an asset until it is decided. `simple`: it is a loss at once, and a gain when it comes back. */
  readonly disputes: 'detailed' | 'simple';
  /**
   * A sale in another currency than the balance. `documents`: an invoice in that currency at the ledger's rate, and its payment.
   * `settled`: at what it came to in the balance, for sales without tax only (law F25).
   */
  readonly presented: 'documents' | 'settled';
  readonly decision: Decision;
}

/** The ledger's accounts. Null: nobody has said, and then what needs it is held. */
export interface ProcessorAccounts {
  /** Mirrors of the processor's balance, one for each currency. */
  readonly clearing: AccountByCurrency;
  /** What has left the balance and not reached a bank account yet, one for each currency. */
  readonly transit: AccountByCurrency;
  /** Law F51: where payouts arrive, for each destination that the processor names. */
  readonly banks: {
    readonly default: string | null;
    readonly byDestination: Readonly<Record<string, string>>;
    readonly decision: Decision;
  };
  readonly fees: string | null;
  readonly disputeFees: string | null;
  /** Null: the account of the sales. */
  readonly refunds: string | null;
  readonly disputed: string | null;
  readonly chargebacks: string | null;
  readonly reserve: string | null;
  readonly loan: string | null;
  readonly financeCost: string | null;
  readonly withheldTax: string | null;
  readonly returnedPayments: string | null;
  readonly topUps: string | null;
  readonly transfers: string | null;
  /** Law F17: what nobody knows goes here, and is asked about; never income, never an expense. */
  readonly unclassified: string | null;
}

export interface AccountByCurrency {
  readonly default: string | null;
  readonly byCurrency: Readonly<Record<string, string>>;
  readonly decision: Decision;
}

/** Law F23: asked once. The code is the ledger's tax code of the fee lines; with `exempt` it may be left out. */
export interface ProcessorFees {
  readonly treatment: 'exempt' | 'reverseCharge' | 'taxed';
  readonly code: string | null;
  readonly decision: Decision;
}

/** The account of a role in a currency: its own, or the one for all currencies. */
export const accountIn = ({ byCurrency, default: other }: AccountByCurrency, currency: string): string | null =>
  Object.hasOwn(byCurrency, currency) ? (byCurrency[currency] ?? other) : other;

/** The bank account behind a destination that the processor names. */
export const bankOf = ({ banks }: ProcessorAccounts, destination: string | null): string | null =>
  destination !== null && Object.hasOwn(banks.byDestination, destination) ? (banks.byDestination[destination] ?? null) : banks.default;

/** Every account of the section, the bank accounts of payouts left out: those are other people's business as well. */
export function processorAccounts({ accounts }: ProcessorMapping): readonly string[] {
  const { clearing, transit, banks: _, ...others } = accounts;
  const named = [clearing, transit].flatMap(({ default: other, byCurrency }) => [other, ...Object.values(byCurrency)]);
  return [...new Set([...named, ...Object.values(others)].filter((account) => account !== null))];
}
