import type { LineBooking } from '../core/bank-records.ts';
import type { Amount } from '../core/decimal.ts';
import type { Day, Instant } from '../core/day.ts';

/** GET /v1/bank/accounts */
export interface BankAccountRow {
  readonly account: string;
  readonly currency: string;
  readonly closing: { readonly on: Day; readonly amount: Amount } | null;
  /** The ledger's account that it is; null: the mapping does not say. */
  readonly ledgerAccount: string | null;
  readonly open: number;
}

/** GET /v1/bank/lines?account&from&through&open */
export interface BankLinesAnswer {
  readonly lines: readonly BankLineRow[];
  /** True when there are more than are shown. */
  readonly isCut: boolean;
}

export interface BankLineRow {
  readonly line: string;
  readonly account: string;
  readonly bookedOn: Day;
  /** Negative: money out. */
  readonly amount: Amount;
  readonly currency: string;
  readonly counterparty: string | null;
  readonly text: string;
  readonly reference: string | null;
  readonly state: 'booked' | 'pending' | 'gone';
  readonly decision: BankDecisionRow | null;
  /** How many suggestions wait. */
  readonly suggestions: number;
}

export interface BankDecisionRow {
  readonly means: 'match' | 'rule' | 'person';
  readonly decidedAt: Instant;
  readonly decidedBy: string;
  readonly booked: LineBooking;
  readonly match: BankMatchRow | null;
}

/** Why a line is about something, in words. */
export interface BankMatchRow {
  readonly by: string;
  readonly lines: readonly string[];
  readonly parts: readonly {
    readonly item: string;
    /** 'invoice INV-7 of Ada Ltd' */
    readonly what: string;
    readonly amount: Amount;
    readonly currency: string;
    readonly counterparty: string | null;
  }[];
  readonly difference: { readonly kind: 'none' | 'fee' | 'overpaid' | 'exchange'; readonly amount: Amount };
  /** How likely it is that this is wrong. */
  readonly doubtPerMillion: number;
  readonly evidence: readonly string[];
  readonly runnerUp: string;
  /** Null: it can be confirmed. */
  readonly whyNot: string | null;
}

/** GET /v1/bank/suggestions gives a list of these. */
export interface BankSuggestionRow {
  readonly line: BankLineRow;
  /** The likeliest first. */
  readonly choices: readonly BankMatchRow[];
}

/** POST /v1/bank/match, and what an import leads to. */
export interface BankMatched {
  readonly open: number;
  readonly matched: number;
  readonly byRule: number;
  readonly suggested: number;
}

/** POST /v1/bank/files?name&account&currency&yes&days&decimal&sign, with the bytes of the file as `application/octet-stream`. */
export type BankFileAnswer =
  | {
      readonly is: 'imported';
      readonly accounts: readonly {
        readonly account: string;
        readonly counts: { readonly added: number; readonly same: number; readonly changed: number };
        readonly from: Day | null;
        readonly through: Day | null;
        readonly problems: readonly string[];
      }[];
      readonly matched: BankMatched | null;
    }
  | { readonly is: 'known'; readonly account: string; readonly importedAt: Instant }
  /** A table that is new here: send it again with `yes=true`, and with what the questions ask. */
  | {
      readonly is: 'asks';
      readonly read: { readonly delimiter: string; readonly mark: string; readonly dayOrder: string; readonly sign: string };
      readonly questions: readonly { readonly about: string; readonly seen: string; readonly choices: readonly string[] }[];
      readonly sample: readonly {
        readonly bookedOn: Day;
        readonly amount: Amount;
        readonly counterparty: string | null;
        readonly text: string;
      }[];
    }
  | { readonly is: 'rejected'; readonly problems: readonly string[] };

/** POST /v1/bank/lines/:line/confirm and /refuse */
export interface BankChoice {
  /** Place among the suggestions, from 0. */
  readonly choice: number;
}

/** POST /v1/bank/lines/:line/code */
export interface BankCoding {
  readonly account: string;
  readonly contact: string;
  readonly tax?: string | null;
  readonly description?: string | null;
}

/** GET /v1/bank/rules?from&through */
export interface BankRulesPreview {
  readonly from: Day;
  readonly through: Day;
  readonly rules: readonly {
    readonly rule: string;
    readonly account: string;
    readonly contact: string;
    readonly lines: readonly { readonly line: BankLineRow; readonly instead: 'a match' | 'a person' | 'this rule' | 'nothing' }[];
  }[];
  readonly untouched: number;
}

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
    readonly says: string;
    readonly records: readonly {
      readonly what: string;
      readonly id: string;
      readonly on: Day | null;
      readonly amount: string | null;
      readonly currency: string | null;
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
