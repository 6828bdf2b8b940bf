import type { Day } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { CurrencySum, FlowMode } from './office.ts';

/** GET /v1/books/:connection?asOf=YYYY-MM-DD : the documents of a side as it showed them then. */
export interface BooksAsOf {
  readonly connection: string;
  readonly asOf: Day;
  readonly documents: number;
  readonly balances: readonly {
    readonly account: string;
    readonly accountName: string;
    readonly currency: string;
    readonly balance: Amount;
  }[];
}

/** GET /v1/parallel/:flow?businessDays=10 : what we would have written against what people booked, day by day, in mode `shadow`. */
export interface ParallelRun {
  readonly flow: string;
  readonly mode: FlowMode;
  readonly days: readonly {
    readonly day: Day;
    /** Documents that both sides have alike. */
    readonly alike: number;
    readonly different: number;
    readonly onlyOurs: number;
    readonly onlyTheirs: number;
    readonly unexplained: readonly CurrencySum[];
  }[];
  /** The go-live rule, and how far it is met. */
  readonly rule: { readonly businessDays: number; readonly met: number; readonly isMet: boolean };
}
