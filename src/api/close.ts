import type { Amount } from '../core/decimal.ts';
import type { Day, Instant } from '../core/day.ts';

/** GET /v1/close : whose months can be closed, and how far each is. */
export interface CloseLedgers {
  readonly ledgers: readonly {
    readonly ledger: string;
    readonly label: string;
    readonly closedThrough: Day | null;
    /** What was said of it, the newest first. */
    readonly said: readonly {
      readonly at: Instant;
      readonly by: string;
      readonly closedThrough: Day | null;
      readonly taxFiledThrough: Day | null;
      readonly because: string | null;
    }[];
  }[];
  /** The month that ended last, in the organisation's own time zone. */
  readonly month: string;
}

/** POST /v1/close/:month/unlock?ledger {because} : the books are open again from that month on. */
export interface CloseOpening {
  readonly because: string;
}

/** Where a record of a check is looked at. */
export type CloseAbout =
  | { readonly is: 'line'; readonly line: string }
  | { readonly is: 'bankAccount'; readonly account: string }
  | { readonly is: 'hold'; readonly hold: string }
  | { readonly is: 'flow'; readonly flow: string }
  | { readonly is: 'proof'; readonly flow: string }
  | { readonly is: 'record'; readonly kind: string; readonly id: string };

/** GET /v1/close/:month?ledger, and POST /v1/close/:month/lock, which locks only when `isDone`. */
export interface CloseAnswer {
  readonly ledger: string;
  readonly month: string;
  readonly from: Day;
  readonly through: Day;
  readonly madeAt: Instant;
  readonly tookMilliseconds: number;
  readonly checks: readonly {
    readonly check: string;
    /** False: it is shown, and closing does not wait for it. */
    readonly blocks: boolean;
    readonly isDone: boolean;
    readonly count: number;
    /** What all of its records come to. */
    readonly sums: readonly { readonly currency: string; readonly amount: Amount }[];
    readonly says: string;
    readonly records: readonly {
      readonly what: string;
      readonly id: string;
      readonly on: Day | null;
      readonly amount: string | null;
      readonly currency: string | null;
      readonly about: CloseAbout | null;
      /** The command that shows it. */
      readonly opens: string;
    }[];
    readonly opens: string;
  }[];
  readonly lines: {
    readonly booked: number;
    readonly byMatch: number;
    readonly byRule: number;
    readonly byPerson: number;
    readonly open: number;
  };
  readonly isDone: boolean;
  readonly closedThrough: Day | null;
}
