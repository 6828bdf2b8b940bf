import type { Amount } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';

/** What a reader finds in a bank file, in the order of the file. Lines and balances belong to the statement before them. */
export type Found =
  | { readonly is: 'statement'; readonly statement: StatementHead }
  | { readonly is: 'line'; readonly line: StatementLine }
  | { readonly is: 'balance'; readonly balance: StatementBalance }
  | { readonly is: 'problem'; readonly problem: StatementProblem };

export interface StatementHead {
  readonly account: AccountName;
  readonly currency: string | null;
  /** The bank's own number of this statement, where it has one. */
  readonly number: string | null;
  readonly from: Day | null;
  readonly through: Day | null;
}

/** As the file names the account: an IBAN, or a bank (routing number, BIC, BLZ) and a number, or nothing. */
export interface AccountName {
  readonly iban: string | null;
  readonly bank: string | null;
  readonly number: string | null;
}

export interface StatementBalance {
  /** `closing` is what the bank has booked at the end of `on`; `stated` is a balance of some moment, often that of the download. */
  readonly of: 'opening' | 'closing' | 'interim' | 'available' | 'stated';
  readonly on: Day | null;
  readonly amount: Amount;
  readonly currency: string | null;
  /** The line of the file on which it stands, from 1. */
  readonly at: number;
}

export interface StatementLine {
  readonly bookedOn: Day;
  readonly valueOn: Day | null;
  /** Negative: money out of the account. */
  readonly amount: Amount;
  readonly currency: string | null;
  /** `info` tells of something that moves no money on this account. */
  readonly state: 'booked' | 'pending' | 'info';
  /** The bank's own id of the line; unique within the account only where `isReliable`. */
  readonly bankId: { readonly id: string; readonly isReliable: boolean } | null;
  readonly counterparty: { readonly name: string | null; readonly account: string | null };
  /** What the payer or payee wrote, in one line of text. */
  readonly text: string;
  /** A structured creditor reference (ISO 11649, QR, ESR), the payer's own end-to-end id, a direct debit mandate. */
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly mandate: string | null;
  readonly chequeNumber: string | null;
  /** The bank's code for what kind of line it is, as the file has it. */
  readonly code: string | null;
  /** True when it takes an earlier line back; the sign is its own. */
  readonly isReversal: boolean;
  /** The single payments within a collective booking; their sum is the line, where each has an amount. */
  readonly parts: readonly LinePart[];
  /** The line of the file on which it begins, from 1. */
  readonly at: number;
}

export interface LinePart {
  readonly amount: Amount | null;
  readonly counterparty: StatementLine['counterparty'];
  readonly text: string;
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly bankId: string | null;
}

/** What is wrong in a file, or odd: where, what was seen, and what was expected. Only a fatal one ends the reading. */
export interface StatementProblem {
  readonly at: number;
  readonly isFatal: boolean;
  readonly seen: string;
  readonly expected: string;
}

/** Reads the text of a file by the piece, and says what it has found so far. A reader is used for one file. */
export interface StatementReader {
  push(text: string): readonly Found[];
  end(): readonly Found[];
}

export const noAccount: AccountName = { iban: null, bank: null, number: null };

export const plainLine: Omit<StatementLine, 'bookedOn' | 'amount' | 'at'> = {
  valueOn: null,
  currency: null,
  state: 'booked',
  bankId: null,
  counterparty: { name: null, account: null },
  text: '',
  reference: null,
  endToEndId: null,
  mandate: null,
  chequeNumber: null,
  code: null,
  isReversal: false,
  parts: [],
};

export const problem = (at: number, seen: string, expected: string, isFatal = false): Found => ({
  is: 'problem',
  problem: { at, isFatal, seen, expected },
});
