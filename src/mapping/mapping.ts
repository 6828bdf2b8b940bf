import type { Amount } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import type { BankMapping } from './bank.ts';
import type { ProcessorMapping } from './processor.ts';

/**
 * One flow's mapping: what becomes what, which account, which tax code, who owns which field, who decided and why.
 * It is read from one YAML file (`readMapping`) and is versioned by its fingerprint.
 */
export interface Mapping {
  readonly kinds: readonly Kind[];
  readonly accounts: AccountMapping;
  readonly taxes: readonly TaxRule[];
  readonly contacts: {
    /** Documents without a customer go to this contact of the target ("Counter sales"); null: they are held. */
    readonly whenMissing: string | null;
    readonly decision: Decision;
  };
  /** First rule that applies wins; its name is the cause in the proof. Documents that add up to nothing are booked otherwise (law F58). */
  readonly exclude: readonly ExcludeRule[];
  readonly exchangeRates: { readonly source: 'document' | 'ledger'; readonly decision: Decision };
  readonly voids: { readonly policy: 'samePeriod' | 'always' | 'creditNote'; readonly decision: Decision };
  /** Null: the source has no balance of its own. */
  readonly processor: ProcessorMapping | null;
  /** Null: the source is no bank. */
  readonly bank: BankMapping | null;
  readonly decision: Decision;
}

/** Who decided it, and why. */
export interface Decision {
  readonly by: string;
  readonly because: string;
}

export interface AccountMapping {
  /** Revenue account per product category (a line's `account` at the source); `default` for lines without one. */
  readonly sales: { readonly default: string; readonly byCategory: Readonly<Record<string, string>>; readonly decision: Decision };
  /** Where money from customers arrives, per currency; `default` for the rest, null: held. */
  readonly payments: {
    readonly default: string | null;
    readonly byCurrency: Readonly<Record<string, string>>;
    readonly decision: Decision;
  };
  /** For what whole lines leave of a document's total (law F27); null: hold instead. */
  readonly rounding: string | null;
}

/** Law F32: the key is a treatment, never the rate alone. Null matches anything. */
export interface TaxRule {
  /** The tax rate id at the source; null: the line carries no tax there. */
  readonly source: string | null;
  readonly percent: Amount | null;
  readonly country: string | null;
  readonly target: string;
  readonly decision: Decision;
}

export interface ExcludeRule {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly when:
    | { readonly test: 'totalIsZero' }
    | { readonly test: 'before'; readonly day: string }
    | { readonly test: 'numberStartsWith'; readonly text: string }
    | { readonly test: 'contactIs'; readonly id: string }
    | { readonly test: 'idIs'; readonly ids: readonly string[] };
  readonly decision: Decision;
}
