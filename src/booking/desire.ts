import type { Day } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { AnyRecord, Kind } from '../core/records.ts';

/** What a record should be in the target. Pure result of mapping and booking rules; the plan compares it with what is there. */
export type Desire =
  | Wanted
  /** `elsewhere`: another record counts what this one says, so the proof does not count it a second time. */
  | { readonly is: 'excluded'; readonly rule: string; readonly why: string; readonly elsewhere?: true }
  | { readonly is: 'waiting'; readonly for: KeyName; readonly why: string }
  | { readonly is: 'held'; readonly question: Question };

export interface Wanted {
  readonly is: 'wanted';
  readonly parts: readonly Want[];
  /** Another part will be wanted when that key is in the target; what can be booked now is not held up by it. */
  readonly awaits?: KeyName | null;
  /** The parts are booked, and a person is asked about them all the same (law F17). */
  readonly asks?: Question | null;
  /** The account that mirrors the balance which this record moved: there, and there only, the parts come to its net amount. */
  readonly mirror?: string | null;
  /** What other records book of that net amount. */
  readonly apart?: Amount;
}

/** One document of the target. Ids within `record` are the target's own; its `id` is '' until it exists. */
export interface Want {
  /** 'main', or what tells several parts of one record apart ('invoice:<id>', 'onAccount'). */
  readonly part: string;
  readonly record: AnyRecord;
  readonly losses: readonly Loss[];
  readonly why: string;
  /** A part of the same key that must exist first; null when none. */
  readonly needs: string | null;
  /** True when another part may be wanted once this one is there: the key is planned again at once. */
  readonly opens: boolean;
}

/** A value that was truncated, rounded, merged or dropped for the target's sake (invariant 16). */
export interface Loss {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

export interface KeyName {
  readonly kind: Kind;
  readonly id: string;
}

/** What only a person can answer: code, words, evidence, and fixes as data. Screens show the fixes as buttons. */
export interface Question {
  readonly code: QuestionCode;
  /** One plain sentence: what was seen, what was expected. */
  readonly text: string;
  readonly evidence: Readonly<Record<string, string>>;
  readonly fixes: readonly Fix[];
}

export type QuestionCode =
  | 'not whole'
  | 'no customer'
  | 'no account'
  | 'no tax code'
  | 'no rate'
  | 'tax differs'
  | 'totals differ'
  | 'several candidates'
  | 'candidate differs'
  | 'period closed'
  | 'refused'
  | 'removed in the ledger'
  | 'edited in the ledger'
  | 'edited on both sides'
  | 'duplicate in the ledger'
  | 'archived contact'
  | 'changed after adoption'
  | 'undone'
  | 'declined'
  | 'cannot void'
  | 'cannot change'
  | 'paid elsewhere'
  | 'applied elsewhere'
  | 'gone at the source'
  | 'open before start'
  | 'too long'
  | 'second integration'
  | 'unclassified'
  | 'parts differ'
  | 'start within a month';

/** A fix is a plan in the making: answering applies `action` and marks the key to be looked at again. */
export interface Fix {
  readonly id: string;
  readonly label: string;
  readonly action: Action;
}

export type Action =
  | { readonly do: 'retry' }
  | { readonly do: 'exclude'; readonly because: string }
  | { readonly do: 'adopt'; readonly part: string; readonly targetKind: Kind; readonly targetId: string }
  | { readonly do: 'createAnyway'; readonly part: string }
  | { readonly do: 'makeAgain'; readonly part: string }
  | { readonly do: 'acceptTarget'; readonly part: string }
  | { readonly do: 'putBack'; readonly part: string }
  | { readonly do: 'moveTo'; readonly day: Day }
  | { readonly do: 'mapTax'; readonly source: string | null; readonly percent: string; readonly target: string }
  | { readonly do: 'useContact'; readonly targetId: string }
  | { readonly do: 'roundingLine' }
  | { readonly do: 'byHand'; readonly instructions: string };
