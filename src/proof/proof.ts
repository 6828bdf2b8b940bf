import type { Amount } from '../core/decimal.ts';
import type { Day, Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Case } from './case.ts';
import type { Cause } from './causes.ts';
import type { Chart } from './chart.ts';
import type { Control, ControlInput } from './controls.ts';
import type { Total } from './totals.ts';

/** The word of a proof. Only the first means that nothing is left to do. */
export type Word = 'ties out' | 'explained' | 'open' | 'unexplained';

/** Whole months, both ends included. */
export interface Period {
  readonly fromMonth: string;
  readonly throughMonth: string;
}

/** Everything that a proof is made from. Totals may be of more months than the period; the others are left out. */
export interface ProofInput {
  readonly flow: string;
  readonly period: Period;
  readonly startsOn: Day;
  readonly madeAt: Instant;
  readonly baseCurrency: string;
  readonly kinds: readonly Kind[];
  readonly chart: Chart;
  /** Accounts that are all this flow's business: receivables, tax, mapped revenue, clearing. Others' postings there are named. */
  readonly controlled: readonly string[];
  /** What this flow's source records add up to, and what other flows into the same ledger do. */
  readonly source: readonly Total[];
  readonly otherFlows: readonly Total[];
  /** What all documents of the ledger add up to, whoever made them. */
  readonly target: readonly Total[];
  readonly cases: Iterable<Case>;
  /** True: the source shows records that are in no total and no case yet, because there are too many of them. */
  readonly hasMoreArrived?: boolean;
  readonly counts: readonly KindCount[];
  readonly ledger: LedgerMovement;
  /** Accounts that must be what a processor says, with all cases since the flow's first day. */
  readonly controls?: { readonly inputs: readonly ControlInput[]; readonly cases: readonly Case[] };
}

/** The ledger's own movement per account over the period, in its base currency. */
export type LedgerMovement =
  | {
      readonly is: 'read';
      readonly movements: readonly { readonly account: string; readonly amount: string }[];
      /** What documents in other currencies come to in base, once for each way in which ledgers keep a rate; the closest counts. */
      readonly foreign: readonly (readonly ForeignMovement[])[];
    }
  /** The target keeps no accounts of its own (a platform). */
  | { readonly is: 'none' }
  | { readonly is: 'not read'; readonly why: string };

export interface ForeignMovement {
  readonly account: string;
  readonly amount: Amount;
  readonly documents: number;
  /** How many of them say no rate: they are not in the amount. */
  readonly withoutRate: number;
}

/** Invariant 10: each source record is exactly one of four, and they add up. */
export interface KindCount {
  readonly kind: Kind;
  readonly atSource: number;
  readonly inSync: number;
  readonly pending: number;
  readonly held: number;
  readonly excluded: number;
}

/** The result, plain JSON: amounts are decimal text, source less target. */
export interface Proof {
  readonly flow: string;
  readonly period: Period;
  readonly madeAt: Instant;
  readonly word: Word;
  readonly tiesOut: boolean;
  /** Sum of the sizes of all differences, per currency; never the net. */
  readonly headline: readonly CurrencyAmount[];
  readonly unexplained: readonly CurrencyAmount[];
  /** What waits for a person. */
  readonly held: readonly CurrencyAmount[];
  readonly counts: readonly KindCount[];
  readonly countsAddUp: boolean;
  readonly rows: readonly ProofRow[];
  readonly ledger: readonly LedgerRow[];
  /** Null when the ledger's own movement was read (or it keeps none); otherwise why not. */
  readonly ledgerNotRead: string | null;
  /** Accounts compared with a processor's own figures, day by day; none where the source has no balance. */
  readonly controls: readonly Control[];
  readonly differences: readonly Difference[];
  readonly causes: readonly CauseSum[];
}

export interface CurrencyAmount {
  readonly currency: string;
  readonly amount: Amount;
}

/** One line of the proof: both sides of one kind, account, currency and month. */
export interface ProofRow {
  readonly kind: Kind;
  readonly account: string;
  readonly currency: string;
  readonly month: string;
  readonly source: Amount;
  readonly sourceDocuments: number;
  readonly otherFlows: Amount;
  readonly target: Amount;
  readonly targetDocuments: number;
  readonly difference: Amount;
  readonly unexplained: Amount;
}

/** One account of the ledger: its own movement against all documents that we see there. In base currency. */
export interface LedgerRow {
  readonly account: string;
  readonly documents: Amount;
  readonly movement: Amount;
  readonly difference: Amount;
}

export interface Difference {
  readonly cause: Cause;
  readonly currency: string;
  /** Source less target, of the document as a whole; of `account` where its total is the same on both sides. */
  readonly amount: Amount;
  /** What it adds to the headline; never negative. */
  readonly size: Amount;
  readonly account: string;
  readonly day: Day | null;
  readonly number: string | null;
  readonly key: { readonly kind: Kind; readonly id: string } | null;
  readonly target: { readonly kind: Kind; readonly id: string } | null;
  /** The rule, the question, the refusal, the two days, the bound, the twin: what the cause leaves open. */
  readonly detail: string | null;
  readonly isHeld: boolean;
  /** What it does to each row; these sum to the rows' differences. */
  readonly gaps: readonly { readonly kind: Kind; readonly account: string; readonly month: string; readonly amount: Amount }[];
}

export interface CauseSum {
  readonly cause: Cause;
  readonly currency: string;
  readonly differences: number;
  readonly size: Amount;
}
