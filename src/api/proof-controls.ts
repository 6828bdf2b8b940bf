import type { Day } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';

/** An account that must be what a processor says at the end of every day: its balance, the money on its way, what is disputed. */
export interface ProofControl {
  readonly of: 'clearing' | 'transit' | 'disputed';
  readonly account: string;
  readonly currency: string;
  readonly tiesOut: boolean;
  readonly days: readonly {
    readonly day: Day;
    readonly processor: Amount;
    readonly ledger: Amount;
    readonly difference: Amount;
    readonly unexplained: Amount;
  }[];
  readonly named: readonly {
    readonly cause: string;
    readonly day: Day;
    readonly amount: Amount;
    readonly key: { readonly kind: Kind; readonly id: string } | null;
    readonly target: { readonly kind: Kind; readonly id: string } | null;
    readonly detail: string | null;
  }[];
  /** Payouts on their way and cases that are open, at the end of the period. */
  readonly listed: readonly {
    readonly cause: 'in transit' | 'disputed';
    readonly id: string;
    readonly since: Day;
    readonly until: Day | null;
    readonly amount: Amount;
    readonly isLate: boolean;
  }[];
}
