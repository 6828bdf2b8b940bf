import type { LineBooking } from '../core/bank-records.ts';
import type { Amount } from '../core/decimal.ts';
import type { Day, Instant } from '../core/day.ts';

/** GET /v1/bank */
export interface BankDeskAnswer {
  /** The flow that books the lines; null: nobody has made one yet. */
  readonly flow: {
    readonly flow: string;
    readonly ledger: string;
    readonly mode: 'off' | 'test' | 'shadow' | 'live';
    /** Whether its mapping says what bank accounts are. */
    readonly isMapped: boolean;
  } | null;
  /** Where lines could be booked. */
  readonly ledgers: readonly { readonly connection: string; readonly label: string }[];
  readonly accounts: readonly BankAccountRow[];
}

/** GET /v1/bank/accounts */
export interface BankAccountRow {
  readonly account: string;
  /** What people call it: as its bank does where a bank shows its lines by itself, otherwise as it was named when its file came. */
  readonly name: string;
  readonly currency: string;
  readonly closing: { readonly on: Day; readonly amount: Amount } | null;
  /** The ledger's account that it is; null: the mapping does not say. */
  readonly ledgerAccount: string | null;
  readonly lines: number;
  readonly open: number;
  /** Of the open ones: those for which something is suggested. */
  readonly suggested: number;
  readonly last: { readonly on: Day; readonly amount: Amount; readonly text: string } | null;
  readonly lastFile: {
    readonly name: string;
    readonly importedAt: Instant;
    readonly importedBy: string;
    /** What was odd about it, its balances among it. */
    readonly problems: readonly string[];
  } | null;
}

/**
 * POST /v1/bank/flow makes the flow that books lines in a ledger; it writes nothing before it is switched to live.
 * PUT /v1/bank/accounts {accounts, because} says, or says anew, which accounts of the ledger the bank accounts are.
 */
export interface NewBankFlow {
  readonly ledger: string;
  readonly startsOn: Day;
  /** The ledger's account by the bank account's name. */
  readonly accounts: Readonly<Record<string, string>>;
}

/** GET /v1/bank/choices?ledger : what the ledger offers for coding lines. */
export interface BankChoices {
  readonly ledger: string;
  readonly accounts: readonly { readonly account: string; readonly name: string; readonly isBank: boolean }[];
  readonly taxes: readonly { readonly tax: string; readonly name: string; readonly percent: Amount }[];
  /** Names, at most a thousand, by the alphabet. */
  readonly contacts: readonly string[];
}

/** What a line was found to be: by itself; suggested; nothing known; booked by a rule or a person; left out by a person; not booked at the bank. */
export type BankLineFound = 'matched' | 'suggested' | 'open' | 'booked' | 'left out' | 'pending' | 'gone';

/** GET /v1/bank/lines?account&from&through&open&found&search&after&limit : the newest first. */
export interface BankLinesAnswer {
  readonly lines: readonly BankLineRow[];
  /** True when there are more than are shown. */
  readonly isCut: boolean;
  /** Asks for those behind them; null: these are the last. */
  readonly after: string | null;
  /** Of the account, the days and the words that were asked for, whatever they were found to be. */
  readonly counts: Readonly<Record<BankLineFound, number>>;
}

/** GET /v1/bank/lines/:line */
export interface BankLineShown {
  readonly line: BankLineRow;
  /** The likeliest first. */
  readonly choices: readonly BankMatchRow[];
  /** The other lines that the decision or a choice is about. */
  readonly others: readonly BankLineRow[];
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
  readonly found: BankLineFound;
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
  /** Names what it says: another match has another name. */
  readonly match: string;
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
      /** Why the lines were kept and not matched: no flow books them yet, or the ledger could not be read. */
      readonly whyNotMatched: string | null;
    }
  | { readonly is: 'known'; readonly account: string; readonly importedAt: Instant }
  /** A table that is new here: send it again with `yes=true`, and with what the questions ask. */
  | {
      readonly is: 'asks';
      readonly read: {
        readonly delimiter: string;
        readonly mark: string;
        readonly dayOrder: string;
        readonly sign: string;
        /** Of every line that does not say its own. Null: nobody has said it. */
        readonly currency: string | null;
        /** What each is read from: the header's own word, or 'column 3'. */
        readonly columns: readonly { readonly is: string; readonly from: string }[];
      };
      readonly questions: readonly { readonly about: string; readonly seen: string; readonly choices: readonly string[] }[];
      readonly sample: readonly {
        readonly bookedOn: Day;
        readonly amount: Amount;
        readonly counterparty: string | null;
        readonly text: string;
      }[];
    }
  /** `lacks`: what the file needs to be told; send it again with that. */
  | { readonly is: 'rejected'; readonly problems: readonly string[]; readonly lacks: 'currency' | null };

/** POST /v1/bank/lines/:line/confirm and /refuse */
export interface BankChoice {
  /** Place among the suggestions, from 0. */
  readonly choice: number;
  /** The name of the match that was looked at: if the list has changed since, that one is meant, or the answer is 409. */
  readonly match?: string | null;
}

/** GET /v1/bank/lines/:line/items?search : what the line may be about, for a person to choose among. The nearest first. */
export interface BankItemRow {
  readonly item: string;
  /** 'document': the line settles it. 'money': the ledger has it, or it is on its way there; nothing is written. */
  readonly is: 'document' | 'money';
  readonly kind: string;
  readonly number: string | null;
  readonly counterparty: string | null;
  readonly on: Day;
  readonly open: Amount;
  readonly currency: string;
}

/** POST /v1/bank/lines/:line/settle */
export interface BankSettling {
  readonly items: readonly { readonly item: string; readonly amount: Amount }[];
  /** What is more goes on the customer's account; what is less was kept as a fee. Null: nothing may be left. */
  readonly rest: 'onAccount' | 'fee' | null;
}

/** POST /v1/bank/lines/:line/leave */
export interface BankLeaving {
  readonly because: string;
}

/** POST /v1/bank/lines/:line/code */
export interface BankCoding {
  readonly account: string;
  readonly contact: string;
  readonly tax?: string | null;
  readonly description?: string | null;
}

/**
 * GET /v1/bank/rules?from&through ; POST /v1/bank/rules/preview {rule, replaces, from, through} : the same if the rule were one of them.
 * POST /v1/bank/rules {rule, replaces, over, because} keeps a rule, DELETE /v1/bank/rules/:rule?over= takes one away: 409 when the rule
 * that is replaced or taken away is not the one of that print any more.
 */
export interface BankRulesPreview {
  readonly from: Day;
  readonly through: Day;
  readonly rules: readonly {
    readonly rule: string;
    /** Changes with the rule. Whoever changes it or takes it away says it as `over`, and is told when somebody else was quicker. */
    readonly print: string;
    readonly account: string;
    readonly contact: string;
    readonly tax: string | null;
    readonly when: BankRuleSaid['when'];
    readonly by: string;
    readonly because: string;
    readonly lines: readonly { readonly line: BankLineRow; readonly instead: 'a match' | 'a person' | 'this rule' | 'nothing' }[];
  }[];
  readonly untouched: number;
}

export interface BankRuleSaid {
  readonly name: string;
  readonly when: {
    readonly contains: string | null;
    readonly counterparty: string | null;
    /** With their signs: money out is negative. */
    readonly from: Amount | null;
    readonly through: Amount | null;
    readonly account: string | null;
  };
  readonly account: string;
  readonly contact: string;
  readonly tax: string | null;
}
