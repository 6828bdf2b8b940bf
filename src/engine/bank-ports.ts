import type { LineBooking, StatementLine } from '../core/bank-records.ts';
import type { Amount } from '../core/decimal.ts';
import type { Day, Instant } from '../core/day.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { Habits } from '../matching/rows.ts';
import type { CsvDialect } from '../statements/csv-dialect.ts';
import type { AccountName, StatementLine as ReadLine } from '../statements/statement.ts';

/** The connection that bank lines are kept under: one for each organisation, with as many accounts as there are files of. */
export interface BankScope {
  readonly organisation: string;
  readonly connection: string;
}

export interface BankStore {
  /** One transaction over the bank lines of a connection, one at a time: all of it, or none. */
  work<T>(scope: BankScope, work: (book: BankBook) => Promise<T>): Promise<T>;
  /** One consistent state to look at. It waits for nobody, and nobody for it. */
  look<T>(scope: BankScope, look: (book: BankLook) => Promise<T>): Promise<T>;
}

/** What can be read of the bank lines of a connection. */
export type BankLook = Pick<
  BankBook,
  'accounts' | 'files' | 'lines' | 'linesNamed' | 'decisions' | 'suggestions' | 'search' | 'accountTotals' | 'ledgerMoves' | 'linksInto'
>;

/** The bank lines of a connection, within one transaction. */
export interface BankBook {
  accounts(): Promise<readonly BankAccount[]>;
  keepAccount(account: BankAccount): Promise<void>;
  files(account: string | null): Promise<readonly BankFile[]>;
  keepFile(file: BankFile): Promise<void>;
  /** Lines booked between two days, both included, by day and then by id. */
  lines(query: LineQuery): Promise<readonly KeptLine[]>;
  linesNamed(ids: readonly string[]): Promise<readonly KeptLine[]>;
  keepLines(lines: readonly KeptLine[], now: Instant): Promise<void>;
  /** Live decisions: of these lines, or all. */
  decisions(lines: readonly string[] | null): Promise<readonly LineDecision[]>;
  addDecisions(decisions: readonly LineDecision[]): Promise<void>;
  /** All lines of a decision are free again. */
  endDecision(decision: string, ended: { readonly at: Instant; readonly by: string }): Promise<void>;
  suggestions(): Promise<readonly LineSuggestion[]>;
  /** Of the whole connection; what was suggested before is gone. */
  keepSuggestions(suggestions: readonly LineSuggestion[]): Promise<void>;
  declined(): Promise<readonly DeclinedPair[]>;
  decline(pairs: readonly DeclinedPair[], said: { readonly at: Instant; readonly by: string }): Promise<void>;
  aliases(): Promise<readonly BankAlias[]>;
  keepAlias(alias: BankAlias, now: Instant): Promise<void>;
  endAliases(names: readonly string[]): Promise<void>;
  /** What the connector shows from now on. */
  publish(records: readonly AnyRecord[]): Promise<void>;
  /** Which documents of a ledger stand for which records of which connection. */
  linksInto(ledger: string): Promise<readonly LedgerLink[]>;
  /** A page of lines, the newest first. */
  search(asked: LineSearch): Promise<FoundLines>;
  accountTotals(): Promise<readonly AccountTotals[]>;
  /** What every document of a ledger, as it was last shown, moved on one of its accounts. Debits positive. */
  ledgerMoves(ledger: string, account: string): Promise<readonly LedgerMove[]>;
}

/** What a line was found to be, in one word. */
export type LineState = 'matched' | 'suggested' | 'open' | 'booked' | 'left out' | 'pending' | 'gone';

export interface LineSearch {
  readonly account: string | null;
  readonly from: Day | null;
  readonly through: Day | null;
  readonly state: LineState | null;
  /** Only those that nothing was decided about, suggested or not. */
  readonly isOpen: boolean;
  /** Words that stand in the text, the name, the reference, or digits of the amount. */
  readonly search: string | null;
  /** The last line of the page before. */
  readonly after: { readonly on: Day; readonly line: string } | null;
  readonly limit: number;
}

export interface FoundLines {
  readonly lines: readonly { readonly kept: KeptLine; readonly decision: LineDecision | null; readonly suggestions: number }[];
  /** Whether there are more behind them. */
  readonly isCut: boolean;
  /** Of the account, the days and the words that were asked for, whatever their state. */
  readonly counts: { readonly [state in LineState]: number };
}

export interface AccountTotals {
  readonly account: string;
  readonly lines: number;
  readonly open: number;
  readonly suggested: number;
  readonly last: StatementLine | null;
  readonly lastFile: Pick<BankFile, 'name' | 'importedAt' | 'importedBy' | 'problems'> | null;
}

export interface LedgerMove {
  readonly kind: Kind;
  readonly id: string;
  readonly day: Day;
  readonly currency: string;
  readonly amount: Amount;
}

export interface LineQuery {
  readonly account: string | null;
  readonly from: Day | null;
  readonly through: Day | null;
  /** Only booked lines that nothing was decided about. */
  readonly isOpen: boolean;
}

export interface BankAccount {
  readonly account: string;
  /** As its files name it. */
  readonly named: AccountName;
  readonly currency: string;
  /** How its tables are written, once somebody has said that it is so. */
  readonly dialect: CsvDialect | null;
  readonly habits: Habits | null;
  /** The latest closing balance that a file told. */
  readonly closing: { readonly on: Day; readonly amount: Amount } | null;
}

export interface BankFile {
  readonly account: string;
  /** SHA-256 of its bytes. */
  readonly print: string;
  readonly name: string;
  readonly importedAt: Instant;
  readonly importedBy: string;
  readonly counts: { readonly added: number; readonly same: number; readonly changed: number };
  readonly problems: readonly string[];
}

export interface KeptLine {
  readonly record: StatementLine;
  /** Null for lines of a feed. */
  readonly read: ReadLine | null;
  /** Taken back by its source, or never booked. */
  readonly isGone: boolean;
}

/** What one line was found to be, by whom, and on what evidence. */
export interface LineDecision {
  readonly line: string;
  /** Lines that explain each other share it. */
  readonly decision: string;
  readonly decidedAt: Instant;
  readonly decidedBy: string;
  readonly means: 'match' | 'rule' | 'person';
  /** What of which item it uses up, with the item's sign. */
  readonly parts: readonly { readonly item: string; readonly minor: string }[];
  readonly match: TellingMatch | null;
  readonly booked: LineBooking;
}

/** A match in words, as it is kept and shown. */
export interface TellingMatch {
  readonly by: string;
  readonly lines: readonly string[];
  readonly parts: readonly TellingPart[];
  readonly difference: { readonly kind: 'none' | 'fee' | 'overpaid' | 'exchange'; readonly amount: Amount };
  readonly doubtPerMillion: number;
  readonly evidence: readonly string[];
  readonly runnerUp: string;
  /** What the ledger would hold; null with the reason why it cannot be booked by a click. */
  readonly bookings: readonly { readonly line: string; readonly booked: LineBooking }[] | null;
  readonly whyNot: string | null;
}

export interface TellingPart {
  readonly item: string;
  readonly minor: string;
  readonly amount: Amount;
  readonly currency: string;
  /** 'invoice INV-7 of Ada Ltd' */
  readonly what: string;
  readonly counterparty: string | null;
}

export interface LineSuggestion {
  readonly line: string;
  /** The likeliest first. */
  readonly choices: readonly TellingMatch[];
}

export interface DeclinedPair {
  readonly line: string;
  readonly item: string;
}

export interface BankAlias {
  readonly name: string;
  readonly counterparty: string;
}

export interface LedgerLink {
  readonly targetKind: Kind;
  readonly targetId: string;
  readonly source: string;
  readonly kind: Kind;
  readonly id: string;
}
