import type { CloseReport } from '../core/close.ts';
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

/** GET /v1/close/:month?ledger, and POST /v1/close/:month/lock, which locks only when `isDone`. */
export type CloseAnswer = CloseReport;
