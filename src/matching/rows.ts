import type { Day } from '../core/day.ts';

/** Something of the books that waits for money: an invoice, a bill, a charge, a credit to be paid back, an expected payout. */
export interface OpenItem {
  readonly id: string;
  /** The number that people write into a remittance, null where there is none. */
  readonly number: string | null;
  /** Whose it is, as the books name them. */
  readonly counterparty: string | null;
  readonly bookedOn: Day;
  /** What is still open, in the currency's smallest unit: positive is expected to come in, negative to go out. */
  readonly open: bigint;
  readonly currency: string;
  /** Items of one bundle are paid in one sum: the charges of a payout. */
  readonly bundle: string | null;
}

/** Whether an amount, in smallest units, is one that can be matched exactly: up to 2^53 of them. */
export const isMatchable = (minor: bigint): boolean => Number.isSafeInteger(Number(minor));

export interface BankLine {
  readonly id: string;
  /** The own account on which the line stands. */
  readonly account: string;
  readonly bookedOn: Day;
  /** Negative: money out of the account. */
  readonly minor: bigint;
  readonly currency: string;
  readonly counterparty: string | null;
  readonly text: string;
}

/** `rate` millionths of a unit of `to` are paid for one unit of `from` on that day, both counted in smallest units. */
export interface DayRate {
  readonly from: string;
  readonly to: string;
  readonly on: Day;
  readonly rate: bigint;
}

/** What the people of one organisation have said, and what was learned from it. Plain data, kept by whoever calls. */
export interface Learned {
  /** A name on bank lines, and the counterparty of the books that it stands for. */
  readonly aliases: readonly { readonly name: string; readonly counterparty: string }[];
  /** Names that the books know, beside those of the items given: of whom nothing is open. */
  readonly counterparties: readonly string[];
  /** Pairs that were refused or undone; they never come back. Of a transfer the other line stands for the item. */
  readonly declined: readonly { readonly line: string; readonly item: string }[];
  /** Names that own accounts have on the lines of each other. */
  readonly ownNames: readonly string[];
  /** Null before the first run; later what the last run answered. */
  readonly habits: Habits | null;
}

/** What an organisation's own proven matches say about its money. Learned by the first run, and then the same until it is learned again. */
export interface Habits {
  /** The chance of each delay, from `earliest` days after the item's day on; sums to one. */
  readonly delays: readonly number[];
  readonly fees: readonly FeeModel[];
  /** How many amounts of the books fall into each hundredth of a natural logarithm. */
  readonly amounts: readonly number[];
  /** Amounts that come far oftener than their neighbours, as prices do, and how often. Missing where it was learned before that was. */
  readonly points?: readonly (readonly [minor: number, items: number])[];
  readonly spanDays: number;
}

/** A processor keeps `rate` hundred-thousandths of the gross, rounded half up, and `fixed` smallest units. */
export interface FeeModel {
  readonly rate: number;
  readonly fixed: number;
}

export const nothingLearned: Learned = { aliases: [], counterparties: [], declined: [], ownNames: [], habits: null };

export type Stage =
  | 'reference'
  | 'referencePart'
  | 'referenceFee'
  | 'bundle'
  | 'counterparty'
  | 'fee'
  | 'several'
  | 'parts'
  | 'amount'
  | 'exchange'
  | 'transfer';

/** Why a match is believed, as data: the screen puts it into the reader's language. */
export type Evidence =
  | { readonly kind: 'sameNumber'; readonly number: string }
  | { readonly kind: 'sameCounterparty'; readonly counterparty: string }
  | { readonly kind: 'sameAmount'; readonly minor: bigint }
  | { readonly kind: 'sumOfItems'; readonly items: number }
  | { readonly kind: 'sumOfLines'; readonly lines: number }
  | { readonly kind: 'netOfFee'; readonly fee: bigint }
  | { readonly kind: 'partOf'; readonly open: bigint }
  | { readonly kind: 'daysApart'; readonly days: number }
  | { readonly kind: 'sameBundle'; readonly bundle: string }
  | { readonly kind: 'withinRate'; readonly difference: bigint }
  | { readonly kind: 'ownAccounts'; readonly from: string; readonly to: string };

/** Why the next best explanation lost, or that there was none. */
export type RunnerUp =
  | { readonly kind: 'none' }
  | { readonly kind: 'lessLikely'; readonly perMillion: number }
  | { readonly kind: 'equallyGood'; readonly rivals: number };

export interface Match {
  readonly by: Stage;
  readonly lines: readonly string[];
  /** How much of each item's open amount the lines settle, with the sign of the item. */
  readonly parts: readonly { readonly item: string; readonly minor: bigint }[];
  /** What lines and parts do not share: `parts = lines + difference`. Of another currency's items it is the gain or loss. */
  readonly difference:
    | { readonly kind: 'none' }
    | { readonly kind: 'fee'; readonly minor: bigint }
    | { readonly kind: 'overpaid'; readonly minor: bigint }
    | { readonly kind: 'exchange'; readonly minor: bigint };
  /** How likely it is that this is wrong, in millionths; what decides between a match and a suggestion. */
  readonly doubtPerMillion: number;
  readonly evidence: readonly Evidence[];
  readonly runnerUp: RunnerUp;
}

/** Explanations of a line that nobody may believe unasked, the likeliest first. */
export interface Suggestion {
  readonly line: string;
  readonly choices: readonly Match[];
}
